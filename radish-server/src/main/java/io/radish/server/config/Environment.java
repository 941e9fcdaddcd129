// SPDX-License-Identifier: Apache-2.0
package io.radish.server.config;

import io.radish.server.config.Assignment.Spelling;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** The settings among the environment's variables: {@code RADISH_PORT} for {@code port}. */
final class Environment {
  /** Variables of the launcher and of the client commands, which are no settings of a server. */
  private static final Set<String> OTHER_USES = Set.of("RADISH_JAVA_OPTS", "RADISH_PASSWORD");

  /**
   * What Kubernetes and Docker links define by themselves for a service that is called radish:
   * RADISH_SERVICE_HOST, RADISH_PORT_6379_TCP_ADDR, and a RADISH_PORT that is an address.
   */
  private static final String LINK_NAMES =
      "RADISH_(SERVICE_(HOST|PORT)(_.*)?|PORT_[0-9]+_(TCP|UDP).*)";

  private static final String LINK_ADDRESS = "(tcp|udp)://.*";

  private Environment() {}

  /** The assignments in {@code variables}, in the order of their names. */
  static List<Assignment> assignments(Map<String, String> variables) {
    return new TreeMap<>(variables)
        .entrySet().stream()
            .filter(entry -> isSetting(entry.getKey(), entry.getValue()))
            .map(entry -> assignment(entry.getKey(), entry.getValue()))
            .toList();
  }

  private static boolean isSetting(String variable, String value) {
    return variable.startsWith(Parameter.ENVIRONMENT_PREFIX)
        && !OTHER_USES.contains(variable)
        && !variable.matches(LINK_NAMES)
        && !value.matches(LINK_ADDRESS);
  }

  private static Assignment assignment(String variable, String value) {
    String name =
        variable
            .substring(Parameter.ENVIRONMENT_PREFIX.length())
            .toLowerCase(Locale.ROOT)
            .replace('_', '-');
    return new Assignment("environment", Spelling.ENVIRONMENT, name, List.of(value));
  }
}
