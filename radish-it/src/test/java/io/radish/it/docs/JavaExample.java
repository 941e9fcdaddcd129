// SPDX-License-Identifier: Apache-2.0
package io.radish.it.docs;

import io.radish.backup.PersistenceHandler;
import io.radish.store.Store;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.StringWriter;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.jspecify.annotations.Nullable;

/**
 * A Java block of a document: a program of its own where it declares a class; or methods, of which
 * the first is called; or else the body of a method.
 *
 * <p>Line {@code n} of the document is line {@code n} of what is compiled, so that the compiler's
 * complaints lead to the document.
 */
final class JavaExample {
  /** How the documents call the port of the server that runs. */
  static final String USUAL_PORT = "6379";

  private static final String NAME = "DocumentExample";
  private static final Pattern IMPORT = Pattern.compile("(?m)^import [^;]+;");
  private static final Pattern CLASS =
      Pattern.compile("(?m)^(?:public |final )*(?:class|record|interface|enum) (\\w+)");
  private static final Pattern METHOD =
      Pattern.compile(
          "(?s)\\s*(?:(?:public|private|static) )*[\\w<>, ]+ (\\w+)\\([^)]*\\)[\\w ,.]*\\{.*");
  private static final List<String> USUAL_IMPORTS =
      List.of(
          "io.radish.backup.*",
          "io.radish.store.*",
          "java.nio.file.*",
          "java.time.*",
          "java.util.*",
          "java.util.concurrent.*");

  private final MarkdownBlock block;
  private final String text;
  private final Path folder;

  /**
   * Prepares to run {@code block} with {@code folder} for the user's home and for classes.
   *
   * @param port the server's, which the block calls {@link #USUAL_PORT}
   */
  JavaExample(MarkdownBlock block, Path folder, int port) {
    this.block = block;
    this.text = block.text().replace(USUAL_PORT, Integer.toString(port));
    this.folder = folder;
  }

  /** Whether a block wants a server. */
  static boolean wantsServer(MarkdownBlock block) {
    return block.text().contains(USUAL_PORT);
  }

  /** Compiles and runs it; what it printed. */
  String run() throws Exception {
    Matcher declared = CLASS.matcher(text);
    boolean isProgram = declared.find();
    String name = isProgram ? declared.group(1) : NAME;
    compile(name, isProgram ? "\n".repeat(block.line() - 1) + text : wrapped());
    URL[] classes = {folder.toUri().toURL()};
    try (URLClassLoader loader = new URLClassLoader(classes, JavaExample.class.getClassLoader())) {
      Class<?> example = Class.forName(name, true, loader);
      return withHomeAndOutput(() -> invoke(example, isProgram));
    }
  }

  private void invoke(Class<?> example, boolean isProgram) throws Exception {
    if (isProgram) {
      Method main = example.getMethod("main", String[].class);
      main.setAccessible(true);
      main.invoke(null, (Object) new String[0]);
      return;
    }
    Path backups = folder.resolve(".radish/cache_backup");
    MovableClock clock = new MovableClock();
    try (Store store = Store.builder().clock(clock).build()) {
      SampleData.fill(store);
      SampleData.backUp(store, backups, clock);
      try (PersistenceHandler persistence = SampleData.handler(store, backups, clock)) {
        ((ExampleGround)
                example
                    .getConstructor(Store.class, PersistenceHandler.class)
                    .newInstance(store, persistence))
            .run();
      }
    }
  }

  private String wrapped() {
    String body = IMPORT.matcher(text).replaceAll("");
    StringBuilder head = new StringBuilder();
    USUAL_IMPORTS.forEach(name -> head.append("import ").append(name).append("; "));
    IMPORT.matcher(text).results().forEach(found -> head.append(found.group()).append(' '));
    head.append("public final class " + NAME + " extends io.radish.it.docs.ExampleGround { ")
        .append("public " + NAME + "(Store store, PersistenceHandler persistence) ")
        .append("{ super(store, persistence); } ");
    Matcher method = METHOD.matcher(withoutComments(body));
    boolean isMethods = method.matches() && !method.group().strip().startsWith("try");
    String call = isMethods ? method.group(1) + "(); }" : "";
    head.append("public void run() throws Exception { ").append(call);
    int line = (int) head.chars().filter(c -> c == '\n').count();
    return head + "\n".repeat(block.line() - 1 - line) + body + (isMethods ? "}" : "}}");
  }

  private static String withoutComments(String body) {
    return body.replaceAll("(?m)^\\s*//.*$", "").strip();
  }

  private void compile(String name, String source) {
    JavaCompiler compiler = Objects.requireNonNull(ToolProvider.getSystemJavaCompiler(), "a JDK");
    StringWriter complaints = new StringWriter();
    List<String> options =
        List.of(
            "-d",
            folder.toString(),
            "-cp",
            Objects.requireNonNull(System.getProperty("java.class.path")),
            "-proc:none",
            "-Xlint:deprecation,unchecked,rawtypes",
            "-Werror");
    JavaFileObject file = new Source(name, source);
    boolean good = compiler.getTask(complaints, null, null, options, null, List.of(file)).call();
    if (!good) {
      throw new AssertionError(block.place() + " does not compile:\n" + complaints);
    }
  }

  /** One round of an example. */
  private interface Round {
    void run() throws Exception;
  }

  private String withHomeAndOutput(Round round) throws Exception {
    @Nullable String home = System.getProperty("user.home");
    PrintStream console = System.out;
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    System.setProperty("user.home", folder.toString());
    System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
    try {
      round.run();
    } catch (InvocationTargetException e) {
      throw new AssertionError(block.place() + " failed", e.getCause());
    } finally {
      System.setOut(console);
      System.setProperty("user.home", Objects.requireNonNullElse(home, ""));
    }
    return printed.toString(StandardCharsets.UTF_8);
  }

  /** A source in memory. */
  private static final class Source extends SimpleJavaFileObject {
    private final String text;

    Source(String name, String text) {
      super(URI.create("document:///" + name + ".java"), Kind.SOURCE);
      this.text = text;
    }

    @Override
    public CharSequence getCharContent(boolean ignoreEncodingErrors) throws IOException {
      return text;
    }
  }
}
