// SPDX-License-Identifier: Apache-2.0
package io.radish.bench.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.radish.bench.server.ServerKind;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

/** From figures to the table. */
final class ReportTest {
  private static final List<String> SECTIONS = List.of("cpu", "memory");
  private static final Path OUTPUT = Path.of("out.md");

  @Test
  void figures_asManyOfBoth_ratioIsTheMedianOfTheRounds() {
    Figures figures = new Figures();
    add(figures, ServerKind.REDIS, 10, 20, 40);
    add(figures, ServerKind.RADISH, 20, 60, 40);
    assertThat(figures.median("x", ServerKind.REDIS)).hasValue(20);
    assertThat(figures.ratio("x", ServerKind.RADISH, ServerKind.REDIS)).hasValue(2);
    assertThat(figures.ratio("x", ServerKind.RADISH, ServerKind.VALKEY)).isEmpty();
  }

  @Test
  void figures_moreOfOne_ratioIsThatOfTheMedians() {
    Figures figures = new Figures();
    add(figures, ServerKind.REDIS, 10);
    add(figures, ServerKind.RADISH, 5, 40, 20, 10);
    assertThat(figures.ratio("x", ServerKind.RADISH, ServerKind.REDIS)).hasValue(1.5);
  }

  private static void add(Figures figures, ServerKind kind, double... values) {
    for (double value : values) {
      figures.add("x", kind, value);
    }
  }

  @Test
  void goal_moreIsBetter_saysWhatIsReached() {
    Goal goal = Goal.times(2, 3.5);
    assertThat(goal.verdict(OptionalDouble.of(3.5))).isEqualTo("aim");
    assertThat(goal.verdict(OptionalDouble.of(2))).isEqualTo("yes");
    assertThat(goal.verdict(OptionalDouble.of(1.5))).isEqualTo("**no**, by 25 %");
    assertThat(goal.verdict(OptionalDouble.empty())).isEqualTo("not measured");
    assertThat(Goal.reported().verdict(OptionalDouble.of(9))).isEqualTo("reported");
  }

  @Test
  void goal_lessIsBetter_saysWhatIsReached() {
    Goal goal = Goal.atMost(0.65, 0.55, " of Redis");
    assertThat(goal.verdict(OptionalDouble.of(0.55))).isEqualTo("aim");
    assertThat(goal.verdict(OptionalDouble.of(0.6))).isEqualTo("yes");
    assertThat(goal.verdict(OptionalDouble.of(0.78))).isEqualTo("**no**, by 20 %");
  }

  @Test
  void report_row_isALineOfMarkdown() {
    Figures figures = new Figures();
    figures.add("x", ServerKind.REDIS, 1234);
    figures.add("x", ServerKind.RADISH, 2468);
    Row row =
        Row.of(
            "what",
            figures,
            "x",
            figures.ratio("x", ServerKind.RADISH, ServerKind.REDIS),
            Goal.times(1.5, 2.5));
    assertThat(new Report().goals(List.of(row), "").toString())
        .isEqualTo(
            """
            | what | Redis | Valkey | Radish | achieved | at least | aim | reached |
            | --- | --- | --- | --- | --- | --- | --- | --- |
            | what | 1,234 | – | 2,468 | 2.00 × | 1.50 × | 2.50 × | yes |

            """);
    assertThat(new Report().goals(List.of(row), "busy machine").toString())
        .contains("| yes (busy machine) |");
    assertThat(new Report().goals(List.of(row.unproven("not shown")), "").toString())
        .contains("| not shown |");
  }

  @Test
  void sections_nothingMeasured_stillMakeTheirLines() {
    Figures nothing = new Figures();
    for (Section section : Compare.SECTIONS) {
      assertThat(section.goals(nothing))
          .as(section.name())
          .isNotEmpty()
          .allSatisfy(row -> assertThat(row.shown()).containsOnlyKeys(ServerKind.values()));
    }
  }

  @Test
  void options_all_areRead() {
    String[] arguments = {"--rounds", "5", "--quick", "--only", "memory,cpu", "--output", "a.md"};
    assertThat(CompareOptions.parse(arguments, SECTIONS, OUTPUT))
        .isEqualTo(new CompareOptions(5, true, List.of("memory", "cpu"), Path.of("a.md")));
    assertThat(CompareOptions.parse(new String[0], SECTIONS, OUTPUT))
        .isEqualTo(new CompareOptions(3, false, List.of(), OUTPUT));
    assertThat(CompareOptions.parse(new String[] {"--quick"}, SECTIONS, OUTPUT).rounds())
        .isEqualTo(1);
  }

  @Test
  void options_wrong_sayWhatIsRight() {
    assertThatThrownBy(() -> parse("--only", "speed")).hasMessageContaining("cpu, memory");
    assertThatThrownBy(() -> parse("--rounds", "0")).hasMessageContaining("1 to 100");
    assertThatThrownBy(() -> parse("--rounds")).hasMessageContaining("needs a value");
    assertThatThrownBy(() -> parse("--fast")).hasMessageContaining("--quick");
  }

  private static CompareOptions parse(String... arguments) {
    return CompareOptions.parse(arguments, SECTIONS, OUTPUT);
  }
}
