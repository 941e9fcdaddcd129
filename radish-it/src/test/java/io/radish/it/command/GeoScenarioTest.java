// SPDX-License-Identifier: Apache-2.0
package io.radish.it.command;

import static io.radish.testkit.Replies.array;
import static io.radish.testkit.Replies.bulk;
import static io.radish.testkit.Replies.bulks;
import static io.radish.testkit.Replies.error;
import static io.radish.testkit.Replies.integer;
import static io.radish.testkit.Replies.nil;
import static org.assertj.core.api.Assertions.assertThat;

import io.radish.command.Errors;
import org.junit.jupiter.api.Test;

/** Places: added, measured and searched. */
final class GeoScenarioTest extends ScoredScenario {
  private static final String NO_UNIT = "ERR unsupported unit provided. please use M, KM, FT, MI";

  private void fill() {
    run("GEOADD", "g", "13.361389", "38.115556", "Palermo", "15.087269", "37.502669", "Catania");
  }

  @Test
  void geoadd_givesScores() {
    assertThat(run("GEOADD", "g", "13.361389", "38.115556", "Palermo")).isEqualTo(integer(1));
    assertThat(run("GEOADD", "g", "CH", "13.4", "38.1", "Palermo", "0", "0", "Zero"))
        .isEqualTo(integer(2));
    assertThat(run("GEOADD", "g", "NX", "1", "1", "Palermo")).isEqualTo(integer(0));
    assertThat(run("GEOADD", "g", "xx", "1", "1", "None")).isEqualTo(integer(0));
    run("GEOADD", "e", "-180", "-85.05112878", "low", "180", "85.05112878", "high");
    run("GEOADD", "e", "13.361389", "38.115556", "Palermo");
    assertThat(run("ZMSCORE", "e", "low", "Palermo"))
        .isEqualTo(array(score("0"), score("3479099956230698")));
    assertThat(run("GEOPOS", "e", "low", "missing"))
        .isEqualTo(
            array(array(score("-179.99999731779098511"), score("-85.05112751263942528")), nil()));
  }

  @Test
  void geoadd_thatIsWrong_isRefused() {
    assertThat(run("GEOADD", "g", "181", "0", "a"))
        .isEqualTo(error("ERR invalid longitude,latitude pair 181.000000,0.000000"));
    assertThat(run("GEOADD", "g", "0", "-85.06", "a"))
        .isEqualTo(error("ERR invalid longitude,latitude pair 0.000000,-85.060000"));
    assertThat(run("GEOADD", "g", "x", "0", "a")).isEqualTo(error(Errors.NOT_FLOAT));
    assertThat(run("GEOADD", "g", "0", "0", "a", "1")).isEqualTo(error(Errors.SYNTAX));
    assertThat(run("GEOADD", "g", "NX", "XX", "0", "0", "a")).isEqualTo(error(Errors.SYNTAX));
    assertThat(run("GEOADD", "g", "GT", "0", "0", "a")).isEqualTo(error(Errors.SYNTAX));
    assertThat(run("EXISTS", "g")).isEqualTo(integer(0));
  }

  @Test
  void geodist_measuresInUnits() {
    fill();
    assertThat(run("GEODIST", "g", "Palermo", "Catania")).isEqualTo(bulk("166274.1516"));
    assertThat(run("GEODIST", "g", "Palermo", "Catania", "km")).isEqualTo(bulk("166.2742"));
    assertThat(run("GEODIST", "g", "Palermo", "Catania", "MI")).isEqualTo(bulk("103.3182"));
    assertThat(run("GEODIST", "g", "Palermo", "Catania", "ft")).isEqualTo(bulk("545518.8700"));
    assertThat(run("GEODIST", "g", "Palermo", "Palermo")).isEqualTo(bulk("0.0000"));
    assertThat(run("GEODIST", "g", "Palermo", "None")).isEqualTo(nil());
    assertThat(run("GEODIST", "missing", "a", "b")).isEqualTo(nil());
    assertThat(run("GEODIST", "g", "a", "b", "x")).isEqualTo(error(NO_UNIT));
    assertThat(run("GEODIST", "g", "a", "b", "m", "x")).isEqualTo(error(Errors.SYNTAX));
  }

  @Test
  void geohashAndGeopos_showWherePlacesAre() {
    fill();
    assertThat(run("GEOHASH", "g", "Palermo", "Catania", "None"))
        .isEqualTo(array(bulk("sqc8b49rny0"), bulk("sqdtr74hyu0"), nil()));
    assertThat(run("GEOPOS", "g", "Palermo", "None"))
        .isEqualTo(
            array(array(score("13.36138933897018433"), score("38.11555639549629859")), nil()));
    assertThat(run("GEOHASH", "g")).isEqualTo(array());
    assertThat(run("GEOPOS", "missing", "a")).isEqualTo(array(nil()));
    assertThat(run("GEOHASH", "missing", "a")).isEqualTo(array(nil()));
  }

