// SPDX-License-Identifier: Apache-2.0
package io.radish.recovery;

import io.radish.backup.format.BackupFormatException;
import io.radish.recovery.Manifest.KeyspaceFile;
import io.radish.store.KeyspaceName;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.zip.CRC32C;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/**
 * A {@link Manifest} as bytes: JSON with a keyspace a line, which ends like a backup does.
 *
 * <pre>{@code
 * {
 *   "type": "radish_checkpoint",
 *   "format_version": 1,
 *   "journal_id": "5f1c…",
 *   "position": 1234,
 *   "journal_synced": true,
 *   "utc": "2025-11-15T15:11:18.027Z",
 *   "keyspaces": [
 *     {"name": "users", "file": "cache_users_20251115_151118.json", "ttl_seconds": 0, "items": 5,
 *      "bytes": 512, "checksum": "crc32c:0f3a91c2"}
 *   ],
 *   "checksum": "crc32c:11223344"
 * }
 * }</pre>
 *
 * <p>The checksum covers every byte before its digits. It is looked at before anything else; what
 * is wrong behind it was written wrong.
 */
final class ManifestFormat {
  private static final String TYPE = "radish_checkpoint";
  private static final String CHECKSUM = "\n  ],\n  \"checksum\": \"crc32c:";
  private static final String END = "\"\n}\n";
  private static final int DIGITS = 8;
  private static final JsonFactory JSON = new JsonFactory();

  private final Path file;

  private ManifestFormat(Path file) {
    this.file = file;
  }

  // ---- writing ----

  static byte[] encode(Manifest manifest) {
    StringBuilder json = new StringBuilder(256 + 200 * manifest.keyspaces().size());
    json.append("{\n  \"type\": \"" + TYPE + "\",\n  \"format_version\": " + Manifest.VERSION)
        .append(",\n  \"journal_id\": ")
        .append(quoted(manifest.journalId()))
        .append(",\n  \"position\": ")
        .append(manifest.position())
        .append(",\n  \"journal_synced\": ")
        .append(manifest.journalSynced())
        .append(",\n  \"utc\": ")
        .append(quoted(manifest.taken().toString()))
        .append(",\n  \"keyspaces\": [");
    String before = "\n    ";
    for (KeyspaceFile keyspace : manifest.keyspaces()) {
      json.append(before);
      append(json, keyspace);
      before = ",\n    ";
    }
    json.append(CHECKSUM);
    byte[] covered = json.toString().getBytes(StandardCharsets.UTF_8);
    json.append(digits(covered, covered.length)).append(END);
    return json.toString().getBytes(StandardCharsets.UTF_8);
  }

  private static void append(StringBuilder json, KeyspaceFile keyspace) {
    json.append("{\"name\": ")
        .append(quoted(keyspace.name().toString()))
        .append(", \"file\": ")
        .append(quoted(keyspace.file()))
        .append(", \"ttl_seconds\": ")
        .append(keyspace.ttlSeconds())
        .append(", \"items\": ")
        .append(keyspace.items())
        .append(", \"bytes\": ")
        .append(keyspace.bytes())
        .append(", \"checksum\": ")
        .append(quoted(keyspace.checksum()))
        .append('}');
  }

  /** Names have no control characters. */
  private static String quoted(String text) {
    return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }

  private static String digits(byte[] bytes, int length) {
    CRC32C sum = new CRC32C();
    sum.update(bytes, 0, length);
    return String.format(Locale.ROOT, "%08x", sum.getValue());
  }

  // ---- reading ----

  /**
   * Reads a manifest.
   *
   * @throws BackupFormatException where it is not what was written
   */
  static Manifest decode(Path file, byte[] bytes) throws IOException {
    return new ManifestFormat(file).read(bytes);
  }

  private BackupFormatException wrong(long offset, String reason) {
    return new BackupFormatException(file, offset, reason);
  }

