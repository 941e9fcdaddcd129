// SPDX-License-Identifier: Apache-2.0
package io.radish.journal;

import io.radish.effect.Effects;
import io.radish.effect.StreamEffect;
import io.radish.memory.ByteView;
import io.radish.value.RecordLayout;
import io.radish.value.Scores;
import io.radish.value.StreamFields;
import io.radish.value.StreamId;
import io.radish.value.ValueType;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

/** Effects of every kind, with odd bytes and sizes. */
final class RandomEffects {
  private static final List<String> KEYSPACES =
      List.of("default_store", "users", "users:tokens", "db9", "db15", "db16", "café", "a b");

  private static final List<String> ODD =
      List.of("", "\r\n", "*1\r\n$4\r\nEXEC\r\n", "#BATCH id=", "$-1\r\n", "MULTI");

  private static final List<ValueType> KEYED =
      List.of(ValueType.HASH, ValueType.SET, ValueType.ZSET);

  private final Random random;
  private final int largest;

  /**
   * Makes them.
   *
   * @param largest how long a value gets, rarely
   */
  RandomEffects(Random random, int largest) {
    this.random = random;
    this.largest = largest;
  }

  /** One effect. */
  void next(Effects to) {
    String keyspace = keyspace();
    switch (random.nextInt(27)) {
      case 26 -> to.limit(keyspace, positive(), random.nextBoolean() ? "" : "volatile-ttl");
      case 0 -> to.create(keyspace, random.nextBoolean() ? 0 : positive());
      case 1 -> to.delete(keyspace);
      case 2 -> to.clear(keyspace);
      case 3 -> to.swap(keyspace, keyspace());
      case 4 -> to.replace(keyspace, positive(), "checkpoint é 1");
      case 5 -> to.remove(keyspace, bytes());
      case 6 -> to.setDeadline(keyspace, bytes(), deadline());
      case 7 -> to.append(keyspace, bytes(), bytes());
      case 8 -> to.setRange(keyspace, bytes(), random.nextInt(Integer.MAX_VALUE), bytes());
      case 9, 10 -> push(to, keyspace);
      case 11 -> to.drop(keyspace, bytes(), random.nextBoolean(), positive());
      case 12 -> to.setElement(keyspace, bytes(), positive() - 1, bytes());
      case 13 -> to.insertElement(keyspace, bytes(), random.nextBoolean(), bytes(), bytes());
      case 14 -> to.removeElements(keyspace, bytes(), bytes(), random.nextBoolean(), limit());
      case 15 -> to.rotate(keyspace, bytes(), random.nextBoolean());
      case 16 -> to.rename(keyspace, bytes(), bytes());
      case 17 -> to.copy(keyspace, bytes(), bytes());
      case 18, 19 -> put(to, keyspace);
      case 20 -> {
        if (random.nextBoolean()) {
          take(to, keyspace);
        } else {
          fieldDeadlines(to, keyspace);
        }
      }
      case 21, 22, 23 -> to.stream(keyspace, bytes(), ofStream());
      default -> to.setString(keyspace, bytes(), bytes(), deadline());
    }
  }

  private StreamEffect ofStream() {
    return switch (random.nextInt(12)) {
      case 0 -> new StreamEffect.Delete(ids());
      case 1 -> new StreamEffect.Trim(positive() - 1);
      case 2 -> new StreamEffect.SetIds(id(), id(), random.nextLong());
      case 3 -> new StreamEffect.CreateGroup(bytes(), id(), random.nextLong());
      case 4 -> new StreamEffect.SetGroup(bytes(), id(), -1);
      case 5 -> new StreamEffect.DestroyGroup(bytes());
      case 6 -> new StreamEffect.CreateConsumer(bytes(), bytes());
      case 7 -> new StreamEffect.DeleteConsumer(bytes(), bytes());
      case 8 -> new StreamEffect.Claim(bytes(), bytes(), ids(), random.nextLong(), positive());
      case 9 -> new StreamEffect.Acknowledge(bytes(), ids());
      default -> {
        StreamFields fields = new StreamFields();
        for (int i = 0, n = 1 + random.nextInt(4); i < n; i++) {
          fields.add(bytes()).add(bytes());
        }
        yield new StreamEffect.Add(id(), ByteView.of(fields.bytes(new ByteView()).toBytes()));
      }
    };
  }

