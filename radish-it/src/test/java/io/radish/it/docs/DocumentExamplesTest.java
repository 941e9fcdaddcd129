// SPDX-License-Identifier: Apache-2.0
package io.radish.it.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.radish.it.RepositoryRoot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** Every Java example in the documents for users, compiled and run. */
class DocumentExamplesTest {
  static final List<String> DOCUMENTS =
      List.of("docs/PERSISTENCE_GUIDE.md", "docs/USER_GUIDE.md", "docs/NAMED_CACHE_GUIDE.md");

  @TempDir Path folder;

  @TestFactory
  Stream<DynamicTest> javaExamples_compileRunAndPrintWhatIsShown() throws IOException {
    List<MarkdownBlock> blocks = new ArrayList<>();
    for (String document : DOCUMENTS) {
      if (Files.exists(RepositoryRoot.find().resolve(document)))
        MarkdownDocument.read(RepositoryRoot.find(), document).blocks().stream()
            .filter(block -> block.language().equals("java"))
            .forEach(blocks::add);
    }
    return blocks.stream()
        .map(
            block ->
                DynamicTest.dynamicTest(block.place() + " " + block.title(), () -> runJava(block)));
  }

  private void runJava(MarkdownBlock block) throws Exception {
    Path home = Files.createTempDirectory(folder, "java");
    String printed = new JavaExample(block, home).run();
    String shown = block.shownOutput();
    if (shown != null) {
      assertThat(new ExpectedOutput(shown).matches(printed))
          .as("%s prints\n%s\nbut the document shows\n%s", block.place(), printed, shown)
          .isTrue();
    }
  }
}
