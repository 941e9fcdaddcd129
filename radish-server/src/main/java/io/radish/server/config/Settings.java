// SPDX-License-Identifier: Apache-2.0
package io.radish.server.config;

import io.radish.store.GlobPattern;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * The values of all settings while the server runs.
 *
 * <p>Read by any thread without a lock; a change replaces all values at once, under this object's
 * lock, and then tells those who asked for it, on the changing thread.
 */
public final class Settings {
  private volatile Map<Parameter<?>, Object> values;
  private final Optional<ConfigFile> file;
  private final Path home;
  private final Map<Parameter<?>, List<Runnable>> listeners = new HashMap<>();
  private final List<Examination> examinations = new ArrayList<>();
  private final List<UserLine> users;
  private Supplier<List<String>> userLines = List::of;

  Settings(
      Map<Parameter<?>, Object> values,
      List<UserLine> users,
      Optional<ConfigFile> file,
      Path home) {
    this.values = Map.copyOf(values);
    this.users = List.copyOf(users);
    this.file = file;
    this.home = home;
  }

  /** The value of {@code parameter} now. */
  public <T> T get(Parameter<T> parameter) {
    return valueIn(values, parameter);
  }

  /** The value of a number that fits in an int, as its bounds in the table say. */
  public int getInt(Parameter<Long> parameter) {
    return Math.toIntExact(get(parameter));
  }

  /** The users that file and command line told of at the start. */
  public List<UserLine> userLines() {
    return users;
  }

  /** Says what tells the lines of users that {@link #rewrite} puts into the file. */
  public synchronized void setUserLines(Supplier<List<String>> lines) {
    userLines = lines;
  }

  /** The lines of users as they are now, a character for each byte. */
  List<String> currentUserLines() {
    return userLines.get();
  }

  /** The path that a setting names, {@code ~} standing for the user's home. */
  public Path path(Parameter<String> parameter) {
    return path(get(parameter));
  }

  /** The path that a text names, {@code ~} standing for the user's home. */
  public Path path(String text) {
    if (text.equals("~")) {
      return home;
    }
    return text.startsWith("~/") ? home.resolve(text.substring(2)) : Path.of(text).toAbsolutePath();
  }

  /** The file the settings were read from, if any. */
  public Optional<Path> configFile() {
    return file.map(ConfigFile::path);
  }

  /** Has {@code listener} called with each value that {@code CONFIG SET} gives to the setting. */
  public synchronized <T> void onChange(Parameter<T> parameter, Consumer<T> listener) {
    listeners
        .computeIfAbsent(parameter, key -> new ArrayList<>())
        .add(() -> listener.accept(get(parameter)));
  }

  /** Values of settings: those that hold, or those that are wanted. */
  @FunctionalInterface
  public interface Values {
    <T> T get(Parameter<T> parameter);
  }

  /** Looks whether wanted values can be had. */
  @FunctionalInterface
  public interface Examiner {
    /**
     * Gets ready for values.
     *
     * @return what is run when they hold
     * @throws IOException with what is wrong; nothing has changed then
     */
    Runnable prepare(Values wanted) throws IOException;
  }

  private record Examination(List<Parameter<?>> parameters, Examiner examiner) {}

  /** Has {@code examiner} asked before one of {@code parameters} is changed. */
  public synchronized void examine(List<Parameter<?>> parameters, Examiner examiner) {
    examinations.add(new Examination(List.copyOf(parameters), examiner));
  }

  private List<Runnable> examined(
      SequencedMap<Parameter<?>, Map.Entry<String, String>> wanted,
      Map<Parameter<?>, Object> changed)
      throws ConfigException {
    List<Runnable> ready = new ArrayList<>();
    for (Examination each : examinations) {
      for (Map.Entry<Parameter<?>, Map.Entry<String, String>> entry : wanted.entrySet()) {
        if (each.parameters.contains(entry.getKey())) {
          ready.add(prepare(each.examiner, changed, entry.getValue().getKey()));
          break;
        }
      }
    }
    return ready;
  }

  private static Runnable prepare(Examiner examiner, Map<Parameter<?>, Object> changed, String name)
      throws ConfigException {
    try {
      return examiner.prepare(
          new Values() {
            @Override
            public <T> T get(Parameter<T> parameter) {
              return valueIn(changed, parameter);
            }
          });
    } catch (IOException e) {
      ConfigException refusal = refusal(name, String.valueOf(e.getMessage()));
      refusal.initCause(e);
      throw refusal;
    }
  }

  /**
   * Names and values of the settings that match one of the patterns, as {@code CONFIG GET} does.
   */
  public SequencedMap<String, String> show(List<String> patterns) {
    Map<Parameter<?>, Object> now = values;
    List<GlobPattern> globs =
        patterns.stream()
            .map(pattern -> pattern.toLowerCase(Locale.ROOT).getBytes(StandardCharsets.UTF_8))
            .map(GlobPattern::new)
            .toList();
    SequencedMap<String, String> shown = new LinkedHashMap<>();
    for (Parameter<?> parameter : Parameters.understood()) {
      parameter.names().stream()
          .filter(name -> matches(globs, name))
          .forEach(name -> shown.put(name, text(now, parameter)));
    }
    return shown;
  }

