// SPDX-License-Identifier: Apache-2.0
package io.radish.cli;

import io.radish.resp.Reply;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/** The backups of a running server, by its {@code BACKUP} commands. */
final class ServerBackups implements BackupPlace {
  /** What became of one keyspace in a run. */
  record Taken(String name, @Nullable String file, String outcome) {
    boolean ok() {
      return outcome.equals("ok");
    }
  }

  /** What a restore has brought back. */
  record Restored(String cache, long items, @Nullable Long matched) {}

  /** What a diff calls that which the server holds. */
  static final String NOW = "now";

  /** The most differences that a server answers with. */
  private static final int MOST_ROWS = 100_000;

  private final RespConnection connection;

  ServerBackups(RespConnection connection) {
    this.connection = connection;
  }

  /** Takes backups of everything, or of the caches named. */
  List<Taken> now(List<String> caches) throws CliException {
    List<Taken> taken = new ArrayList<>();
    for (Reply each : items(call(with(List.of("BACKUP", "NOW"), caches)))) {
      List<Reply> fields = items(each);
      String file = fields.get(1) instanceof Reply.Nil ? null : text(fields.get(1));
      taken.add(new Taken(text(fields.get(0)), file, text(fields.get(2))));
    }
    return taken;
  }

  /** Restores a file, with the words of {@code BACKUP RESTORE} behind it. */
  Restored restore(String file, List<String> options) throws CliException {
    List<Reply> fields = items(call(with(List.of("BACKUP", "RESTORE", file), options)));
    return new Restored(
        text(fields.get(0)),
        number(fields.get(1)),
        fields.size() > 2 ? number(fields.get(2)) : null);
  }

  @Override
  public List<Item> list(@Nullable String cache) throws CliException {
    List<String> only = cache == null ? List.of() : List.of(cache);
    List<Item> backups = new ArrayList<>();
    for (Reply each : items(call(with(List.of("BACKUP", "LIST"), only)))) {
      List<Reply> fields = items(each);
      backups.add(
          new Item(
              text(fields.get(0)),
              text(fields.get(1)),
              number(fields.get(2)),
              number(fields.get(3)),
              text(fields.get(4))));
    }
    return backups;
  }

  @Override
  public SequencedMap<String, Object> show(String file) throws CliException {
    for (Item backup : list(null)) {
      if (backup.file().equals(file)) {
        SequencedMap<String, Object> facts = new LinkedHashMap<>();
        facts.put("file", file);
        facts.put("cache", backup.cache());
        facts.put("size", backup.size());
        facts.put("items", backup.items());
        facts.put("modified", backup.modified());
        String problem = verify(file);
        facts.put("verified", problem == null ? "yes" : problem);
        return facts;
      }
    }
    throw new CliException(
        "there is no backup '"
            + file
            + "' on this server; 'radish backup list' shows those there are");
  }

  @Override
  public @Nullable String verify(String file) throws CliException {
    return connection.call("BACKUP", "VERIFY", file) instanceof Reply.Failure failure
        ? failure.message()
        : null;
  }

  @Override
  public boolean diff(String first, String second, boolean unverified, DiffReader reader)
      throws CliException {
    List<String> words =
        List.of("BACKUP", "DIFF", first, second, "LIMIT", Integer.toString(MOST_ROWS));
    List<Reply> fields = items(call(with(words, unverified ? List.of("UNVERIFIED") : List.of())));
    Map<String, Reply> named = new HashMap<>();
    for (int i = 0; i + 1 < fields.size(); i += 2) {
      named.put(text(fields.get(i)), fields.get(i + 1));
    }
    DiffReader.Head head =
        new DiffReader.Head(
            first,
            text(field(named, "first_cache")),
            second,
            text(field(named, "second_cache")),
            number(field(named, "added")),
            number(field(named, "removed")),
            number(field(named, "changed")),
            number(field(named, "same")));
    List<DiffReader.Row> rows = new ArrayList<>();
    for (Reply each : items(field(named, "differences"))) {
      List<Reply> row = items(each);
      rows.add(
          new DiffReader.Row(
              text(row.get(0)),
              new KeyText(bytes(row.get(1))),
              text(row.get(2)),
              textOrNull(row.get(3)),
              textOrNull(row.get(4))));
    }
    reader.begin(head);
    reader.rows(rows);
    reader.end(rows.size());
    return head.different() > 0;
  }

