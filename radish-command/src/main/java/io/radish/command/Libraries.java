// SPDX-License-Identifier: Apache-2.0
package io.radish.command;

import io.radish.command.access.ByteText;
import io.radish.command.lua.LuaMachine;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The libraries of functions, by name, and the machine that they were loaded into.
 *
 * <p>A library is its code: what it registers is found out by running that. Used under the locks of
 * all shards, but for the counts.
 */
public final class Libraries {
  /** What becomes of libraries that are there when others are restored. */
  public enum Policy {
    APPEND,
    REPLACE,
    FLUSH
  }

  /** A function, and where it is in the machine. */
  public record Function(
      String name,
      @Nullable String description,
      ScriptFlags flags,
      int reference,
      String library) {}

  /**
   * A library with what it registered.
   *
   * @param code a character for each byte
   */
  public record Library(String name, String code, Map<String, Function> functions) {
    /** The code as it was loaded. */
    public byte[] bytes() {
      return ByteText.bytes(code);
    }
  }

  /** Keeps the code of all libraries where it outlives the server. */
  public interface Keeper {
    /**
     * Takes the place of what was kept before.
     *
     * @throws IOException where it could not, and what was kept before still is
     */
    void keep(Collection<Library> libraries) throws IOException;
  }

  private static final Pattern NAME = Pattern.compile("[a-zA-Z0-9_]+");

  private final Scripts scripts;
  private Map<String, Library> libraries = new TreeMap<>();
  private final Map<String, Function> functions = new TreeMap<>();
  private Keeper keeper = all -> {};
  private volatile @Nullable LuaMachine machine;
  private volatile int count;
  private volatile int functionCount;
  private volatile long bytes;

  Libraries(Scripts scripts) {
    this.scripts = scripts;
  }

  public Collection<Library> all() {
    return libraries.values();
  }

  public @Nullable Function function(String name) {
    return functions.get(name);
  }

  LuaMachine machine() throws ScriptRefused {
    LuaMachine made = machine;
    if (made == null) {
      made = scripts.newMachine(true);
      machine = made;
    }
    return made;
  }

  public int count() {
    return count;
  }

  public int functionCount() {
    return functionCount;
  }

  long bytes() {
    return bytes;
  }

  long machineBytes() {
    LuaMachine made = machine;
    return made == null ? 0 : made.usedBytes();
  }

  /** Has what changes from now on kept; before the first command. */
  public void setKeeper(Keeper keeper) {
    this.keeper = keeper;
  }

  // ---- changing them ----

  /** Loads a library; its name. */
  public String load(byte[] code, boolean replace) throws ScriptRefused {
    String name = nameOf(code);
    Library old = libraries.get(name);
    if (old != null && !replace) {
      throw new ScriptRefused("Library '" + name + "' already exists");
    }
    Library loaded = run(name, code);
    try {
      for (String function : loaded.functions.keySet()) {
        Function other = functions.get(function);
        if (other != null && !other.library.equals(name)) {
          throw new ScriptRefused("Function " + function + " already exists");
        }
      }
    } catch (ScriptRefused e) {
      unload(loaded);
      throw e;
    }
    Map<String, Library> next = new TreeMap<>(libraries);
    next.put(name, loaded);
    change(next, List.of(loaded));
    return name;
  }

  /** Deletes a library; false where there is none of that name. */
  public boolean delete(String name) throws ScriptRefused {
    Map<String, Library> next = new TreeMap<>(libraries);
    if (next.remove(name) == null) {
      return false;
    }
    change(next, List.of());
    return true;
  }

  /** Deletes all, with what they left behind in the machine. */
  public void flush() throws ScriptRefused {
    change(new TreeMap<>(), List.of());
    LuaMachine old = machine;
    machine = null;
    if (old != null) {
      old.close();
    }
  }

