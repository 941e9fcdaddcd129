// SPDX-License-Identifier: Apache-2.0
package io.radish.it.soak;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.radish.resp.Reply;
import io.radish.testkit.CommandDriver;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/**
 * What {@code DUMP} gives for values of all types, with bytes exchanged and the checksum made right
 * again: nothing behind it would be reached otherwise.
 */
final class HostilePayloads {
  private static final int CHECKSUM_BYTES = Long.BYTES;

  /** The polynomial of Redis' checksum, reflected. */
  private static final long POLYNOMIAL = 0x95AC9329AC4BC9B5L;

  private static final int MANY = 600;

  private final List<byte[]> values = new ArrayList<>();
  private byte[] functions = new byte[0];

  HostilePayloads() {
    try (CommandDriver driver = CommandDriver.open(2)) {
      driver.run("SET", "k1", "text".repeat(50));
      driver.run("SET", "k2", "-12345");
      driver.run("RPUSH", "k3", "a", "1", "b".repeat(9000));
      driver.run("HSET", "k4", "f", "v", "g", "1");
      driver.run("HSET", "k5", "f", "v", "g", "1");
      driver.run("HPEXPIRE", "k5", "1000000", "FIELDS", "1", "f");
      driver.run("SADD", "k6", "1", "2", "70000");
      driver.run("SADD", "k7", "a", "b");
      driver.run("ZADD", "k8", "1", "a", "2.5", "b");
      driver.run("XADD", "k9", "1-1", "f", "v", "g", "w");
      driver.run("XADD", "k9", "2-1", "other", "v");
      driver.run("XGROUP", "CREATE", "k9", "g", "0");
      driver.run("XREADGROUP", "GROUP", "g", "c", "STREAMS", "k9", ">");
      driver.run("PFADD", "k10", "a", "b", "c");
      for (int i = 0; i < MANY; i++) {
        String name = "m" + i;
        driver.run("RPUSH", "k11", name.repeat(20));
        driver.run("HSET", "k12", name, name);
        driver.run("SADD", "k13", name);
        driver.run("ZADD", "k14", Integer.toString(i), name);
        driver.run("XADD", "k15", i + "-1", "f", name);
      }
      for (int i = 1; i <= 15; i++) {
        values.add(((Reply.Bulk) driver.run("DUMP", "k" + i)).bytes());
      }
      driver.run(
          "FUNCTION",
          "LOAD",
          "#!lua name=lib\nredis.register_function('f', function() return 1 end)");
      functions = ((Reply.Bulk) driver.run("FUNCTION", "DUMP")).bytes();
    }
  }

  /** A value's payload, broken or not. */
  String value(Random random) {
    return text(values.get(random.nextInt(values.size())), random);
  }

  /** A payload of functions, broken or not. */
  String functions(Random random) {
    return text(functions, random);
  }

  private static String text(byte[] good, Random random) {
    byte[] bytes = good.clone();
    int kind = random.nextInt(8);
    if (kind > 2) {
      int body = bytes.length - CHECKSUM_BYTES - Short.BYTES;
      for (int i = random.nextInt(3); i >= 0; i--) {
        int at = random.nextInt(random.nextBoolean() ? Math.min(body, 30) : body);
        bytes[at] =
            switch (random.nextInt(4)) {
              case 0 -> (byte) random.nextInt();
              case 1 -> (byte) (bytes[at] ^ (1 << random.nextInt(8)));
              case 2 -> (byte) 0x81;
              default -> (byte) 0xFF;
            };
      }
    }
    return new String(kind == 2 ? cut(bytes, random) : repaired(bytes), ISO_8859_1);
  }

  private static byte[] cut(byte[] bytes, Random random) {
    return Arrays.copyOf(bytes, random.nextInt(bytes.length));
  }

  private static byte[] repaired(byte[] bytes) {
    int end = bytes.length - CHECKSUM_BYTES;
    ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putLong(end, checksum(bytes, end));
    return bytes;
  }

  private static long checksum(byte[] bytes, int end) {
    long sum = 0;
    for (int i = 0; i < end; i++) {
      sum ^= bytes[i] & 0xFF;
      for (int bit = 0; bit < Byte.SIZE; bit++) {
        sum = (sum >>> 1) ^ ((sum & 1) == 0 ? 0 : POLYNOMIAL);
      }
    }
    return sum;
  }
}
