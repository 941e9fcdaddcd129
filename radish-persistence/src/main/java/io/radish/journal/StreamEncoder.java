// SPDX-License-Identifier: Apache-2.0
package io.radish.journal;

import io.radish.effect.StreamEffect;
import io.radish.memory.ByteView;
import io.radish.value.StreamFields;
import io.radish.value.StreamId;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Writes effects on streams as the commands that Redis has for them. Used by one thread. */
final class StreamEncoder {
  private static final byte[] END = {'\r', '\n'};
  private static final byte BULK = '$';
  private static final byte ARRAY = '*';

  private static final byte[] XADD = Word.XADD.bulk();
  private static final byte[] XDEL = Word.XDEL.bulk();
  private static final byte[] XTRIM = Word.XTRIM.command(5);
  private static final byte[] XSETID = Word.XSETID.command(7);
  private static final byte[] XCLAIM = Word.XCLAIM.bulk();
  private static final byte[] XACK = Word.XACK.bulk();
  private static final byte[] MAXLEN = Word.bulk("MAXLEN");
  private static final byte[] EXACTLY = Word.bulk("=");
  private static final byte[] ENTRIESADDED = Word.bulk("ENTRIESADDED");
  private static final byte[] MAXDELETEDID = Word.bulk("MAXDELETEDID");
  private static final byte[] MKSTREAM = Word.bulk("MKSTREAM");
  private static final byte[] ENTRIESREAD = Word.bulk("ENTRIESREAD");
  private static final byte[] NO_IDLE_TIME = Word.bulk("0");
  private static final byte[] TIME = Word.bulk("TIME");
  private static final byte[] RETRYCOUNT = Word.bulk("RETRYCOUNT");
  private static final byte[] FORCE = Word.bulk("FORCE");
  private static final byte[] JUSTID = Word.bulk("JUSTID");

  private static final byte[] CREATE = group("CREATE", 8);
  private static final byte[] SETID = group("SETID", 7);
  private static final byte[] DESTROY = group("DESTROY", 4);
  private static final byte[] CREATECONSUMER = group("CREATECONSUMER", 5);
  private static final byte[] DELCONSUMER = group("DELCONSUMER", 5);

  /** The arguments of {@code XCLAIM} beside the ids. */
  static final int CLAIM_ARGUMENTS = 11;

  private final UnitBuffer out;
  private final ByteView element = new ByteView();

  StreamEncoder(UnitBuffer out) {
    this.out = out;
  }

  /** The beginning of {@code XGROUP} with a subcommand. */
  private static byte[] group(String subcommand, int arguments) {
    String begin =
        new String(Word.XGROUP.command(arguments), StandardCharsets.US_ASCII)
            + new String(Word.bulk(subcommand), StandardCharsets.US_ASCII);
    return begin.getBytes(StandardCharsets.US_ASCII);
  }

  void write(ByteView key, StreamEffect effect) {
    switch (effect) {
      case StreamEffect.Add add -> add(key, add);
      case StreamEffect.Delete delete -> {
        begin(XDEL, 2 + delete.ids().size(), key);
        ids(delete.ids());
      }
      case StreamEffect.Trim trim -> {
        begin(XTRIM, key);
        out.put(MAXLEN);
        out.put(EXACTLY);
        number(trim.left());
      }
      case StreamEffect.SetIds set -> {
        begin(XSETID, key);
        id(set.last());
        out.put(ENTRIESADDED);
        number(set.added());
        out.put(MAXDELETEDID);
        id(set.maxDeleted());
      }
      case StreamEffect.CreateGroup create -> {
        begin(CREATE, key);
        bulk(create.group());
        id(create.last());
        out.put(MKSTREAM);
        out.put(ENTRIESREAD);
        number(create.read());
      }
      case StreamEffect.SetGroup set -> {
        begin(SETID, key);
        bulk(set.group());
        id(set.last());
        out.put(ENTRIESREAD);
        number(set.read());
      }
      case StreamEffect.DestroyGroup destroy -> {
        begin(DESTROY, key);
        bulk(destroy.group());
      }
      case StreamEffect.CreateConsumer create -> {
        begin(CREATECONSUMER, key);
        bulk(create.group());
        bulk(create.consumer());
      }
      case StreamEffect.DeleteConsumer delete -> {
        begin(DELCONSUMER, key);
        bulk(delete.group());
        bulk(delete.consumer());
      }
      case StreamEffect.Claim claim -> claim(key, claim);
      case StreamEffect.Acknowledge acknowledge -> {
        begin(XACK, 3 + acknowledge.ids().size(), key);
        bulk(acknowledge.group());
        ids(acknowledge.ids());
      }
    }
  }

  private void add(ByteView key, StreamEffect.Add add) {
    ByteView fields = add.fields();
    begin(XADD, 3 + StreamFields.count(fields), key);
    id(add.id());
    for (int at = 0; at < fields.length(); ) {
      at = StreamFields.read(fields, at, element);
      bulk(element);
    }
  }

  private void claim(ByteView key, StreamEffect.Claim claim) {
    begin(XCLAIM, CLAIM_ARGUMENTS + claim.ids().size(), key);
    bulk(claim.group());
    bulk(claim.consumer());
    out.put(NO_IDLE_TIME);
    ids(claim.ids());
    out.put(TIME);
    number(claim.deliveredMillis());
    out.put(RETRYCOUNT);
    number(claim.deliveries());
    out.put(FORCE);
    out.put(JUSTID);
  }

  // ---- the parts of a command ----

  private void begin(byte[] command, ByteView key) {
    out.put(command);
    bulk(key);
  }

  private void begin(byte[] word, long arguments, ByteView key) {
    out.number(ARRAY, arguments);
    out.put(word);
    bulk(key);
  }

  private void ids(List<StreamId> ids) {
    ids.forEach(this::id);
  }

  private void id(StreamId id) {
    bulk(ByteView.of(id.toString()));
  }

  private void bulk(ByteView bytes) {
    out.number(BULK, bytes.length());
    out.put(bytes);
    out.put(END);
  }

  private void number(long value) {
    out.number(BULK, Decimal.length(value));
    out.digits(value);
  }
}
