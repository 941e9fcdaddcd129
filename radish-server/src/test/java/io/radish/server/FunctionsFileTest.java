// SPDX-License-Identifier: Apache-2.0
package io.radish.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.radish.command.Libraries;
import io.radish.command.ScriptRefused;
import io.radish.command.Scripts;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Functions that outlive the server. */
class FunctionsFileTest {
  private static final String TWICE =
      "#!lua name=lib\n\tredis.register_function('twice', function(k, a) return 2 * a[1] end)\n";

  @TempDir Path folder;

  private Libraries start() throws StartException {
    Libraries libraries = new Scripts().libraries();
    new FunctionsFile(folder).follow(libraries);
    return libraries;
  }

  private static byte[] bytes(String code) {
    return code.getBytes(StandardCharsets.ISO_8859_1);
  }

  private Path file() {
    return folder.resolve(FunctionsFile.NAME);
  }

  private List<String> codes() throws StartException {
    return start().all().stream().map(Libraries.Library::code).toList();
  }

  @Test
  void libraries_changed_areThereAfterARestart() throws Exception {
    Libraries libraries = start();
    assertThat(file()).as("before there is anything to keep").doesNotExist();
    libraries.load(bytes(TWICE), false);
    String odd = "#!lua name=odd\nredis.register_function('f', function() return '\u00ff' end)";
    libraries.load(bytes(odd), false);
    assertThat(codes()).containsExactly(TWICE, odd);
    assertThat(start().function("twice")).isNotNull();
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file())))
        .isEqualTo("rw-------");

    String other = TWICE.replace("2", "3");
    libraries.load(bytes(other), true);
    assertThat(codes()).containsExactly(other, odd);
    assertThat(libraries.delete("odd")).isTrue();
    assertThat(codes()).containsExactly(other);
    libraries.restore(List.of(bytes(odd)), Libraries.Policy.FLUSH);
    assertThat(codes()).containsExactly(odd);
    libraries.flush();
    assertThat(codes()).isEmpty();
  }

  @Test
  void code_ofText_standsLineByLine() throws Exception {
    start().load(bytes(TWICE), false);
    assertThat(Files.readString(file()))
        .isEqualTo(
            """
            {
              "type" : "radish_functions",
              "format_version" : 1,
              "libraries" : [
                {
                  "name" : "lib",
                  "code" : [
                    "#!lua name=lib",
                    "\\tredis.register_function('twice', function(k, a) return 2 * a[1] end)",
                    ""
                  ]
                }
              ]
            }
            """);
  }

  @Test
  void change_thatCannotBeKept_isRefusedAndChangesNothing() throws Exception {
    Libraries libraries = start();
    libraries.load(bytes(TWICE), false);
    libraries.setKeeper(
        all -> {
          throw new IOException("the disk is full");
        });
    String other = TWICE.replace("lib", "other").replace("twice", "thrice");
    assertThatThrownBy(() -> libraries.load(bytes(other), false))
        .isInstanceOf(ScriptRefused.class)
        .hasMessage("the libraries stay as they are: the disk is full");
    assertThatThrownBy(() -> libraries.delete("lib")).isInstanceOf(ScriptRefused.class);
    assertThatThrownBy(libraries::flush).isInstanceOf(ScriptRefused.class);
    assertThatThrownBy(() -> libraries.restore(List.of(bytes(other)), Libraries.Policy.FLUSH))
        .isInstanceOf(ScriptRefused.class);
    assertThat(libraries.all()).extracting(Libraries.Library::code).containsExactly(TWICE);
    assertThat(libraries.function("thrice")).isNull();
    assertThat(codes()).containsExactly(TWICE);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[]",
        "{\"type\":1}",
        "{\"type\":\"radish_functions\"}",
        "{\"type\":\"radish_functions\",\"format_version\":2,\"libraries\":[]}",
        "{\"type\":\"radish_functions\",\"format_version\":1,\"libraries\":[{\"name\":\"x\"}]}",
        "{\"type\":\"radish_functions\",\"format_version\":1,\"libraries\":[{\"code\":[1]}]}",
        "{\"type\":\"radish_functions\",\"format_version\":1,\"libraries\":[{\"code_base64\":\"?\"}]}",
        "{\"type\":\"radish_functions\",\"format_version\":1,\"libraries\":[{\"code\":[\"x\"]}]}",
        "{\"type\":\"radish_functions\",\"format_version\":1,\"other\":1}",
        "{\"type\":\"radish_functions\",\"format_version\":1,\"libraries\":[",
      })
  void file_thatIsNone_isNamedAndKeepsTheServerFromStarting(String content) throws Exception {
    Files.writeString(file(), content);
    assertThatThrownBy(this::start)
        .isInstanceOf(StartException.class)
        .hasMessageStartingWith(file().toString())
        .hasMessageEndingWith("; correct it, or move it away to start without functions");
    assertThat(Files.readString(file())).isEqualTo(content);
  }
}
