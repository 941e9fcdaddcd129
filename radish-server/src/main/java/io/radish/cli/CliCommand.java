// SPDX-License-Identifier: Apache-2.0
package io.radish.cli;

import io.radish.resp.Reply;
import io.radish.server.config.QuotedWords;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * {@code radish cli}: sends the command given; without one, those typed in a shell, or those that
 * come in through a pipe, one a line.
 */
@Command(
    name = "cli",
    description = "Sends commands to a server: the one given, or those typed in a shell.")
final class CliCommand implements Callable<Integer> {
  @Mixin final ConnectionOptions server;

  private final Streams streams;

  @Option(
      names = {"-n", "--cache"},
      paramLabel = "CACHE",
      description = "The cache, or numbered database, to begin in.")
  @Nullable String cache;

  @Option(
      names = {"-x", "--stdin"},
      description = "Take the last argument from standard input.")
  boolean lastFromInput;

  @Option(names = "--raw", description = "Print replies as they are; the way of a pipe.")
  boolean raw;

  @Option(names = "--no-raw", description = "Print replies for people; the way of a terminal.")
  boolean notRaw;

  @Option(names = "--help", usageHelp = true, description = "Print this help.")
  boolean help;

  @Parameters(paramLabel = "COMMAND", description = "A command and its arguments.")
  List<String> words = new ArrayList<>();

  CliCommand(Streams streams) {
    this.streams = streams;
    this.server = new ConnectionOptions(streams);
  }

  @Override
  public Integer call() throws CliException, IOException {
    try (RespConnection connection = server.connect()) {
      if (cache != null && connection.call("SELECT", cache) instanceof Reply.Failure failure) {
        throw new CliException("cannot select " + cache + ": " + failure.message());
      }
      if (!words.isEmpty()) {
        return one(connection);
      }
      return streams.terminal().isPresent()
          ? new Shell(connection, streams.home(), cache == null ? "" : cache).run()
          : lines(connection);
    }
  }

  private int one(RespConnection connection) throws CliException, IOException {
    List<byte[]> request = new ArrayList<>();
    for (String word : words) {
      request.add(word.getBytes(StandardCharsets.UTF_8));
    }
    if (lastFromInput) {
      request.add(streams.in().readAllBytes());
    }
    return print(connection.call(request));
  }

  /** Sends each line of standard input, and stops nowhere, as {@code redis-cli} does. */
  private int lines(RespConnection connection) throws CliException, IOException {
    BufferedReader in =
        new BufferedReader(new InputStreamReader(streams.in(), StandardCharsets.UTF_8));
    int code = 0;
    String line;
    while ((line = in.readLine()) != null) {
      List<byte[]> request = QuotedWords.splitBytes(line);
      if (request == null) {
        streams.err().println("radish: unbalanced quotes: the line was not sent");
        code = 1;
      } else if (!request.isEmpty()) {
        code = Math.max(code, print(connection.call(request)));
      }
    }
    return code;
  }

  private int print(Reply reply) throws IOException {
    boolean forPeople = notRaw || (!raw && streams.terminal().isPresent());
    byte[] text = forPeople ? reply.toText().getBytes(StandardCharsets.UTF_8) : RawText.of(reply);
    streams.out().write(text);
    streams.out().write('\n');
    streams.out().flush();
    return reply instanceof Reply.Failure ? 1 : 0;
  }
}
