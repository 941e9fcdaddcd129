// SPDX-License-Identifier: Apache-2.0
package io.radish.cli;

import io.radish.cli.ServerBackups.Restored;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code radish backup restore}: one backup, or a cache as it was at a point in time. */
@Command(
    name = "restore",
    description = {
      "Restores one backup into the running server, or, with --cache and --at, a cache as it was",
      "at a point in time."
    })
final class RestoreCommand extends BackupCommand.Sub {
  @Parameters(paramLabel = "FILE", arity = "0..1", description = "The backup's file name.")
  @Nullable String file;

  @Option(
      names = "--cache",
      paramLabel = "CACHE",
      description = "The cache to restore as it was; cache:store for an expiring store.")
  @Nullable String cache;

  @Option(
      names = "--at",
      paramLabel = "TIME",
      description = {
        "The second, or, with a fraction, the millisecond to restore to: '2025-11-15 16:12:30' in",
        "the server's local time, 2025-11-15T15:12:30Z, or as in a backup's name, 20251115_161230."
      })
  @Nullable String at;

  @Option(names = "--merge", description = "Add to what the cache holds, instead of replacing it.")
  boolean merge;

  @Option(names = "--as", paramLabel = "CACHE", description = "Restore into this cache instead.")
  @Nullable String as;

  @Option(
      names = "--keys",
      paramLabel = "PATTERN",
      description = {
        "Restore the keys that match this pattern only, such as 'user:*', and leave all others",
        "as they are; may be given several times."
      })
  List<String> keys = new ArrayList<>();

  @Option(names = "--unverified", description = "Take a file that was edited by hand.")
  boolean unverified;

  @Spec @Nullable CommandSpec spec;

  RestoreCommand(Streams streams) {
    super(streams);
  }

  @Override
  public Integer call() throws CliException {
    String source = source();
    List<String> options = new ArrayList<>();
    if (at != null) {
      options.addAll(List.of("AT", at));
    }
    if (merge) {
      options.add("MERGE");
    }
    if (as != null) {
      options.addAll(List.of("AS", as));
    }
    for (String pattern : keys) {
      options.addAll(List.of("KEYS", pattern));
    }
    if (unverified) {
      options.add("UNVERIFIED");
    }
    try (ServerBackups backups = new ServerBackups(connect())) {
      print(backups.restore(source, options), source);
      return 0;
    }
  }

  /** The file, or the cache that is to be as it was; both would not go together. */
  private String source() {
    if (file != null && cache == null && at == null) {
      return file;
    }
    if (file != null) {
      throw mistake(
          "a FILE is restored as it is: give either it, or --cache and --at for a point in time");
    }
    if (cache != null && at != null) {
      return cache;
    }
    throw mistake(
        cache == null && at == null
            ? "what is to be restored? a FILE, or --cache CACHE --at TIME"
            : "a point in time needs both --cache CACHE and --at TIME");
  }

  private RuntimeException mistake(String message) {
    return spec == null
        ? new IllegalStateException(message)
        : new ParameterException(spec.commandLine(), message);
  }

  private RespConnection connect() throws CliException {
    try {
      return server.connect();
    } catch (CliException e) {
      throw at == null
          ? e
          : new CliException(
              e.getMessage() + "; a point in time is restored by a running server only", e);
    }
  }

  private void print(Restored restored, String source) {
    SequencedMap<String, Object> facts = new LinkedHashMap<>();
    facts.put("cache", restored.cache());
    facts.put("items", restored.items());
    String sentence = "Restored " + restored.cache();
    if (at != null) {
      facts.put("from", source);
      facts.put("at", at);
      sentence +=
          (restored.cache().equals(source) ? " as it was at " : " as " + source + " was at ") + at;
    }
    sentence += ": " + restored.items() + " items";
    Long matched = restored.matched();
    if (matched != null) {
      facts.put("matched", matched);
      sentence += ", " + matched + " keys matched";
    }
    print(facts, sentence);
  }
}
