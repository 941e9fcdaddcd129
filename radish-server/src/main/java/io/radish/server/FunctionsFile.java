// SPDX-License-Identifier: Apache-2.0
package io.radish.server;

import io.radish.command.Libraries;
import io.radish.command.ScriptRefused;
import io.radish.server.config.ReplacedFile;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.PrettyPrinter;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.util.DefaultIndenter;
import tools.jackson.core.util.DefaultPrettyPrinter;

/**
 * The libraries of functions in a file beside the backups, for a person to read: the code line by
 * line, or in base64 where it is not UTF-8.
 *
 * <pre>{@code
 * {
 *   "type" : "radish_functions",
 *   "format_version" : 1,
 *   "libraries" : [
 *     {
 *       "name" : "lib",
 *       "code" : [
 *         "#!lua name=lib",
 *         "redis.register_function('twice', function(keys, args) return 2 * args[1] end)"
 *       ]
 *     }
 *   ]
 * }
 * }</pre>
 */
final class FunctionsFile implements Libraries.Keeper {
  /** What it is called in the folder of the backups. */
  static final String NAME = "functions.json";

  private static final Logger LOG = LoggerFactory.getLogger(FunctionsFile.class);

  private static final String WITHOUT = "; correct it, or move it away to start without functions";

  private static final String TYPE = "radish_functions";
  private static final int VERSION = 1;

  /** Past this it is a mistake, which is not to fill the memory; a machine holds less. */
  private static final long MAX_BYTES = 512 << 20;

