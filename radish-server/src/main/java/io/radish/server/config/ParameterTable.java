// SPDX-License-Identifier: Apache-2.0
package io.radish.server.config;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Settings in the order in which they were added, found by any of their names in any case. */
final class ParameterTable {
  private final List<Parameter<?>> inOrder = new ArrayList<>();
  private final Map<String, Parameter<?>> byName = new HashMap<>();

  /** Adds a setting, and returns it. */
  <T> Parameter<T> add(
      String name,
      ParameterType<T> type,
      T defaultValue,
      Parameter.Mutability mutability,
      String summary) {
    return add(new Parameter<>(name, type, defaultValue, mutability, summary));
  }

  /** Adds a setting, and returns it. */
  <P extends Parameter<?>> P add(P parameter) {
    inOrder.add(parameter);
    for (String name : parameter.names()) {
      if (byName.put(name, parameter) != null) {
        throw new IllegalStateException(name + " stands in the table twice");
      }
    }
    return parameter;
  }

  List<Parameter<?>> all() {
    return List.copyOf(inOrder);
  }

  Optional<Parameter<?>> find(String name) {
    return Optional.ofNullable(byName.get(name.toLowerCase(Locale.ROOT)));
  }

  /** The name that is nearest to one that is not there. */
  Optional<String> nearest(String name) {
    return Suggestion.nearest(name.toLowerCase(Locale.ROOT), byName.keySet());
  }
}