  /** Loads libraries, all or none. */
  public void restore(List<byte[]> codes, Policy policy) throws ScriptRefused {
    Map<String, byte[]> wanted = new TreeMap<>();
    for (byte[] code : codes) {
      String name = nameOf(code);
      if (wanted.put(name, code) != null) {
        throw new ScriptRefused("Library '" + name + "' already exists");
      }
      if (policy == Policy.APPEND && libraries.containsKey(name)) {
        throw new ScriptRefused("Library " + name + " already exists");
      }
    }
    List<Library> loaded = new ArrayList<>();
    try {
      for (Map.Entry<String, byte[]> each : wanted.entrySet()) {
        loaded.add(run(each.getKey(), each.getValue()));
      }
      check(loaded, policy);
    } catch (ScriptRefused e) {
      loaded.forEach(this::unload);
      throw e;
    }
    Map<String, Library> next = new TreeMap<>();
    if (policy != Policy.FLUSH) {
      next.putAll(libraries);
    }
    loaded.forEach(library -> next.put(library.name, library));
    change(next, loaded);
  }

  /**
   * Has other libraries from now on, once they are kept.
   *
   * @param loaded those of them that are new
   */
  private void change(Map<String, Library> next, List<Library> loaded) throws ScriptRefused {
    try {
      keeper.keep(next.values());
    } catch (IOException e) {
      loaded.forEach(this::unload);
      throw new ScriptRefused("the libraries stay as they are: " + e.getMessage());
    }
    List<Library> gone = new ArrayList<>(libraries.values());
    gone.removeAll(next.values());
    gone.forEach(this::unload);
    libraries = next;
    functions.clear();
    next.values().forEach(library -> functions.putAll(library.functions));
    count = next.size();
    functionCount = functions.size();
    bytes = next.values().stream().mapToLong(each -> each.code.length()).sum();
  }

  private void check(List<Library> loaded, Policy policy) throws ScriptRefused {
    Map<String, String> owners = new TreeMap<>();
    if (policy != Policy.FLUSH) {
      functions.values().forEach(each -> owners.put(each.name, each.library));
      loaded.forEach(library -> owners.values().removeIf(library.name::equals));
    }
    for (Library library : loaded) {
      for (String function : library.functions.keySet()) {
        if (owners.put(function, library.name) != null) {
          throw new ScriptRefused("Function " + function + " already exists");
        }
      }
    }
  }

  private Library run(String name, byte[] code) throws ScriptRefused {
    int from = Shebang.of(code, "Invalid library metadata").length();
    LuaMachine in = machine();
    try {
      Map<String, Function> made = new TreeMap<>();
      for (LuaMachine.Registered each : in.library(code, from)) {
        String function = each.name();
        ScriptFlags flags = new ScriptFlags(each.flags(), true);
        made.put(
            function, new Function(function, each.description(), flags, each.reference(), name));
      }
      if (made.isEmpty()) {
        throw new ScriptRefused("No functions registered");
      }
      return new Library(name, ByteText.of(code), made);
    } catch (LuaMachine.Refused e) {
      throw ScriptRefused.by(e, "");
    } finally {
      in.pardon();
    }
  }

  private static String nameOf(byte[] code) throws ScriptRefused {
    if (!Shebang.isIn(code)) {
      throw new ScriptRefused("Missing library metadata");
    }
    Shebang line = Shebang.of(code, "Invalid library metadata");
    String name = null;
    for (String option : line.options()) {
      if (!option.regionMatches(true, 0, "name=", 0, 5)) {
        throw new ScriptRefused("Invalid metadata value given: " + option);
      }
      if (name != null) {
        throw new ScriptRefused("Invalid metadata value, name argument was given multiple times");
      }
      name = option.substring(5);
    }
    if (name == null) {
      throw new ScriptRefused("Library name was not given");
    }
    if (!NAME.matcher(name).matches()) {
      throw new ScriptRefused(
          "Library names can only contain letters, numbers, or underscores(_) and must be at least"
              + " one character long");
    }
    if (!line.engine().equalsIgnoreCase("lua")) {
      throw new ScriptRefused("Engine '" + line.engine() + "' not found");
    }
    return name;
  }

  private void unload(Library library) {
    LuaMachine in = machine;
    if (in != null) {
      library.functions.values().forEach(each -> in.unreference(each.reference));
    }
  }
}
