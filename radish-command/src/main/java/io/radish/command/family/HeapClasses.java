// SPDX-License-Identifier: Apache-2.0
package io.radish.command.family;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.stream.Collectors;
import javax.management.JMException;
import javax.management.ObjectName;

/** Which classes of objects fill Java's heap, as {@code jmap -histo} tells it from outside. */
final class HeapClasses {
  /** Lines that are shown: the classes that matter, and the heading. */
  private static final int LINES = 43;

  private HeapClasses() {}

  /** The classes whose objects take most, with their number and bytes. */
  static String largest() throws IOException {
    try {
      Object histogram =
          ManagementFactory.getPlatformMBeanServer()
              .invoke(
                  new ObjectName("com.sun.management:type=DiagnosticCommand"),
                  "gcClassHistogram",
                  new Object[] {new String[0]},
                  new String[] {String[].class.getName()});
      return String.valueOf(histogram).lines().limit(LINES).collect(Collectors.joining("\n"));
    } catch (JMException e) {
      throw new IOException("this Java does not tell: " + e.getMessage(), e);
    }
  }
}
