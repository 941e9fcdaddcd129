// SPDX-License-Identifier: Apache-2.0
package io.radish.bench.compare;

import io.radish.bench.server.Installation;
import io.radish.bench.server.RunningServer;
import io.radish.bench.server.ServerKind;
import io.radish.bench.server.Watchdog;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The program behind {@code scripts/compare.sh}: measures the servers that are there, and prints
 * the table of DESIGN.md's "What it must reach" as Markdown.
 *
 * <p>What it does meanwhile goes to the standard error.
 */
public final class Compare {
  static final List<Section> SECTIONS =
      List.of(
          new CpuSection(),
          new TypesSection(),
          new ScalingSection(),
          new MemorySection(),
          new TypesMemorySection(),
          new BackupSection(),
          new RestoreSection(),
          new JournalSection(),
          new StallSection(),
          new StartSection());

  /** Three times what a round of everything takes on two processors that others use as well. */
  private static final Duration LONGEST_ROUND = Duration.ofMinutes(45);

  private final CompareOptions options;
  private final List<Installation> servers;
  private final Bench bench;

  private Compare(CompareOptions options, List<Installation> servers, Bench bench) {
    this.options = options;
    this.servers = servers;
    this.bench = bench;
  }

  /** Runs it in the folder of the repository; the exit code is 2 where the arguments are wrong. */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    Path target = Path.of("radish-bench", "target").toAbsolutePath();
    CompareOptions options;
    try {
      options =
          CompareOptions.parse(
              arguments,
              SECTIONS.stream().map(Section::name).toList(),
              target.resolve("compare.md"));
    } catch (IllegalArgumentException e) {
      System.err.println("compare: " + e.getMessage());
      System.exit(2);
      return;
    }
    PrintStream progress = System.err;
    Watchdog.endAfter(LONGEST_ROUND.multipliedBy(options.rounds()));
    Path folder = Files.createTempDirectory(target, "compare-");
    try {
      Bench bench = new Bench(options.quick(), folder, progress);
      String report = new Compare(options, find(progress), bench).run();
      Files.writeString(options.output(), report);
      new PrintStream(System.out, true, StandardCharsets.UTF_8).print(report);
      progress.println("The report is in " + options.output());
    } finally {
      RunningServer.delete(folder);
    }
  }

  private static List<Installation> find(PrintStream progress) throws IOException {
    List<Installation> found = new ArrayList<>();
    for (ServerKind kind : ServerKind.values()) {
      Optional<Installation> installed = Installation.find(kind, Path.of("").toAbsolutePath());
      if (installed.isEmpty()) {
        progress.println("There is no " + kind.program() + " here: it is not measured.");
      }
      installed.ifPresent(found::add);
    }
    return found;
  }

  private String run() throws IOException, InterruptedException {
    String loadBefore = Conditions.loadAverage();
    Figures figures = new Figures();
    List<Section> wanted = SECTIONS.stream().filter(options::wants).toList();
    for (Section section : wanted) {
      for (int round = 1; round <= options.rounds(); round++) {
        bench.say(section.name() + ", round " + round + " of " + options.rounds());
        for (Installation server : servers) {
          section.measure(bench, server, figures);
        }
      }
    }
    Report report =
        new Report()
            .conditions(Conditions.lines(servers, options, Clock.systemUTC(), loadBefore))
            .goals(
                wanted.stream().flatMap(section -> section.goals(figures).stream()).toList(),
                Conditions.caveat(options, loadBefore));
    for (Section section : wanted) {
      section.details(figures, bench).forEach(report::detail);
    }
    return report.toString();
  }
}
