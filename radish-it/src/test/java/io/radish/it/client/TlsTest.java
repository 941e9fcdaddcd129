// SPDX-License-Identifier: Apache-2.0
package io.radish.it.client;

import static io.radish.testkit.Replies.ok;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.radish.it.RunningServer;
import io.radish.server.StartException;
import io.radish.testkit.SocketPeer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.PrivateKey;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import javax.crypto.Cipher;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.PBEParameterSpec;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The encrypted port, with the JDK's sockets on the other side. */
final class TlsTest {
  private static final int TIMEOUT_MILLIS = 30_000;

  /** {@code id-PBES2}. */
  private static final byte[] PBES2 = {
    6, 9, 0x2a, (byte) 0x86, 0x48, (byte) 0x86, (byte) 0xf7, 0x0d, 1, 5, 0x0d
  };

  @TempDir private static Path made;
  private static Certificates server;
  private static Certificates client;

  @TempDir private Path home;
  private int port;

  @BeforeAll
  static void make() throws Exception {
    server = Certificates.make(made, "server", "RSA");
    client = Certificates.make(made, "client", "EC");
  }

  @BeforeEach
  void findPort() throws IOException {
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
  }

  private RunningServer start(String... options) throws Exception {
    List<String> all =
        new ArrayList<>(
            List.of(
                "--tls-port",
                Integer.toString(port),
                "--tls-cert-file",
                server.certFile().toString(),
                "--tls-key-file",
                server.keyFile().toString(),
                "--tls-ca-cert-file",
                client.certFile().toString()));
    all.addAll(Arrays.asList(options));
    return RunningServer.start(home, all.toArray(String[]::new));
  }

  private String ask(SSLContext context, String request) throws IOException {
    return ask(context, request, new String[0]);
  }

  private String ask(SSLContext context, String request, String[] protocols) throws IOException {
    try (SSLSocket socket =
        (SSLSocket)
            context.getSocketFactory().createSocket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(TIMEOUT_MILLIS);
      if (protocols.length > 0) {
        socket.setEnabledProtocols(protocols);
      }
      socket.getOutputStream().write((request + "\r\nQUIT\r\n").getBytes(StandardCharsets.UTF_8));
      String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return answer.replace("+OK\r\n", "").strip();
    }
  }

  @Test
  void encryptedPort_asksForACertificate_unlessToldOtherwise() throws Exception {
    try (RunningServer running = start();
        SocketPeer admin = SocketPeer.connect(running.port(), 2)) {
      assertThat(ask(client.context(server), "PING")).isEqualTo("+PONG");
      assertThatThrownBy(() -> ask(Certificates.anonymous(server), "PING"))
          .isInstanceOf(IOException.class);
      assertThatThrownBy(() -> ask(server.context(server), "PING")).isInstanceOf(IOException.class);

      admin.run("CONFIG", "SET", "tls-auth-clients", "optional");
      assertThat(ask(Certificates.anonymous(server), "PING")).isEqualTo("+PONG");
      assertThat(ask(client.context(server), "PING")).isEqualTo("+PONG");

      admin.run("CONFIG", "SET", "tls-auth-clients", "no", "tls-ca-cert-file", "");
      assertThat(ask(Certificates.anonymous(server), "PING")).isEqualTo("+PONG");
    }
  }

  @Test
  void largeValues_comeAndGoWhole() throws Exception {
    try (RunningServer running = start("--tls-auth-clients", "no");
        SocketPeer admin = SocketPeer.connect(running.port(), 2)) {
      String value = "0123456789abcdef".repeat(200_000);
      admin.run("SET", "large", value);
      String answer = ask(Certificates.anonymous(server), "GET large\r\nECHO last");
      assertThat(answer).isEqualTo("$3200000\r\n" + value + "\r\n$4\r\nlast");
    }
  }

  @Test
  void files_areReadAgain_byConfigSet() throws Exception {
    Path cert = home.resolve("cert");
    Path key = home.resolve("key");
    Files.copy(server.certFile(), cert);
    Files.copy(server.keyFile(), key);
    try (RunningServer running =
            start(
                "--tls-auth-clients",
                "no",
                "--tls-cert-file",
                cert.toString(),
                "--tls-key-file",
                key.toString());
        SocketPeer admin = SocketPeer.connect(running.port(), 2)) {
      Files.copy(client.certFile(), cert, StandardCopyOption.REPLACE_EXISTING);
      Files.copy(client.keyFile(), key, StandardCopyOption.REPLACE_EXISTING);
      assertThat(ask(Certificates.anonymous(server), "PING")).isEqualTo("+PONG");
      assertThat(admin.run("CONFIG", "SET", "tls-cert-file", cert.toString())).isEqualTo(ok());
      assertThat(ask(Certificates.anonymous(client), "PING")).isEqualTo("+PONG");
      assertThatThrownBy(() -> ask(Certificates.anonymous(server), "PING"))
          .isInstanceOf(IOException.class);
    }
  }

  @Test
  void versions_thatAreNotWanted_areRefused() throws Exception {
    try (RunningServer running =
            start(
                "--tls-auth-clients",
                "no",
                "--tls-protocols",
                "TLSv1.3",
                "--tls-ciphersuites",
                "TLS_AES_128_GCM_SHA256");
        SocketPeer admin = SocketPeer.connect(running.port(), 2)) {
      SSLContext context = Certificates.anonymous(server);
      assertThat(ask(context, "PING", new String[] {"TLSv1.3"})).isEqualTo("+PONG");
      assertThatThrownBy(() -> ask(context, "PING", new String[] {"TLSv1.2"}))
          .isInstanceOf(IOException.class);
      admin.run("CONFIG", "SET", "tls-protocols", "TLSv1.2");
      assertThat(ask(context, "PING", new String[] {"TLSv1.2"})).isEqualTo("+PONG");
    }
  }

