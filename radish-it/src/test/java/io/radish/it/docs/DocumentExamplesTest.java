// SPDX-License-Identifier: Apache-2.0
package io.radish.it.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.radish.it.RepositoryRoot;
import io.radish.it.RunningProcess;
import io.radish.server.config.CommandLine;
import io.radish.server.config.ConfigLoader;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.xml.sax.InputSource;
import tools.jackson.core.JsonParser;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/**
 * Every example in the documents for users: Java is compiled and run, shell commands and sessions
 * run against a live server, settings are loaded, JSON is parsed.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DocumentExamplesTest {
  private static final List<String> DOCUMENTS =
      List.of(
          "README.md",
          "docs/PERSISTENCE_GUIDE.md",
          "docs/USER_GUIDE.md",
          "docs/NAMED_CACHE_GUIDE.md");

  /** The kinds of block that show something and are no examples. */
  private static final Set<String> SHOWN_ONLY = Set.of("", "text");

  /** Examples that are not run, by their first command, with the reason. */
  private static final Map<String, String> NOT_RUN =
      Map.of("./mvnw verify", "it is what runs these tests");

  /** Documents that begin on a fresh machine; the others begin with backups. */
  private static final Set<String> FRESH_START = Set.of("README.md");

  /** How redis-cli prints an error, with an exit code of 0. */
  private static final Pattern ERROR_REPLY =
      Pattern.compile(
          "^(?:\\(error\\) )?(?:ERR|WRONGTYPE|NOAUTH|WRONGPASS|MISCONF|OOM|BUSY|DENIED) ");

  /** Static, so that it outlives the servers. */
  @TempDir static Path folder;

  private final Map<String, ShellGround> grounds = new HashMap<>();
  private final Map<String, String> skipped = new TreeMap<>();

  @TestFactory
  Stream<DynamicTest> examples_doWhatTheDocumentsSay() throws IOException {
    List<DynamicTest> tests = new ArrayList<>();
    for (String document : DOCUMENTS) {
      for (MarkdownBlock block : MarkdownDocument.read(RepositoryRoot.find(), document).blocks()) {
        if (!SHOWN_ONLY.contains(block.language())) {
          String name = block.place() + " " + block.language() + ": " + block.title();
          tests.add(dynamicTest(name, () -> check(block)));
        }
      }
    }
    return tests.stream();
  }

  @Test
  void documents_haveExamplesOfEachKind() throws IOException {
    Map<String, Integer> counts = new TreeMap<>();
    for (String document : DOCUMENTS) {
      for (MarkdownBlock block : MarkdownDocument.read(RepositoryRoot.find(), document).blocks()) {
        counts.merge(block.language(), 1, Integer::sum);
      }
    }
    assertThat(counts).containsKeys("java", "sh", "conf", "telnet");
    assertThat(counts.get("java")).isGreaterThan(20);
    assertThat(counts.get("sh")).isGreaterThan(20);
  }

  @AfterAll
  void endServersAndSayWhatWasSkipped() throws IOException {
    for (ShellGround ground : grounds.values()) {
      ground.close();
    }
    System.err.println(skipped.size() + " examples of the documents were not run");
    skipped.forEach((place, reason) -> System.err.println("  " + place + ": " + reason));
  }

  private void check(MarkdownBlock block) throws Exception {
    String reason = NOT_RUN.get(block.title());
    if (reason != null) {
      skipped.put(block.place(), reason);
      return;
    }
    switch (block.language()) {
      case "java" -> runJava(block);
      case "sh", "bash" -> runShell(block);
      case "telnet" -> {
        ground(block).serve();
        TelnetExample.run(block.text(), ground(block).port());
      }
      case "conf" -> {
        Path file = Files.writeString(folder.resolve("radish.conf"), block.text());
        ConfigLoader.load(CommandLine.parse(List.of(file.toString())), Map.of(), folder);
        ground(block).file("radish.conf", block.text());
      }
      case "json" -> parseJson(block.text());
      case "xml" -> parseXml(block.text());
      default -> throw new AssertionError(block.place() + ": nobody runs " + block.language());
    }
  }

  private void runJava(MarkdownBlock block) throws Exception {
    int port = 0;
    if (JavaExample.wantsServer(block)) {
      ground(block).serve();
      port = ground(block).port();
    }
    Path home = Files.createTempDirectory(folder, "java");
    compare(block, new JavaExample(block, home, port).run(), port);
  }

  private void runShell(MarkdownBlock block) throws Exception {
    ShellExample example = new ShellExample(block);
    if (example.uses("redis-cli") && ShellGround.onUsualPath("redis-cli").isEmpty()) {
      skipped.put(block.place(), "there is no redis-cli on the PATH");
      return;
    }
    RunningProcess.Outcome outcome;
    int port;
    if (example.startsServer()) {
      try (ShellGround own = newGround(block.document())) {
        for (MarkdownBlock other :
            MarkdownDocument.read(RepositoryRoot.find(), block.document()).blocks()) {
          if (other.language().equals("conf")) {
            own.file("radish.conf", other.text());
          }
        }
        outcome = own.runServer(block.text());
        port = own.port();
      }
    } else {
      ground(block).serve();
      outcome = ground(block).run(block.text());
      port = ground(block).port();
    }
    assertThat(outcome.code()).as("%s ends with\n%s", block.place(), outcome.output()).isZero();
    if (block.shownOutput() == null) {
      assertThat(outcome.output().lines())
          .as("%s prints\n%s", block.place(), outcome.output())
          .noneMatch(line -> ERROR_REPLY.matcher(line).find());
    }
    compare(block, outcome.output(), port);
  }

  private static void compare(MarkdownBlock block, String printed, int port) {
    String shown = block.shownOutput();
    if (shown != null) {
      shown = shown.replace(JavaExample.USUAL_PORT, Integer.toString(port));
      assertThat(new ExpectedOutput(shown).matches(printed))
          .as("%s prints\n%s\nbut the document shows\n%s", block.place(), printed, shown)
          .isTrue();
    }
  }

  private static void parseXml(String text) throws Exception {
    DocumentBuilderFactory.newInstance()
        .newDocumentBuilder()
        .parse(new InputSource(new StringReader(text)));
  }

  private static void parseJson(String text) {
    try (JsonParser parser = new JsonFactory().createParser(ObjectReadContext.empty(), text)) {
      while (parser.nextToken() != null) {
        parser.skipChildren();
      }
    }
  }

  /** The ground that the document's examples share. */
  private ShellGround ground(MarkdownBlock block) throws IOException, InterruptedException {
    ShellGround ground = grounds.get(block.document());
    if (ground == null) {
      ground = newGround(block.document());
      grounds.put(block.document(), ground);
    }
    return ground;
  }

  private ShellGround newGround(String document) throws IOException, InterruptedException {
    return new ShellGround(
        Files.createTempDirectory(folder, "ground"), !FRESH_START.contains(document));
  }
}
