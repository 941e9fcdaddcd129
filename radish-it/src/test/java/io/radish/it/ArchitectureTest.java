// SPDX-License-Identifier: Apache-2.0
package io.radish.it;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The floors of ARCHITECTURE.md, held. */
class ArchitectureTest {
  private static final JavaClasses RADISH =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("io.radish");

  @Test
  void floors_useWhatIsBelowThemOnly() {
    layeredArchitecture()
        .consideringOnlyDependenciesInLayers()
        .withOptionalLayers(true)
        .layer("memory")
        .definedBy("io.radish.memory..")
        .layer("tree")
        .definedBy("io.radish.tree..")
        .layer("value")
        .definedBy("io.radish.value..")
        .layer("geo")
        .definedBy("io.radish.geo..")
        .layer("rdb")
        .definedBy("io.radish.rdb..")
        .layer("event")
        .definedBy("io.radish.event..")
        .layer("effect")
        .definedBy("io.radish.effect..")
        .layer("store")
        .definedBy("io.radish.store..")
        .layer("snapshot")
        .definedBy("io.radish.snapshot..")
        .layer("resp")
        .definedBy("io.radish.resp..")
        .layer("disk")
        .definedBy("io.radish.disk..")
        .layer("backup")
        .definedBy("io.radish.backup..")
        .layer("journal")
        .definedBy("io.radish.journal..")
        .layer("recovery")
        .definedBy("io.radish.recovery..")
        .layer("command")
        .definedBy("io.radish.command..")
        .layer("server")
        .definedBy("io.radish.server..", "io.radish.cli..")
        .whereLayer("snapshot")
        .mayOnlyBeAccessedByLayers("journal", "backup", "recovery", "command", "server")
        .whereLayer("store")
        .mayOnlyBeAccessedByLayers("snapshot", "journal", "backup", "recovery", "command", "server")
        .whereLayer("effect")
        .mayOnlyBeAccessedByLayers(
            "store", "snapshot", "journal", "backup", "recovery", "command", "server")
        .whereLayer("event")
        .mayOnlyBeAccessedByLayers(
            "store", "snapshot", "journal", "backup", "recovery", "command", "server")
        .whereLayer("geo")
        .mayOnlyBeAccessedByLayers("command", "server")
        .whereLayer("rdb")
        .mayOnlyBeAccessedByLayers(
            "event", "store", "snapshot", "journal", "backup", "recovery", "command", "server")
        .whereLayer("tree")
        .mayOnlyBeAccessedByLayers("value")
        .whereLayer("value")
        .mayOnlyBeAccessedByLayers(
            "rdb",
            "event",
            "effect",
            "store",
            "snapshot",
            "journal",
            "backup",
            "recovery",
            "command",
            "server")
        .whereLayer("disk")
        .mayOnlyBeAccessedByLayers("backup", "journal", "recovery", "server")
        .whereLayer("backup")
        .mayOnlyBeAccessedByLayers("recovery", "command", "server")
        .whereLayer("journal")
        .mayOnlyBeAccessedByLayers("recovery", "command", "server")
        .whereLayer("recovery")
        .mayOnlyBeAccessedByLayers("command", "server")
        .whereLayer("command")
        .mayOnlyBeAccessedByLayers("server")
        .whereLayer("resp")
        .mayOnlyBeAccessedByLayers("journal", "command", "server")
        .whereLayer("server")
        .mayNotBeAccessedByAnyLayer()
        .check(RADISH);
  }

  @Test
  void packages_haveNoCycles() {
    slices().matching("io.radish.(*)..").should().beFreeOfCycles().check(RADISH);
  }

  @Test
  void core_knowsNothingOfFilesOrThreads() {
    noClasses()
        .that()
        .resideInAnyPackage(
            "io.radish.memory..",
            "io.radish.value..",
            "io.radish.geo..",
            "io.radish.rdb..",
            "io.radish.event..",
            "io.radish.store..",
            "io.radish.snapshot..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("java.io..", "java.nio.file..", "java.net..")
        .orShould()
        .dependOnClassesThat()
        .haveFullyQualifiedName("java.lang.Thread$Builder")
        .check(RADISH);
  }

  @Test
  void nothingButTheServer_knowsSockets() {
    noClasses()
        .that()
        .resideOutsideOfPackages(
            "io.radish.server..", "io.radish.cli..", "io.radish.bench..", "io.radish.testkit..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("io.netty..", "java.net..")
        .check(RADISH);
  }

  @Test
  void families_useTheTableButNotTheReverse() {
    noClasses()
        .that()
        .resideInAPackage("io.radish.command")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("io.radish.command.family..")
        .check(RADISH);
  }

  @Test
  void families_areFinalAndKeepToThemselves() {
    classes()
        .that()
        .resideInAPackage("io.radish.command.family..")
        .and()
        .haveSimpleNameEndingWith("Family")
        .should()
        .bePackagePrivate()
        .check(RADISH);
  }

  @Test
  void sources_carryTheLicenceAndNoPromises() throws IOException {
    Path root = RepositoryRoot.find();
    try (Stream<Path> files = Files.walk(root)) {
      List<Path> sources =
          files
              .filter(file -> file.toString().endsWith(".java"))
              .filter(file -> !file.toString().contains("/target/"))
              .toList();
      assertThat(sources).hasSizeGreaterThan(100);
      for (Path source : sources) {
        String text = Files.readString(source);
        assertThat(text).as(source.toString()).startsWith("// SPDX-License-Identifier: Apache-2.0");
        assertThat(text)
            .as(source.toString())
            .doesNotContain("TO" + "DO")
            .doesNotContain("FIX" + "ME");
      }
    }
  }
}
