// SPDX-License-Identifier: Apache-2.0
package io.radish.command;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import io.radish.command.lua.LuaHost;
import io.radish.command.lua.LuaMachine;
import io.radish.command.lua.LuaMachines;
import io.radish.resp.DoubleText;
import io.radish.resp.ReplySink;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * The scripts of the server: those that were sent, by their digests, and the libraries of
 * functions, with the machines that run both.
 *
 * <p>Machines are made with the first script. All of it is used under the locks of all shards, as
 * scripts are: so there is one script at a time. Without these locks any thread may ask what runs,
 * and kill it.
 */
public final class Scripts {
  private static final Logger LOG = LoggerFactory.getLogger(Scripts.class);

  /** What the levels of {@code redis.log} are here. */
  private static final List<Level> LEVELS =
      List.of(Level.TRACE, Level.DEBUG, Level.INFO, Level.WARN);

  /**
   * What Lua may hold in each machine. Enough for a reply or a table of a hundred megabytes, and
   * what a server with a gigabyte can do without for a moment. Twice as much as lives may be taken
   * by what is not collected yet.
   */
  private static final long MOST_BYTES = 256L << 20;

  /** The scripts kept at most: who sends a new text each time would fill the memory. */
  private static final int MOST_SCRIPTS = 100_000;

  /** A script that was sent. */
  private record Script(ScriptFlags flags, int bytes) {}

  private final Map<String, Script> known = new HashMap<>();
  private final Libraries libraries = new Libraries(this);
  private volatile @Nullable LuaMachine machine;
  private volatile long bytes;
  private volatile int count;
  private volatile @Nullable ScriptRun running;

  /** The functions, by name. */
  public Libraries libraries() {
    return libraries;
  }

  /** A machine that asks whoever runs a script in it. */
  LuaMachine newMachine(boolean functions) throws ScriptRefused {
    try {
      return LuaMachines.make(
          new Host(),
          new LuaMachines.Kind(functions, MOST_BYTES, RedisVersion.SPOKEN, RedisVersion.NUMBER));
    } catch (IOException e) {
      throw new ScriptRefused("scripts cannot be run here: " + e.getMessage());
    }
  }

  private LuaMachine machine() throws ScriptRefused {
    LuaMachine made = machine;
    if (made == null) {
      made = newMachine(false);
      machine = made;
    }
    return made;
  }

  // ---- scripts by digest ----

  /** Whether a script of that digest, in lower case, is there. */
  public boolean has(String digest) {
    return known.containsKey(digest);
  }

  /** Takes a script; its digest. */
  public String add(byte[] code) throws ScriptRefused {
    byte[] digest = LuaMachine.digest(code, 0);
    String name = new String(digest, StandardCharsets.US_ASCII);
    if (known.containsKey(name)) {
      return name;
    }
    if (known.size() >= MOST_SCRIPTS) {
      flush();
    }
    int from = 0;
    ScriptFlags flags = ScriptFlags.NONE;
    if (Shebang.isIn(code)) {
      Shebang line = Shebang.of(code, "Invalid script shebang");
      from = line.length();
      flags = flagsOf(line);
    }
    try {
      machine().load(digest, code, from);
    } catch (LuaMachine.Refused e) {
      throw ScriptRefused.by(e, "Error compiling script (new function): ");
    }
    known.put(name, new Script(flags, code.length));
    long before = bytes; // changed under all locks
    bytes = before + name.length() + code.length;
    count = known.size();
    return name;
  }

  private static ScriptFlags flagsOf(Shebang line) throws ScriptRefused {
    if (!line.engine().equals("lua")) {
      throw new ScriptRefused("Unexpected engine in script shebang: #!" + line.engine());
    }
    int bits = 0;
    for (String option : line.options()) {
      if (!option.startsWith("flags=")) {
        throw new ScriptRefused("Unknown lua shebang option: " + option);
      }
      for (String name : option.substring("flags=".length()).split(",", -1)) {
        int bit = ScriptFlags.bit(name);
        if (bit == 0) {
          throw new ScriptRefused("Unexpected flag in script shebang: " + name);
        }
        bits |= bit;
      }
    }
    return new ScriptFlags(bits, true);
  }

  /** What a script that is there says of itself. */
  public ScriptFlags flagsOf(String digest) {
    Script script = known.get(digest);
    return script == null ? ScriptFlags.NONE : script.flags;
  }