  @Override
  public boolean get(String file, byte[] key, boolean raw, boolean unverified, OutputStream target)
      throws CliException {
    List<byte[]> words = new ArrayList<>();
    for (String word : List.of("BACKUP", "GET", file)) {
      words.add(word.getBytes(StandardCharsets.UTF_8));
    }
    words.add(key);
    if (raw) {
      words.add("RAW".getBytes(StandardCharsets.UTF_8));
    }
    if (unverified) {
      words.add("UNVERIFIED".getBytes(StandardCharsets.UTF_8));
    }
    Reply reply = answered(connection.call(words));
    if (reply instanceof Reply.Nil) {
      return false;
    }
    try {
      target.write(bytes(reply));
    } catch (IOException e) {
      throw new CliException("cannot write the value: " + e.getMessage(), e);
    }
    return true;
  }

  @Override
  public long cleanUp(Wish wish) throws CliException {
    return number(call(words(wish)));
  }

  @Override
  public List<Doomed> preview(Wish wish) throws CliException {
    List<Doomed> doomed = new ArrayList<>();
    for (Reply each : items(call(with(words(wish), List.of("DRYRUN"))))) {
      List<Reply> fields = items(each);
      doomed.add(
          new Doomed(
              text(fields.get(0)),
              text(fields.get(1)),
              number(fields.get(2)),
              text(fields.get(3))));
    }
    return doomed;
  }

  private static List<String> words(Wish wish) {
    if (wish.days() != null) {
      return List.of("BACKUP", "CLEANUP", wish.days().toString());
    }
    List<String> words = List.of("BACKUP", "CLEANUP", "POLICY");
    return wish.policy() == null ? words : with(words, List.of(wish.policy()));
  }

  @Override
  public SequencedMap<String, Object> status() throws CliException {
    List<Reply> fields = items(call(List.of("BACKUP", "STATUS")));
    SequencedMap<String, Object> status = new LinkedHashMap<>();
    for (int i = 0; i + 1 < fields.size(); i += 2) {
      Object value =
          fields.get(i + 1) instanceof Reply.Int number ? number.value() : text(fields.get(i + 1));
      status.put(text(fields.get(i)), value);
    }
    return status;
  }

  private Reply call(List<String> words) throws CliException {
    return answered(connection.call(words.toArray(String[]::new)));
  }

  private Reply answered(Reply reply) throws CliException {
    if (reply instanceof Reply.Failure failure) {
      throw new CliException(
          "the server at " + connection.address() + " says: " + failure.message());
    }
    return reply;
  }

  private static List<String> with(List<String> words, List<String> more) {
    List<String> all = new ArrayList<>(words);
    all.addAll(more);
    return all;
  }

  private static Reply field(Map<String, Reply> named, String name) {
    return named.getOrDefault(name, new Reply.Nil());
  }

  private byte[] bytes(Reply reply) throws CliException {
    if (reply instanceof Reply.Bulk bulk) {
      return bulk.bytes();
    }
    throw unexpected(reply);
  }

  private @Nullable String textOrNull(Reply reply) throws CliException {
    return reply instanceof Reply.Nil ? null : text(reply);
  }

  private List<Reply> items(Reply reply) throws CliException {
    if (reply instanceof Reply.Array array) {
      return array.items();
    }
    throw unexpected(reply);
  }

  private String text(Reply reply) throws CliException {
    return switch (reply) {
      case Reply.Bulk bulk -> bulk.text();
      case Reply.Simple simple -> simple.text();
      default -> throw unexpected(reply);
    };
  }

  private long number(Reply reply) throws CliException {
    if (reply instanceof Reply.Int number) {
      return number.value();
    }
    throw unexpected(reply);
  }

  private CliException unexpected(Reply reply) {
    return new CliException(
        "the server at " + connection.address() + " answers as no Radish does: " + reply.toText());
  }

  @Override
  public void close() {
    connection.close();
  }
}