  @Test
  void keys_ofAllForms_areRead() throws Exception {
    try (RunningServer running = start("--tls-auth-clients", "no");
        SocketPeer admin = SocketPeer.connect(running.port(), 2)) {
      Path file = home.resolve("form.key");
      byte[] pkcs8 = server.key().getEncoded();
      // The older form is what PKCS#8 has behind its algorithm and the head of one octet string.
      server.write(file, "RSA PRIVATE KEY", Arrays.copyOfRange(pkcs8, 26, pkcs8.length));
      assertThat(set(admin, file, "")).contains("OK");
      server.write(file, "ENCRYPTED PRIVATE KEY", encrypted(server.key(), "hush"));
      assertThat(set(admin, file, "")).contains("its key is encrypted; give the password");
      assertThat(set(admin, file, "wrong"))
          .contains("cannot be decrypted with tls-key-file-pass")
          .doesNotContain("wrong");
      assertThat(set(admin, file, "hush")).contains("OK");
      assertThat(ask(Certificates.anonymous(server), "PING")).isEqualTo("+PONG");
    }
  }

  private static String set(SocketPeer admin, Path file, String password) {
    return admin
        .run("CONFIG", "SET", "tls-key-file", file.toString(), "tls-key-file-pass", password)
        .toString();
  }

  private static byte[] encrypted(PrivateKey key, String password) throws Exception {
    String algorithm = "PBEWithHmacSHA256AndAES_256";
    byte[] salt = {1, 2, 3, 4, 5, 6, 7, 8};
    Cipher cipher = Cipher.getInstance(algorithm);
    cipher.init(
        Cipher.ENCRYPT_MODE,
        SecretKeyFactory.getInstance(algorithm)
            .generateSecret(new PBEKeySpec(password.toCharArray())),
        new PBEParameterSpec(salt, 1000));
    byte[] how = tagged(0x30, PBES2, cipher.getParameters().getEncoded());
    return tagged(0x30, how, tagged(4, cipher.doFinal(key.getEncoded())));
  }

  /** An element of DER. */
  private static byte[] tagged(int tag, byte[]... parts) {
    ByteArrayOutputStream content = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      content.writeBytes(part);
    }
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    all.write(tag);
    all.write(0x82);
    all.write(content.size() >> 8);
    all.write(content.size());
    all.writeBytes(content.toByteArray());
    return all.toByteArray();
  }

  @Test
  void files_thatAreWrong_keepTheServerFromStarting_andSaySo() throws Exception {
    Path rubbish = home.resolve("rubbish");
    Files.writeString(rubbish, "no PEM at all");
    Path broken = home.resolve("broken");
    Files.writeString(broken, "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n");
    assertRefused("there is no such file", "--tls-cert-file", home.resolve("nothing").toString());
    assertRefused("there is no certificate in it", "--tls-cert-file", rubbish.toString());
    assertRefused("a certificate in it cannot be read", "--tls-cert-file", broken.toString());
    assertRefused("there is no private key in it", "--tls-key-file", rubbish.toString());
    assertRefused("it is not the key of the", "--tls-key-file", client.keyFile().toString());
    assertRefused("tls-ca-cert-file or tls-ca-cert-dir has to be", "--tls-ca-cert-file", "");
    assertRefused("tls-cert-file is not set", "--tls-cert-file", "");
    assertRefused("'SSLv3' is none that is spoken here", "--tls-protocols", "SSLv3");
    assertRefused("'NONE' is not there", "--tls-ciphersuites", "NONE");
  }

  private void assertRefused(String why, String... options) {
    assertThatThrownBy(() -> start(options).close())
        .isInstanceOf(StartException.class)
        .hasMessageContaining(why);
  }

  @Test
  void setting_thatIsWrong_changesNothing() throws Exception {
    try (RunningServer running = start("--tls-auth-clients", "no");
        SocketPeer admin = SocketPeer.connect(running.port(), 2)) {
      assertThat(admin.run("CONFIG", "SET", "tls-cert-file", "/nothing", "hz", "20").toString())
          .contains("CONFIG SET failed (possibly related to argument 'tls-cert-file')")
          .contains("/nothing: there is no such file");
      assertThat(admin.run("CONFIG", "GET", "hz").toString()).contains("10");
      assertThat(ask(Certificates.anonymous(server), "PING")).isEqualTo("+PONG");
    }
  }

  @Test
  void clientsWithoutEncryption_areCutOff_andHarmNobody() throws Exception {
    try (RunningServer running = start("--tls-auth-clients", "no")) {
      try (Socket plain = new Socket(InetAddress.getLoopbackAddress(), port)) {
        plain.setSoTimeout(TIMEOUT_MILLIS);
        plain.getOutputStream().write("AUTH hush\r\n".getBytes(StandardCharsets.UTF_8));
        InputStream in = plain.getInputStream();
        assertThat(new String(in.readAllBytes(), StandardCharsets.ISO_8859_1))
            .doesNotContain("+PONG");
      }
      assertThat(ask(Certificates.anonymous(server), "PING")).isEqualTo("+PONG");
      assertThat(running.printed()).contains("127.0.0.1:" + port);
    }
    assertThat(logged()).contains("it does not speak TLS").doesNotContain("hush", "68757368");
  }

  private String logged() throws IOException {
    StringBuilder all = new StringBuilder();
    try (var files = Files.newDirectoryStream(home.resolve(".radish/logs"))) {
      for (Path file : files) {
        all.append(Files.readString(file));
      }
    }
    return all.toString();
  }
}
