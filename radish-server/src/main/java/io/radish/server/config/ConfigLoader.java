// SPDX-License-Identifier: Apache-2.0
package io.radish.server.config;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Gathers the settings before the start: defaults, then the file over them, then the environment,
 * then the command line.
 */
public final class ConfigLoader {
  private final Map<Parameter<?>, Object> values = new HashMap<>();
  private final List<UserLine> users = new ArrayList<>();

  private ConfigLoader() {
    Parameters.understood().forEach(parameter -> values.put(parameter, parameter.defaultValue()));
  }

  /**
   * Gathers the settings.
   *
   * @param commandLine what was typed
   * @param variables the environment
   * @param home the folder that {@code ~} stands for
   * @throws ConfigException with the place, the value and what would be right
   */
  public static Settings load(CommandLine commandLine, Map<String, String> variables, Path home)
      throws ConfigException {
    ConfigLoader loader = new ConfigLoader();
    Optional<ConfigFile> file = commandLine.configFile().map(ConfigFile::new);
    if (file.isPresent()) {
      loader.apply(file.get().read());
    }
    loader.apply(Environment.assignments(variables));
    loader.apply(commandLine.assignments());
    return new Settings(loader.values, loader.users, file, home);
  }

  /** Applies the assignments of one source. */
  private void apply(List<Assignment> assignments) throws ConfigException {
    Set<Parameter<?>> seen = new HashSet<>();
    for (Assignment assignment : assignments) {
      if (UserLine.isOne(assignment)) {
        users.add(UserLine.of(assignment));
        continue;
      }
      Parameter<?> parameter = Parameters.find(assignment.name()).orElseThrow(assignment::unknown);
      try {
        values.put(parameter, parse(parameter, assignment, !seen.add(parameter)));
      } catch (ParameterType.BadValue e) {
        throw assignment.refusal(parameter, e.getMessage());
      }
    }
  }

  private <T> Object parse(Parameter<T> parameter, Assignment assignment, boolean continued)
      throws ParameterType.BadValue {
    T before = Settings.valueIn(values, parameter);
    return Settings.parse(
        parameter, assignment.words(), new ParameterType.Context<>(before, continued));
  }
}
