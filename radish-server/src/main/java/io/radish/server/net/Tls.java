// SPDX-License-Identifier: Apache-2.0
package io.radish.server.net;

import io.netty.channel.Channel;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import io.radish.server.config.Settings;
import io.radish.server.config.TlsParameters;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;

/**
 * How connections to the encrypted port are encrypted: certificate, key, whom to trust, versions
 * and ciphers. Never changes; a {@code CONFIG SET} makes another, for connections that come later.
 */
final class Tls {
  /** How long a client may take to agree on keys; it holds a connection meanwhile. */
  private static final long HANDSHAKE_SECONDS = 10;

  private static final List<String> PROTOCOLS = List.of("TLSv1.2", "TLSv1.3");

  /** Ciphers of TLSv1.3 begin so and name no exchange of keys. */
  private static final List<String> NEW_CIPHERS =
      List.of("TLS_AES_256_GCM_SHA384", "TLS_AES_128_GCM_SHA256", "TLS_CHACHA20_POLY1305_SHA256");

  private final SslContext context;

  private Tls(SslContext context) {
    this.context = context;
  }

  /**
   * Reads what the settings name.
   *
   * @throws IOException with the setting, the file and what is wrong with it
   */
  static Tls of(Settings settings, Settings.Values values) throws IOException {
    Path certFile = file(settings, values.get(TlsParameters.CERT_FILE), "tls-cert-file");
    Path keyFile = file(settings, values.get(TlsParameters.KEY_FILE), "tls-key-file");
    List<X509Certificate> chain = PemFile.read("tls-cert-file", certFile).certificates();
    PrivateKey key =
        PrivateKeyFile.read("tls-key-file", keyFile, values.get(TlsParameters.KEY_FILE_PASS));
    if (!belong(chain.getFirst().getPublicKey(), key)) {
      throw PemFile.wrong(
          "tls-key-file", keyFile, "it is not the key of the certificate in " + certFile);
    }
    try {
      SslContextBuilder builder =
          SslContextBuilder.forServer(key, chain.toArray(X509Certificate[]::new))
              .sslProvider(SslProvider.JDK)
              .protocols(protocols(values.get(TlsParameters.PROTOCOLS)))
              .ciphers(ciphers(values.get(TlsParameters.CIPHERSUITES)));
      trust(builder, settings, values);
      return new Tls(builder.build());
    } catch (SSLException | IllegalArgumentException e) {
      throw new IOException("TLS cannot be set up: " + e.getMessage(), e);
    }
  }

  private static Path file(Settings settings, String text, String name) throws IOException {
    if (text.isEmpty()) {
      throw new IOException(name + " is not set, and tls-port needs it");
    }
    return settings.path(text);
  }

  // ---- whom to trust ----

  private static void trust(SslContextBuilder builder, Settings settings, Settings.Values values)
      throws IOException {
    String wanted = values.get(TlsParameters.AUTH_CLIENTS);
    if (wanted.equals("no")) {
      builder.clientAuth(ClientAuth.NONE);
      return;
    }
    builder.clientAuth(wanted.equals("yes") ? ClientAuth.REQUIRE : ClientAuth.OPTIONAL);
    List<X509Certificate> issuers = new ArrayList<>();
    String caFile = values.get(TlsParameters.CA_CERT_FILE);
    if (!caFile.isEmpty()) {
      issuers.addAll(PemFile.read("tls-ca-cert-file", settings.path(caFile)).certificates());
    }
    String caFolder = values.get(TlsParameters.CA_CERT_DIR);
    if (!caFolder.isEmpty()) {
      issuers.addAll(inFolder(settings.path(caFolder)));
    }
    if (issuers.isEmpty()) {
      throw new IOException(
          "tls-ca-cert-file or tls-ca-cert-dir has to be set where tls-auth-clients is not 'no'");
    }
    builder.trustManager(issuers.toArray(X509Certificate[]::new));
  }

  private static List<X509Certificate> inFolder(Path folder) throws IOException {
    List<X509Certificate> found = new ArrayList<>();
    if (!Files.isDirectory(folder)) {
      throw PemFile.wrong("tls-ca-cert-dir", folder, "there is no such folder");
    }
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*.{pem,crt,cer}")) {
      for (Path file : files) {
        found.addAll(PemFile.read("tls-ca-cert-dir", file).certificates());
      }
    }
    return found;
  }

  /** Whether a key signs what the public one verifies. */
  private static boolean belong(PublicKey open, PrivateKey key) {
    String algorithm =
        switch (key.getAlgorithm()) {
          case "RSA" -> "SHA256withRSA";
          case "EC" -> "SHA256withECDSA";
          default -> key.getAlgorithm();
        };
    byte[] sample = {1, 2, 3};
    try {
      Signature signature = Signature.getInstance(algorithm);
      signature.initSign(key);
      signature.update(sample);
      byte[] signed = signature.sign();
      signature.initVerify(open);
      signature.update(sample);
      return signature.verify(signed);
    } catch (GeneralSecurityException e) {
      return false;
    }
  }

  // ---- versions and ciphers ----

  private static List<String> protocols(String setting) throws IOException {
    if (setting.isBlank()) {
      return PROTOCOLS;
    }
    List<String> wanted = new ArrayList<>();
    for (String word : setting.strip().split("\\s+", -1)) {
      wanted.add(
          PROTOCOLS.stream()
              .filter(word::equalsIgnoreCase)
              .findFirst()
              .orElseThrow(
                  () ->
                      new IOException(
                          "tls-protocols: '"
                              + word
                              + "' is none that is spoken here; TLSv1.2 and TLSv1.3 are")));
    }
    return wanted;
  }

  /** The ciphers of TLSv1.3 that are wanted, and the usual ones of TLSv1.2. */
  private static List<String> ciphers(String setting) throws IOException {
    List<String> ciphers = new ArrayList<>();
    if (setting.isBlank()) {
      ciphers.addAll(NEW_CIPHERS);
    }
    for (String word : setting.isBlank() ? new String[0] : setting.strip().split(":", -1)) {
      if (!NEW_CIPHERS.contains(word)) {
        throw new IOException(
            "tls-ciphersuites: '"
                + word
                + "' is not there; there are "
                + String.join(", ", NEW_CIPHERS));
      }
      ciphers.add(word);
    }
    Arrays.stream(usual().getCipherSuites())
        .filter(name -> name.startsWith("TLS_ECDHE_"))
        .forEach(ciphers::add);
    return ciphers;
  }

  private static SSLParameters usual() throws IOException {
    try {
      return SSLContext.getDefault().getDefaultSSLParameters();
    } catch (GeneralSecurityException e) {
      throw new IOException("this Java has no TLS", e);
    }
  }

  // ---- connections ----

  /** Encrypts a connection that has just come. */
  void encrypt(Channel channel) {
    SslHandler handler = context.newHandler(channel.alloc());
    handler.setHandshakeTimeout(HANDSHAKE_SECONDS, TimeUnit.SECONDS);
    channel.pipeline().addLast(handler);
  }
}
