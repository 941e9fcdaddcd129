// SPDX-License-Identifier: Apache-2.0
package io.radish.server.net;

import io.netty.channel.unix.DomainSocketAddress;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Socket addresses: as the setting {@code bind} writes them, and as lists of clients show them. */
final class Addresses {
  private static final String ALL_IPV4 = "*";
  private static final String ALL_IPV6 = "::*";

  private Addresses() {}

  /**
   * An address to listen on.
   *
   * @param text as it was written
   * @param optional whether to do without it where the machine does not have it
   */
  record Binding(String text, boolean optional) {
    /** The addresses to listen on; all of IPv6 first, because it may include all of IPv4. */
    static List<Binding> of(List<String> bind) {
      List<Binding> bindings = new ArrayList<>();
      for (String word : bind) {
        boolean optional = word.startsWith("-");
        Binding binding = new Binding(optional ? word.substring(1) : word, optional);
        if (binding.isAllIpv6()) {
          bindings.addFirst(binding);
        } else {
          bindings.add(binding);
        }
      }
      return bindings;
    }

    boolean isAllIpv6() {
      return text.equals(ALL_IPV6) || text.equals("::");
    }

    boolean isAllIpv4() {
      return text.equals(ALL_IPV4) || text.equals("0.0.0.0");
    }

    InetSocketAddress resolve(int port) throws UnknownHostException {
      String host = isAllIpv4() ? "0.0.0.0" : isAllIpv6() ? "::" : text;
      return new InetSocketAddress(InetAddress.getByName(host), port);
    }
  }

  /** Whether a client at that address is on this machine. */
  static boolean isLocal(@Nullable SocketAddress address) {
    return !(address instanceof InetSocketAddress inet)
        || (inet.getAddress() != null && inet.getAddress().isLoopbackAddress());
  }

  /** The address as Redis writes it; for a Unix socket, where clients have none, the server's. */
  static String text(@Nullable SocketAddress address, @Nullable SocketAddress local) {
    return switch (local) {
      case DomainSocketAddress unix -> unix.path() + ":0";
      case UnixDomainSocketAddress unix -> unix.getPath() + ":0";
      case null, default ->
          address instanceof InetSocketAddress inet ? inetText(inet) : "unknown:0";
    };
  }

  /** The address that a server listens on. */
  static String listening(SocketAddress address) {
    return switch (address) {
      case DomainSocketAddress unix -> unix.path();
      case UnixDomainSocketAddress unix -> unix.getPath().toString();
      default -> text(address, address);
    };
  }

  private static String inetText(InetSocketAddress address) {
    InetAddress ip = address.getAddress();
    String host = ip == null ? address.getHostString() : ip.getHostAddress();
    return ip instanceof Inet6Address
        ? "[" + shorten(host) + "]:" + address.getPort()
        : host + ":" + address.getPort();
  }

  /** Java writes {@code ::1} in full, with its scope. */
  private static String shorten(String host) {
    int scope = host.indexOf('%');
    String bare = scope < 0 ? host : host.substring(0, scope);
    return bare.equals("0:0:0:0:0:0:0:1") ? "::1" : bare;
  }
}
