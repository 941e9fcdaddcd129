// SPDX-License-Identifier: Apache-2.0
package io.radish.cli;

import io.radish.resp.Reply;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Replies for programs that read them from a pipe: the bytes as they are, an element a line. */
final class RawText {
  private RawText() {}

  static byte[] of(Reply reply) {
    List<byte[]> lines = new ArrayList<>();
    collect(reply, lines);
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    for (int i = 0; i < lines.size(); i++) {
      if (i > 0) {
        text.write('\n');
      }
      text.writeBytes(lines.get(i));
    }
    return text.toByteArray();
  }

  private static void collect(Reply reply, List<byte[]> lines) {
    switch (reply) {
      case Reply.Bulk bulk -> lines.add(bulk.bytes());
      case Reply.Simple simple -> lines.add(utf8(simple.text()));
      case Reply.Failure failure -> lines.add(utf8(failure.message()));
      case Reply.Int number -> lines.add(utf8(Long.toString(number.value())));
      case Reply.Nil nil -> lines.add(new byte[0]);
      case Reply.Dbl number -> lines.add(utf8(number.text()));
      case Reply.Bool bool -> lines.add(utf8(bool.value() ? "true" : "false"));
      case Reply.Verbatim verbatim -> lines.add(utf8(verbatim.text()));
      case Reply.BigNumber number -> lines.add(utf8(number.value().toString()));
      case Reply.Array array -> array.items().forEach(item -> collect(item, lines));
      case Reply.SetReply set -> set.items().forEach(item -> collect(item, lines));
      case Reply.Push push -> push.items().forEach(item -> collect(item, lines));
      case Reply.MapReply map ->
          map.pairs()
              .forEach(
                  pair -> {
                    collect(pair.key(), lines);
                    collect(pair.value(), lines);
                  });
    }
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
