// SPDX-License-Identifier: Apache-2.0
package io.radish.command.family;

import static org.assertj.core.api.Assertions.assertThat;

import io.radish.command.Command;
import io.radish.command.CommandTable;
import io.radish.resp.Reply;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

class IntrospectionFamilyTest {
  @AutoClose private final Desk desk = new Desk(null);
  private final DeskClient client = desk.connect();

  @Test
  void info_describesHowACommandIsCalled() {
    assertThat(client.bytes("COMMAND", "INFO", "get", "nosuch"))
        .isEqualTo(
            """
            *2
            *10
            $3
            get
            :2
            *2
            +readonly
            +fast
            :1
            :1
            :1
            *3
            +@read
            +@string
            +@fast
            *0
            *1
            *6
            $5
            flags
            *2
            +RO
            +access
            $12
            begin_search
            *4
            $4
            type
            $5
            index
            $4
            spec
            *2
            $5
            index
            :1
            $9
            find_keys
            *4
            $4
            type
            $5
            range
            $4
            spec
            *6
            $7
            lastkey
            :0
            $7
            keystep
            :1
            $5
            limit
            :0
            *0
            $-1
            """
                .replace("\n", "\r\n"));
    assertThat(client.text("COMMAND", "INFO", "client|setname")).contains("client|setname");
  }

  @Test
  void command_countListAndAll_agree() {
    CommandTable table = desk.services.table();
    assertThat(client.run("COMMAND", "COUNT")).isEqualTo(new Reply.Int(table.size()));
    assertThat(items(client.run("COMMAND"))).hasSize(table.size());
    assertThat(items(client.run("COMMAND", "INFO"))).hasSize(table.size());
    assertThat(items(client.run("COMMAND", "DOCS"))).hasSize(2 * table.size());
    assertThat(items(client.run("COMMAND", "LIST"))).hasSize(table.withSubcommands().size());
    client.run("HELLO", "3");
    assertThat(client.run("COMMAND", "DOCS", "nosuch", "get"))
        .isInstanceOfSatisfying(Reply.MapReply.class, map -> assertThat(map.pairs()).hasSize(1));
  }

  @Test
  void list_filters() {
    assertThat(client.text("COMMAND", "LIST", "FILTERBY", "PATTERN", "ec*"))
        .isEqualTo("1) \"echo\"");
    assertThat(client.text("COMMAND", "LIST", "FILTERBY", "ACLCAT", "connection"))
        .contains("\"client|id\"", "\"ping\"")
        .doesNotContain("\"get\"");
    assertThat(client.bytes("COMMAND", "LIST", "FILTERBY", "MODULE", "x")).isEqualTo("*0\r\n");
    assertThat(client.text("COMMAND", "LIST", "x")).isEqualTo("(error) ERR syntax error");
  }

  @Test
  void getKeys_findsThem() {
    assertThat(client.text("COMMAND", "GETKEYS", "SET", "a", "b")).isEqualTo("1) \"a\"");
    assertThat(client.text("COMMAND", "GETKEYS", "CACHEDEL", "c", "a", "b"))
        .isEqualTo("1) \"a\"\n2) \"b\"");
    assertThat(client.text("COMMAND", "GETKEYSANDFLAGS", "GET", "a"))
        .isEqualTo("1) 1) \"a\"\n   2) 1) RO\n      2) access");
    assertThat(client.text("COMMAND", "GETKEYS", "nosuch", "a"))
        .isEqualTo("(error) ERR Invalid command specified");
    assertThat(client.text("COMMAND", "GETKEYS", "PING", "a"))
        .isEqualTo("(error) ERR The command has no key arguments");
    assertThat(client.text("COMMAND", "GETKEYS", "GET", "a", "b"))
        .isEqualTo("(error) ERR Invalid number of arguments specified for command");
    assertThat(client.text("COMMAND", "GETKEYS", "CLIENT", "nosuch"))
        .isEqualTo("(error) ERR Invalid command specified");
    for (String container : new String[] {"object", "client", "config", "memory", "command"}) {
      assertThat(client.text("COMMAND", "GETKEYS", container))
          .isEqualTo("(error) ERR The command has no key arguments");
      assertThat(client.text("COMMAND", "GETKEYSANDFLAGS", container))
          .isEqualTo("(error) ERR The command has no key arguments");
    }
    assertThat(client.text("COMMAND", "nosuch"))
        .isEqualTo("(error) ERR unknown subcommand 'nosuch'. Try COMMAND HELP.");
  }

  @Test
  void everyCommand_saysWhatItIs() {
    for (Command command : desk.services.table().withSubcommands()) {
      assertThat(command.summary()).as(command.name()).isNotBlank().doesNotEndWith(".");
      assertThat(command.complexity()).as(command.name()).isNotBlank();
    }
  }

  @Test
  void everyCommand_withTooFewArguments_isRefusedInTheSameWords() {
    for (Command command : desk.services.table().all()) {
      if (Math.abs(command.arity()) > 1) {
        assertThat(client.text(command.name()))
            .isEqualTo(
                "(error) ERR wrong number of arguments for '" + command.name() + "' command");
      }
      for (Command sub : command.subcommands()) {
        if (Math.abs(sub.arity()) > 2) {
          assertThat(client.text(sub.name().split("\\|")))
              .isEqualTo("(error) ERR wrong number of arguments for '" + sub.name() + "' command");
        }
      }
    }
  }

  @Test
  void document_isThatOfTheTable() throws IOException {
    assertThat(Files.readString(Path.of("../docs/commands.md")))
        .as("docs/commands.md is out of date: run scripts/commands-doc.sh")
        .isEqualTo(CommandsDocument.text(desk.services.table()));
  }

  private static List<Reply> items(Reply reply) {
    return ((Reply.Array) reply).items();
  }
}
