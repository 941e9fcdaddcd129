// SPDX-License-Identifier: Apache-2.0
package io.radish.journal;

import io.radish.effect.Effects;
import io.radish.effect.StreamEffect;
import io.radish.journal.SegmentInput.BrokenException;
import io.radish.memory.ByteView;
import io.radish.value.StreamFields;
import io.radish.value.StreamId;
import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Makes effects on streams of commands: the counterpart of the {@link StreamEncoder}. Used by one
 * thread.
 */
final class StreamDecoder implements Closeable {
  private final SegmentInput in;
  private final Argument word = new Argument();
  private final Argument key = new Argument();
  private final Argument group = new Argument();
  private final Argument consumer = new Argument();
  private final StreamFields fields = new StreamFields();
  private int arguments;

  StreamDecoder(SegmentInput in) {
    this.in = in;
  }

  /** Reads what is left of a command and passes the effect on. */
  void pass(Word command, int count, String keyspace, Effects effects)
      throws IOException, BrokenException {
    arguments = count;
    String subcommand = command == Word.XGROUP ? text() : "";
    ByteView name = key.read(in);
    StreamEffect effect =
        switch (command) {
          case XADD -> add();
          case XDEL -> new StreamEffect.Delete(ids(arguments - 2));
          case XTRIM -> trim();
          case XSETID -> setIds();
          case XGROUP -> group(subcommand);
          case XCLAIM -> claim();
          case XACK -> {
            ByteView of = group.read(in);
            yield new StreamEffect.Acknowledge(of, ids(arguments - 3));
          }
          default -> throw new IllegalStateException(command + " is not a stream's");
        };
    effects.stream(keyspace, name, effect);
  }

  private StreamEffect add() throws IOException, BrokenException {
    int parts = arguments - 3;
    if (parts < 2 || parts % 2 != 0) {
      throw in.broken("a number of arguments that makes no fields");
    }
    StreamId id = id();
    fields.clear();
    for (int i = 0; i < parts; i++) {
      if (!fields.offer(word.read(in))) {
        throw in.broken("fields that no entry could have");
      }
    }
    return new StreamEffect.Add(id, fields.bytes(new ByteView()));
  }

  private StreamEffect trim() throws IOException, BrokenException {
    count(5);
    word("MAXLEN");
    word("=");
    long left = number();
    if (left < 0) {
      throw in.broken("a length that is none");
    }
    return new StreamEffect.Trim(left);
  }

  private StreamEffect setIds() throws IOException, BrokenException {
    count(7);
    StreamId last = id();
    word("ENTRIESADDED");
    long added = number();
    word("MAXDELETEDID");
    return new StreamEffect.SetIds(last, id(), added);
  }

  private StreamEffect group(String subcommand) throws IOException, BrokenException {
    ByteView name = group.read(in);
    return switch (subcommand) {
      case "CREATE" -> {
        count(8);
        StreamId last = id();
        word("MKSTREAM");
        word("ENTRIESREAD");
        yield new StreamEffect.CreateGroup(name, last, number());
      }
      case "SETID" -> {
        count(7);
        StreamId last = id();
        word("ENTRIESREAD");
        yield new StreamEffect.SetGroup(name, last, number());
      }
      case "DESTROY" -> {
        count(4);
        yield new StreamEffect.DestroyGroup(name);
      }
      case "CREATECONSUMER" -> {
        count(5);
        yield new StreamEffect.CreateConsumer(name, consumer.read(in));
      }
      case "DELCONSUMER" -> {
        count(5);
        yield new StreamEffect.DeleteConsumer(name, consumer.read(in));
      }
      default -> throw in.broken("an XGROUP that no journal has");
    };
  }

  private StreamEffect claim() throws IOException, BrokenException {
    ByteView of = group.read(in);
    ByteView by = consumer.read(in);
    word("0");
    List<StreamId> ids = ids(arguments - StreamEncoder.CLAIM_ARGUMENTS);
    word("TIME");
    long delivered = number();
    word("RETRYCOUNT");
    long deliveries = number();
    word("FORCE");
    word("JUSTID");
    return new StreamEffect.Claim(of, by, ids, delivered, deliveries);
  }

  // ---- arguments ----

  private void count(int wanted) throws BrokenException {
    if (arguments != wanted) {
      throw in.broken("a command with " + arguments + " arguments instead of " + wanted);
    }
  }

  private List<StreamId> ids(int count) throws IOException, BrokenException {
    if (count < 1) {
      throw in.broken("a change of no entry");
    }
    List<StreamId> ids = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      ids.add(id());
    }
    return ids;
  }

  private StreamId id() throws IOException, BrokenException {
    @Nullable StreamId id = StreamId.parse(text());
    if (id == null) {
      throw in.broken("an id that is none");
    }
    return id;
  }

  private long number() throws IOException, BrokenException {
    @Nullable Long number = Decimal.parse(word.read(in));
    if (number == null) {
      throw in.broken("a number that is none");
    }
    return number;
  }

  private String text() throws IOException, BrokenException {
    return word.read(in).toText();
  }

  private void word(String wanted) throws IOException, BrokenException {
    if (!text().equals(wanted)) {
      throw in.broken("something else than " + wanted);
    }
  }

  /** Gives back what lies outside the heap. */
  @Override
  public void close() {
    word.close();
    key.close();
    group.close();
    consumer.close();
    fields.close();
  }
}
