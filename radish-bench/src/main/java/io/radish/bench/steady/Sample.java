// SPDX-License-Identifier: Apache-2.0
package io.radish.bench.steady;

import io.radish.bench.server.RespClient;
import io.radish.bench.server.RunningServer;
import io.radish.resp.Reply;
import java.io.IOException;
import java.util.List;

/**
 * The memory of a server at one moment.
 *
 * @param second since the load began
 * @param residentBytes of the process
 * @param usedBytes of data, as the engine counts them
 * @param reservedBytes that the engine has taken for them
 * @param keys in the default store
 */
record Sample(int second, long residentBytes, long usedBytes, long reservedBytes, long keys) {
  static Sample take(int second, RunningServer server, RespClient client) throws IOException {
    Reply keys = client.run("DBSIZE");
    return new Sample(
        second,
        server.figures().residentBytes(),
        number(client, "allocator_allocated"),
        number(client, "allocator_active"),
        keys instanceof Reply.Int(long count) ? count : 0);
  }

  private static long number(RespClient client, String field) throws IOException {
    return Long.parseLong(client.info("memory", field));
  }

  /** What the process takes for each byte of data. */
  double fragmentation() {
    return (double) residentBytes / usedBytes;
  }

  /** The same for the engine alone. */
  double engineFragmentation() {
    return (double) reservedBytes / usedBytes;
  }

  /** How much more is resident at the end than once the first minutes have passed, in percent. */
  static double growthPercent(List<Sample> samples, int settledSecond) {
    List<Sample> settled = samples.stream().filter(s -> s.second >= settledSecond).toList();
    int third = Math.max(1, settled.size() / 3);
    double first = average(settled.subList(0, third));
    double last = average(settled.subList(settled.size() - third, settled.size()));
    return 100 * (last / first - 1);
  }

  private static double average(List<Sample> samples) {
    return samples.stream().mapToLong(Sample::residentBytes).average().orElse(Double.NaN);
  }
}
