// SPDX-License-Identifier: Apache-2.0
package io.radish.command.lua;

import io.radish.resp.ReplySink;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One world of Lua: scripts by their digest, or functions of libraries, with one set of globals.
 *
 * <p>Used by one thread at a time; only {@link #kill} may be called by others. Texts that come out
 * are bytes, since nobody says what they are encoded in.
 */
public abstract class LuaMachine implements AutoCloseable {
  /** The largest number of bytes of a digest in hexadecimal. */
  public static final int DIGEST_LENGTH = 40;

  /** Where things stand in {@code struct Machine}, see radish_lua.h. */
  private static final int KILLED = 0;

  private static final int PROTOCOL = 4;
  private static final int USED = 8;
  private static final int IN = 24;
  private static final int IN_LENGTH = 32;
  private static final int IN_ROOM = 40;
  private static final int OUT = 48;
  private static final int OUT_LENGTH = 56;
  private static final int NUMBER = 72;

  private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED;
  private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED;
  private static final ValueLayout.OfDouble DOUBLE = ValueLayout.JAVA_DOUBLE_UNALIGNED;

  /** What the other half can do. */
  enum Operation {
    LOAD,
    FORGET,
    RUN,
    LIBRARY,
    UNREFERENCE,
    DONE,
    COLLECT,
    FREE
  }

  /** How a run ended. */
  public enum Ending {
    /** With a value. */
    VALUE,
    /** With an error of the script's own. */
    ERROR,
    /** With an error that a command had, which was counted then. */
    COUNTED_ERROR
  }

  /** A function that a library has registered. */
  public record Registered(byte[] name, byte @Nullable [] description, int flags, int reference) {}

  /** The code of a script or library that was not taken; the text says why. */
  public static final class Refused extends Exception {
    private static final long serialVersionUID = 1;
    private final transient byte[] text;

    Refused(byte[] text) {
      super(new String(text, StandardCharsets.ISO_8859_1), null, false, false);
      this.text = text;
    }

    public byte[] text() {
      return text.clone();
    }
  }

  private final LuaHost host;
  private final Incoming incoming = new Incoming();
  private long machine;
  private long begunMillis;
  private volatile long usedBytes;
  private @Nullable Throwable bug;

  LuaMachine(LuaHost host) {
    this.host = host;
  }

  /** Where the machine lies in {@link #memory}. */
  final void setMachine(long address) {
    if (address == 0) {
      throw new IllegalStateException("no memory for a Lua machine");
    }
    this.machine = address;
    usedBytes = getLong(USED);
  }

  /** All memory that addresses of the machine lead into. */
  abstract MemorySegment memory();

  /** Has the other half do something. */
  abstract int operate(Operation operation, long machine, int first, int second);

  /** Makes room for as many bytes in the way in; where it is, or 0 where that is too much. */
  abstract long reserve(long machine, long bytes);

  // ---- what the program around does ----

  /** Compiles a script, to be run under its digest: 40 digits. */
  public final void load(byte[] digest, byte[] code, int from) throws Refused {
    Outgoing to = new Outgoing(DIGEST_LENGTH + (long) code.length - from);
    to.put(digest, 0, DIGEST_LENGTH);
    to.put(code, from, code.length - from);
    to.end();
    int failed = operate(Operation.LOAD, machine, 0, 0);
    usedBytes = getLong(USED);
    if (failed != 0) {
      throw new Refused(out());
    }
  }

  /** Forgets a script that was loaded. */
  public final void forget(byte[] digest) {
    Outgoing to = new Outgoing(DIGEST_LENGTH);
    to.put(digest, 0, DIGEST_LENGTH);
    to.end();
    int _ = operate(Operation.FORGET, machine, 0, 0);
  }

  /**
   * Runs a script that was loaded, or a function that was registered; {@link #reply} is what came
   * of it, until {@link #done}.
   *
   * @param reference of the function; 0 for a script
   * @param name the digest of the script, or the function's name
   * @param protocol what the reply is to be in
   */
  public final Ending run(
      int reference, byte[] name, List<byte[]> keys, List<byte[]> arguments, int protocol) {
    long bytes = 4L + name.length + sizeOf(keys) + sizeOf(arguments);
    Outgoing to = new Outgoing(bytes);
    to.putCounted(name);
    to.putAll(keys);
    to.putAll(arguments);
    to.end();
    begunMillis = host.millis();
    int ended = operate(Operation.RUN, machine, reference, protocol);
    usedBytes = getLong(USED);
    throwBug();
    return Ending.values()[ended];
  }

  /** What the last run answers with, in RESP; valid until {@link #done}. */
  public final MemorySegment reply() {
    return memory().asSlice(getLong(OUT), getLong(OUT_LENGTH));
  }

  /** Lets go of the reply. */
  public final void done() {
    int _ = operate(Operation.DONE, machine, 0, 0);
  }

  /** Runs the code of a library, which registers functions. */
  public final List<Registered> library(byte[] code, int from) throws Refused {
    Outgoing to = new Outgoing((long) code.length - from);
    to.put(code, from, code.length - from);
    to.end();
    begunMillis = host.millis();
    boolean failed = operate(Operation.LIBRARY, machine, 0, 0) != 0;
    usedBytes = getLong(USED);
    throwBug();
    if (failed) {
      throw new Refused(out());
    }
    Incoming in = incoming.begin();
    int count = in.integer();
    List<Registered> all = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      byte[] name = in.bytes();
      boolean described = in.integer() != 0;
      byte[] description = in.bytes();
      int flags = in.integer();
      all.add(new Registered(name, described ? description : null, flags, in.integer()));
    }
    return all;
  }

  /** Lets go of a function. */
  public final void unreference(int reference) {
    int _ = operate(Operation.UNREFERENCE, machine, reference, 0);
  }

  /** Stops what runs, soon; nothing where nothing runs. By any thread, before {@link #close}. */
  public final void kill() {
    memory().set(INT, machine + KILLED, 1);
  }

  /** Takes a {@link #kill} back, which came too late or has done its work; where nothing runs. */
  public final void pardon() {
    memory().set(INT, machine + KILLED, 0);
  }

  /** The bytes that the machine held after the last run; by any thread, after its end too. */
  public final long usedBytes() {
    return usedBytes;
  }

  /** Collects all garbage. */
  public final void collect() {
    int _ = operate(Operation.COLLECT, machine, 0, 0);
  }

  @Override
  public void close() {
    int _ = operate(Operation.FREE, machine, 0, 0);
  }

  private void throwBug() {
    Throwable met = bug;
    if (met != null) {
      bug = null;
      throw new IllegalStateException("a command failed in a script", met);
    }
  }

  private static long sizeOf(List<byte[]> all) {
    long bytes = 4;
    for (byte[] each : all) {
      bytes += 4L + each.length;
    }
    return bytes;
  }

  // ---- what the other half asks ----

  /** Answers the other half; nothing may be thrown at it. */
  final int asked(int operation) {
    try {
      return answer(operation);
    } catch (Throwable met) { // a bug, or no memory: thrown again when the run is over
      bug = met;
      kill();
      answerWith("the server failed".getBytes(StandardCharsets.US_ASCII));
      return 1;
    }
  }

  private int answer(int operation) {
    return switch (operation) {
      case 1 -> call();
      case 2 -> {
        host.log((int) memory().get(DOUBLE, machine + NUMBER), out());
        yield 0;
      }
      case 3 -> host.mayRun(incoming.begin().words());
      case 4 -> {
        answerWith(digest(out(), 0));
        yield 0;
      }
      case 5 -> {
        double number = memory().get(DOUBLE, machine + NUMBER);
        answerWith(host.text(number).getBytes(StandardCharsets.US_ASCII));
        yield 0;
      }
      case 6 -> {
        memory().set(DOUBLE, machine + NUMBER, host.millis() - begunMillis);
        yield 0;
      }
      case 7 -> {
        double seconds = (double) System.nanoTime() / TimeUnit.SECONDS.toNanos(1);
        memory().set(DOUBLE, machine + NUMBER, seconds);
        yield 0;
      }
      default -> throw new IllegalArgumentException("operation " + operation);
    };
  }

  private int call() {
    byte[][] words = incoming.begin().words();
    setLong(IN_LENGTH, 0);
    Replies replies = new Replies();
    String refused = host.call(words, memory().get(INT, machine + PROTOCOL), replies);
    if (refused == null && replies.tooLarge) {
      refused = "the reply of the command is too large for a script";
    }
    if (refused != null) {
      answerWith(refused.getBytes(StandardCharsets.UTF_8));
    }
    return refused == null ? 0 : 1;
  }

  /** The digest of a script: 40 hexadecimal digits. */
  public static byte[] digest(byte[] text, int from) {
    try {
      MessageDigest sha1 = MessageDigest.getInstance("SHA-1");
      sha1.update(text, from, text.length - from);
      return HexFormat.of().formatHex(sha1.digest()).getBytes(StandardCharsets.US_ASCII);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-1", e);
    }
  }

  private void answerWith(byte[] bytes) {
    Outgoing to = new Outgoing(bytes.length);
    to.put(bytes, 0, bytes.length);
    to.end();
  }

  // ---- bytes in and out ----

  private long getLong(int at) {
    return memory().get(LONG, machine + at);
  }

  private void setLong(int at, long value) {
    memory().set(LONG, machine + at, value);
  }

  private byte[] out() {
    return reply().toArray(ValueLayout.JAVA_BYTE);
  }

  /** Room for {@code bytes} in the way in; 0 where there is none. */
  private long room(long bytes) {
    return bytes <= getLong(IN_ROOM) ? getLong(IN) : reserve(machine, bytes);
  }

  /** Bytes on the way to the other half, whose number is known. */
  private final class Outgoing {
    private final long begin;
    private long at;

    Outgoing(long bytes) {
      begin = room(bytes);
      if (begin == 0 && bytes > 0) {
        throw new IllegalArgumentException(bytes + " bytes are too many for a script");
      }
      at = begin;
    }

    void put(byte[] bytes, int from, int length) {
      MemorySegment.copy(bytes, from, memory(), ValueLayout.JAVA_BYTE, at, length);
      at += length;
    }

    void putInt(int value) {
      memory().set(INT, at, value);
      at += 4;
    }

    void putCounted(byte[] bytes) {
      putInt(bytes.length);
      put(bytes, 0, bytes.length);
    }

    void putAll(List<byte[]> all) {
      putInt(all.size());
      all.forEach(this::putCounted);
    }

    void end() {
      setLong(IN_LENGTH, at - begin);
    }
  }

  /** Bytes that the other half has put out, read from the beginning on. */
  private final class Incoming {
    private long at;

    Incoming begin() {
      at = getLong(OUT);
      return this;
    }

    int integer() {
      int value = memory().get(INT, at);
      at += 4;
      return value;
    }

    byte[] bytes() {
      byte[] bytes = new byte[integer()];
      MemorySegment.copy(memory(), ValueLayout.JAVA_BYTE, at, bytes, 0, bytes.length);
      at += bytes.length;
      return bytes;
    }

    byte[][] words() {
      byte[][] words = new byte[integer()][];
      for (int i = 0; i < words.length; i++) {
        words[i] = bytes();
      }
      return words;
    }
  }

  /** Takes the reply to a command straight to the other half. */
  private final class Replies implements ReplySink {
    private boolean tooLarge;

    @Override
    public void block(byte[] array, int offset, int length) {
      append(MemorySegment.ofArray(array), offset, length);
    }

    @Override
    public void attachment(MemorySegment segment, long offset, long length, Runnable release) {
      append(segment, offset, length);
      release.run();
    }

    private void append(MemorySegment from, long offset, long length) {
      long before = getLong(IN_LENGTH);
      long begin = tooLarge ? 0 : room(before + length);
      if (begin == 0) {
        tooLarge = true;
        return;
      }
      MemorySegment.copy(from, offset, memory(), begin + before, length);
      setLong(IN_LENGTH, before + length);
    }
  }
}
