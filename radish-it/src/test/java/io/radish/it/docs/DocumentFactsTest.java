// SPDX-License-Identifier: Apache-2.0
package io.radish.it.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.radish.it.RepositoryRoot;
import io.radish.server.config.CommandLine;
import io.radish.server.config.ConfigLoader;
import io.radish.server.config.Parameter;
import io.radish.server.config.Parameters;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the documents state outside of examples: names, defaults, and where links lead. */
class DocumentFactsTest {
  private static final String USER_GUIDE = "docs/USER_GUIDE.md";
  private static final Pattern SETTING_ROW =
      Pattern.compile("^\\| `([a-z-]+)` \\| (?:`([^`]*)`|([^|]*?)) *\\|.*");
  private static final Pattern LINK = Pattern.compile("]\\(([^)\\s]+)\\)");
  private static final Pattern HEADING = Pattern.compile("^#+ (.*)");

  /** A default that is not the same on every machine, as the documents put it. */
  private static final Map<String, String> IN_WORDS = Map.of("io-threads", "number of cores");

  @Test
  void userGuide_namesEverySettingWithItsDefault() throws Exception {
    Map<String, String> shown = new TreeMap<>();
    for (String line : lines(USER_GUIDE)) {
      Matcher row = SETTING_ROW.matcher(line);
      if (row.matches()) {
        shown.put(row.group(1), row.group(2) != null ? row.group(2) : row.group(3));
      }
    }
    assertThat(shown).isEqualTo(defaults());
  }

  @Test
  void persistenceGuide_namesTheSettingsOfBackupsWithTheirDefaults() throws Exception {
    Map<String, String> defaults = defaults();
    List<String> named = new ArrayList<>();
    for (String line : lines("docs/PERSISTENCE_GUIDE.md")) {
      Matcher row = SETTING_ROW.matcher(line);
      if (row.matches() && defaults.containsKey(row.group(1))) {
        named.add(row.group(1));
        String shown = row.group(2) != null ? row.group(2) : row.group(3).replace("none", "");
        assertThat(shown).as(row.group(1)).isEqualTo(defaults.get(row.group(1)));
      }
    }
    assertThat(named)
        .containsExactly(
            "backup-dir",
            "backup-interval",
            "backup-cache-intervals",
            "backup-on-shutdown",
            "backup-exclude",
            "backup-retention",
            "backup-max-files",
            "backup-max-size",
            "backup-alert-age",
            "backup-alert-size",
            "backup-compression",
            "restore-on-start");
  }

  private static Map<String, String> defaults() throws Exception {
    Map<String, String> values = new TreeMap<>();
    ConfigLoader.load(CommandLine.parse(List.of()), Map.of(), Path.of("/home/you"))
        .show(List.of("*"))
        .forEach(values::put);
    Parameters.all().forEach(parameter -> parameter.aliases().forEach(values::remove));
    List<Parameter<?>> understood = Parameters.understood();
    understood.subList(Parameters.all().size(), understood.size()).stream()
        .flatMap(parameter -> parameter.names().stream())
        .forEach(values::remove);
    values.replaceAll((name, value) -> IN_WORDS.getOrDefault(name, value));
    assertThat(values.keySet())
        .containsExactlyInAnyOrderElementsOf(
            Parameters.all().stream().map(Parameter::name).toList());
    return values;
  }

  @Test
  void links_leadToWhatIsThere() throws IOException {
    Path root = RepositoryRoot.find();
    List<String> broken = new ArrayList<>();
    try (Stream<Path> above = Files.list(root);
        Stream<Path> docs = Files.walk(root.resolve("docs"))) {
      for (Path file :
          Stream.concat(above, docs).filter(f -> f.toString().endsWith(".md")).toList()) {
        Path from = file.getParent();
        for (String target : links(file)) {
          if (from != null && !leads(from, file, target)) {
            broken.add(root.relativize(file) + ": " + target);
          }
        }
      }
    }
    assertThat(broken).isEmpty();
  }

  private static List<String> links(Path file) throws IOException {
    return LINK.matcher(Files.readString(file))
        .results()
        .map((MatchResult found) -> found.group(1))
        .filter(target -> !target.contains("://"))
        .toList();
  }

  private static boolean leads(Path folder, Path file, String target) throws IOException {
    int hash = target.indexOf('#');
    String path = hash < 0 ? target : target.substring(0, hash);
    Path to = path.isEmpty() ? file : folder.resolve(path);
    return Files.exists(to) && (hash < 0 || anchors(to).contains(target.substring(hash + 1)));
  }

  /** The anchors of a document's headings, as the usual renderers make them. */
  private static List<String> anchors(Path file) throws IOException {
    return Files.readAllLines(file).stream()
        .map(HEADING::matcher)
        .filter(Matcher::matches)
        .map(heading -> heading.group(1).toLowerCase(Locale.ROOT))
        .map(text -> text.replaceAll("[^\\p{L}\\p{N} _-]", "").replace(' ', '-'))
        .toList();
  }

  private static List<String> lines(String document) throws IOException {
    return MarkdownDocument.read(RepositoryRoot.find(), document).lines();
  }
}
