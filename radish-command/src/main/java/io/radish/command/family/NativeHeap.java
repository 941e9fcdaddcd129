// SPDX-License-Identifier: Apache-2.0
package io.radish.command.family;

import java.lang.management.ManagementFactory;
import javax.management.JMException;
import javax.management.ObjectName;

/**
 * What the C library hands out in this process: to scripts, and to the JVM's own compilers. What is
 * freed it keeps for later, more than a hundred megabytes after scripts that took much.
 */
final class NativeHeap {
  private NativeHeap() {}

  /** Gives back to the system what is free, on Linux; false where the JVM cannot. */
  static boolean trim() {
    try {
      Object _ =
          ManagementFactory.getPlatformMBeanServer()
              .invoke(
                  new ObjectName("com.sun.management:type=DiagnosticCommand"),
                  "systemTrimNativeHeap",
                  new Object[] {null},
                  new String[] {String[].class.getName()});
      return true;
    } catch (JMException notHere) {
      return false;
    }
  }
}
