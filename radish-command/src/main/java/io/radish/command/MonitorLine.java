// SPDX-License-Identifier: Apache-2.0
package io.radish.command;

import io.radish.resp.Arguments;
import io.radish.store.KeyspaceName;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Locale;

/**
 * The line that monitors are shown of one command: Redis' own, with the cache's name where another
 * than a numbered one is in use.
 *
 * <p>It is made while the command's locks are held, so it shows no more than costs microseconds:
 * what is long is cut short, and the line says how much follows.
 */
final class MonitorLine {
  /** Bytes of an argument that are shown: a value is not worth a copy for each monitor. */
  private static final int SHOWN_BYTES = 16 << 10;

  /** Bytes of a line after which no further argument is shown. */
  static final int MOST_BYTES = 64 << 10;

  private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

  /** The longest form of a byte, {@code \\xff}. */
  private static final int LONGEST_ESCAPE = 4;

  private byte[] line = new byte[256];
  private int length;

  private MonitorLine() {}

  /** The line for a command that has just run. */
  static byte[] of(Instant time, Call call) {
    MonitorLine made = new MonitorLine();
    made.head(time, call);
    made.arguments(call);
    made.write("\r\n");
    return Arrays.copyOf(made.line, made.length);
  }

  private void head(Instant time, Call call) {
    String address = call.session().client().remoteAddress();
    String micros = Integer.toString(1_000_000 + time.getNano() / 1000).substring(1);
    write("+" + time.getEpochSecond() + "." + micros + " [" + place(call.keyspaceName()) + " ");
    write(
        address.startsWith("/")
            ? "unix:" + address.substring(0, address.length() - ":0".length())
            : address);
    write("]");
  }

  private void arguments(Call call) {
    Arguments request = call.arguments();
    for (int i = 0; i < request.count(); i++) {
      if (length >= MOST_BYTES) {
        write(String.format(Locale.ROOT, " \"... (%d more arguments)\"", request.count() - i));
        return;
      }
      write(" \"");
      int shown = Math.min(SHOWN_BYTES, MOST_BYTES - Math.min(length, MOST_BYTES - 1));
      quote(
          call.command().isSecret(request, i)
              ? RequestExcerpt.REDACTED
              : RequestExcerpt.start(request, i, shown));
      write("\"");
    }
  }

  /** The database's number, or the cache's name, in which nothing ends the bracket. */
  private static String place(KeyspaceName in) {
    int database = in.database();
    return database >= 0
        ? Integer.toString(database)
        : in.toString().replace("%", "%25").replace(" ", "%20").replace("]", "%5D");
  }

  private void write(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    reserve(bytes.length);
    System.arraycopy(bytes, 0, line, length, bytes.length);
    length += bytes.length;
  }

  private void reserve(int more) {
    if (line.length - length < more) {
      line = Arrays.copyOf(line, Math.max(2 * line.length, length + more));
    }
  }

  /** As Redis quotes what may be any byte. */
  private void quote(byte[] word) {
    reserve(LONGEST_ESCAPE * word.length);
    for (byte character : word) {
      switch (character) {
        case '\\', '"' -> escape(character);
        case '\n' -> escape((byte) 'n');
        case '\r' -> escape((byte) 'r');
        case '\t' -> escape((byte) 't');
        case 7 -> escape((byte) 'a');
        case '\b' -> escape((byte) 'b');
        default -> {
          if (character >= ' ' && character <= '~') {
            line[length++] = character;
          } else {
            escape((byte) 'x');
            line[length++] = HEX[(character & 0xFF) >> 4];
            line[length++] = HEX[character & 0xF];
          }
        }
      }
    }
  }

  private void escape(byte character) {
    line[length++] = '\\';
    line[length++] = character;
  }
}
