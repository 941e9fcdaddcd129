// SPDX-License-Identifier: Apache-2.0
package io.radish.command.family;

import static io.radish.command.Flag.DENYOOM;
import static io.radish.command.Flag.READONLY;
import static io.radish.command.Flag.WRITE;
import static io.radish.command.family.ZSetArguments.MEMBER;

import io.radish.command.ArgumentSpec;
import io.radish.command.Call;
import io.radish.command.Command;
import io.radish.command.Errors;
import io.radish.command.KeySpec;
import io.radish.geo.GeoCell;
import io.radish.geo.GeoPoint;
import io.radish.value.Entry;
import io.radish.value.ValueType;
import io.radish.value.ZSetValue;
import java.util.List;

/** Places: sorted sets whose scores are the numbers of cells of the earth. */
final class GeoFamily {
  private GeoFamily() {}

  static List<Command> commands() {
    return List.of(
        command("GEOADD", -5)
            .flags(WRITE, DENYOOM)
            .keys(KeySpec.one("RW", "update"))
            .complexity("O(M*log(N)) where N is the number of members and M that of those added")
            .summary("Add places to a sorted set, or move them")
            .history("6.2.0", "Added the `CH`, `NX` and `XX` options.")
            .arguments(
                ArgumentSpec.key(),
                ArgumentSpec.oneOf(
                        "condition", ArgumentSpec.token("nx", "NX"), ArgumentSpec.token("xx", "XX"))
                    .since("6.2.0")
                    .optional(),
                ArgumentSpec.token("change", "CH").since("6.2.0").optional(),
                ArgumentSpec.block("data", GeoArguments.LONGITUDE, GeoArguments.LATITUDE, MEMBER)
                    .multiple())
            .handler(GeoFamily::geoadd),
        reading("GEODIST", -4)
            .summary("Get the distance between two places")
            .arguments(
                ArgumentSpec.key(),
                ArgumentSpec.string("member1"),
                ArgumentSpec.string("member2"),
                GeoArguments.UNIT.optional())
            .handler(GeoFamily::geodist),
        reading("GEOHASH", -2)
            .summary("Get the geohashes of places, as people exchange them")
            .arguments(ArgumentSpec.key(), MEMBER.optional().multiple())
            .handler(GeoFamily::geohash),
        reading("GEOPOS", -2)
            .summary("Get the longitudes and latitudes of places")
            .arguments(ArgumentSpec.key(), MEMBER.optional().multiple())
            .handler(GeoFamily::geopos));
  }

  private static Command.Builder command(String name, int arity) {
    return Command.named(name).arity(arity).group("geo").categories("geo").since("3.2.0");
  }

  private static Command.Builder reading(String name, int arity) {
    return command(name, arity)
        .flags(READONLY)
        .keys(KeySpec.one("RO", "access"))
        .complexity("O(M*log(N)) where N is the number of members and M that of those named");
  }

  private static void geoadd(Call call) {
    ZSetScoring scoring = new ZSetScoring();
    if (!scoring.readForPlaces(call)) {
      return;
    }
    int first = scoring.first();
    double[] scores = new double[(call.count() - first) / 3];
    for (int i = 0; i < scores.length; i++) {
      GeoPoint place = GeoArguments.place(call, first + 3 * i);
      if (place == null) {
        return;
      }
      scores[i] = GeoCell.of(place, GeoCell.MOST_STEPS).score();
    }
    scoring.run(call, scores, first + 2, 3);
  }

  private static void geodist(Call call) {
    if (call.count() > 5) {
      call.error(Errors.SYNTAX);
      return;
    }
    double unit = call.count() == 5 ? GeoArguments.unit(call, 4) : 1;
    if (unit == GeoArguments.REFUSED) {
      return;
    }
    Entry zset = ZSetArguments.zset(call, call.find(0), none -> none.reply().nil());
    if (zset == null) {
      return;
    }
    GeoPoint from = GeoArguments.placeOf(zset, call.argument(2));
    GeoPoint to = GeoArguments.placeOf(zset, call.argument(3));
    if (from == null || to == null) {
      call.reply().nil();
    } else {
      GeoArguments.replyDistance(call, from.metersTo(to) / unit);
    }
  }

  private static void geohash(Call call) {
    Entry zset = call.find(0);
    if (zset != null && !call.expect(zset, ValueType.ZSET)) {
      return;
    }
    call.reply().array(call.count() - 2L);
    for (int i = 2; i < call.count(); i++) {
      double score = zset == null ? Double.NaN : ZSetValue.score(zset, call.argument(i));
      if (Double.isNaN(score)) {
        call.reply().nil();
      } else {
        call.reply().bulk(GeoCell.ofScore(score).text());
      }
    }
  }

  private static void geopos(Call call) {
    Entry zset = call.find(0);
    if (zset != null && !call.expect(zset, ValueType.ZSET)) {
      return;
    }
    call.reply().array(call.count() - 2L);
    for (int i = 2; i < call.count(); i++) {
      GeoPoint place = GeoArguments.placeOf(zset, call.argument(i));
      if (place == null) {
        call.reply().nilArray();
      } else {
        GeoArguments.reply(call, place);
      }
    }
  }
}
