// SPDX-License-Identifier: Apache-2.0
package io.radish.server.net;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyFactory;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;
import java.util.List;
import javax.crypto.Cipher;
import javax.crypto.EncryptedPrivateKeyInfo;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * A private key as OpenSSL writes it: PKCS#8, plain or encrypted, or the older forms of RSA and EC
 * keys, which are PKCS#8 but for what is put around them here.
 */
final class PrivateKeyFile {
  private static final int SEQUENCE = 0x30;
  private static final int OCTETS = 0x04;
  private static final int OBJECT_ID = 0x06;

  /** The tag of the curve's name in an EC key of the older form. */
  private static final int CURVE = 0xa0;

  private static final byte[] VERSION = {0x02, 0x01, 0x00};

  /** {@code rsaEncryption} with its parameters, none. */
  private static final byte[] RSA = {
    0x30,
    0x0d,
    0x06,
    0x09,
    0x2a,
    (byte) 0x86,
    0x48,
    (byte) 0x86,
    (byte) 0xf7,
    0x0d,
    0x01,
    0x01,
    0x01,
    0x05,
    0x00
  };

  /** {@code id-ecPublicKey}. */
  private static final byte[] EC = {0x06, 0x07, 0x2a, (byte) 0x86, 0x48, (byte) 0xce, 0x3d, 2, 1};

  private static final List<String> ALGORITHMS = List.of("RSA", "EC", "EdDSA", "RSASSA-PSS");

  private PrivateKeyFile() {}

  /**
   * Reads the key of a file.
   *
   * @param setting which setting names it, for what is wrong with it
   * @param password of the key, empty for none
   */
  static PrivateKey read(String setting, Path path, String password) throws IOException {
    PemFile file = PemFile.read(setting, path);
    if (file.hasOldEncryption()) {
      throw file.wrong(
          "its key is encrypted in a form of old; 'openssl pkcs8 -topk8' makes one that can be"
              + " read");
    }
    for (PemFile.Block block : file.blocks()) {
      byte[] bytes = block.bytes();
      switch (block.label()) {
        case "PRIVATE KEY" -> {
          return key(file, bytes);
        }
        case "ENCRYPTED PRIVATE KEY" -> {
          return key(file, decrypt(file, bytes, password));
        }
        case "RSA PRIVATE KEY" -> {
          return key(file, wrap(RSA, bytes));
        }
        case "EC PRIVATE KEY" -> {
          return key(file, wrap(tagged(SEQUENCE, join(EC, curve(file, bytes))), bytes));
        }
        default -> {
          // Parameters of a curve, or a certificate beside the key.
        }
      }
    }
    throw file.wrong(
        "there is no private key in it; expected PEM, with a line such as -----BEGIN PRIVATE"
            + " KEY-----");
  }

  private static PrivateKey key(PemFile file, byte[] pkcs8) throws IOException {
    for (String algorithm : ALGORITHMS) {
      PrivateKey key = keyOf(algorithm, pkcs8);
      if (key != null) {
        return key;
      }
    }
    throw file.wrong("its key cannot be read; RSA, EC and Ed25519 keys can");
  }

  /** The key, if it is one of that algorithm. */
  private static @Nullable PrivateKey keyOf(String algorithm, byte[] pkcs8) throws IOException {
    try {
      return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
    } catch (InvalidKeySpecException e) {
      return null;
    } catch (NoSuchAlgorithmException e) {
      throw new IOException(e);
    }
  }

  private static byte[] decrypt(PemFile file, byte[] bytes, String password) throws IOException {
    if (password.isEmpty()) {
      throw file.wrong("its key is encrypted; give the password with tls-key-file-pass");
    }
    PBEKeySpec secret = new PBEKeySpec(password.toCharArray());
    try {
      EncryptedPrivateKeyInfo info = new EncryptedPrivateKeyInfo(bytes);
      // What the name of PBES2 leaves open stands in its parameters.
      String algorithm =
          info.getAlgName().equals("PBES2")
              ? String.valueOf(info.getAlgParameters())
              : info.getAlgName();
      Cipher cipher = Cipher.getInstance(algorithm);
      cipher.init(
          Cipher.DECRYPT_MODE,
          SecretKeyFactory.getInstance(algorithm).generateSecret(secret),
          info.getAlgParameters());
      return info.getKeySpec(cipher).getEncoded();
    } catch (InvalidKeySpecException | InvalidKeyException e) {
      throw file.wrong("its key cannot be decrypted with tls-key-file-pass");
    } catch (GeneralSecurityException e) {
      throw file.wrong("its key is encrypted in a way that Java does not know: " + e.getMessage());
    } finally {
      secret.clearPassword();
    }
  }

  // ---- a little DER ----

  private static byte[] wrap(byte[] algorithm, byte[] key) {
    return tagged(SEQUENCE, join(VERSION, algorithm, tagged(OCTETS, key)));
  }

  /** The name of the curve, which an EC key of the older form has behind {@link #CURVE}. */
  private static byte[] curve(PemFile file, byte[] key) throws IOException {
    for (int i = 0; i + 3 < key.length; i++) {
      int length = key[i + 3];
      boolean found =
          (key[i] & 0xff) == CURVE && key[i + 2] == OBJECT_ID && key[i + 1] == length + 2;
      if (found && i + 4 + length <= key.length) {
        return Arrays.copyOfRange(key, i + 2, i + 4 + length);
      }
    }
    throw file.wrong("its EC key does not name its curve");
  }

  private static byte[] tagged(int tag, byte[] content) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(tag);
    int length = content.length;
    if (length < 0x80) {
      out.write(length);
    } else {
      out.write(0x83);
      out.write(length >> 16);
      out.write(length >> 8);
      out.write(length);
    }
    out.writeBytes(content);
    return out.toByteArray();
  }

  private static byte[] join(byte[]... parts) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      out.writeBytes(part);
    }
    return out.toByteArray();
  }
}
