// SPDX-License-Identifier: Apache-2.0
package io.radish.resp;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.IntUnaryOperator;
import org.jspecify.annotations.Nullable;

/** Feeds bytes to a decoder in pieces, as a connection would, and notes what comes out. */
final class Requests {
  /**
   * What a connection saw: its requests as Latin-1 text, and the error that ended it, if one did.
   */
  record Outcome(List<List<String>> requests, @Nullable String error) {}

  private Requests() {}

  static RequestDecoder decoder(Limits limits, InlineValues values) {
    RequestDecoder decoder = new RequestDecoder(limits, values);
    decoder.setAuthenticated(true);
    return decoder;
  }

  /** Decodes all of {@code input} with default limits, in one piece. */
  static Outcome whole(String input) {
    return whole(decoder(Limits.DEFAULT, InlineValues.NONE), input);
  }

  static Outcome whole(RequestDecoder decoder, String input) {
    return feed(decoder, input.getBytes(ISO_8859_1), left -> left);
  }

  static Outcome byteByByte(RequestDecoder decoder, String input) {
    return feed(decoder, input.getBytes(ISO_8859_1), left -> 1);
  }

  static Outcome split(RequestDecoder decoder, byte[] input, Random random, int longest) {
    return feed(decoder, input, left -> 1 + random.nextInt(Math.min(left, longest)));
  }

  /** Feeds {@code input}; {@code piece} says how many of the bytes left come next. */
  static Outcome feed(RequestDecoder decoder, byte[] input, IntUnaryOperator piece) {
    List<List<String>> requests = new ArrayList<>();
    Arguments arguments = new Arguments();
    try (decoder) {
      int at = 0;
      while (at < input.length) {
        int length = piece.applyAsInt(input.length - at);
        give(decoder, input, at, length);
        at += length;
        while (decoder.next(arguments)) {
          requests.add(texts(arguments));
        }
      }
      return new Outcome(requests, null);
    } catch (ProtocolException broken) {
      return new Outcome(requests, broken.getMessage());
    }
  }

  static void give(RequestDecoder decoder, byte[] input, int from, int length) {
    decoder.reserve(length);
    System.arraycopy(input, from, decoder.array(), decoder.writeIndex(), length);
    decoder.advance(length);
  }

  static void give(RequestDecoder decoder, String input) {
    byte[] bytes = input.getBytes(ISO_8859_1);
    give(decoder, bytes, 0, bytes.length);
  }

  static List<String> texts(Arguments arguments) {
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < arguments.count(); i++) {
      texts.add(new String(arguments.bytes(i), ISO_8859_1));
    }
    return texts;
  }
}
