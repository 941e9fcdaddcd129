// SPDX-License-Identifier: Apache-2.0
package io.radish.command.family;

import io.radish.command.Call;
import io.radish.command.Errors;
import io.radish.resp.ReplyWriter;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** {@code DEBUG PROTOCOL}: a sample of each type that a reply may have, for tests of clients. */
final class DebugProtocol {
  private DebugProtocol() {}

  /** Answers the sample that is asked for; always true. */
  static boolean reply(Call call) {
    ReplyWriter reply = call.reply();
    switch (call.arguments().text(2, Errors.QUOTED).toLowerCase(Locale.ROOT)) {
      case "string" -> reply.bulk("Hello World");
      case "integer" -> reply.integer(12345);
      case "double" -> reply.doubleValue(3.141);
      case "bignum" -> reply.bigNumber("1234567999999999999999999999999999999");
      case "null" -> reply.nil();
      case "array" -> {
        reply.array(3);
        numbers(reply);
      }
      case "set" -> {
        reply.set(3);
        numbers(reply);
      }
      case "map" -> {
        reply.map(3);
        for (int i = 0; i < 3; i++) {
          reply.integer(i);
          reply.bool(i == 1);
        }
      }
      case "attrib" -> attribute(reply);
      case "push" -> push(call);
      case "verbatim" -> reply.verbatim("txt", "This is a verbatim\nstring");
      case "true" -> reply.bool(true);
      case "false" -> reply.bool(false);
      default ->
          call.refuse(
              "Wrong protocol type name. Please use one of the following:"
                  + " string|integer|double|bignum|null|array|set|map|attrib|push|verbatim|true|false");
    }
    return true;
  }

  private static void numbers(ReplyWriter reply) {
    for (int i = 0; i < 3; i++) {
      reply.integer(i);
    }
  }

  /** The writer has no attributes, because nothing but this needs one. */
  private static void attribute(ReplyWriter reply) {
    if (reply.protocol() == 3) {
      reply.raw("|1\r\n".getBytes(StandardCharsets.US_ASCII));
      reply.bulk("key-popularity");
      reply.array(2);
      reply.bulk("key:123");
      reply.integer(90);
    }
    reply.bulk("Some real reply following the attribute");
  }

  private static void push(Call call) {
    ReplyWriter reply = call.reply();
    if (reply.protocol() == 2) {
      call.refuse("RESP2 is not supported by this command");
      return;
    }
    reply.push(2);
    reply.bulk("server-cpu-usage");
    reply.integer(42);
    reply.bulk("Some real reply following the push reply");
  }
}
