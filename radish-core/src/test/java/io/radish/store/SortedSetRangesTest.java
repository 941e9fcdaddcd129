// SPDX-License-Identifier: Apache-2.0
package io.radish.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.radish.memory.ByteView;
import io.radish.value.Entry;
import io.radish.value.MemberRange;
import io.radish.value.Ranks;
import io.radish.value.ScoreRange;
import io.radish.value.ValueType;
import io.radish.value.ZSetCursor;
import io.radish.value.ZSetScan;
import io.radish.value.ZSetValue;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Ranges of sorted sets, packed and in trees, beside what a look at every member gives. */
class SortedSetRangesTest {
  private final Store store = Store.builder().shards(2).seed(7).build();
  private final Keyspace keyspace = store.findOrCreate(KeyspaceName.DEFAULT);
  private final ShardLocks locks = store.newLocks();
  private final Key key = store.newKey();

  @BeforeEach
  void lock() {
    locks.addAll();
    locks.acquireUninterruptibly();
    byte[] name = {'z'};
    key.set(name, 0, name.length);
  }

  @AfterEach
  void everythingIsGivenBack() {
    locks.release();
    assertThat(StoreValidator.problemsOf(store)).isEmpty();
    store.clearAll();
    while (store.maintenance().run(1000)) {
      // In steps.
    }
    assertThat(store.stats().usedBytes()).isZero();
    store.close();
  }

  private CollectionEdits.Change change() {
    return keyspace.collections().change(key, keyspace.find(key, 0), ValueType.ZSET, 0);
  }

  private Entry zset() {
    return Objects.requireNonNull(keyspace.find(key, 0));
  }

  private void fill(int count, int scores) {
    try (CollectionEdits.Change change = change()) {
      for (int i = 0; i < count; i++) {
        ByteView member = ByteView.of("member:%05d".formatted(i));
        assertThat(change.score(member, i % scores, Double.NaN)).isTrue();
      }
    }
  }

  private List<String> members() {
    List<String> members = new ArrayList<>();
    ZSetCursor cursor = new ZSetCursor().open(zset());
    while (cursor.next()) {
      members.add(cursor.member().toText());
    }
    return members;
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 50, 1500})
  void scoreRange_findsWhatLiesWithin(int count) {
    fill(count, 100);
    Random random = new Random(count);
    ZSetCursor cursor = new ZSetCursor().open(zset());
    for (int i = 0; i < 200; i++) {
      double min = random.nextInt(220) / 2.0 - 5;
      double max = random.nextInt(220) / 2.0 - 5;
      boolean withoutMin = random.nextBoolean();
      boolean withoutMax = random.nextBoolean();
      long expected = 0;
      for (int each = 0; each < count; each++) {
        double score = each % 100;
        boolean above = withoutMin ? score > min : score >= min;
        boolean below = withoutMax ? score < max : score <= max;
        expected += above && below ? 1 : 0;
      }
      Ranks ranks = ScoreRange.of(min, withoutMin, max, withoutMax).of(cursor);
      assertThat(ranks.count()).isEqualTo(expected);
      if (expected > 0) {
        assertThat(cursor.seekRank(ranks.from()).next()).isTrue();
        assertThat(cursor.score()).isGreaterThanOrEqualTo(min);
        assertThat(cursor.seekRank(ranks.to()).previous()).isTrue();
        assertThat(cursor.score()).isLessThanOrEqualTo(max);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 50, 1500})
  void memberRange_findsWhatLiesWithin(int count) {
    fill(count, 1);
    Random random = new Random(count);
    List<String> members = members();
    ZSetCursor cursor = new ZSetCursor().open(zset());
    for (int i = 0; i < 200; i++) {
      MemberRange.Bound min = bound(random, count);
      MemberRange.Bound max = bound(random, count);
      long expected =
          members.stream().filter(each -> isAbove(each, min) && isBelow(each, max)).count();
      MemberRange range = new MemberRange(min, max);
      assertThat(range.of(cursor, false).count()).isEqualTo(expected);
      assertThat(range.of(cursor, true))
          .satisfies(ranks -> assertThat(ranks.count()).isEqualTo(expected));
    }
  }

  private static MemberRange.Bound bound(Random random, int count) {
    MemberRange.Place place =
        switch (random.nextInt(8)) {
          case 0 -> MemberRange.Place.BELOW_ALL;
          case 1 -> MemberRange.Place.ABOVE_ALL;
          default -> MemberRange.Place.AT_MEMBER;
        };
    String name = "member:%05d".formatted(Math.max(0, random.nextInt(count + 2) - 1));
    String cut = random.nextBoolean() ? name : name.substring(0, name.length() - 1);
    return new MemberRange.Bound(place, ByteView.of(cut), random.nextBoolean());
  }

  private static boolean isAbove(String member, MemberRange.Bound min) {
    int order = member.compareTo(min.member().toText());
    return switch (min.place()) {
      case BELOW_ALL -> true;
      case ABOVE_ALL -> false;
      case AT_MEMBER -> min.without() ? order > 0 : order >= 0;
    };
  }

  private static boolean isBelow(String member, MemberRange.Bound max) {
    int order = member.compareTo(max.member().toText());
    return switch (max.place()) {
      case BELOW_ALL -> false;
      case ABOVE_ALL -> true;
      case AT_MEMBER -> max.without() ? order < 0 : order <= 0;
    };
  }

  @ParameterizedTest
  @ValueSource(ints = {20, 1500})
  void removeRanks_removesNeighboursFromBothTrees(int count) {
    fill(count, 7);
    List<String> model = members();
    Random random = new Random(count);
    while (model.size() > 1) {
      int from = random.nextInt(model.size());
      int to = Math.min(model.size(), from + random.nextInt(1 + count / 10));
      try (CollectionEdits.Change change = change()) {
        change.removeRanks(new Ranks(from, to));
      }
      List<String> removed = List.copyOf(model.subList(from, to));
      model.subList(from, to).clear();
      if (model.isEmpty()) {
        assertThat(keyspace.find(key, 0)).isNull();
        return;
      }
      assertThat(members()).isEqualTo(model);
      for (String each : removed) {
        assertThat(ZSetValue.score(zset(), ByteView.of(each))).isNaN();
      }
    }
    try (CollectionEdits.Change change = change()) {
      change.removeRanks(new Ranks(0, 1));
    }
    assertThat(keyspace.find(key, 0)).isNull();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 1000, 100_000})
  void scan_givesEveryMember_whateverScoresTheyHave(int scores) {
    fill(5_000, scores);
    Set<String> seen = new HashSet<>();
    long cursor = 0;
    int calls = 0;
    do {
      cursor = ZSetScan.scan(zset(), cursor, 10, (member, score) -> seen.add(member.toText()));
      assertThat(cursor).isBetween(0L, 1L << 52);
      calls++;
    } while (cursor != 0);
    assertThat(seen).hasSize(5_000);
    if (scores == 100_000) {
      assertThat(calls).as("pieces stay small").isGreaterThan(250);
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1L << 52, -1, Long.MAX_VALUE, Long.MIN_VALUE})
  void scan_fromWhereNobodyWas_isOver(long cursor) {
    fill(5000, 10);
    List<String> seen = new ArrayList<>();
    assertThat(ZSetScan.scan(zset(), cursor, 10, (member, score) -> seen.add(member.toText())))
        .isZero();
    assertThat(seen).isEmpty();
  }
}
