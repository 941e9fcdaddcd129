// SPDX-License-Identifier: Apache-2.0
package io.radish.server.net;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The blocks of a PEM file: what stands between BEGIN and END, each by its label. */
final class PemFile {
  /** Past this it is no file of certificates but a mistake, which is not to fill the memory. */
  private static final long MAX_BYTES = 4 << 20;

  private static final Pattern BLOCK =
      Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----([^-]*)-----END \\1-----");

  /** One block: what it is, and the bytes that its base64 says. */
  static final class Block {
    private final String label;
    private final byte[] bytes;

    private Block(String label, byte[] bytes) {
      this.label = label;
      this.bytes = bytes;
    }

    String label() {
      return label;
    }

    /** The bytes; not to be changed. */
    byte[] bytes() {
      return bytes;
    }
  }

  private final String setting;
  private final Path path;
  private final List<Block> blocks;
  private final boolean oldEncryption;

  private PemFile(String setting, Path path, String text) throws IOException {
    this.setting = setting;
    this.path = path;
    this.blocks = blocks(text);
    this.oldEncryption = text.contains("Proc-Type: 4,ENCRYPTED");
  }

  /**
   * Reads a file.
   *
   * @param setting which setting names it, for what is wrong with it
   */
  static PemFile read(String setting, Path path) throws IOException {
    try {
      if (Files.size(path) > MAX_BYTES) {
        throw wrong(setting, path, "it is larger than 4 MB");
      }
      return new PemFile(
          setting, path, new String(Files.readAllBytes(path), StandardCharsets.ISO_8859_1));
    } catch (NoSuchFileException e) {
      throw wrong(setting, path, "there is no such file");
    } catch (AccessDeniedException e) {
      throw wrong(setting, path, "Radish may not read it");
    }
  }

  private List<Block> blocks(String text) throws IOException {
    List<Block> found = new ArrayList<>();
    Matcher matcher = BLOCK.matcher(text);
    while (matcher.find()) {
      String body = matcher.group(2).replaceAll("(?m)^[A-Za-z-]+:.*$", "");
      try {
        found.add(new Block(matcher.group(1), Base64.getMimeDecoder().decode(body)));
      } catch (IllegalArgumentException e) {
        throw wrong("the block '" + matcher.group(1) + "' is not base64");
      }
    }
    return found;
  }

  List<Block> blocks() {
    return blocks;
  }

  /** Whether a key in it is encrypted in the way of old, by headers within its block. */
  boolean hasOldEncryption() {
    return oldEncryption;
  }

  /** The certificates in it, at least one. */
  List<X509Certificate> certificates() throws IOException {
    List<X509Certificate> found = new ArrayList<>();
    for (Block block : blocks) {
      if (block.label.equals("CERTIFICATE") || block.label.equals("TRUSTED CERTIFICATE")) {
        found.add(certificate(block.bytes));
      }
    }
    if (found.isEmpty()) {
      throw wrong(
          "there is no certificate in it; expected PEM, with a line -----BEGIN CERTIFICATE-----");
    }
    return found;
  }

  private X509Certificate certificate(byte[] bytes) throws IOException {
    try {
      return (X509Certificate)
          CertificateFactory.getInstance("X.509")
              .generateCertificate(new ByteArrayInputStream(bytes));
    } catch (CertificateException e) {
      throw wrong("a certificate in it cannot be read: " + e.getMessage());
    }
  }

  /** Says what is wrong with the file. */
  IOException wrong(String what) {
    return wrong(setting, path, what);
  }

  static IOException wrong(String setting, Path path, String what) {
    return new IOException(setting + " " + path + ": " + what);
  }
}
