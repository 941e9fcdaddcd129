// SPDX-License-Identifier: Apache-2.0
package io.radish.server.config;

import static io.radish.server.config.Parameter.Mutability.ANY_TIME;
import static io.radish.server.config.Parameter.Mutability.AT_START;

import io.radish.server.config.ParameterType.Choice;
import io.radish.server.config.ParameterType.Text;
import io.radish.server.config.ParameterType.Whole;
import java.util.ArrayList;
import java.util.List;

/** Encrypted connections, as {@link Parameters} has them among its own; by Redis' names. */
public final class TlsParameters {
  private static final List<Parameter<?>> TABLE = new ArrayList<>();

  public static final Parameter<Long> PORT =
      add(
          new Parameter<>(
              "tls-port",
              new Whole(0, 65535),
              0L,
              AT_START,
              "TCP port for encrypted connections; 0 for none. With port 0 it is the only one."));

  public static final Parameter<String> CERT_FILE =
      file(
          "tls-cert-file",
          "Certificate of the server, with those that lead to its issuer, as PEM.");

  public static final Parameter<String> KEY_FILE =
      file("tls-key-file", "Private key of that certificate, as PEM.");

  public static final Parameter<String> KEY_FILE_PASS =
      add(
          new Parameter<>(
              "tls-key-file-pass",
              new Text("a password", true),
              "",
              ANY_TIME,
              "Password of the private key, where it is encrypted."));

  public static final Parameter<String> CA_CERT_FILE =
      file("tls-ca-cert-file", "Certificates, as PEM, that those of clients have to be issued by.");

  public static final Parameter<String> CA_CERT_DIR =
      add(
          new Parameter<>(
              "tls-ca-cert-dir",
              new Text("a folder", false),
              "",
              ANY_TIME,
              "Folder of such certificates, in files .pem, .crt and .cer."));

  public static final Parameter<String> AUTH_CLIENTS =
      add(
          new Parameter<>(
              "tls-auth-clients",
              Choice.of("no", "yes", "optional"),
              "yes",
              ANY_TIME,
              "Whether clients have to show a certificate, may, or are not asked."));

  public static final Parameter<String> PROTOCOLS =
      add(
          new Parameter<>(
              "tls-protocols",
              new Text("TLSv1.2 and TLSv1.3, or one of them", false),
              "",
              ANY_TIME,
              "Versions of TLS that are spoken, separated by blanks; TLSv1.2 and TLSv1.3 where"
                  + " empty."));

  public static final Parameter<String> CIPHERSUITES =
      add(
          new Parameter<>(
              "tls-ciphersuites",
              new Text("names separated by colons, such as TLS_AES_256_GCM_SHA384", false),
              "",
              ANY_TIME,
              "Ciphers of TLSv1.3 that are accepted; the usual ones where empty."));

  private TlsParameters() {}

  /** All of them, in the order of the table. */
  static List<Parameter<?>> all() {
    return List.copyOf(TABLE);
  }

  /** Those that say how connections are encrypted, and may change while the server runs. */
  public static List<Parameter<?>> changing() {
    return TABLE.stream().<Parameter<?>>map(each -> each).filter(Parameter::isMutable).toList();
  }

  private static Parameter<String> file(String name, String summary) {
    return add(new Parameter<>(name, new Text("a file", false), "", ANY_TIME, summary));
  }

  private static <P extends Parameter<?>> P add(P parameter) {
    TABLE.add(parameter);
    return parameter;
  }
}