  private List<StreamId> ids() {
    return Stream.generate(this::id).limit(1 + random.nextInt(4)).toList();
  }

  private StreamId id() {
    return switch (random.nextInt(4)) {
      case 0 -> new StreamId(random.nextInt(10), random.nextInt(10));
      case 1 -> StreamId.MAX;
      default -> new StreamId(random.nextLong(), random.nextLong());
    };
  }

  private void push(Effects to, String keyspace) {
    int count = 1 + random.nextInt(4);
    to.push(keyspace, bytes(), random.nextBoolean(), count);
    for (int i = 0; i < count; i++) {
      to.element(bytes());
    }
  }

  private void put(Effects to, String keyspace) {
    ValueType type = KEYED.get(random.nextInt(KEYED.size()));
    int count = 1 + random.nextInt(4);
    to.put(keyspace, bytes(), type, count);
    for (int i = 0; i < count; i++) {
      ByteView first = bytes();
      switch (type) {
        case HASH -> to.entry(first, bytes());
        case ZSET -> to.entry(first, score());
        default -> to.entry(first, first);
      }
    }
  }

  private void take(Effects to, String keyspace) {
    int count = 1 + random.nextInt(4);
    to.take(keyspace, bytes(), KEYED.get(random.nextInt(KEYED.size())), count);
    for (int i = 0; i < count; i++) {
      ByteView first = bytes();
      to.entry(first, first);
    }
  }

  private void fieldDeadlines(Effects to, String keyspace) {
    int count = 1 + random.nextInt(4);
    long deadline = random.nextInt(4) == 0 ? -1 : random.nextLong(1L << 46);
    to.setFieldDeadline(keyspace, bytes(), deadline, count);
    for (int i = 0; i < count; i++) {
      ByteView field = bytes();
      to.entry(field, field);
    }
  }

  /** Any number there is, also the infinite ones. */
  private ByteView score() {
    double score =
        switch (random.nextInt(5)) {
          case 0 -> random.nextInt(100) - 50;
          case 1 -> random.nextBoolean() ? Double.POSITIVE_INFINITY : Double.NEGATIVE_INFINITY;
          case 2 -> random.nextGaussian();
          default -> Double.longBitsToDouble(random.nextLong());
        };
    return Scores.bytes(Scores.bits(Double.isNaN(score) ? 0 : score), new ByteView());
  }

  /** A unit's effects: mostly one. */
  void unit(Effects to) {
    int count = random.nextInt(3) == 0 ? 1 + random.nextInt(5) : 1;
    for (int i = 0; i < count; i++) {
      next(to);
    }
  }

  private String keyspace() {
    String name = KEYSPACES.get(random.nextInt(KEYSPACES.size()));
    // Equal names are not always the same object.
    return random.nextInt(8) == 0 ? new String(name.toCharArray()) : name;
  }

  private long limit() {
    return random.nextInt(4) == 0 ? Long.MAX_VALUE : positive();
  }

  private long positive() {
    return 1 + (random.nextLong() >>> (1 + random.nextInt(62)));
  }

  private long deadline() {
    return random.nextBoolean() ? RecordLayout.NO_DEADLINE : positive();
  }

  private ByteView bytes() {
    return switch (random.nextInt(12)) {
      case 0 -> ByteView.of(ODD.get(random.nextInt(ODD.size())));
      case 1 -> random(random.nextInt(largest));
      default -> random(random.nextInt(40));
    };
  }

  private ByteView random(int length) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return ByteView.of(bytes);
  }
}
