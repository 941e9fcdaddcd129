// SPDX-License-Identifier: Apache-2.0
package io.radish.backup.format;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Writer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.ErrorReportConfiguration;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.TokenStreamFactory;
import tools.jackson.core.exc.JacksonIOException;
import tools.jackson.core.json.JsonFactory;

/**
 * The tokens of a backup file; every mistake becomes a {@link BackupFormatException} that says
 * where.
 *
 * <p>The parser reads characters, not bytes, for two reasons: only that way it does not keep every
 * name it ever saw, and the JDK's decoder refuses all that is not UTF-8. The price, that it counts
 * characters, is paid when there is a mistake: the file is then read again up to it.
 */
final class JsonInput implements Closeable {
  private static final JsonFactory JSON =
      JsonFactory.builder()
          .disable(TokenStreamFactory.Feature.CANONICALIZE_PROPERTY_NAMES)
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(FormatLimits.NESTING)
                  .maxNumberLength(FormatLimits.NUMBER_CHARS)
                  .maxNameLength(FormatLimits.nameBytes())
                  .maxStringLength(Integer.MAX_VALUE)
                  .maxDocumentLength(-1)
                  .build())
          .errorReportConfiguration(
              ErrorReportConfiguration.builder()
                  .maxErrorTokenLength(FormatLimits.EXCERPT_CHARS)
                  .maxRawContentLength(FormatLimits.EXCERPT_CHARS)
                  .build())
          .build();

  /** The most bytes read for one token: what the parser keeps whole, and what its buffers hold. */
  private static final long TOKEN_BYTES = FormatLimits.nameBytes() + (64L << 10);

  private static final int MOST_CHARACTER_BYTES = 4;

  private final Path file;
  private final BackupBytes source;
  private final ChecksumInput bytes;
  private final JsonParser parser;
  private final GrowingBytes shortText = new GrowingBytes(FormatLimits.HEADER_TEXT_BYTES);

  JsonInput(Path file, BackupBytes source) throws IOException {
    this.file = file;
    this.source = source;
    this.bytes = ChecksumInput.open(source);
    this.parser =
        JSON.createParser(
            ObjectReadContext.empty(),
            new InputStreamReader(
                bytes,
                StandardCharsets.UTF_8
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .onUnmappableCharacter(CodingErrorAction.REPORT)));
  }

  /** The bytes read and their sum. */
  ChecksumInput bytes() {
    return bytes;
  }

  /** Moves to the next token; null at the end of the file. */
  @Nullable JsonToken nextOrEnd() throws IOException {
    bytes.bound(TOKEN_BYTES);
    try {
      return parser.nextToken();
    } catch (JacksonException e) {
      throw translate(e);
    }
  }

  /** Moves to the next token, which must be there. */
  JsonToken next() throws IOException {
    JsonToken token = nextOrEnd();
    if (token == null) {
      throw error("the file ends too early");
    }
    return token;
  }

  /** The token the input stands on. */
  JsonToken current() {
    JsonToken token = parser.currentToken();
    return token == null ? JsonToken.NOT_AVAILABLE : token;
  }

  /** The name of the member the input stands on. */
  String name() throws IOException {
    try {
      return parser.currentName();
    } catch (JacksonException e) {
      throw translate(e);
    }
  }

  /** Reads the string the input stands on. */
  void text(GrowingBytes target) throws IOException {
    if (current() != JsonToken.VALUE_STRING) {
      throw error("expected a string instead of " + describe(current()));
    }
    target.reset();
    bytes.unbound();
    try {
      parser.readString(target);
      target.finish();
    } catch (BadText e) {
      throw error(e);
    } catch (JacksonException e) {
      throw translate(e);
    }
  }

  /** Reads the string the input stands on, which must be short. */
  String shortText() throws IOException {
    text(shortText);
    return shortText.view().toText();
  }

  /** Reads the whole number the input stands on, which must be within the bounds. */
  long integer(String name, long least, long most) throws IOException {
    if (current() == JsonToken.VALUE_NUMBER_INT) {
      try {
        long value = Long.parseLong(number());
        if (value >= least && value <= most) {
          return value;
        }
      } catch (NumberFormatException e) {
        // Beyond what a long holds, and so beyond the bounds too.
      }
    }
    throw error(name + " must be a whole number from " + least + " to " + most);
  }

  /** The number the input stands on, as the file spells it. */
  String number() throws IOException {
    try {
      return parser.getString();
    } catch (JacksonException e) {
      throw translate(e);
    }
  }

  /** Skips the value the input stands on, up to its last token. */
  void skipValue() throws IOException {
    int depth = 0;
    while (true) {
      JsonToken token = current();
      if (token == JsonToken.VALUE_STRING) {
        skipText();
      }
      depth += token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
      if (depth == 0) {
        return;
      }
      next();
    }
  }

  private void skipText() throws IOException {
    bytes.unbound();
    try {
      parser.readString(Writer.nullWriter());
    } catch (JacksonException e) {
      throw translate(e);
    }
  }

  /** The complaint {@code reason} about the token the input stands on. */
  BackupFormatException error(String reason) throws IOException {
    return errorAtMark(mark(), reason);
  }

  /** Where the token the input stands on begins, for {@link #errorAtMark}. */
  long mark() {
    return Math.max(0, parser.currentTokenLocation().getCharOffset());
  }

  /** The complaint {@code reason} about the token that began at {@code mark}. */
  BackupFormatException errorAtMark(long mark, String reason) throws IOException {
    return new BackupFormatException(file, byteOf(mark), reason);
  }

  /** The complaint {@code reason} about the byte at {@code offset}. */
  BackupFormatException errorAt(long offset, String reason) {
    return new BackupFormatException(file, offset, reason);
  }

  /** How a message calls a token. */
  static String describe(JsonToken token) {
    return switch (token) {
      case START_OBJECT -> "an object";
      case START_ARRAY -> "an array";
      case VALUE_STRING -> "a string";
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> "a number";
      case VALUE_TRUE, VALUE_FALSE -> "a boolean";
      case VALUE_NULL -> "null";
      case PROPERTY_NAME -> "a name";
      case END_ARRAY -> "the end of an array";
      case END_OBJECT -> "the end of an object";
      case NOT_AVAILABLE, VALUE_EMBEDDED_OBJECT -> "nothing";
    };
  }

  private IOException translate(JacksonException e) throws IOException {
    if (e instanceof JacksonIOException) {
      Throwable cause = e.getCause();
      if (cause instanceof CharacterCodingException) {
        return errorAt(firstInvalidByte(), "invalid UTF-8");
      }
      if (cause instanceof BadText bad) {
        return error(bad);
      }
      return cause instanceof IOException io ? io : new IOException(e.getMessage(), e);
    }
    long chars = e.getLocation() == null ? -1 : e.getLocation().getCharOffset();
    if (chars < 0) {
      chars = Math.max(0, parser.currentLocation().getCharOffset());
    }
    return errorAt(byteOf(chars), firstWords(e.getOriginalMessage()));
  }

  /** The first line, without the place that it may name in its own way. */
  private static String firstWords(String message) {
    return message.lines().findFirst().orElse(message).replaceAll(" \\(start marker at .*\\)$", "");
  }

  /** The complaint about a text at the token the input stands on. */
  BackupFormatException error(BadText bad) throws IOException {
    String message = bad.getMessage();
    return error(message == null ? "unreadable text" : message);
  }

  /** Where in the JSON the character stands that so many UTF-16 units precede. */
  private long byteOf(long chars) throws IOException {
    byte[] piece = new byte[1 << 16];
    long units = 0;
    long at = 0;
    try (InputStream in = source.open()) {
      for (int count = in.read(piece); count > 0; count = in.read(piece)) {
        for (int i = 0; i < count; i++) {
          int b = piece[i] & 0xff;
          boolean continues = (b & 0xc0) == 0x80;
          if (!continues && units >= chars) {
            return at;
          }
          at++;
          units += continues ? 0 : b >= 0xf0 ? 2 : 1;
        }
      }
    }
    return at;
  }

  private long firstInvalidByte() throws IOException {
    byte[] piece = new byte[1 << 16];
    int kept = 0;
    long at = 0;
    try (InputStream in = source.open()) {
      while (true) {
        int count = in.read(piece, kept, piece.length - kept);
        if (count <= 0) {
          return at;
        }
        int end = kept + count;
        int valid = Utf8.validUpTo(piece, 0, end);
        if (valid == 0 && end > MOST_CHARACTER_BYTES) {
          return at;
        }
        // A character that the piece cuts is looked at again with what follows.
        kept = end - valid;
        System.arraycopy(piece, valid, piece, 0, kept);
        at += valid;
      }
    }
  }

  /** Gives back buffers; the file stays open. */
  @Override
  public void close() throws IOException {
    shortText.close();
    parser.close();
    bytes.close();
  }
}
