// SPDX-License-Identifier: Apache-2.0
package io.radish.server.config;

import io.radish.server.config.Parameter.Mutability;
import io.radish.server.config.ParameterType.Choice;
import io.radish.server.config.ParameterType.Flag;
import io.radish.server.config.ParameterType.Size;
import io.radish.server.config.ParameterType.Text;
import io.radish.server.config.ParameterType.Whole;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The rows of {@link ForeignParameters}, by what they take. */
final class ForeignTable {
  /** Why a setting does nothing. */
  enum WithoutEffect {
    REPLICATION("there are no replicas"),
    CLUSTER("there is no cluster"),
    BACKUPS("backups have settings of their own, backup-…"),
    APPEND_ONLY_FILE("the journal has settings of its own, journal-…"),
    FREEING("memory is always freed in the background, in small steps"),
    DEFRAGMENTATION("memory is compacted by rules of Radish's own"),
    LISTS("lists are packed by rules of Radish's own"),
    MODULES("dir and dbfilename, which it protects, do nothing either; there are no modules"),
    PROCESS("the process is Java's, and its threads are the system's to place"),
    LOGGING("logs have settings of their own, log-…"),
    CRASHES("Java writes what is to be said of a crash"),
    TLS("Java's TLS has its own");

    private final String reason;

    WithoutEffect(String reason) {
      this.reason = reason;
    }
  }

  private final ParameterTable table = new ParameterTable();
  private final List<Parameter<?>> withoutEffect = new ArrayList<>();

  List<Parameter<?>> all() {
    return table.all();
  }

  /** Those that do nothing, whatever their value. */
  List<Parameter<?>> withoutEffect() {
    return List.copyOf(withoutEffect);
  }

  Optional<Parameter<?>> find(String name) {
    return table.find(name);
  }

  Parameter<Boolean> flag(WithoutEffect why, String name, boolean usual) {
    return add(why, name, new Flag(), usual, Mutability.ANY_TIME);
  }

  Parameter<Boolean> fixedFlag(WithoutEffect why, String name, boolean usual) {
    return add(why, name, new Flag(), usual, Mutability.AT_START);
  }

  Parameter<Long> number(WithoutEffect why, String name, long usual, long min, long max) {
    return add(why, name, new Whole(min, max), usual, Mutability.ANY_TIME);
  }

  Parameter<Long> size(WithoutEffect why, String name, long usual, long min) {
    return add(why, name, new Size(min, Long.MAX_VALUE), usual, Mutability.ANY_TIME);
  }

  /** One of some words, the first where nobody says another. */
  Parameter<String> choice(WithoutEffect why, String name, String... words) {
    return add(why, name, Choice.of(words), words[0], Mutability.ANY_TIME);
  }

  Parameter<String> choiceAtStart(WithoutEffect why, String name, String... words) {
    return add(why, name, Choice.of(words), words[0], Mutability.AT_START);
  }

  Parameter<String> text(WithoutEffect why, String name) {
    return text(why, name, "");
  }

  Parameter<String> text(WithoutEffect why, String name, String usual) {
    return add(why, name, words(usual), usual, Mutability.ANY_TIME);
  }

  Parameter<String> fixedText(WithoutEffect why, String name, String usual) {
    return add(why, name, words(usual), usual, Mutability.AT_START);
  }

  /** What only who may is to change, as it says where files are. */
  Parameter<String> guarded(WithoutEffect why, String name, String usual) {
    return add(why, name, words(usual), usual, Mutability.GUARDED);
  }

  Parameter<String> secret(WithoutEffect why, String name) {
    return add(why, name, new Text("a password", true), "", Mutability.ANY_TIME);
  }

  /** A number that does something, though not what it was made for. */
  Parameter<Long> effective(String name, long usual, String summary) {
    return add(name, new Whole(0, Integer.MAX_VALUE), usual, Mutability.ANY_TIME, summary);
  }

  /** A setting that takes nothing but what Radish does anyway. */
  Parameter<String> nothingBut(String only, String name, String why) {
    String shown = only.isEmpty() ? "\"\"" : only;
    ParameterType<String> type =
        new Parsed<>(
            "only " + shown,
            words -> {
              String text = String.join(" ", words);
              if (!text.equalsIgnoreCase(only)) {
                throw new IllegalArgumentException("only " + shown + " is possible: " + why);
              }
              return only;
            },
            value -> value.isEmpty() ? List.of() : List.of(value));
    return add(name, type, only, Mutability.ANY_TIME, "Takes only " + shown + ": " + why + ".");
  }

  private static ParameterType<String> words(String usual) {
    return new Parsed<>(
        usual.isEmpty() ? "any text" : "any text, such as " + usual,
        words -> String.join(" ", words),
        value -> value.isEmpty() ? List.of() : List.of(value.split(" ", -1)));
  }

  private <T> Parameter<T> add(
      WithoutEffect why, String name, ParameterType<T> type, T usual, Mutability mutability) {
    Parameter<T> added = add(name, type, usual, mutability, "Without effect: " + why.reason + ".");
    withoutEffect.add(added);
    return added;
  }

  private <T> Parameter<T> add(
      String name, ParameterType<T> type, T usual, Mutability mutability, String summary) {
    return table.add(new Parameter<>(name, aliases(name), type, usual, mutability, summary));
  }

  /** The older names of Redis, and the newer ones of Valkey. */
  private static List<String> aliases(String name) {
    List<String> aliases = new ArrayList<>();
    if (name.contains("replica") && !name.equals("replica-announced") && isOld(name)) {
      aliases.add(name.replace("replicas", "slaves").replace("replica", "slave"));
    }
    if (name.startsWith("master")) {
      aliases.add(name.replace("master", "primary"));
    }
    if (name.endsWith("-cpulist")) {
      aliases.add(name.replace('-', '_'));
    }
    return aliases;
  }

  /** Whether a setting of replicas is from a time when they had another name. */
  private static boolean isOld(String name) {
    return switch (name) {
      case "replica-ignore-disk-write-errors",
          "cluster-allow-replica-migration",
          "repl-diskless-sync-max-replicas",
          "tls-replication" ->
          false;
      default -> true;
    };
  }
}
