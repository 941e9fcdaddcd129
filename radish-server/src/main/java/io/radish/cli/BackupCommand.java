// SPDX-License-Identifier: Apache-2.0
package io.radish.cli;

import io.radish.cli.BackupPlace.Doomed;
import io.radish.cli.BackupPlace.Item;
import io.radish.cli.ServerBackups.Taken;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code radish backup}: the backups of a running server, or those in a folder. */
@Command(
    name = "backup",
    description = "Takes, lists, compares, checks, restores and cleans up backups.",
    subcommands = {
      BackupCommand.Now.class,
      BackupCommand.ListBackups.class,
      BackupCommand.Show.class,
      GetCommand.class,
      DiffCommand.class,
      RestoreCommand.class,
      BackupCommand.Verify.class,
      BackupCommand.Cleanup.class,
      BackupCommand.Status.class
    })
final class BackupCommand implements Callable<Integer> {
  @Spec @Nullable CommandSpec spec;

  @Option(names = "--help", usageHelp = true, description = "Print this help.")
  boolean help;

  BackupCommand() {}

  @Override
  public Integer call() {
    if (spec == null) {
      return RadishCommand.USAGE;
    }
    throw new ParameterException(
        spec.commandLine(),
        "backup needs one of " + String.join(", ", spec.subcommands().keySet()));
  }

  /** What all of them have: where the server is, and how to print. */
  abstract static class Sub implements Callable<Integer> {
    @Mixin final ConnectionOptions server;

    final Streams streams;

    @Option(names = "--json", description = "Print JSON, for programs.")
    boolean json;

    @Option(names = "--help", usageHelp = true, description = "Print this help.")
    boolean help;

    Sub(Streams streams) {
      this.streams = streams;
      this.server = new ConnectionOptions(streams);
    }

    /** Prints rows, or, where there are none, a line that says so. */
    final void print(List<String> names, List<List<?>> rows, String none) {
      PrintStream out = streams.out();
      if (json) {
        Report.jsonRows(out, names, rows);
      } else if (rows.isEmpty()) {
        out.println(none);
      } else {
        Report.table(out, names, rows);
      }
    }

    /** Prints facts, in a sentence for people. */
    final void print(Map<String, ?> facts, String sentence) {
      if (json) {
        Report.json(streams.out(), facts);
      } else {
        streams.out().println(sentence);
      }
    }
  }

  /** What those have that can do without a server. */
  abstract static class FolderSub extends Sub {
    @Option(
        names = "--dir",
        paramLabel = "FOLDER",
        description = "Work on the backups in that folder, without a server.")
    @Nullable Path folder;

    @Spec @Nullable CommandSpec spec;

    FolderSub(Streams streams) {
      super(streams);
    }

    /**
     * The folder named; else the server, or, where none was named and none runs, the folder that
     * one would use.
     */
    final BackupPlace open() throws CliException {
      if (folder != null) {
        return new FolderBackups(folder);
      }
      try {
        return new ServerBackups(server.connect());
      } catch (CliException unreachable) {
        Path usual = usualFolder();
        if (isServerNamed() || !usual.toFile().isDirectory()) {
          throw unreachable;
        }
        streams.err().println("radish: no server is running; these are the files in " + usual);
        return new FolderBackups(usual);
      }
    }

    private boolean isServerNamed() {
      return spec != null
          && List.of("--host", "--port", "--socket", "--password").stream()
              .anyMatch(name -> spec.commandLine().getParseResult().hasMatchedOption(name));
    }

    private Path usualFolder() {
      String set = streams.environment().get("RADISH_BACKUP_DIR");
      return set == null ? streams.home().resolve(".radish").resolve("cache_backup") : Path.of(set);
    }
  }

  @Command(name = "now", description = "Backs up everything, or the caches named, now.")
  static final class Now extends Sub {
    @Parameters(paramLabel = "CACHE", description = "The caches; everything where there is none.")
    List<String> caches = new ArrayList<>();

    Now(Streams streams) {
      super(streams);
    }

    @Override
    public Integer call() throws CliException {
      try (ServerBackups backups = new ServerBackups(server.connect())) {
        List<Taken> taken = backups.now(caches);
        List<List<?>> rows = new ArrayList<>();
        for (Taken each : taken) {
          rows.add(List.of(each.name(), each.file() == null ? "" : each.file(), each.outcome()));
        }
        print(List.of("cache", "file", "outcome"), rows, "There is nothing to back up.");
        return taken.stream().allMatch(Taken::ok) ? 0 : 1;
      }
    }
  }

