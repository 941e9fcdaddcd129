// SPDX-License-Identifier: Apache-2.0
package io.radish.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.radish.resp.ReplyReader;
import io.radish.resp.RequestEncoder;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A server in a process of its own, told to end by the system. */
@Timeout(120)
class SignalTest {
  @TempDir Path home;

  private Process start(int port, String... more) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of("--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow"));
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), "io.radish.cli.Main"));
    command.addAll(List.of("--port", Integer.toString(port), "--bind", "127.0.0.1"));
    command.addAll(List.of(more));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().put("HOME", home.toString());
    builder.redirectError(home.resolve("err").toFile());
    return builder.start();
  }

  private static int freePort() throws IOException {
    try (ServerSocket probe = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return probe.getLocalPort();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"INT", "TERM"})
  void signal_savesAndSaysSo_andEndsWithCodeZero(String signal) throws Exception {
    int port = freePort();
    Process process = start(port);
    try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
      String line;
      do {
        line = out.readLine();
        assertThat(line).as(Files.readString(home.resolve("err"))).isNotNull();
      } while (!line.contains("kept "));
      try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
        socket.getOutputStream().write(RequestEncoder.encode("SET", "a", "1"));
        new ReplyReader(socket.getInputStream()).read();
      }
      new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid())).start().waitFor();
      assertThat(out.lines().filter(each -> !each.isBlank()).toList())
          .containsExactly(
              "Shutting down server...",
              "Performing final backup...",
              "Backup completed: 1/1 successful",
              "Cleaning up resources...",
              "Server shutdown complete.");
      assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
      assertThat(process.exitValue()).isZero();
      assertThat(Files.readString(home.resolve("err"))).isEmpty();
    } finally {
      process.destroyForcibly();
    }
  }

  @Test
  void start_thatIsNotPossible_isOneLineAndCodeOne() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Process process = start(taken.getLocalPort());
      assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
      assertThat(process.exitValue()).isEqualTo(1);
      assertThat(Files.readString(home.resolve("err")))
          .startsWith("radish: port " + taken.getLocalPort() + " on 127.0.0.1 is taken")
          .hasLineCount(1);
    }
  }
}