  /** The value of the setting of that name, as {@code CONFIG GET} shows it. */
  public Optional<String> showOne(String name) {
    return Parameters.find(name).map(parameter -> text(values, parameter));
  }

  private static boolean matches(List<GlobPattern> globs, String name) {
    byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
    return globs.stream().anyMatch(glob -> glob.matches(bytes, 0, bytes.length));
  }

  /**
   * Changes several settings, all or none of them.
   *
   * @throws ConfigException with the text that Redis gives, without its {@code ERR}
   */
  public synchronized void set(List<Map.Entry<String, String>> pairs) throws ConfigException {
    SequencedMap<Parameter<?>, Map.Entry<String, String>> wanted = new LinkedHashMap<>();
    for (Map.Entry<String, String> pair : pairs) {
      String name = pair.getKey().toLowerCase(Locale.ROOT);
      Parameter<?> parameter =
          Parameters.find(name)
              .orElseThrow(
                  () ->
                      new ConfigException(
                          "Unknown option or number of arguments for CONFIG SET - '%s'"
                              .formatted(QuotedWords.escape(name))));
      if (!parameter.isMutable()) {
        throw refusal(name, "can't set immutable config");
      }
      if (parameter.isGuarded() && showOne("enable-protected-configs").equals(Optional.of("no"))) {
        throw refusal(name, "can't set protected config");
      }
      if (wanted.put(parameter, Map.entry(name, pair.getValue())) != null) {
        throw refusal(name, "duplicate parameter");
      }
    }
    Map<Parameter<?>, Object> changed = new HashMap<>(values);
    for (Map.Entry<Parameter<?>, Map.Entry<String, String>> entry : wanted.entrySet()) {
      Map.Entry<String, String> pair = entry.getValue();
      changed.put(entry.getKey(), parse(entry.getKey(), pair.getKey(), pair.getValue()));
    }
    List<Runnable> ready = examined(wanted, changed);
    values = Map.copyOf(changed);
    ready.forEach(Runnable::run);
    wanted.keySet().forEach(this::tell);
  }

  private void tell(Parameter<?> parameter) {
    listeners.getOrDefault(parameter, List.of()).forEach(Runnable::run);
  }

  /**
   * Writes the values into the file they were read from.
   *
   * @throws ConfigException where there is no such file, or it cannot be written
   */
  public synchronized void rewrite() throws ConfigException {
    if (file.isEmpty()) {
      throw new ConfigException("The server is running without a config file");
    }
    file.get().rewrite(this);
  }

  /** The settings that were given a value and do nothing with it. */
  public List<String> withoutEffect() {
    return ForeignParameters.withoutEffect().stream()
        .filter(parameter -> !isDefault(parameter))
        .map(Parameter::name)
        .toList();
  }

  /** Whether the setting has its default. */
  boolean isDefault(Parameter<?> parameter) {
    return parameter.defaultValue().equals(values.get(parameter));
  }

  /** The setting as a line of the file. */
  String line(Parameter<?> parameter) {
    String text = text(values, parameter);
    boolean asItIs = parameter.type().takesSeveralWords() && !text.isEmpty();
    return parameter.name() + " " + (asItIs ? text : QuotedWords.join(List.of(text)));
  }

  private <T> Object parse(Parameter<T> parameter, String name, String text)
      throws ConfigException {
    try {
      return parse(parameter, List.of(text), new ParameterType.Context<>(get(parameter), false));
    } catch (ParameterType.BadValue e) {
      throw refusal(name, e.getMessage());
    }
  }

  private static ConfigException refusal(String name, String reason) {
    return new ConfigException(
        "CONFIG SET failed (possibly related to argument '%s') - %s".formatted(name, reason));
  }

  /** Reads a value whose words may still stand together in one, as in {@code --save "60 1"}. */
  static <T> T parse(Parameter<T> parameter, List<String> words, ParameterType.Context<T> context)
      throws ParameterType.BadValue {
    ParameterType<T> type = parameter.type();
    if (type.takesSeveralWords() && words.size() == 1 && !words.getFirst().isBlank()) {
      List<String> split = QuotedWords.split(words.getFirst());
      if (split == null) {
        throw new ParameterType.BadValue("Unbalanced quotes");
      }
      return type.parse(split, context);
    }
    return type.parse(words, context);
  }

  private static <T> String text(Map<Parameter<?>, Object> values, Parameter<T> parameter) {
    return parameter.type().show(valueIn(values, parameter));
  }

  /** The value of {@code parameter} in a map in which every parameter has a value of its type. */
  @SuppressWarnings("unchecked") // Values are put only by parse() and the table's defaults.
  static <T> T valueIn(Map<Parameter<?>, Object> values, Parameter<T> parameter) {
    return (T) Objects.requireNonNull(values.get(parameter), parameter.name());
  }
}
