// SPDX-License-Identifier: Apache-2.0
package io.radish.command.family;

import static io.radish.command.Flag.DENYOOM;
import static io.radish.command.Flag.FAST;
import static io.radish.command.Flag.NO_KEYSPACE;
import static io.radish.command.Flag.NO_MULTI;
import static io.radish.command.Flag.READONLY;
import static io.radish.command.Flag.SESSION;
import static io.radish.command.Flag.WRITE;

import io.radish.command.ArgumentSpec;
import io.radish.command.CacheUse;
import io.radish.command.Call;
import io.radish.command.Command;
import io.radish.command.Errors;
import io.radish.command.Flag;
import io.radish.command.KeySpec;
import io.radish.command.LongWork;
import io.radish.command.LongWorkQueue.Lane;
import io.radish.command.access.User;
import io.radish.event.Notification;
import io.radish.resp.ReplyWriter;
import io.radish.store.GlobPattern;
import io.radish.store.Keyspace;
import io.radish.store.KeyspaceName;
import io.radish.store.Store;
import io.radish.value.Entry;
import io.radish.value.ValueType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Named caches and expiring stores, and what is in them.
 *
 * <p>Where a cache's name is taken to read or write keys, {@code cache:store}, the number of a
 * database and {@code default_store} are taken too. A cache that is not there reads as empty, as it
 * does after {@code SELECT}; a store that is not there is an error.
 */
final class CacheFamily {
  /** The longest default time-to-live, a hundred years: deadlines stay far from overflowing. */
  private static final long MAX_TTL_SECONDS = 100L * 365 * 24 * 3600;

  private static final long MILLIS = 1000;

  private CacheFamily() {}

  static List<Command> commands() {
    ArgumentSpec cache = ArgumentSpec.string("cache");
    ArgumentSpec store = ArgumentSpec.string("store");
    return List.of(
        command("CREATECACHE", 2, WRITE, DENYOOM, FAST)
            .caches(CacheUse.at(1))
            .summary("Make a named cache")
            .arguments(cache)
            .handler(CacheFamily::createCache),
        command("DELETECACHE", 2, WRITE)
            .caches(CacheUse.at(1))
            .summary("Delete a named cache with its stores, at once, whatever its size")
            .complexity("O(S) where S is the number of the cache's stores")
            .arguments(cache)
            .handler(CacheFamily::deleteCache),
        command("LISTCACHES", 1, READONLY)
            .caches(CacheUse.NONE)
            .summary("The named caches, sorted, with their number of items")
            .complexity("O(C) where C is the number of caches")
            .handler(CacheFamily::listCaches),
        command("CACHESET", 4, WRITE, DENYOOM, NO_KEYSPACE)
            .caches(CacheUse.at(1))
            .keys(KeySpec.range(2, 2, 1, "OW", "update"))
            .keyspaceAt(1)
            .summary("Set a string in a cache, which is made if need be")
            .arguments(cache, ArgumentSpec.key(), ArgumentSpec.string("value"))
            .handler(CacheFamily::cacheSet),
        command("CACHEGET", 3, READONLY, FAST, NO_KEYSPACE)
            .caches(CacheUse.at(1))
            .keys(KeySpec.range(2, 2, 1, "RO", "access"))
            .summary("The string under a key of a cache")
            .arguments(cache, ArgumentSpec.key())
            .handler(CacheFamily::cacheGet),
        command("CACHEDEL", -3, WRITE, NO_KEYSPACE)
            .caches(CacheUse.at(1))
            .keys(KeySpec.range(2, -1, 1, "RM", "delete"))
            .summary("Delete keys of a cache")
            .complexity("O(N) where N is the number of keys")
            .arguments(cache, ArgumentSpec.key().multiple())
            .handler(CacheFamily::cacheDel),
        command("CACHEKEYS", 2, READONLY, NO_MULTI)
            .caches(CacheUse.at(1))
            .summary("All keys of a cache")
            .complexity("O(N) where N is the number of keys in the cache")
            .arguments(cache)
            .handler(CacheFamily::cacheKeys),
        command("CACHEGETALL", 2, READONLY, NO_MULTI)
            .caches(CacheUse.at(1))
            .summary("All of a cache at one instant, as a JSON object like a backup's data")
            .complexity("O(N) where N is the number of bytes in the cache")
            .arguments(cache)
            .handler(CacheFamily::cacheGetAll),
        command("CREATESTORE", -3, WRITE, DENYOOM, FAST)
            .caches(CacheUse.STORE)
            .summary("Make an expiring store in a cache, which is made if need be")
            .arguments(cache, store, ArgumentSpec.integer("ttl-seconds").optional())
            .handler(CacheFamily::createStore),
        command("DELETESTORE", 3, WRITE)
            .caches(CacheUse.STORE)
            .summary("Delete an expiring store, at once, whatever its size")
            .arguments(cache, store)
            .handler(CacheFamily::deleteStore),
        command("LISTSTORES", 2, READONLY)
            .caches(CacheUse.at(1))
            .summary("The expiring stores of a cache with number of items and time-to-live")
            .complexity("O(S) where S is the number of the cache's stores")
            .arguments(cache)
            .handler(CacheFamily::listStores),
        command("CACHE", -3, SESSION, NO_KEYSPACE)
            .caches(CacheUse.at(1))
            .summary("Run one command in a cache")
            .innerAt(2)
            .complexity("Depends on the command.")
            .arguments(
                cache,
                ArgumentSpec.string("command"),
                ArgumentSpec.string("arg").optional().multiple())
            .handler(CacheFamily::cache),
        command("INSPECT", -1, READONLY, NO_MULTI)
            .summary("Keys of the current cache with type, time-to-live and shortened value")
            .complexity("O(N) where N is the number of keys until enough are found")
            .arguments(ArgumentSpec.of("pattern", ArgumentSpec.Type.PATTERN).optional())
            .handler(CacheFamily::inspect));
  }

