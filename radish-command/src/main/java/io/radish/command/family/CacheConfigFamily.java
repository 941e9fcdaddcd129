// SPDX-License-Identifier: Apache-2.0
package io.radish.command.family;

import static io.radish.command.Flag.ADMIN;
import static io.radish.command.Flag.NO_KEYSPACE;
import static io.radish.command.Flag.READONLY;
import static io.radish.command.Flag.WRITE;

import io.radish.command.ArgumentSpec;
import io.radish.command.Call;
import io.radish.command.Command;
import io.radish.command.Errors;
import io.radish.resp.ReplyWriter;
import io.radish.store.EvictionPolicy;
import io.radish.store.Keyspace;
import io.radish.store.KeyspaceLimit;
import io.radish.store.KeyspaceName;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** {@code CACHECONFIG}: what one cache may take, and which of its keys go where memory is short. */
final class CacheConfigFamily {
  /** How the policy of a keyspace is called that goes by the server's. */
  static final String AS_SERVER = "server";

  /** The longest word that is a size or a policy. */
  private static final int MOST_WORD = 32;

  private CacheConfigFamily() {}

  static List<Command> commands() {
    ArgumentSpec cache = ArgumentSpec.string("cache");
    return List.of(
        Command.named("CACHECONFIG")
            .arity(-2)
            .group("cache")
            .categories("keyspace")
            .complexity("Depends on subcommand.")
            .summary("What a cache may take, and which of its keys go where memory is short")
            .subcommands(
                sub("GET", 3)
                    .flags(READONLY, NO_KEYSPACE)
                    .summary("The quota of a cache, its policy, and the memory that it takes")
                    .arguments(cache)
                    .handler(CacheConfigFamily::get),
                Help.command("CACHECONFIG").group("cache").handler(CacheConfigFamily::help),
                sub("SET", -5)
                    .flags(WRITE, ADMIN, NO_KEYSPACE)
                    .complexity("O(C) where C is the number of caches")
                    .summary("Set the quota of a cache, its policy, or both")
                    .arguments(
                        cache,
                        ArgumentSpec.string("bytes").after("MAXMEMORY").optional(),
                        ArgumentSpec.string("policy").after("POLICY").optional())
                    .handler(CacheConfigFamily::set))
            .build());
  }

  private static Command.Builder sub(String name, int arity) {
    return Command.named("CACHECONFIG " + name).arity(arity).group("cache").categories("keyspace");
  }

  /** The keyspace that argument 2 names; null, with the error written, where it is not there. */
  private static @Nullable Keyspace find(Call call) {
    KeyspaceName name = KeyspaceNames.read(call, 2);
    if (name == null || KeyspaceNames.isMissingStore(call, name)) {
      return null;
    }
    Keyspace found = call.store().find(name);
    if (found == null) {
      KeyspaceNames.refuseMissingCache(call, name.cache());
    }
    return found;
  }

  private static void get(Call call) {
    Keyspace keyspace = find(call);
    if (keyspace == null) {
      return;
    }
    EvictionPolicy policy = keyspace.limit().policy();
    ReplyWriter reply = call.reply();
    reply.map(3);
    reply.bulk("maxmemory");
    reply.integer(keyspace.limit().maxBytes());
    reply.bulk("policy");
    reply.bulk(policy == null ? AS_SERVER : policy.label());
    reply.bulk("used-memory");
    reply.integer(keyspace.usedBytes());
  }

  private static void set(Call call) {
    Keyspace keyspace = find(call);
    if (keyspace == null) {
      return;
    }
    long bytes = keyspace.limit().maxBytes();
    EvictionPolicy policy = keyspace.limit().policy();
    if (call.count() % 2 == 0) {
      call.error(Errors.SYNTAX);
      return;
    }
    for (int i = 3; i < call.count(); i += 2) {
      String value = call.arguments().text(i + 1, MOST_WORD).toLowerCase(Locale.ROOT);
      if (call.arguments().matches(i, "maxmemory")) {
        bytes = MemorySize.parse(value);
        if (bytes < 0) {
          call.refuse("maxmemory must be a memory value such as 100mb, or 0 for no quota");
          return;
        }
      } else if (call.arguments().matches(i, "policy")) {
        policy = EvictionPolicy.parse(value);
        if (policy == null && !value.equals(AS_SERVER)) {
          call.refuse(
              "policy must be one of Redis' for maxmemory-policy, such as allkeys-lru, or "
                  + AS_SERVER);
          return;
        }
      } else {
        call.errorQuoting("a cache has no setting '", i, "'; there are maxmemory and policy");
        return;
      }
    }
    boolean _ = call.store().setLimit(keyspace.name(), new KeyspaceLimit(bytes, policy));
    call.reply().ok();
  }

  private static void help(Call call) {
    Help.reply(
        call,
        "GET <cache>",
        "    Answers the quota of a cache, its policy, and the memory that it takes.",
        "SET <cache> [maxmemory <bytes>] [policy <policy>]",
        "    Sets the quota (0 for none; 100mb, 1gb) and which keys go past it: Redis' policies,",
        "    or 'server' for that of maxmemory-policy. default_store and cache:store are taken, too.");
  }
}
