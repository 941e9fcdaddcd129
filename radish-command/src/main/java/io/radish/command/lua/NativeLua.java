// SPDX-License-Identifier: Apache-2.0
package io.radish.command.lua;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.AddressLayout;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A machine in the processor's own language, reached by the JDK's foreign functions. No error of
 * Lua's passes through Java: what is called from here catches them, and what calls back asks for
 * nothing that may raise one.
 */
final class NativeLua extends LuaMachine {
  private static final Linker LINKER = Linker.nativeLinker();

  /** Addresses of the process are places in this. */
  private static final MemorySegment EVERYTHING = MemorySegment.NULL.reinterpret(Long.MAX_VALUE);

  /** The functions of the library, found once for all machines. */
  private record Library(
      MethodHandle create, MethodHandle reserve, Map<Operation, MethodHandle> operations) {}

  private static @Nullable Library library;

  private final Arena arena;
  private final Library functions;
  private final MethodHandle run;

  @SuppressWarnings("MustBeClosedChecker") // the stub lives as long as the machine, see close
  private NativeLua(Library functions, LuaHost host, LuaMachines.Kind kind) {
    super(host);
    this.functions = functions;
    this.run = functions.operations.get(Operation.RUN);
    this.arena = Arena.ofShared();
    try {
      MethodHandle asked =
          MethodHandles.lookup()
              .bind(this, "ask", MethodType.methodType(int.class, long.class, int.class));
      MemorySegment stub =
          LINKER.upcallStub(asked, FunctionDescriptor.of(JAVA_INT, JAVA_LONG, JAVA_INT), arena);
      setMachine(
          (long)
              functions.create.invokeExact(
                  stub.address(),
                  kind.mostBytes(),
                  kind.functions() ? 1 : 0,
                  kind.versionNumber(),
                  arena.allocateFrom(kind.version())));
    } catch (Throwable met) {
      arena.close();
      throw sneak(met);
    }
  }

  /** Makes a machine; null where this system is none that there is a library for. */
  static @Nullable LuaMachine make(LuaHost host, LuaMachines.Kind kind) throws IOException {
    Library found = library();
    return found == null ? null : new NativeLua(found, host, kind);
  }

  private static synchronized @Nullable Library library() throws IOException {
    if (library == null) {
      String name = "radish-lua-" + system() + ".so";
      try (InputStream in = NativeLua.class.getResourceAsStream(name)) {
        if (in != null) {
          library = link(in);
        }
      }
    }
    return library;
  }

  private static String system() {
    String machine = System.getProperty("os.arch").replace("amd64", "x86_64");
    String musl = Files.exists(Path.of("/lib/ld-musl-" + machine + ".so.1")) ? "-musl" : "";
    return System.getProperty("os.name").toLowerCase(Locale.ROOT) + "-" + machine + musl;
  }

  /** Brings the library into the process; the file is only the way there. */
  private static Library link(InputStream in) throws IOException {
    Path file = Files.createTempFile("radish-lua", ".so");
    try {
      Files.copy(in, file, StandardCopyOption.REPLACE_EXISTING);
      SymbolLookup found = SymbolLookup.libraryLookup(file, Arena.global());
      Map<Operation, MethodHandle> operations = new EnumMap<>(Operation.class);
      for (Operation each : Operation.values()) {
        operations.put(each, handle(found, each));
      }
      AddressLayout text = ValueLayout.ADDRESS;
      return new Library(
          function(found, "new", JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_INT, JAVA_INT, text),
          function(found, "reserve", JAVA_LONG, JAVA_LONG, JAVA_LONG),
          operations);
    } finally {
      Files.deleteIfExists(file);
    }
  }

  private static MethodHandle handle(SymbolLookup found, Operation operation) {
    String name = operation.name().toLowerCase(Locale.ROOT);
    return switch (operation) {
      case LOAD, LIBRARY -> function(found, name, JAVA_INT, JAVA_LONG);
      case RUN -> function(found, name, JAVA_INT, JAVA_LONG, JAVA_INT, JAVA_INT);
      case UNREFERENCE -> function(found, name, null, JAVA_LONG, JAVA_INT);
      case FORGET, DONE, COLLECT, FREE -> function(found, name, null, JAVA_LONG);
    };
  }

  private static MethodHandle function(
      SymbolLookup found, String name, @Nullable MemoryLayout result, MemoryLayout... arguments) {
    FunctionDescriptor descriptor =
        result == null
            ? FunctionDescriptor.ofVoid(arguments)
            : FunctionDescriptor.of(result, arguments);
    return LINKER.downcallHandle(found.findOrThrow("radish_" + name), descriptor);
  }

  /** What the other half calls. */
  @SuppressWarnings({"unused", "UnusedMethod", "UnusedVariable"}) // through the stub
  private int ask(long machine, int operation) {
    return asked(operation);
  }

  @Override
  MemorySegment memory() {
    return EVERYTHING;
  }

  @Override
  int operate(Operation operation, long machine, int first, int second) {
    try {
      if (operation == Operation.RUN) {
        return (int) run.invokeExact(machine, first, second);
      }
      MethodHandle function = functions.operations.get(operation);
      switch (operation) {
        case LOAD, LIBRARY -> {
          return (int) function.invokeExact(machine);
        }
        case UNREFERENCE -> function.invokeExact(machine, first);
        case FORGET, DONE, COLLECT, FREE, RUN -> function.invokeExact(machine);
      }
      return 0;
    } catch (Throwable met) {
      throw sneak(met);
    }
  }

  @Override
  long reserve(long machine, long bytes) {
    try {
      return (long) functions.reserve.invokeExact(machine, bytes);
    } catch (Throwable met) {
      throw sneak(met);
    }
  }

  @Override
  public void close() {
    super.close();
    arena.close();
  }

  /** What a handle throws, which declares everything and throws nothing that is checked. */
  private static RuntimeException sneak(Throwable met) {
    if (met instanceof Error error) {
      throw error;
    }
    return met instanceof RuntimeException known ? known : new IllegalStateException(met);
  }
}