  private static Command.Builder command(String name, int arity, Flag... flags) {
    return Command.named(name).arity(arity).flags(flags).group("cache").categories("keyspace");
  }

  private static void createCache(Call call) {
    String cache = KeyspaceNames.readCache(call, 1);
    if (cache == null) {
      return;
    }
    if (call.store().createCache(cache)) {
      call.reply().ok();
    } else {
      call.refuse("cache '" + cache + "' exists already");
    }
  }

  private static void deleteCache(Call call) {
    String cache = KeyspaceNames.readCache(call, 1);
    if (cache == null) {
      return;
    }
    if (call.store().deleteCache(cache)) {
      call.reply().ok();
    } else {
      KeyspaceNames.refuseMissingCache(call, cache);
    }
  }

  private static void listCaches(Call call) {
    User user = call.session().user();
    List<Keyspace> caches =
        call.store().keyspaces().stream()
            .filter(each -> each.name().isCache())
            .filter(each -> user.allowsCache(each.name().cache(), null))
            .toList();
    ReplyWriter reply = call.reply();
    reply.map(caches.size());
    for (Keyspace each : caches) {
      reply.bulk(each.name().cache());
      reply.integer(each.size());
    }
  }

  /** Turns the call to the cache that argument 1 names; false, with the error written, for none. */
  private static boolean enter(Call call) {
    KeyspaceName name = KeyspaceNames.read(call, 1);
    if (name == null || KeyspaceNames.isMissingStore(call, name)) {
      return false;
    }
    call.enter(name);
    return true;
  }

  private static void cacheSet(Call call) {
    if (enter(call)) {
      Keyspace keyspace = call.keyspaceForWrite();
      keyspace.setString(call.key(0), call.argument(3), call.defaultDeadline(), call.now());
      call.notify(Notification.STRING, "set", 0);
      call.reply().ok();
    }
  }

  private static void cacheGet(Call call) {
    if (!enter(call)) {
      return;
    }
    Entry entry = call.find(0);
    if (entry == null) {
      call.reply().nil();
    } else if (call.expect(entry, ValueType.STRING)) {
      call.replyValue(entry);
    }
  }

