// SPDX-License-Identifier: Apache-2.0
package io.radish.bench.spike;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.Collection;
import java.util.List;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.infra.IterationParams;
import org.openjdk.jmh.profile.InternalProfiler;
import org.openjdk.jmh.results.AggregationPolicy;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.ScalarResult;

/**
 * A JMH profiler of the processor time per operation, garbage collection and compilation included.
 *
 * <p>On a machine that others use too it is steadier than elapsed time. Used with {@code -prof} and
 * this class's name.
 */
public final class CpuProfiler implements InternalProfiler {
  private final OperatingSystemMXBean system =
      ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
  private long startNanos;

  /** JMH makes one. */
  public CpuProfiler() {}

  @Override
  public String getDescription() {
    return "processor time of the process per operation";
  }

  @Override
  public void beforeIteration(BenchmarkParams benchmark, IterationParams iteration) {
    startNanos = system.getProcessCpuTime();
  }

  @Override
  public Collection<ScalarResult> afterIteration(
      BenchmarkParams benchmark, IterationParams iteration, IterationResult result) {
    long nanos = system.getProcessCpuTime() - startNanos;
    double perOperation = (double) nanos / Math.max(1, result.getMetadata().getAllOps());
    return List.of(new ScalarResult("cpu", perOperation, "ns/op", AggregationPolicy.AVG));
  }
}
