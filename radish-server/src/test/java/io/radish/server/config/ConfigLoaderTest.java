// SPDX-License-Identifier: Apache-2.0
package io.radish.server.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class ConfigLoaderTest {
  @TempDir Path folder;

  private Settings load(Map<String, String> environment, String... arguments)
      throws ConfigException {
    return ConfigLoader.load(CommandLine.parse(List.of(arguments)), environment, folder);
  }

  private String file(String... lines) throws IOException {
    return Files.write(folder.resolve("radish.conf"), List.of(lines)).toString();
  }

  static List<Parameter<?>> parameters() {
    return Parameters.understood();
  }

  @ParameterizedTest
  @MethodSource("parameters")
  void everyDefault_shownAndReadAgain_isTheSame(Parameter<?> parameter) throws Exception {
    Settings settings = load(Map.of(parameter.environmentName(), parameter.defaultText()));
    assertThat(settings.isDefault(parameter)).isTrue();
    assertThat(load(Map.of(), file(settings.line(parameter))).isDefault(parameter)).isTrue();
  }

  @ParameterizedTest
  @MethodSource("parameters")
  void everyParameter_inTheTable_saysWhatItIsFor(Parameter<?> parameter) {
    assertThat(parameter.name()).matches("[a-z]+(-[a-z]+)*");
    assertThat(parameter.summary()).endsWith(".");
    assertThat(parameter.type().expected()).isNotBlank();
  }

  @Test
  void sources_sayingDifferentThings_rankCommandLineEnvironmentFileDefault() throws Exception {
    String conf = file("port 1001", "timeout 1", "maxclients 11");
    Settings settings =
        load(Map.of("RADISH_PORT", "1002", "RADISH_TIMEOUT", "2"), conf, "--port", "1003");
    assertThat(settings.get(Parameters.PORT)).isEqualTo(1003);
    assertThat(settings.get(Parameters.TIMEOUT)).isEqualTo(2);
    assertThat(settings.get(Parameters.MAX_CLIENTS)).isEqualTo(11);
    assertThat(settings.get(Parameters.BACKUP_INTERVAL)).isEqualTo(300);
  }

  @Test
  void file_withQuotesCommentsAndBlanks_isReadAsRedisDoes() throws Exception {
    String conf =
        file(
            "# a comment",
            "",
            "  requirepass \"a b\\x21\\\"\"  ",
            "PORT 7000",
            "save 3600 1",
            "save 60 10",
            "backup-exclude 'tmp *' x*",
            "client-output-buffer-limit normal 1gb 2mb 3");
    Settings settings = load(Map.of(), "--config", conf);
    assertThat(settings.get(Parameters.REQUIREPASS)).isEqualTo("a b!\"");
    assertThat(settings.get(Parameters.PORT)).isEqualTo(7000);
    assertThat(settings.get(Parameters.SAVE)).isEqualTo("3600 1 60 10");
    assertThat(settings.get(Parameters.BACKUP_EXCLUDE)).containsExactly("tmp *", "x*");
    assertThat(settings.get(Parameters.CLIENT_OUTPUT_BUFFER_LIMIT).normal())
        .isEqualTo(new OutputLimits.Limit(1L << 30, 2L << 20, 3));
    assertThat(settings.get(Parameters.CLIENT_OUTPUT_BUFFER_LIMIT).pubsub())
        .isEqualTo(OutputLimits.DEFAULT.pubsub());
  }

  @Test
  void commandLine_inTheFormsOfRedisServer_isUnderstood() throws Exception {
    Settings settings =
        load(
            Map.of(), "--save", "", "--bind", "127.0.0.1", "::1", "--port=0", "--appendonly", "NO");
    assertThat(settings.get(Parameters.SAVE)).isEmpty();
    assertThat(settings.get(Parameters.BIND)).containsExactly("127.0.0.1", "::1");
    assertThat(settings.get(Parameters.PORT)).isZero();
    assertThat(settings.get(Parameters.APPENDONLY)).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          --port abc | command line: --port abc: argument couldn't be parsed into an integer; expected a whole number from 0 to 65535
          --port 65536 | command line: --port 65536: argument must be between 0 and 65535 inclusive; expected a whole number from 0 to 65535
          --prot 1 | command line: there is no setting --prot; did you mean --port?
          --zzzzzzzz 1 | command line: there is no setting --zzzzzzzz; 'radish --help' lists them all
          --port | command line: --port : wrong number of arguments; expected a whole number from 0 to 65535
          --port 1 2 | command line: --port 1 2: wrong number of arguments; expected a whole number from 0 to 65535
          --maxmemory 1x | command line: --maxmemory 1x: argument must be a memory value; expected a size such as 64mb
          --proto-max-bulk-len 5xb | command line: --proto-max-bulk-len 5xb: argument must be a memory value; expected a size such as 64mb
          --requirepass se cret | command line: --requirepass (hidden): wrong number of arguments; expected a password
          --loglevel loud | command line: --loglevel loud: argument(s) must be one of the following: debug, verbose, notice, warning; expected debug, verbose, notice, warning
          --unixsocketperm 9 | command line: --unixsocketperm 9: argument couldn't be parsed as an octal number; expected an octal number such as 700
          --save 60 | command line: --save 60: Invalid save parameters; expected pairs of seconds and changes such as 3600 1, or ""
          """)
  void commandLine_withAMistake_stopsWithPlaceValueAndWhatIsRight(String line, String message) {
    assertThatThrownBy(() -> load(Map.of(), line.split(" "))).hasMessage(message);
  }

  @Test
  void file_withAMistake_stopsWithItsLine() throws Exception {
    String badValue = file("port 1", "timeout soon");
    assertThatThrownBy(() -> load(Map.of(), badValue))
        .hasMessageStartingWith("radish.conf:2: timeout soon: ");
    String badName = file("timeuot 1");
    assertThatThrownBy(() -> load(Map.of(), badName))
        .hasMessage("radish.conf:1: there is no setting timeuot; did you mean timeout?");
    String badQuotes = file("requirepass \"open");
    assertThatThrownBy(() -> load(Map.of(), badQuotes))
        .hasMessageStartingWith("radish.conf:1: unbalanced quotes")
        .hasMessageNotContaining("open");
    assertThatThrownBy(() -> load(Map.of(), "nowhere.conf"))
        .hasMessageContaining("there is no configuration file")
        .hasMessageContaining("nowhere.conf");
    assertThatThrownBy(() -> load(Map.of(), folder.toString())).isInstanceOf(ConfigException.class);
  }

  @Test
  void environment_withAMistake_stopsWithTheVariable() {
    assertThatThrownBy(() -> load(Map.of("RADISH_BACKUP_INTERVALL", "1")))
        .hasMessage(
            "environment: there is no setting RADISH_BACKUP_INTERVALL;"
                + " did you mean RADISH_BACKUP_INTERVAL?");
    assertThatThrownBy(() -> load(Map.of("RADISH_PORT", "x")))
        .hasMessageStartingWith("environment: RADISH_PORT x: ");
  }

  @Test
  void environment_ofAKubernetesServiceCalledRadish_isLeftAside() throws Exception {
    Settings settings =
        load(
            Map.of(
                "RADISH_PORT", "tcp://10.0.0.7:6379",
                "RADISH_SERVICE_HOST", "10.0.0.7",
                "RADISH_SERVICE_PORT_RESP", "6379",
                "RADISH_PORT_6379_TCP_ADDR", "10.0.0.7",
                "RADISH_JAVA_OPTS", "-Xmx1g",
                "RADISH_PASSWORD", "x"));
    assertThat(settings.get(Parameters.PORT)).isEqualTo(6379);
  }

  @Test
  void name_withControlCharacters_staysOnOneLine() {
    assertThatThrownBy(() -> load(Map.of(), "--po\nrt", "1"))
        .hasMessage("command line: there is no setting --po\\nrt; did you mean --port?");
  }

  @Test
  void path_beginningWithATilde_liesInTheHome() throws Exception {
    Settings settings = load(Map.of(), "--log-dir", "~");
    assertThat(settings.path(Parameters.BACKUP_DIR))
        .isEqualTo(folder.resolve(".radish/cache_backup"));
    assertThat(settings.path(Parameters.LOG_DIR)).isEqualTo(folder);
  }
}