  @Command(name = "list", description = "Lists the backups, newest first.")
  static final class ListBackups extends FolderSub {
    @Parameters(
        paramLabel = "CACHE",
        arity = "0..1",
        description = "Only those of this cache; cache:store for an expiring store.")
    @Nullable String cache;

    ListBackups(Streams streams) {
      super(streams);
    }

    @Override
    public Integer call() throws CliException {
      try (BackupPlace place = open()) {
        List<List<?>> rows = new ArrayList<>();
        for (Item item : place.list(cache)) {
          rows.add(List.of(item.file(), item.cache(), item.size(), item.items(), item.modified()));
        }
        print(List.of("file", "cache", "size", "items", "modified"), rows, "There are no backups.");
        return 0;
      }
    }
  }

  @Command(name = "show", description = "Shows what there is to know of one backup.")
  static final class Show extends FolderSub {
    @Parameters(paramLabel = "FILE", description = "The backup's file name.")
    String file = "";

    Show(Streams streams) {
      super(streams);
    }

    @Override
    public Integer call() throws CliException {
      try (BackupPlace place = open()) {
        SequencedMap<String, Object> facts = place.show(file);
        if (json) {
          Report.json(streams.out(), facts);
        } else {
          Report.facts(streams.out(), facts);
        }
        return "yes".equals(facts.get("verified")) ? 0 : 1;
      }
    }
  }

  @Command(name = "verify", description = "Reads all of a backup and checks it.")
  static final class Verify extends FolderSub {
    @Parameters(paramLabel = "FILE", arity = "1..*", description = "The backups' file names.")
    List<String> files = new ArrayList<>();

    Verify(Streams streams) {
      super(streams);
    }

    @Override
    public Integer call() throws CliException {
      try (BackupPlace place = open()) {
        List<List<?>> rows = new ArrayList<>();
        boolean good = true;
        for (String file : files) {
          String problem = place.verify(file);
          good &= problem == null;
          rows.add(List.of(file, problem == null ? "ok" : problem));
        }
        print(List.of("file", "outcome"), rows, "");
        return good ? 0 : 1;
      }
    }
  }

  @Command(
      name = "cleanup",
      description = "Deletes backups by age or by a policy, but never a cache's only good one.")
  static final class Cleanup extends FolderSub {
    /** What stands for the policy of the server, or the usual one. */
    private static final String OWN = "";

    @Parameters(paramLabel = "DAYS", arity = "0..1", description = "The age in days.")
    @Nullable Integer days;

    @Option(
        names = "--policy",
        paramLabel = "POLICY",
        arity = "0..1",
        fallbackValue = OWN,
        description =
            "What to keep, such as 'all:24h hourly:7d daily:30d'; the server's backup-retention"
                + " where none is given.")
    @Nullable String policy;

    @Option(names = "--dry-run", description = "Only list what would be deleted, and why.")
    boolean dryRun;

    Cleanup(Streams streams) {
      super(streams);
    }

    @Override
    public Integer call() throws CliException {
      if ((days == null) == (policy == null)) {
        throw new CliException(
            "cleanup needs either the age in days or --policy, such as 'backup cleanup 30'");
      }
      if (days != null && days < 0) {
        throw new CliException("the age in days is a whole number from 0, not " + days);
      }
      BackupPlace.Wish wish = new BackupPlace.Wish(days, OWN.equals(policy) ? null : policy);
      try (BackupPlace place = open()) {
        if (dryRun) {
          List<List<?>> rows = new ArrayList<>();
          for (Doomed each : place.preview(wish)) {
            rows.add(List.of(each.file(), each.cache(), each.size(), each.reason()));
          }
          print(List.of("file", "cache", "size", "reason"), rows, "Nothing would be deleted.");
        } else {
          long deleted = place.cleanUp(wish);
          print(Map.of("deleted", deleted), "Deleted " + deleted + " backups");
        }
        return 0;
      }
    }
  }

  @Command(name = "status", description = "Shows how the backups are doing.")
  static final class Status extends FolderSub {
    Status(Streams streams) {
      super(streams);
    }

    @Override
    public Integer call() throws CliException {
      try (BackupPlace place = open()) {
        SequencedMap<String, Object> status = place.status();
        if (json) {
          Report.json(streams.out(), status);
        } else {
          Report.facts(streams.out(), status);
        }
        return 0;
      }
    }
  }
}