  private static void cacheDel(Call call) {
    if (!enter(call)) {
      return;
    }
    Keyspace keyspace = call.keyspace();
    long deleted = 0;
    for (int i = 0; i < call.keyCount() && keyspace != null; i++) {
      if (keyspace.remove(call.key(i), call.now())) {
        deleted++;
        call.notify(Notification.GENERIC, "del", i);
      }
    }
    call.reply().integer(deleted);
  }

  private static void cacheKeys(Call call) {
    if (!enter(call)) {
      return;
    }
    Store store = call.store();
    KeyspaceName name = call.keyspaceName();
    call.later().answer(Lane.READS, () -> CacheReader.keys(store, name));
  }

  private static void cacheGetAll(Call call) {
    if (!enter(call)) {
      return;
    }
    Store store = call.store();
    KeyspaceName name = call.keyspaceName();
    call.later().answer(Lane.READS, () -> CacheReader.json(store, name));
  }

  private static void createStore(Call call) {
    KeyspaceName name = storeName(call);
    if (name == null) {
      return;
    }
    long ttl = 0;
    if (call.count() > 4) {
      call.error(Errors.arity(call.command()));
      return;
    }
    if (call.count() == 4) {
      ttl = call.arguments().isLong(3) ? call.arguments().toLong(3) : -1;
      if (ttl < 0 || ttl > MAX_TTL_SECONDS) {
        call.refuse(
            "invalid ttl-seconds: a whole number from 0, for keys that stay, to "
                + MAX_TTL_SECONDS);
        return;
      }
    }
    if (call.store().createStore(name.cache(), String.valueOf(name.store()), ttl)) {
      call.reply().ok();
    } else {
      call.refuse("store '" + name + "' exists already");
    }
  }

  private static void deleteStore(Call call) {
    KeyspaceName name = storeName(call);
    if (name == null) {
      return;
    }
    if (call.store().deleteStore(name.cache(), String.valueOf(name.store()))) {
      call.reply().ok();
    } else {
      call.refuse("no such store '" + name + "'; LISTSTORES cache shows those there are");
    }
  }

  private static @Nullable KeyspaceName storeName(Call call) {
    try {
      return KeyspaceName.ofStore(KeyspaceNames.text(call, 1), KeyspaceNames.text(call, 2));
    } catch (IllegalArgumentException e) {
      call.refuse(String.valueOf(e.getMessage()));
      return null;
    }
  }

  private static void listStores(Call call) {
    String cache = KeyspaceNames.readCache(call, 1);
    if (cache == null) {
      return;
    }
    if (call.store().find(KeyspaceName.ofCache(cache)) == null) {
      KeyspaceNames.refuseMissingCache(call, cache);
      return;
    }
    List<Keyspace> stores = call.store().storesOf(cache);
    ReplyWriter reply = call.reply();
    reply.array(stores.size());
    for (Keyspace each : stores) {
      reply.array(3);
      reply.bulk(String.valueOf(each.name().store()));
      reply.integer(each.size());
      reply.integer(each.defaultTtlMillis() / MILLIS);
    }
  }

  private static void cache(Call call) {
    KeyspaceName name = KeyspaceNames.read(call, 1);
    if (name != null) {
      call.runIn(name, call.command().innerAt());
    }
  }

  private static void inspect(Call call) {
    if (call.count() > 2) {
      call.error(Errors.arity(call.command()));
      return;
    }
    if (KeyspaceNames.isMissingStore(call, call.keyspaceName())) {
      return;
    }
    if (call.count() == 2 && call.arguments().length(1) > Errors.MOST_TEXT) {
      call.error(Errors.TOO_LONG_TEXT);
      return;
    }
    GlobPattern pattern = call.count() == 1 ? null : new GlobPattern(call.arguments().bytes(1));
    Store store = call.store();
    KeyspaceName name = call.keyspaceName();
    LongWork look = () -> Inspection.of(store, name, pattern);
    call.later().answer(Lane.READS, look);
  }
}
