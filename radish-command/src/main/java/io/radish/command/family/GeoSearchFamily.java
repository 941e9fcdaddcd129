// SPDX-License-Identifier: Apache-2.0
package io.radish.command.family;

import static io.radish.command.Flag.DENYOOM;
import static io.radish.command.Flag.MOVABLEKEYS;
import static io.radish.command.Flag.READONLY;
import static io.radish.command.Flag.WRITE;
import static io.radish.command.family.GeoArguments.LATITUDE;
import static io.radish.command.family.GeoArguments.LONGITUDE;
import static io.radish.command.family.GeoArguments.UNIT;

import io.radish.command.ArgumentSpec;
import io.radish.command.Call;
import io.radish.command.Command;
import io.radish.command.KeyPositions;
import io.radish.command.KeySpec;
import io.radish.geo.GeoCell;
import io.radish.resp.Arguments;
import io.radish.value.Entry;
import io.radish.value.ValueType;
import io.radish.value.ZSetValue;
import java.util.List;

/** Places: those within a circle or a box. */
final class GeoSearchFamily {
  private static final List<String> READ = List.of("RO", "access");
  private static final List<String> WRITTEN = List.of("OW", "update");

  /** From here on a word may announce the key that a {@code GEORADIUS} stores in. */
  private static final int STORE_FROM = 5;

  private static final String UPPERCASE_UNITS = "Added support for uppercase unit names.";

  private GeoSearchFamily() {}

  static List<Command> commands() {
    return List.of(
        command("GEOSEARCH", -7, "6.2.0")
            .flags(READONLY)
            .keys(KeySpec.one("RO", "access"))
            .summary("Get the places within a circle or a box")
            .history("7.0.0", UPPERCASE_UNITS)
            .arguments(ArgumentSpec.key())
            .arguments(searchArguments())
            .arguments(withArguments())
            .handler(call -> search(call, GeoQuery.Form.SEARCH, 0, false)),
        command("GEOSEARCHSTORE", -8, "6.2.0")
            .flags(WRITE, DENYOOM)
            .keys(KeySpec.one("OW", "update"), KeySpec.at(2, "RO", "access"))
            .summary("Store the places within a circle or a box")
            .history("7.0.0", UPPERCASE_UNITS)
            .arguments(ArgumentSpec.key("destination"), ArgumentSpec.key("source").keySpec(1))
            .arguments(searchArguments())
            .arguments(ArgumentSpec.token("storedist", "STOREDIST").optional())
            .handler(call -> search(call, GeoQuery.Form.SEARCH_STORE, 1, false)),
        storing("GEORADIUS", -6, 6, "`BYRADIUS` argument")
            .summary("Get or store the places within a circle around a place")
            .arguments(ArgumentSpec.key(), LONGITUDE, LATITUDE)
            .arguments(radiusArguments(true))
            .arguments(store())
            .handler(call -> search(call, GeoQuery.Form.RADIUS, 0, true)),
        storing("GEORADIUSBYMEMBER", -5, 5, "`BYRADIUS` and `FROMMEMBER` arguments")
            .summary("Get or store the places within a circle around a member's")
            .arguments(ArgumentSpec.key(), ZSetArguments.MEMBER)
            .arguments(radiusArguments(false))
            .arguments(store())
            .handler(call -> search(call, GeoQuery.Form.RADIUS_BY_MEMBER, 0, true)),
        reading("GEORADIUS_RO", -6, "`BYRADIUS` argument")
            .summary("Get the places within a circle around a place")
            .arguments(ArgumentSpec.key(), LONGITUDE, LATITUDE)
            .arguments(radiusArguments(true))
            .handler(call -> search(call, GeoQuery.Form.RADIUS, 0, false)),
        reading("GEORADIUSBYMEMBER_RO", -5, "`BYRADIUS` and `FROMMEMBER` arguments")
            .summary("Get the places within a circle around a member's")
            .arguments(ArgumentSpec.key(), ZSetArguments.MEMBER)
            .arguments(radiusArguments(false))
            .handler(call -> search(call, GeoQuery.Form.RADIUS_BY_MEMBER, 0, false)));
  }

  private static Command.Builder command(String name, int arity, String since) {
    return Command.named(name)
        .arity(arity)
        .group("geo")
        .categories("geo")
        .since(since)
        .complexity("O(log(N)+M) where N is the number of members and M that of those near by");
  }

  private static Command.Builder radius(String name, int arity, String since) {
    return command(name, arity, since)
        .history("6.2.0", "Added the `ANY` option for `COUNT`.")
        .history("7.0.0", UPPERCASE_UNITS);
  }

  private static Command.Builder storing(String name, int arity, int storeFrom, String instead) {
    return radius(name, arity, "3.2.0")
        .flags(WRITE, DENYOOM, MOVABLEKEYS)
        .deprecated("6.2.0", "`GEOSEARCH` and `GEOSEARCHSTORE` with the " + instead)
        .keys(
            KeySpec.one("RO", "access"),
            KeySpec.behind("STORE", storeFrom, "OW", "update"),
            KeySpec.behind("STOREDIST", storeFrom, "OW", "update"))
        .keyFinder(GeoSearchFamily::findKeys);
  }

