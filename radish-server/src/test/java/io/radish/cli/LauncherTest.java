// SPDX-License-Identifier: Apache-2.0
package io.radish.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The script {@code ./radish} in a tree of its own, with a Maven and a JDK that only take notes.
 */
class LauncherTest {
  @TempDir Path folder;
  private Path root = Path.of("");
  private Path jdk = Path.of("");

  private record Outcome(int code, String out, String err, long pid) {}

  @BeforeEach
  void layOutTree() throws IOException {
    root = Files.createDirectories(folder.resolve("the tree"));
    jdk = folder.resolve("jdk");
    Path project = Path.of("").toAbsolutePath().resolveSibling(".").normalize();
    Files.copy(project.resolve("radish"), root.resolve("radish"));
    Files.createDirectory(root.resolve(".mvn"));
    Files.copy(project.resolve(".mvn/find-jdk.sh"), root.resolve(".mvn/find-jdk.sh"));
    Files.writeString(root.resolve("pom.xml"), "<project/>");
    for (String module : List.of("core", "protocol", "persistence", "command", "server")) {
      Path sources = root.resolve("radish-" + module + "/src/main");
      Files.createDirectories(sources);
      Files.writeString(root.resolve("radish-" + module + "/pom.xml"), "<project/>");
      Files.writeString(sources.resolve("A.java"), "class A {}");
    }
    script(
        root.resolve("mvnw"),
        """
        echo "mvnw $*" >>"%s/builds"
        echo '[INFO] Building radish-core 0.1.0'
        [ ! -e "%s/broken" ] || { echo '[ERROR] A.java:1 does not compile'; exit 1; }
        mkdir -p radish-server/target/radish/lib
        touch radish-server/target/radish/lib/radish-server.jar radish-server/target/radish/built
        """
            .formatted(folder, folder));
    Files.createDirectories(jdk.resolve("bin"));
    Files.writeString(jdk.resolve("release"), "JAVA_VERSION=\"25.0.1\"\n");
    script(jdk.resolve("bin/javac"), "exit 0");
    script(
        jdk.resolve("bin/java"),
        "echo \"pid=$$\"; for a in \"$@\"; do echo \"<$a>\"; done; exit 7");
  }

  private static void script(Path file, String body) throws IOException {
    Files.writeString(file, "#!/bin/sh\n" + body + "\n");
    assertThat(file.toFile().setExecutable(true)).isTrue();
  }

  private Outcome run(Path script, Map<String, String> environment, String... arguments)
      throws Exception {
    List<String> command = new ArrayList<>(List.of(script.toString()));
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
    builder.environment().put("JAVA_HOME", jdk.toString());
    builder.environment().putAll(environment);
    builder.redirectError(folder.resolve("err").toFile());
    Process process = builder.start();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
    return new Outcome(
        process.exitValue(), out, Files.readString(folder.resolve("err")), process.pid());
  }

  private Outcome run(String... arguments) throws Exception {
    return run(root.resolve("radish"), Map.of(), arguments);
  }

  private int builds() throws IOException {
    Path notes = folder.resolve("builds");
    return Files.exists(notes) ? Files.readAllLines(notes).size() : 0;
  }

  @Test
  void firstStart_withNothingBuilt_buildsShowingProgressThenRuns() throws Exception {
    Outcome outcome = run("--port", "6380", "--save", "", "a b*");
    assertThat(outcome.err).contains("radish: building", "radish:   radish-core");
    assertThat(outcome.out)
        .contains("<-jar>", "radish-server.jar>\n<--port>\n<6380>\n<--save>\n<>\n<a b*>\n");
    assertThat(outcome.code).isEqualTo(7);
    assertThat(builds()).isEqualTo(1);
  }

  @Test
  void start_becomesTheJvm_soThatItsProcessIdIsTheServers() throws Exception {
    Outcome outcome = run();
    assertThat(outcome.out).contains("pid=" + outcome.pid + "\n");
  }

  @Test
  void secondStart_withNothingChanged_buildsNothingAndSaysNothing() throws Exception {
    run();
    Outcome second = run();
    assertThat(second.err).isEmpty();
    assertThat(builds()).isEqualTo(1);
  }