  private static final JsonFactory JSON =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder().maxStringLength(Integer.MAX_VALUE).build())
          .build();

  /** Each member and each line of code on a line of its own. */
  private static final ObjectWriteContext LINES =
      new ObjectWriteContext.Base() {
        @Override
        public PrettyPrinter getPrettyPrinter() {
          DefaultIndenter indenter = new DefaultIndenter("  ", "\n");
          return new DefaultPrettyPrinter()
              .withObjectIndenter(indenter)
              .withArrayIndenter(indenter);
        }

        @Override
        public boolean hasPrettyPrinter() {
          return true;
        }
      };

  private final Path path;

  FunctionsFile(Path folder) {
    this.path = folder.resolve(NAME);
  }

  /**
   * Loads what is kept, and keeps what changes from now on.
   *
   * @throws StartException with what is wrong with the file, and what can be done
   */
  void follow(Libraries libraries) throws StartException {
    try {
      List<byte[]> codes = read();
      if (!codes.isEmpty()) {
        libraries.restore(codes, Libraries.Policy.FLUSH);
        LOG.info("Loaded {} libraries of functions from {}", codes.size(), path);
      }
    } catch (IOException e) {
      throw new StartException(StartException.reason(e) + WITHOUT, e);
    } catch (ScriptRefused e) {
      String reason = new String(e.error(), StandardCharsets.UTF_8);
      throw new StartException(path + ": " + reason + WITHOUT, e);
    }
    libraries.setKeeper(this);
  }

  // ---- writing ----

  @Override
  public void keep(Collection<Libraries.Library> libraries) throws IOException {
    if (libraries.isEmpty() && !Files.exists(path)) {
      return;
    }
    StringWriter text = new StringWriter();
    try (JsonGenerator json = JSON.createGenerator(LINES, text)) {
      json.writeStartObject();
      json.writeStringProperty("type", TYPE);
      json.writeNumberProperty("format_version", VERSION);
      json.writeArrayPropertyStart("libraries");
      for (Libraries.Library library : libraries) {
        write(json, library);
      }
      json.writeEndArray();
      json.writeEndObject();
    }
    text.append('\n');
    ReplacedFile.write(path, text.toString().getBytes(StandardCharsets.UTF_8));
  }

  private static void write(JsonGenerator json, Libraries.Library library) {
    json.writeStartObject();
    json.writeStringProperty("name", library.name());
    byte[] code = library.bytes();
    String text = utf8(code);
    if (text == null) {
      json.writeStringProperty("code_base64", Base64.getEncoder().encodeToString(code));
    } else {
      json.writeArrayPropertyStart("code");
      for (String line : text.split("\n", -1)) {
        json.writeString(line);
      }
      json.writeEndArray();
    }
    json.writeEndObject();
  }

  private static @Nullable String utf8(byte[] code) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(code)).toString();
    } catch (CharacterCodingException e) {
      return null;
    }
  }

  // ---- reading ----

  /**
   * The code of all libraries; none where there is no such file.
   *
   * @throws IOException with what is wrong and where, where the file cannot be understood
   */
  List<byte[]> read() throws IOException {
    byte[] bytes;
    try {
      if (Files.size(path) > MAX_BYTES) {
        throw new IOException(path + " is too large for functions: more than 512 MB");
      }
      bytes = Files.readAllBytes(path);
    } catch (NoSuchFileException e) {
      return List.of();
    }
    try (JsonParser json = JSON.createParser(ObjectReadContext.empty(), bytes)) {
      return read(json);
    } catch (JacksonException | IllegalArgumentException e) {
      throw new IOException(path + " cannot be understood: " + e.getMessage(), e);
    }
  }

  private List<byte[]> read(JsonParser json) throws IOException {
    expect(json, json.nextToken(), JsonToken.START_OBJECT);
    List<byte[]> codes = new ArrayList<>();
    String type = "";
    long version = 0;
    while (json.nextToken() == JsonToken.PROPERTY_NAME) {
      String name = json.currentName();
      JsonToken value = json.nextToken();
      switch (name) {
        case "type" -> type = text(json);
        case "format_version" -> {
          expect(json, value, JsonToken.VALUE_NUMBER_INT);
          version = json.getLongValue();
        }
        case "libraries" -> {
          expect(json, value, JsonToken.START_ARRAY);
          while (json.nextToken() == JsonToken.START_OBJECT) {
            codes.add(library(json));
          }
          expect(json, json.currentToken(), JsonToken.END_ARRAY);
        }
        default -> throw wrong(json, "'" + name + "' is not known here");
      }
    }
    expect(json, json.currentToken(), JsonToken.END_OBJECT);
    if (!type.equals(TYPE) || version != VERSION) {
      throw new IOException(
          path + " is not of type \"" + TYPE + "\" with format_version " + VERSION);
    }
    return codes;
  }

  private byte[] library(JsonParser json) throws IOException {
    byte @Nullable [] code = null;
    while (json.nextToken() == JsonToken.PROPERTY_NAME) {
      String name = json.currentName();
      JsonToken value = json.nextToken();
      switch (name) {
        case "name" -> {
          String _ = text(json); // for those who read; what counts is in the code
        }
        case "code_base64" -> code = Base64.getDecoder().decode(text(json));
        case "code" -> {
          expect(json, value, JsonToken.START_ARRAY);
          List<String> lines = new ArrayList<>();
          while (json.nextToken() == JsonToken.VALUE_STRING) {
            lines.add(json.getString());
          }
          expect(json, json.currentToken(), JsonToken.END_ARRAY);
          code = String.join("\n", lines).getBytes(StandardCharsets.UTF_8);
        }
        default -> throw wrong(json, "'" + name + "' is not known here");
      }
    }
    expect(json, json.currentToken(), JsonToken.END_OBJECT);
    if (code == null) {
      throw wrong(json, "a library has no \"code\"");
    }
    return code;
  }

  private String text(JsonParser json) throws IOException {
    expect(json, json.currentToken(), JsonToken.VALUE_STRING);
    return json.getString();
  }

  private void expect(JsonParser json, @Nullable JsonToken found, JsonToken wanted)
      throws IOException {
    if (found != wanted) {
      throw wrong(json, "found " + found + " where " + wanted + " belongs");
    }
  }

  private IOException wrong(JsonParser json, String reason) {
    var at = json.currentLocation();
    return new IOException(path + " cannot be understood: " + reason + ", line " + at.getLineNr());
  }
}
