// SPDX-License-Identifier: Apache-2.0
package io.radish.server.config;

import static io.radish.server.config.Parameter.Mutability.ANY_TIME;

import io.radish.server.config.ParameterType.Choice;
import io.radish.server.config.ParameterType.Size;
import io.radish.server.config.ParameterType.Whole;
import java.util.ArrayList;
import java.util.List;

/** How much memory data may take and what goes past it, as {@link Parameters} has it. */
public final class MemoryParameters {
  private static final List<Parameter<?>> TABLE = new ArrayList<>();

  public static final Parameter<Long> MAXMEMORY =
      add(
          new Parameter<>(
              "maxmemory",
              new Size(0, Long.MAX_VALUE),
              0L,
              ANY_TIME,
              "Memory for data; 0 for no limit. Past it keys go by maxmemory-policy, or what needs"
                  + " more is refused."));

  public static final Parameter<String> POLICY =
      add(
          new Parameter<>(
              "maxmemory-policy",
              Choice.of(
                  "volatile-lru",
                  "volatile-lfu",
                  "volatile-random",
                  "volatile-ttl",
                  "allkeys-lru",
                  "allkeys-lfu",
                  "allkeys-random",
                  "noeviction"),
              "noeviction",
              ANY_TIME,
              "Which keys go at maxmemory: those used longest ago (lru), least often (lfu), any, or"
                  + " those with the nearest deadline (ttl); volatile: only of those with a"
                  + " deadline. None by default, because nobody loses data unasked."));

  public static final Parameter<Long> SAMPLES =
      add(
          new Parameter<>(
              "maxmemory-samples",
              new Whole(1, Integer.MAX_VALUE),
              5L,
              ANY_TIME,
              "Keys that are looked at, at least, before one goes; more find better ones and take"
                  + " longer."));

  public static final Parameter<Long> TENACITY =
      add(
          new Parameter<>(
              "maxmemory-eviction-tenacity",
              new Whole(0, 100),
              10L,
              ANY_TIME,
              "How long a command may be held up by keys that go: 10 for half a millisecond, 100"
                  + " for as long as it takes."));

  public static final Parameter<ClientsLimit> CLIENTS =
      add(
          new Parameter<>(
              "maxmemory-clients",
              new Parsed<>(
                  "a size such as 64mb, or percent of maxmemory such as 5%",
                  ClientsLimit::parse, ClientsLimit::words),
              ClientsLimit.NONE,
              ANY_TIME,
              "Memory that the buffers of all clients may take together; those with the largest are"
                  + " disconnected past it. 0 for no limit."));

  public static final Parameter<Long> LFU_LOG_FACTOR =
      add(
          new Parameter<>(
              "lfu-log-factor",
              new Whole(0, Integer.MAX_VALUE),
              10L,
              ANY_TIME,
              "How many uses fill the counter of a key under an lfu policy: a million at 10."));

  public static final Parameter<Long> LFU_DECAY_TIME =
      add(
          new Parameter<>(
              "lfu-decay-time",
              new Whole(0, Integer.MAX_VALUE),
              1L,
              ANY_TIME,
              "Minutes without a use that make such a counter one lower; 0 for never."));

  private MemoryParameters() {}

  /** All of them, in the order of the table. */
  static List<Parameter<?>> all() {
    return List.copyOf(TABLE);
  }

  private static <T> Parameter<T> add(Parameter<T> parameter) {
    TABLE.add(parameter);
    return parameter;
  }
}
