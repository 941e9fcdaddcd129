// SPDX-License-Identifier: Apache-2.0
package io.radish.resp;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Arbitrary bytes for both ends of the protocol. The corpus beside it is run by every build; {@code
 * JAZZER_FUZZ=1} looks for more.
 */
final class ProtocolFuzzTest {
  /** Limits that short inputs reach. */
  private static final Limits NARROW = new Limits(48, 300, 12, 3, 24, 600, 10, 40, 3);

  private static final InlineValues JSON = words -> words.size() >= 2;

  /** Mutations of the corpus in a build: two seconds. */
  private static final int MUTATIONS = 20_000;

  private static final String[] FRAGMENTS = {
    "\r\n",
    "\r",
    "\n",
    "*",
    "$",
    "*1\r\n",
    "*3\r\n",
    "$0\r\n\r\n",
    "$4\r\nPING\r\n",
    "$11\r\n",
    "$-1\r\n",
    "*-1\r\n",
    "\"",
    "'",
    "\\x41",
    "{\"a\": [1, ",
    "}",
    "]",
    "SET k ",
    "536870912",
    "9223372036854775808",
    "\0",
    "%1\r\n",
    "~2\r\n",
    "|1\r\n",
    "=8\r\ntxt:abcd\r\n",
    ",1.5\r\n",
    "(99\r\n",
    "_\r\n",
    "#t\r\n"
  };

  /**
   * Decodes at once, byte by byte and in random pieces. The first byte chooses limits and rights
   * (bits 0 to 2), the second the pieces.
   */
  @FuzzTest
  void requests(byte[] data) {
    if (data.length < 3) {
      return;
    }
    byte[] input = Arrays.copyOfRange(data, 2, data.length);
    Requests.Outcome whole = Requests.feed(decoder(data[0]), input, left -> left);
    Requests.Outcome slow = Requests.feed(decoder(data[0]), input, left -> 1);
    Random random = new Random(data[1]);
    Requests.Outcome split = Requests.split(decoder(data[0]), input, random, 1 + input.length / 3);
    if (!whole.equals(slow) || !whole.equals(split)) {
      throw new AssertionError(
          "at once %s, byte by byte %s, in pieces %s".formatted(whole, slow, split));
    }
    checkMemory(decoder(data[0]), input);
  }

  private static RequestDecoder decoder(byte choices) {
    RequestDecoder decoder =
        new RequestDecoder(
            (choices & 1) == 0 ? Limits.DEFAULT : NARROW,
            (choices & 4) == 0 ? InlineValues.NONE : JSON);
    decoder.setAuthenticated((choices & 2) != 0);
    return decoder;
  }

  /** What is held is bounded by what came, whatever was announced. */
  private static void checkMemory(RequestDecoder decoder, byte[] input) {
    Arguments arguments = new Arguments();
    try (decoder) {
      for (int at = 0; at < input.length; at++) {
        Requests.give(decoder, input, at, 1);
        checkPreview(decoder);
        while (decoder.next(arguments)) {
          Arguments copy = arguments.copy();
          boolean same = Requests.texts(copy).equals(Requests.texts(arguments));
          copy.release();
          if (!same) {
            throw new AssertionError("a copy differs from " + Requests.texts(arguments));
          }
        }
        // A packed region is 1 MiB, an argument's book-keeping several times its shortest form.
        if (decoder.memoryBytes() > 16L * at + (1 << 20) + 4096) {
          throw new AssertionError(at + " bytes cost " + decoder.memoryBytes());
        }
      }
    } catch (ProtocolException broken) {
      if (!Objects.requireNonNull(broken.getMessage()).startsWith("Protocol error: ")) {
        throw new AssertionError("not an answer for a client", broken);
      }
    }
  }

  /** What is seen ahead lies within what came. */
  private static void checkPreview(RequestDecoder decoder) {
    RequestPreview preview = new RequestPreview(3);
    decoder.preview(preview);
    for (int i = 0; i < preview.count(); i++) {
      if (preview.offset(i) < 0 || preview.offset(i) + preview.length(i) > decoder.writeIndex()) {
        throw new AssertionError("a preview beyond the buffer's end");
      }
    }
  }

  /** Reads replies until the bytes end or break a rule, at once and byte by byte. */
  @FuzzTest
  void replies(byte[] data) {
    List<String> whole = shown(new ByteArrayInputStream(data));
    List<String> slow = shown(new OneByOne(data));
    if (!whole.equals(slow)) {
      throw new AssertionError("at once %s, byte by byte %s".formatted(whole, slow));
    }
  }

  /** The replies and, last, why there are no more. */
  private static List<String> shown(InputStream in) {
    ReplyReader reader = new ReplyReader(in);
    List<String> shown = new ArrayList<>();
    while (true) {
      try {
        shown.add(reader.read().toText());
      } catch (IOException refused) {
        shown.add(Objects.requireNonNull(refused.getMessage(), "refused without a reason"));
        return shown;
      }
    }
  }

  /** A stream that never has more than one byte at hand. */
  private static final class OneByOne extends ByteArrayInputStream {
    OneByOne(byte[] bytes) {
      super(bytes);
    }

    @Override
    public synchronized int read(byte[] target, int offset, int length) {
      return super.read(target, offset, Math.min(1, length));
    }
  }

  @Test
  void corpus_mutatedAtRandom_breaksNoRule() throws IOException, URISyntaxException {
    List<byte[]> seeds = seeds("requests");
    List<byte[]> replySeeds = seeds("replies");
    long seed = 4711;
    Random random = new Random(seed);
    for (int i = 0; i < MUTATIONS; i++) {
      byte[] request = mutate(seeds.get(random.nextInt(seeds.size())), random);
      byte[] reply = mutate(replySeeds.get(random.nextInt(replySeeds.size())), random);
      try {
        requests(request);
        replies(reply);
      } catch (Throwable thrown) {
        throw new AssertionError(
            "mutation %d of seed %d: request %s, reply %s"
                .formatted(i, seed, quoted(request), quoted(reply)),
            thrown);
      }
    }
    assertThat(seeds).hasSizeGreaterThan(10);
  }

  private static String quoted(byte[] bytes) {
    return new Reply.Bulk(bytes).toText();
  }

  private static byte[] mutate(byte[] seed, Random random) {
    StringBuilder text = new StringBuilder(new String(seed, ISO_8859_1));
    for (int steps = 1 + random.nextInt(6); steps > 0; steps--) {
      int at = random.nextInt(text.length() + 1);
      int to = Math.min(text.length(), at + random.nextInt(6));
      switch (random.nextInt(5)) {
        case 0 -> text.delete(at, to);
        case 1 -> text.insert(at, FRAGMENTS[random.nextInt(FRAGMENTS.length)]);
        case 2 -> text.replace(at, to, String.valueOf((char) random.nextInt(256)));
        case 3 -> text.insert(at, text.substring(at, to));
        default -> text.insert(at, random.nextInt(14));
      }
    }
    return text.toString().getBytes(ISO_8859_1);
  }

  private static List<byte[]> seeds(String method) throws IOException, URISyntaxException {
    var folder =
        Objects.requireNonNull(
            ProtocolFuzzTest.class.getResource("ProtocolFuzzTestInputs/" + method));
    List<byte[]> seeds = new ArrayList<>();
    try (Stream<Path> files = Files.list(Path.of(folder.toURI()))) {
      for (Path file : files.sorted().toList()) {
        try (InputStream in = Files.newInputStream(file)) {
          seeds.add(in.readAllBytes());
        }
      }
    }
    return seeds;
  }
}
