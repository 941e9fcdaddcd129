// SPDX-License-Identifier: Apache-2.0
package io.radish.resp;

import java.util.ArrayList;
import java.util.List;

/** Replies in the form that {@code redis-cli} made familiar. */
final class ReplyText {
  private ReplyText() {}

  static String of(Reply reply) {
    StringBuilder text = new StringBuilder();
    write(reply, "", text);
    return text.toString();
  }

  private static void write(Reply reply, String indent, StringBuilder text) {
    switch (reply) {
      case Reply.Simple simple -> text.append(simple.text());
      case Reply.Failure failure -> text.append("(error) ").append(failure.message());
      case Reply.Int number -> text.append("(integer) ").append(number.value());
      case Reply.Bulk bulk -> quote(bulk.bytes(), text);
      case Reply.Nil nil -> text.append("(nil)");
      case Reply.Dbl number -> text.append("(double) ").append(number.text());
      case Reply.Bool bool -> text.append(bool.value() ? "(true)" : "(false)");
      case Reply.Verbatim verbatim -> text.append(verbatim.text());
      case Reply.BigNumber number -> text.append(number.value());
      case Reply.Array array -> items(array.items(), ')', "(empty array)", indent, text);
      case Reply.SetReply set -> items(set.items(), '~', "(empty set)", indent, text);
      case Reply.Push push -> items(push.items(), '>', "(empty push)", indent, text);
      case Reply.MapReply map -> pairs(map.pairs(), indent, text);
    }
  }

  private static void items(
      List<Reply> items, char mark, String empty, String indent, StringBuilder text) {
    if (items.isEmpty()) {
      text.append(empty);
      return;
    }
    List<String> numbers = numbers(items.size(), mark);
    String deeper = indent + " ".repeat(numbers.getFirst().length());
    for (int i = 0; i < items.size(); i++) {
      text.append(i == 0 ? "" : "\n" + indent).append(numbers.get(i));
      write(items.get(i), deeper, text);
    }
  }

  private static void pairs(List<Reply.Pair> pairs, String indent, StringBuilder text) {
    if (pairs.isEmpty()) {
      text.append("(empty hash)");
      return;
    }
    List<String> numbers = numbers(pairs.size(), '#');
    String deeper = indent + " ".repeat(numbers.getFirst().length());
    for (int i = 0; i < pairs.size(); i++) {
      text.append(i == 0 ? "" : "\n" + indent).append(numbers.get(i));
      write(pairs.get(i).key(), deeper, text);
      text.append(" => ");
      write(pairs.get(i).value(), deeper, text);
    }
  }

  /** Numbers from 1 on, all of the same width. */
  private static List<String> numbers(int count, char mark) {
    int width = Integer.toString(count).length();
    List<String> numbers = new ArrayList<>(count);
    for (int i = 1; i <= count; i++) {
      String number = Integer.toString(i);
      numbers.add(" ".repeat(width - number.length()) + number + mark + " ");
    }
    return numbers;
  }

  private static void quote(byte[] bytes, StringBuilder text) {
    text.append('"');
    for (byte next : bytes) {
      switch (next) {
        case '"', '\\' -> text.append('\\').append((char) next);
        case '\n' -> text.append("\\n");
        case '\r' -> text.append("\\r");
        case '\t' -> text.append("\\t");
        case '\b' -> text.append("\\b");
        case 7 -> text.append("\\a");
        default -> {
          if (next >= ' ' && next < 127) {
            text.append((char) next);
          } else {
            text.append("\\x")
                .append(Character.forDigit((next >> 4) & 15, 16))
                .append(Character.forDigit(next & 15, 16));
          }
        }
      }
    }
    text.append('"');
  }
}