  private Manifest read(byte[] bytes) throws IOException {
    int covered = bytes.length - DIGITS - END.length();
    if (covered < 0 || !text(bytes, covered + DIGITS, END.length()).equals(END)) {
      throw wrong(Math.max(0, bytes.length - 1), "the manifest has no end");
    }
    if (!text(bytes, covered, DIGITS).equals(digits(bytes, covered))) {
      throw wrong(covered, "the manifest's checksum is wrong");
    }
    try (JsonParser json = JSON.createParser(ObjectReadContext.empty(), bytes)) {
      return read(json);
    } catch (JacksonException | IllegalArgumentException | DateTimeException e) {
      throw wrong(0, "the manifest cannot be understood: " + e.getMessage());
    }
  }

  private static String text(byte[] bytes, int at, int length) {
    return new String(bytes, at, length, StandardCharsets.ISO_8859_1);
  }

  private Manifest read(JsonParser json) throws IOException {
    expect(json, json.nextToken(), JsonToken.START_OBJECT);
    Map<String, String> values = new HashMap<>();
    List<KeyspaceFile> keyspaces = new ArrayList<>();
    while (json.nextToken() == JsonToken.PROPERTY_NAME) {
      String name = json.currentName();
      if (name.equals("keyspaces")) {
        expect(json, json.nextToken(), JsonToken.START_ARRAY);
        while (json.nextToken() == JsonToken.START_OBJECT) {
          keyspaces.add(keyspace(values(json)));
        }
      } else {
        put(json, values, name);
      }
    }
    expect(json, json.currentToken(), JsonToken.END_OBJECT);
    if (!text(values, "type").equals(TYPE)) {
      throw wrong(0, "it is not the manifest of a checkpoint");
    }
    long version = number(values, "format_version");
    if (version != Manifest.VERSION) {
      throw wrong(0, "it has version " + version + " of the format, which this Radish cannot read");
    }
    checkDistinct(keyspaces);
    return new Manifest(
        text(values, "journal_id"),
        number(values, "position"),
        Boolean.parseBoolean(text(values, "journal_synced")),
        Instant.parse(text(values, "utc")),
        List.copyOf(keyspaces));
  }

  private void checkDistinct(List<KeyspaceFile> keyspaces) throws IOException {
    Set<Object> seen = new HashSet<>();
    for (KeyspaceFile keyspace : keyspaces) {
      String named = keyspace.file();
      boolean bare =
          !named.isEmpty() && Path.of(named).getNameCount() == 1 && !named.startsWith(".");
      if (!bare || !seen.add(keyspace.name()) || !seen.add(named)) {
        throw wrong(0, "it names " + keyspace.name() + " or " + named + " wrongly");
      }
    }
    if (!seen.contains(KeyspaceName.DEFAULT)) {
      throw wrong(0, "it does not name the default store");
    }
  }

  private KeyspaceFile keyspace(Map<String, String> values) throws IOException {
    return new KeyspaceFile(
        KeyspaceName.parse(text(values, "name")),
        text(values, "file"),
        number(values, "ttl_seconds"),
        number(values, "items"),
        number(values, "bytes"),
        text(values, "checksum"));
  }

  private Map<String, String> values(JsonParser json) throws IOException {
    Map<String, String> values = new HashMap<>();
    while (json.nextToken() == JsonToken.PROPERTY_NAME) {
      put(json, values, json.currentName());
    }
    return values;
  }

  private void put(JsonParser json, Map<String, String> values, String name) throws IOException {
    if (!json.nextToken().isScalarValue() || values.put(name, json.getString()) != null) {
      throw wrong(json.currentTokenLocation().getByteOffset(), name + " is not a value, or twice");
    }
  }

  private void expect(JsonParser json, JsonToken found, JsonToken wanted) throws IOException {
    if (found != wanted) {
      throw wrong(json.currentTokenLocation().getByteOffset(), "a " + wanted + " should be here");
    }
  }

  private String text(Map<String, String> values, String name) throws IOException {
    String value = values.get(name);
    if (value == null) {
      throw wrong(0, name + " is missing");
    }
    return value;
  }

  private long number(Map<String, String> values, String name) throws IOException {
    String digits = text(values, name);
    long number = Long.parseLong(digits);
    if (number < 0) {
      throw wrong(0, name + " is negative");
    }
    return number;
  }
}
