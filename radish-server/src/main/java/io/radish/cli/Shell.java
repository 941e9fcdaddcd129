// SPDX-License-Identifier: Apache-2.0
package io.radish.cli;

import io.radish.command.Command;
import io.radish.command.CommandTable;
import io.radish.command.family.Families;
import io.radish.resp.Reply;
import io.radish.server.config.QuotedWords;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jline.reader.EndOfFileException;
import org.jline.reader.History;
import org.jline.reader.LineReader;
import org.jline.reader.LineReaderBuilder;
import org.jline.reader.UserInterruptException;
import org.jline.reader.impl.DefaultParser;
import org.jline.reader.impl.completer.StringsCompleter;
import org.jline.reader.impl.history.DefaultHistory;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;
import org.jline.utils.InfoCmp.Capability;

/**
 * The interactive shell: lines with history and completion, replies as {@code redis-cli} shows
 * them. The prompt says which cache the connection is in.
 */
final class Shell {
  private static final int HISTORY_LINES = 2000;

  private final RespConnection connection;
  private final CommandTable table = Families.table();
  private final Path home;
  private String cache;

  Shell(RespConnection connection, Path home, String cache) {
    this.connection = connection;
    this.home = home;
    this.cache = cache;
  }

  /** Reads and runs lines until there are no more; the exit code. */
  int run() throws IOException, CliException {
    try (Terminal terminal = TerminalBuilder.builder().system(true).build()) {
      LineReader reader = reader(terminal);
      while (true) {
        String line;
        try {
          line = reader.readLine(prompt());
        } catch (UserInterruptException e) {
          continue;
        } catch (EndOfFileException e) {
          return 0;
        }
        if (!execute(line, terminal)) {
          return 0;
        }
      }
    }
  }

  private LineReader reader(Terminal terminal) throws IOException {
    DefaultParser plain = new DefaultParser();
    plain.setEscapeChars(new char[0]);
    plain.setQuoteChars(new char[0]);
    LineReaderBuilder builder =
        LineReaderBuilder.builder()
            .appName("radish")
            .terminal(terminal)
            .parser(plain)
            .history(new DiscreetHistory())
            .completer(new StringsCompleter(names()))
            .option(LineReader.Option.DISABLE_EVENT_EXPANSION, true)
            .option(LineReader.Option.CASE_INSENSITIVE, true)
            .variable(LineReader.HISTORY_SIZE, HISTORY_LINES)
            .variable(LineReader.HISTORY_FILE_SIZE, HISTORY_LINES);
    Path file = historyFile();
    builder.variable(LineReader.HISTORY_FILE, file);
    return builder.build();
  }

  /** The history's file, which is its owner's only: keys and values are in it. */
  private Path historyFile() throws IOException {
    Path file = home.resolve(".radish").resolve("history");
    Files.createDirectories(file.getParent());
    try {
      Files.createFile(file);
    } catch (FileAlreadyExistsException e) {
      return file;
    }
    if (file.getFileSystem().supportedFileAttributeViews().contains("posix")) {
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    }
    return file;
  }

  /** A history that keeps no line with a password in it. */
  private static final class DiscreetHistory extends DefaultHistory implements History {
    @Override
    public void add(Instant time, String line) {
      if (!Secrets.maybeIn(line)) {
        super.add(time, line);
      }
    }
  }

  private List<String> names() {
    List<String> names = new ArrayList<>();
    for (Command command : table.all()) {
      names.add(command.name().toUpperCase(Locale.ROOT));
    }
    names.add("help");
    names.add("quit");
    return names;
  }

  private String prompt() {
    return connection.address() + (cache.isEmpty() ? "" : "[" + cache + "]") + "> ";
  }

  /** Runs a line; false where it ends the shell. */
  private boolean execute(String line, Terminal terminal) throws CliException {
    List<byte[]> request = QuotedWords.splitBytes(line);
    if (request == null) {
      print(terminal, "Invalid argument(s): a quote is not closed");
      return true;
    }
    if (request.isEmpty()) {
      return true;
    }
    String name = text(request, 0).toLowerCase(Locale.ROOT);
    switch (name) {
      case "quit", "exit" -> {
        return false;
      }
      case "help", "?" -> print(terminal, help(request));
      case "clear" -> {
        terminal.puts(Capability.clear_screen);
        terminal.flush();
      }
      default -> {
        Reply reply = connection.call(request);
        print(terminal, reply.toText());
        if (name.equals("select") && request.size() == 2 && reply instanceof Reply.Simple) {
          cache = text(request, 1).equals("0") ? "" : text(request, 1);
        }
      }
    }
    return true;
  }

  private String help(List<byte[]> request) {
    if (request.size() < 2) {
      return """
          Type a command, for example: SET greeting hello
          help COMMAND   says what a command does
          quit           ends the shell
          SELECT CACHE   goes to another cache; the prompt shows it""";
    }
    String wanted = text(request, 1);
    if (request.size() > 2) {
      wanted += "|" + text(request, 2);
    }
    Command command = table.find(wanted);
    if (command == null) {
      return "There is no command " + wanted.toUpperCase(Locale.ROOT) + " in this version.";
    }
    StringBuilder text = new StringBuilder();
    text.append(command.name().replace('|', ' ').toUpperCase(Locale.ROOT));
    text.append("\n  ").append(command.summary());
    for (Command sub : command.subcommands()) {
      text.append("\n  ").append(sub.name().replace('|', ' ').toUpperCase(Locale.ROOT));
      text.append(": ").append(sub.summary());
    }
    return text.toString();
  }

  private static String text(List<byte[]> request, int i) {
    return new String(request.get(i), StandardCharsets.UTF_8);
  }

  private static void print(Terminal terminal, String text) {
    terminal.writer().println(text);
    terminal.flush();
  }
}