  /** Forgets all scripts, and what they left behind in the machine. */
  public void flush() {
    LuaMachine old = machine;
    known.clear();
    bytes = 0;
    count = 0;
    machine = null;
    if (old != null) {
      old.close();
    }
  }

  /** Runs a script or function that is there, and writes its reply. */
  public void run(Call call, ScriptRequest request) throws ScriptRefused {
    if (request.readOnly() && request.flags().declared() && !request.flags().isReadOnly()) {
      call.error(Errors.READ_ONLY_SCRIPT);
      return;
    }
    if (request.flags().mayWrite() && call.services().supervision().needsReplicas()) {
      call.error(Errors.NO_REPLICAS);
      return;
    }
    if (request.flags().needsMemory() && call.dispatcher().gate().isFull()) {
      call.error(Errors.OUT_OF_MEMORY);
      return;
    }
    LuaMachine in = request.isFunction() ? libraries.machine() : machine();
    ScriptRun run = new ScriptRun(call, request);
    run.begin(in);
    running = run;
    LuaMachine.Ending ended;
    try {
      ended =
          in.run(
              request.reference(),
              request.name().getBytes(StandardCharsets.US_ASCII),
              run.keys(),
              run.arguments(),
              run.protocol());
    } finally {
      running = null;
      run.end();
    }
    MemorySegment reply = in.reply();
    if (ended != LuaMachine.Ending.VALUE) {
      String text = new String(reply.toArray(JAVA_BYTE), StandardCharsets.UTF_8);
      boolean counted = ended == LuaMachine.Ending.COUNTED_ERROR;
      call.noteError(counted ? null : text.substring(1).strip());
    }
    call.reply().raw(reply, 0, reply.byteSize());
    in.done();
  }

  // ---- what runs, for any thread ----

  /** What runs now: the name of the script or function, the request, the milliseconds so far. */
  public record Running(String name, boolean isFunction, List<byte[]> words, long millis) {}

  /** What runs now; null where nothing does. */
  public @Nullable Running running() {
    ScriptRun run = running;
    return run == null
        ? null
        : new Running(run.name(), run.isFunction(), run.words(), run.millis());
  }

  /**
   * Kills what runs.
   *
   * @param function whether it is to be a function, and not a script
   * @return the error where it is not to be killed; null where it was
   */
  public @Nullable String kill(boolean function) {
    ScriptRun run = running;
    return run == null ? Errors.NOT_BUSY : run.kill(function);
  }

  /** The error for who cannot wait for what runs; null where nothing runs. */
  @Nullable String busy() {
    ScriptRun run = running;
    return run == null ? null : run.isFunction() ? Errors.BUSY_FUNCTION : Errors.BUSY_SCRIPT;
  }

  /** The number of scripts that are kept. */
  public int count() {
    return count;
  }

  /** The bytes of the scripts that are kept. */
  public long scriptBytes() {
    return bytes;
  }

  /** The bytes that the machine of scripts holds; 0 before the first. By any thread. */
  public long machineBytes() {
    LuaMachine made = machine;
    return made == null ? 0 : made.usedBytes();
  }

  /** The bytes that the machine of functions holds; 0 before the first. By any thread. */
  public long functionMachineBytes() {
    return libraries.machineBytes();
  }

  /** The libraries that are loaded. By any thread, a moment late. */
  public int libraryCount() {
    return libraries.count();
  }

  /** The functions that are loaded. By any thread, a moment late. */
  public int functionCount() {
    return libraries.functionCount();
  }

  /** The bytes of the libraries' code. By any thread, a moment late. */
  public long libraryBytes() {
    return libraries.bytes();
  }

  /** Passes what a script asks for to the run it belongs to. */
  private final class Host implements LuaHost {
    @Override
    public @Nullable String call(byte[][] words, int protocol, ReplySink reply) {
      return run().call(words, protocol, reply);
    }

    @Override
    public int mayRun(byte[][] words) {
      return run().mayRun(words);
    }

    @Override
    public void log(int level, byte[] text) {
      LOG.atLevel(LEVELS.get(level)).log("script: {}", new String(text, StandardCharsets.UTF_8));
    }

    @Override
    public String text(double number) {
      return DoubleText.of(number);
    }

    @Override
    public long millis() {
      return TimeUnit.NANOSECONDS.toMillis(System.nanoTime());
    }

    private ScriptRun run() {
      ScriptRun run = running;
      if (run == null) {
        throw new IllegalStateException("no script runs");
      }
      return run;
    }
  }
}