  private static Command.Builder reading(String name, int arity, String instead) {
    return radius(name, arity, "3.2.10")
        .flags(READONLY)
        .deprecated("6.2.0", "`GEOSEARCH` with the " + instead)
        .keys(KeySpec.one("RO", "access"));
  }

  private static ArgumentSpec order() {
    return ArgumentSpec.oneOf(
            "order", ArgumentSpec.token("asc", "ASC"), ArgumentSpec.token("desc", "DESC"))
        .optional();
  }

  private static ArgumentSpec count(ArgumentSpec any) {
    return ArgumentSpec.block(
            "count-block", ArgumentSpec.integer("count").after("COUNT"), any.optional())
        .optional();
  }

  private static ArgumentSpec store() {
    return ArgumentSpec.oneOf(
            "store",
            ArgumentSpec.key("storekey").keySpec(1).after("STORE"),
            ArgumentSpec.key("storedistkey").keySpec(2).after("STOREDIST"))
        .optional();
  }

  private static ArgumentSpec[] withArguments() {
    return new ArgumentSpec[] {
      ArgumentSpec.token("withcoord", "WITHCOORD").optional(),
      ArgumentSpec.token("withdist", "WITHDIST").optional(),
      ArgumentSpec.token("withhash", "WITHHASH").optional()
    };
  }

  private static ArgumentSpec[] searchArguments() {
    return new ArgumentSpec[] {
      ArgumentSpec.oneOf(
          "from",
          ZSetArguments.MEMBER.after("FROMMEMBER"),
          ArgumentSpec.block("fromlonlat", LONGITUDE, LATITUDE).after("FROMLONLAT")),
      ArgumentSpec.oneOf(
          "by",
          ArgumentSpec.block("circle", ZSetArguments.number("radius").after("BYRADIUS"), UNIT),
          ArgumentSpec.block(
              "box",
              ZSetArguments.number("width").after("BYBOX"),
              ZSetArguments.number("height"),
              UNIT)),
      order(),
      count(ArgumentSpec.token("any", "ANY"))
    };
  }

  private static ArgumentSpec[] radiusArguments(boolean dated) {
    ArgumentSpec any = ArgumentSpec.token("any", "ANY");
    ArgumentSpec[] with = withArguments();
    return new ArgumentSpec[] {
      ZSetArguments.number("radius"),
      UNIT,
      with[0],
      with[1],
      with[2],
      count(dated ? any.since("6.2.0") : any),
      order()
    };
  }

  /** Finds the key that is searched, and the one that the last word says is stored in. */
  private static boolean findKeys(Arguments request, KeyPositions found) {
    int store = 0;
    for (int i = STORE_FROM; i + 1 < request.count(); i++) {
      if (request.matches(i, "store") || request.matches(i, "storedist")) {
        store = ++i;
      }
    }
    found.add(1, READ);
    if (store > 0) {
      found.add(store, WRITTEN);
    }
    return true;
  }

  private static void search(Call call, GeoQuery.Form form, int source, boolean mayStore) {
    Entry zset = call.find(source);
    if (zset != null && !call.expect(zset, ValueType.ZSET)) {
      return;
    }
    GeoQuery query = new GeoQuery(form, mayStore, zset);
    if (!query.read(call)) {
      return;
    }
    List<GeoHit> hits = zset == null ? List.of() : GeoHit.find(call, zset, query);
    if (hits == null) {
      return;
    }
    if (query.isStored()) {
      store(call, query, hits);
    } else {
      call.reply().array(hits.size());
      hits.forEach(hit -> reply(call, query, hit));
    }
  }

  private static void store(Call call, GeoQuery query, List<GeoHit> hits) {
    ZSetStore.store(
        call,
        query.destination(),
        query.isSearch() ? "geosearchstore" : "georadiusstore",
        result -> {
          for (GeoHit hit : hits) {
            double score = query.storesDistances() ? hit.meters() / query.unit() : hit.score();
            double old = ZSetValue.score(result, hit.member());
            boolean _ = ZSetValue.put(result, hit.member(), score, old);
          }
        });
  }

  private static void reply(Call call, GeoQuery query, GeoHit hit) {
    if (query.extras() > 0) {
      call.reply().array(1L + query.extras());
    }
    call.replyBytes(hit.member());
    if (query.isWithDistance()) {
      GeoArguments.replyDistance(call, hit.meters() / query.unit());
    }
    if (query.isWithHash()) {
      call.reply().integer((long) hit.score());
    }
    if (query.isWithPlace()) {
      GeoArguments.reply(call, GeoCell.ofScore(hit.score()).middle());
    }
  }
}