  @Test
  void start_afterASourceChangedOrWentAway_buildsAgain() throws Exception {
    run();
    Path source = root.resolve("radish-core/src/main/A.java");
    Files.setLastModifiedTime(source, FileTime.from(Instant.now().plusSeconds(60)));
    run();
    assertThat(builds()).isEqualTo(2);
    Files.setLastModifiedTime(source, FileTime.from(Instant.EPOCH));
    run();
    assertThat(builds()).isEqualTo(2);
    Path sources = root.resolve("radish-protocol/src/main");
    Files.delete(sources.resolve("A.java"));
    Files.setLastModifiedTime(sources, FileTime.from(Instant.now().plusSeconds(60)));
    run();
    assertThat(builds()).isEqualTo(3);
  }

  @Test
  void start_throughSymbolicLinks_findsItsTree() throws Exception {
    Path bin = Files.createDirectories(folder.resolve("usr/bin"));
    Path absolute = Files.createSymbolicLink(bin.resolve("absolute"), root.resolve("radish"));
    Path relative = Files.createSymbolicLink(bin.resolve("relative"), Path.of("absolute"));
    assertThat(run(absolute, Map.of()).code).isEqualTo(7);
    assertThat(run(relative, Map.of()).code).isEqualTo(7);
    assertThat(builds()).isEqualTo(1);
  }

  @Test
  void start_whoseBuildFails_showsTheErrorAndRunsNothing() throws Exception {
    Files.writeString(folder.resolve("broken"), "");
    Outcome outcome = run();
    assertThat(outcome.code).isEqualTo(1);
    assertThat(outcome.out).isEmpty();
    assertThat(outcome.err)
        .contains("A.java:1 does not compile", "radish: the build failed; the log is ");
    Files.delete(folder.resolve("broken"));
    assertThat(run().code).isEqualTo(7);
  }

  @Test
  void start_withAnOlderJavaHome_looksForANewerJdk() throws Exception {
    Path old = Files.createDirectories(folder.resolve("old/bin"));
    Files.writeString(folder.resolve("old/release"), "JAVA_VERSION=\"17.0.2\"\n");
    script(old.resolve("java"), "echo old; exit 1");
    script(old.resolve("javac"), "exit 1");
    Path home = folder.resolve("home");
    Files.createDirectories(home.resolve(".jdks"));
    Files.move(jdk, home.resolve(".jdks/jdk"), StandardCopyOption.ATOMIC_MOVE);
    // What the machine has in its usual folders comes first; either way it is not the old one.
    Outcome outcome =
        run(
            root.resolve("radish"),
            Map.of("JAVA_HOME", folder.resolve("old").toString(), "HOME", home.toString()));
    assertThat(outcome.out).doesNotContain("old");
    assertThat(builds()).isEqualTo(1);
  }

  @Test
  void start_withNoJdkAnywhere_saysInOneLineWhatToInstall() throws Exception {
    Path finder = root.resolve(".mvn/find-jdk.sh");
    // The usual folders of this machine have a JDK; those of the machine meant here have none.
    String elsewhere = Files.readString(finder).replaceAll(" /(usr|opt|Library)/", " /missing/");
    Files.writeString(finder, elsewhere);
    Outcome outcome =
        run(
            root.resolve("radish"),
            Map.of(
                "JAVA_HOME", folder.resolve("nothing").toString(),
                "HOME", folder.resolve("home").toString(),
                "PATH", "/usr/bin:/bin"));
    assertThat(outcome.code).isEqualTo(1);
    assertThat(outcome.err)
        .hasLineCount(1)
        .startsWith("radish: needs a JDK 25 or newer and found none; install one");
    assertThat(builds()).isZero();
  }

  @Test
  void javaOptions_fromTheEnvironment_reachTheJvm() throws Exception {
    Outcome outcome =
        run(root.resolve("radish"), Map.of("RADISH_JAVA_OPTS", "-Xmx1g -Dx=y"), "cli");
    assertThat(outcome.out).contains("<-Xmx1g>\n<-Dx=y>\n<-jar>");
  }
}
