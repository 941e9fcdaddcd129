// SPDX-License-Identifier: Apache-2.0
package io.radish.command.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.radish.command.access.CommandCatalog.Item;
import io.radish.memory.ByteView;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Users by themselves: what Redis has no test for, and what means ill. */
final class UsersTest {
  /** Two commands, one of them with subcommands. */
  private static final CommandCatalog CATALOG =
      new CommandCatalog() {
        private final List<Item> all =
            List.of(
                new Item("get", 0, Set.of("read"), List.of()),
                new Item(
                    "config",
                    70,
                    Set.of("slow"),
                    List.of(new Item("config|get", 71, Set.of("admin"), List.of()))));

        @Override
        public Collection<Item> commands() {
          return all;
        }

        @Override
        public @Nullable Item find(String name) {
          String lower = name.toLowerCase(Locale.ROOT);
          List<Item> each = new ArrayList<>(all);
          all.forEach(item -> each.addAll(item.subcommands()));
          return each.stream().filter(item -> item.name().equals(lower)).findFirst().orElse(null);
        }

        @Override
        public List<String> categories() {
          return List.of("read", "slow", "admin");
        }

        @Override
        public int numbers() {
          return 72;
        }
      };

  private final Users users = new Users(CATALOG, new Random(1));

  private User set(String name, String... rules) throws RuleException {
    users.set(name, List.of(rules));
    return Objects.requireNonNull(users.find(name));
  }

  private static ByteView bytes(String text) {
    return ByteView.of(text.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void rules_ofAUser_makeItAgain() throws Exception {
    for (String rules :
        List.of(
            "on >a >b ~x %R~y &c +@read -get (+config|get ~z caches:a) ()",
            "off nopass skip-sanitize-payload allkeys allchannels allcommands",
            "on home:users caches:users* caches:b:c resetchannels +get|x",
            "resetcaches ~\u00ff\u0080")) {
      User made = set("bob", ("reset " + rules).split(" "));
      String line = made.line();
      users.load("here", List.of(line));
      User again = Objects.requireNonNull(users.find("bob"));
      assertThat(again.line()).isEqualTo(line);
    }
  }

  @Test
  void rule_thatIsWrong_changesNothing() throws Exception {
    User before = set("bob", "on", "~a");
    assertThatThrownBy(() -> users.set("bob", List.of("off", "~b", "+nothing")))
        .isInstanceOf(RuleException.class);
    assertThat(users.find("bob")).isSameAs(before);
    assertThatThrownBy(() -> users.set("ann", List.of("+nothing")))
        .isInstanceOf(RuleException.class);
    assertThat(users.find("ann")).isNull();
  }

  @Test
  void commands_beyondOneWordOfBits_areToldApart() throws Exception {
    Rights rights = set("bob", "+config|get").own();
    assertThat(rights.allowsCommand(71)).isTrue();
    assertThat(rights.allowsCommand(70)).isFalse();
    assertThat(rights.allowsCommand(7)).isFalse();
    assertThat(set("bob", "+@all", "~*", "&*").isUnlimited()).isTrue();
    assertThat(set("bob", "caches:a").isUnlimited()).isFalse();
    assertThat(set("bob", "(+@all ~* &*)").isUnlimited()).isTrue();
  }

  @Test
  void pattern_ofManyStars_isMatchedInTimeThatGrowsSlowly() throws Exception {
    User user = set("bob", "~" + "*a".repeat(900) + "b", "resetkeys", "~" + "*a".repeat(400));
    // With a choice for each star there would be more ways than atoms anywhere.
    assertThat(user.own().allowsKey(bytes("a".repeat(20_000) + "c"), true, true)).isFalse();
    assertThat(user.own().allowsKey(bytes("a".repeat(20_000)), true, true)).isTrue();
  }

  @Test
  void names_andRulesWithoutEnd_areRefused() {
    assertThatThrownBy(() -> users.set("n".repeat(1025), List.of("on")))
        .hasMessageContaining("at most 1024");
    assertThatThrownBy(() -> users.set("a b", List.of("on"))).hasMessageContaining("spaces");
    assertThatThrownBy(() -> users.set("a\0", List.of("on"))).hasMessageContaining("null");
    List<String> selectors = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      selectors.add("(+get)");
    }
    assertThatThrownBy(() -> users.set("bob", selectors)).hasMessageContaining("256 selectors");
    List<String> patterns = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      patterns.add("~" + i + "x".repeat(60_000));
    }
    assertThatThrownBy(() -> users.set("bob", patterns)).hasMessageContaining("1048576 bytes");
    assertThatThrownBy(() -> users.set("bob", List.of("(".repeat(10_000))))
        .hasMessageContaining("Unmatched parenthesis");
    assertThatThrownBy(() -> users.set("bob", List.of("(".repeat(100) + ")")))
        .hasMessageContaining("Syntax error");
    assertThat(users.find("bob")).isNull();
  }

