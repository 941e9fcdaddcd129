// SPDX-License-Identifier: Apache-2.0
package io.radish.command.family;

import static io.radish.command.Flag.ADMIN;
import static io.radish.command.Flag.FAST;
import static io.radish.command.Flag.LOADING;
import static io.radish.command.Flag.NOSCRIPT;
import static io.radish.command.Flag.NO_ASYNC_LOADING;
import static io.radish.command.Flag.STALE;

import io.radish.command.ArgumentSpec;
import io.radish.command.Call;
import io.radish.command.Command;
import java.util.List;

/** {@code CLUSTER} and what belongs to it: answered as a server does that is in no cluster. */
final class ClusterFamily {
  private static final ArgumentSpec NODE = ArgumentSpec.string("node-id");
  private static final ArgumentSpec SLOT = ArgumentSpec.integer("slot");
  private static final ArgumentSpec SLOTS =
      ArgumentSpec.block(
              "start-slot_end-slot",
              ArgumentSpec.integer("start-slot"),
              ArgumentSpec.integer("end-slot"))
          .multiple();

  private ClusterFamily() {}

  static List<Command> commands() {
    return List.of(
        Command.named("CLUSTER")
            .arity(-2)
            .group("cluster")
            .since("3.0.0")
            .complexity("Depends on subcommand.")
            .summary("What nodes of a cluster ask of each other; this server is in none")
            .subcommands(subcommands())
            .build(),
        alone("ASKING").flags(FAST).handler(ClusterFamily::refuse),
        alone("READONLY").flags(FAST, LOADING, STALE).handler(ClusterFamily::refuse),
        alone("READWRITE").flags(FAST, LOADING, STALE).handler(ClusterFamily::refuse));
  }

  private static Command.Builder alone(String name) {
    return Command.named(name)
        .arity(1)
        .categories("connection")
        .group("cluster")
        .since("3.0.0")
        .complexity("O(1)")
        .summary("Say something to a node of a cluster; this server is in none");
  }

  private static Command[] subcommands() {
    return new Command[] {
      change("ADDSLOTS", -3).arguments(SLOT.multiple()).handler(ClusterFamily::refuse),
      change("ADDSLOTSRANGE", -4).since("7.0.0").arguments(SLOTS).handler(ClusterFamily::refuse),
      change("BUMPEPOCH", 2).tips("nondeterministic_output").handler(ClusterFamily::refuse),
      look("COUNT-FAILURE-REPORTS", 3).flags(ADMIN).arguments(NODE).handler(ClusterFamily::refuse),
      plain("COUNTKEYSINSLOT", 3).arguments(SLOT).handler(ClusterFamily::refuse),
      change("DELSLOTS", -3).arguments(SLOT.multiple()).handler(ClusterFamily::refuse),
      change("DELSLOTSRANGE", -4).since("7.0.0").arguments(SLOTS).handler(ClusterFamily::refuse),
      change("FAILOVER", -2)
          .arguments(
              ArgumentSpec.oneOf(
                      "options",
                      ArgumentSpec.token("force", "FORCE"),
                      ArgumentSpec.token("takeover", "TAKEOVER"))
                  .optional())
          .handler(ClusterFamily::refuse),
      change("FLUSHSLOTS", 2).handler(ClusterFamily::refuse),
      change("FORGET", 3).arguments(NODE).handler(ClusterFamily::refuse),
      look("GETKEYSINSLOT", 4)
          .arguments(SLOT, ArgumentSpec.integer("count"))
          .handler(ClusterFamily::refuse),
      Help.command("CLUSTER").group("cluster").handler(ClusterFamily::refuse),
      look("INFO", 2).handler(ClusterFamily::refuse),
      plain("KEYSLOT", 3).arguments(ArgumentSpec.string("key")).handler(ClusterFamily::refuse),
      look("LINKS", 2).since("7.0.0").handler(ClusterFamily::refuse),
      change("MEET", -4)
          .history("4.0.0", "Added the optional `cluster_bus_port` argument.")
          .arguments(
              ArgumentSpec.string("ip"),
              ArgumentSpec.integer("port"),
              ArgumentSpec.integer("cluster_bus_port").since("4.0.0").optional())
          .handler(ClusterFamily::refuse),
      plain("MYID", 2).handler(ClusterFamily::refuse),
      plain("MYSHARDID", 2)
          .since("7.2.0")
          .tips("nondeterministic_output")
          .handler(ClusterFamily::refuse),
      look("NODES", 2).handler(ClusterFamily::refuse),
      look("REPLICAS", 3)
          .flags(ADMIN)
          .since("5.0.0")
          .arguments(NODE)
          .handler(ClusterFamily::refuse),
      change("REPLICATE", 3).arguments(NODE).handler(ClusterFamily::refuse),
      plain("RESET", -2)
          .flags(ADMIN, NOSCRIPT)
          .arguments(
              ArgumentSpec.oneOf(
                      "hard_soft",
                      ArgumentSpec.token("hard", "HARD"),
                      ArgumentSpec.token("soft", "SOFT"))
                  .optional())
          .handler(ClusterFamily::refuse),
      change("SAVECONFIG", 2).handler(ClusterFamily::refuse),
      change("SET-CONFIG-EPOCH", 3)
          .arguments(ArgumentSpec.integer("config-epoch"))
          .handler(ClusterFamily::refuse),
      change("SETSLOT", -4)
          .arguments(
              SLOT,
              ArgumentSpec.oneOf(
                  "subcommand",
                  NODE.after("IMPORTING"),
                  NODE.after("MIGRATING"),
                  NODE.after("NODE"),
                  ArgumentSpec.token("stable", "STABLE")))
          .handler(ClusterFamily::refuse),
      look("SHARDS", 2).since("7.0.0").handler(ClusterFamily::refuse),
      look("SLAVES", 3)
          .flags(ADMIN)
          .deprecated("5.0.0", "`CLUSTER REPLICAS`")
          .arguments(NODE)
          .handler(ClusterFamily::refuse),
      look("SLOTS", 2)
          .deprecated("7.0.0", "`CLUSTER SHARDS`")
          .history("4.0.0", "Added node IDs.")
          .history("7.0.0", "Added additional networking metadata field.")
          .handler(ClusterFamily::refuse)
    };
  }

  private static Command.Builder plain(String name, int arity) {
    return Command.named("CLUSTER " + name)
        .arity(arity)
        .flags(STALE)
        .group("cluster")
        .since("3.0.0")
        .complexity("O(1)")
        .summary("As on a server that is in no cluster: refused");
  }

  private static Command.Builder look(String name, int arity) {
    return plain(name, arity).tips("nondeterministic_output");
  }

  private static Command.Builder change(String name, int arity) {
    return plain(name, arity).flags(ADMIN, NO_ASYNC_LOADING);
  }

  private static void refuse(Call call) {
    call.refuse("This instance has cluster support disabled");
  }
}