  @Test
  void geosearch_findsWhatIsNear() {
    fill();
    run("GEOADD", "g", "12.758489", "38.788135", "edge1", "17.241510", "38.788135", "edge2");
    assertThat(search("BYRADIUS", "200", "km", "ASC")).isEqualTo(bulks("Catania", "Palermo"));
    assertThat(search("BYBOX", "400", "400", "km", "ASC"))
        .isEqualTo(bulks("Catania", "Palermo", "edge2", "edge1"));
    assertThat(search("BYBOX", "400", "400", "km", "DESC", "COUNT", "1")).isEqualTo(bulks("edge1"));
    assertThat(search("BYRADIUS", "200", "KM", "COUNT", "1", "WITHDIST", "WITHHASH", "WITHCOORD"))
        .isEqualTo(
            array(
                array(
                    bulk("Catania"),
                    bulk("56.4413"),
                    integer(3479447370796909L),
                    array(score("15.08726745843887329"), score("37.50266842333162032")))));
    assertThat(run("GEOSEARCH", "g", "FROMMEMBER", "Palermo", "BYRADIUS", "0", "m"))
        .isEqualTo(bulks("Palermo"));
    assertThat(run("GEOSEARCH", "no", "FROMMEMBER", "x", "BYRADIUS", "1", "m")).isEqualTo(array());
  }

  private io.radish.resp.Reply search(String... words) {
    String[] request = new String[words.length + 5];
    System.arraycopy(new String[] {"GEOSEARCH", "g", "FROMLONLAT", "15", "37"}, 0, request, 0, 5);
    System.arraycopy(words, 0, request, 5, words.length);
    return run(request);
  }

  @Test
  void georadius_isTheOlderForm() {
    fill();
    assertThat(run("GEORADIUS", "g", "15", "37", "200", "km", "WITHDIST", "DESC"))
        .isEqualTo(array(bulks("Palermo", "190.4424"), bulks("Catania", "56.4413")));
    assertThat(run("GEORADIUS_RO", "g", "15", "37", "200", "km", "COUNT", "1"))
        .isEqualTo(bulks("Catania"));
    assertThat(run("GEORADIUSBYMEMBER", "g", "Palermo", "100", "mi")).isEqualTo(bulks("Palermo"));
    assertThat(run("GEORADIUSBYMEMBER_RO", "g", "Palermo", "200", "km", "ASC"))
        .isEqualTo(bulks("Palermo", "Catania"));
    assertThat(run("GEORADIUS_RO", "g", "15", "37", "200", "km", "STORE", "x"))
        .isEqualTo(error(Errors.SYNTAX));
    assertThat(run("GEORADIUSBYMEMBER", "no", "x", "y", "z")).isEqualTo(array());
  }

  @Test
  void store_keepsScoresOrDistances() {
    fill();
    assertThat(
            run("GEOSEARCHSTORE", "to", "g", "FROMLONLAT", "15", "37", "BYBOX", "400", "400", "km"))
        .isEqualTo(integer(2));
    assertThat(run("ZSCORE", "to", "Palermo")).isEqualTo(score("3479099956230698"));
    assertThat(
            run(
                "GEORADIUS",
                "g",
                "15",
                "37",
                "200",
                "km",
                "STORE",
                "x",
                "STOREDIST",
                "to",
                "COUNT",
                "1"))
        .isEqualTo(integer(1));
    assertThat(run("ZCOUNT", "to", "56.4412", "56.4413")).isEqualTo(integer(1));
    assertThat(run("EXISTS", "x")).isEqualTo(integer(0));
    assertThat(run("COMMAND", "GETKEYS", "GEORADIUS", "g", "1", "1", "1", "m", "STORE", "s"))
        .isEqualTo(bulks("g", "s"));
    assertThat(run("GEORADIUS", "no", "15", "37", "200", "km", "STORE", "to"))
        .isEqualTo(integer(0));
    assertThat(run("EXISTS", "to")).isEqualTo(integer(0));
  }

  @Test
  void searches_thatAreWrong_areRefused() {
    fill();
    assertThat(search("BYRADIUS", "x", "km")).isEqualTo(error("ERR need numeric radius"));
    assertThat(search("BYRADIUS", "-1", "km")).isEqualTo(error("ERR radius cannot be negative"));
    assertThat(search("BYRADIUS", "1", "yd")).isEqualTo(error(NO_UNIT));
    assertThat(search("BYBOX", "x", "1", "km")).isEqualTo(error("ERR need numeric width"));
    assertThat(search("BYBOX", "1", "x", "km")).isEqualTo(error("ERR need numeric height"));
    assertThat(search("BYBOX", "1", "-1", "km"))
        .isEqualTo(error("ERR height or width cannot be negative"));
    assertThat(search("BYRADIUS", "1", "km", "COUNT", "0"))
        .isEqualTo(error("ERR COUNT must be > 0"));
    assertThat(search("BYRADIUS", "1", "km", "ANY"))
        .isEqualTo(error("ERR the ANY argument requires COUNT argument"));
    assertThat(search("BYRADIUS", "1", "km", "BYBOX", "1", "1", "km"))
        .isEqualTo(error(Errors.SYNTAX));
    assertThat(search("BYRADIUS", "1", "km", "FROMMEMBER", "Palermo"))
        .isEqualTo(error(Errors.SYNTAX));
    assertThat(search("ASC", "DESC", "WITHDIST"))
        .isEqualTo(error("ERR exactly one of BYRADIUS and BYBOX can be specified for GEOSEARCH"));
    assertThat(run("geosearch", "g", "BYRADIUS", "1", "km", "ASC", "ASC"))
        .isEqualTo(
            error("ERR exactly one of FROMMEMBER or FROMLONLAT can be specified for geosearch"));
    assertThat(run("GEOSEARCH", "g", "FROMMEMBER", "no", "BYRADIUS", "1", "km"))
        .isEqualTo(error("ERR could not decode requested zset member"));
    assertThat(run("GEORADIUS", "g", "1", "1", "1", "km", "STORE", "x", "WITHDIST"))
        .isEqualTo(
            error(
                "ERR STORE option in GEORADIUS is not compatible with WITHDIST, WITHHASH and"
                    + " WITHCOORD options"));
  }
}