  @Test
  void load_ofLinesWithMistakes_changesNothing_andTellsAll() throws Exception {
    set("bob", "on");
    assertThatThrownBy(
            () ->
                users.load(
                    "users.acl",
                    List.of("user ann on +get", "", "usr x", "user ann off", "user eve +blah")))
        .hasMessageContaining("users.acl:3: should start with user keyword")
        .hasMessageContaining("users.acl:4: the user 'ann' stands there twice")
        .hasMessageContaining("users.acl:5: ")
        .hasMessageContaining("no change to the previously active ACL rules was performed");
    assertThat(users.find("bob")).isNotNull();
    assertThat(users.find("ann")).isNull();
    users.load("users.acl", List.of("user ann on"));
    assertThat(users.find("bob")).isNull();
    assertThat(users.defaultUser().isOpen()).isTrue();
  }

  @Test
  void verify_wantsTheRightPasswordOfAUserThatIsOn() throws Exception {
    set("bob", "on", ">one", ">two");
    byte[] two = "two".getBytes(StandardCharsets.UTF_8);
    assertThat(users.verify("bob", two)).isNotNull();
    assertThat(users.verify("bob", "three".getBytes(StandardCharsets.UTF_8))).isNull();
    assertThat(users.verify("nobody", two)).isNull();
    set("bob", "off");
    assertThat(users.verify("bob", two)).isNull();
    set("bob", "on", "<two");
    assertThat(users.verify("bob", two)).isNull();
    set("bob", "nopass");
    assertThat(users.verify("bob", new byte[0])).isNotNull();
  }

  @Test
  void secrets_haveAsManyDigitsAsTheirBitsWant() {
    assertThat(users.newSecret(256)).hasSize(64).matches("[0-9a-f]+");
    assertThat(users.newSecret(1)).hasSize(1);
    assertThat(users.newSecret(5)).hasSize(2);
    assertThat(users.newSecret(256)).isNotEqualTo(users.newSecret(256));
  }

  @Test
  void log_keepsAsManyAsItMay() {
    AccessLog log = new AccessLog();
    for (int i = 0; i < 200; i++) {
      log.add(Denial.KEY, AccessLog.Context.TOPLEVEL, "k" + i, "bob", "", i);
    }
    assertThat(log.newest(1000)).hasSize(128);
    log.setMost(2);
    assertThat(log.newest(1000))
        .extracting(AccessLog.Entry::object)
        .containsExactly("k199", "k198");
    log.setMost(0);
    log.add(Denial.KEY, AccessLog.Context.TOPLEVEL, "x".repeat(100_000), "bob", "", 0);
    assertThat(log.newest(10)).isEmpty();
    assertThat(log.count(Denial.KEY)).isEqualTo(201);
    log.setMost(1);
    log.add(Denial.KEY, AccessLog.Context.TOPLEVEL, "x".repeat(100_000), "bob", "", 0);
    assertThat(log.newest(10).getFirst().object()).hasSize(AccessLog.MOST_OBJECT);
  }
}
