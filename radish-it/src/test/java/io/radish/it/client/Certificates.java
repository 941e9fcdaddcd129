// SPDX-License-Identifier: Apache-2.0
package io.radish.it.client;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.Key;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/**
 * A key with the certificate that it has given itself, made by the JDK's keytool for a test; and as
 * the files that OpenSSL makes of such. Valid for longer than the test is read.
 */
final class Certificates {
  private static final char[] PASSWORD = "changeit".toCharArray();
  private static final int LINE = 64;

  private final Path folder;
  private final String name;
  private final KeyStore store;

  private Certificates(Path folder, String name, KeyStore store) {
    this.folder = folder;
    this.name = name;
    this.store = store;
  }

  /** Makes a key of {@code algorithm}, RSA or EC, and its files in a folder. */
  static Certificates make(Path folder, String name, String algorithm) throws Exception {
    Path file = folder.resolve(name + ".p12");
    Process keytool =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                "key",
                "-keyalg",
                algorithm,
                "-validity",
                "36500",
                "-dname",
                "CN=" + name,
                "-ext",
                "san=dns:localhost,ip:127.0.0.1",
                "-keystore",
                file.toString(),
                "-storepass",
                new String(PASSWORD))
            .redirectErrorStream(true)
            .start();
    String said = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (keytool.waitFor() != 0) {
      throw new IOException(said);
    }
    KeyStore store = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(file)) {
      store.load(in, PASSWORD);
    }
    Certificates made = new Certificates(folder, name, store);
    made.write(made.certFile(), "CERTIFICATE", made.certificate().getEncoded());
    made.write(made.keyFile(), "PRIVATE KEY", made.key().getEncoded());
    return made;
  }

  X509Certificate certificate() throws Exception {
    return (X509Certificate) store.getCertificate("key");
  }

  PrivateKey key() throws Exception {
    Key key = store.getKey("key", PASSWORD);
    return (PrivateKey) key;
  }

  Path certFile() {
    return folder.resolve(name + ".crt");
  }

  Path keyFile() {
    return folder.resolve(name + ".key");
  }

  /** Writes a block of a PEM file. */
  void write(Path file, String label, byte[] bytes) throws IOException {
    String body = Base64.getMimeEncoder(LINE, new byte[] {'\n'}).encodeToString(bytes);
    Files.write(
        file,
        List.of(
            "# made for a test",
            "-----BEGIN " + label + "-----",
            body,
            "-----END " + label + "-----"));
  }

  /** How a client speaks that trusts {@code server} and shows this certificate. */
  SSLContext context(Certificates server) throws Exception {
    KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(store, PASSWORD);
    return context(keys, server);
  }

  /** How a client speaks that trusts {@code server} and shows nothing. */
  static SSLContext anonymous(Certificates server) throws Exception {
    return context(null, server);
  }

  private static SSLContext context(@Nullable KeyManagerFactory keys, Certificates server)
      throws Exception {
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    trusted.setCertificateEntry("server", server.certificate());
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(trusted);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys == null ? null : keys.getKeyManagers(), trust.getTrustManagers(), null);
    return context;
  }
}
