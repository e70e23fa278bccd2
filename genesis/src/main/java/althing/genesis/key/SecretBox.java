package althing.genesis.key;

import althing.genesis.port.RandomSource;
import althing.ledger.crypto.Keccak256;
import althing.ledger.types.Bytes;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import tools.jackson.databind.node.ObjectNode;

/**
 * The {@code crypto} object of Web3 Secret Storage: 32 secret bytes under a password. The first
 * half of the derived key enciphers with AES-128-CTR, the second authenticates with Keccak-256.
 */
final class SecretBox {

  private static final int SECRET_SIZE = 32;
  private static final int SALT_SIZE = 32;
  private static final int HALF = 16;
  private static final String CIPHER = "aes-128-ctr";

  private SecretBox() {}

  /** Writes {@code secret} into {@code crypto}. */
  static void seal(
      ObjectNode crypto, byte[] secret, char[] password, ScryptCost cost, RandomSource random) {
    cost.requireStrong();
    var kdf = new PasswordKdf.Scrypt(cost, Bytes.wrap(random.bytes(SALT_SIZE)));
    byte[] iv = random.bytes(HALF);
    byte[] derived = derive(kdf, password);
    try {
      byte[] ciphertext = applyCipher(Cipher.ENCRYPT_MODE, derived, iv, secret);
      crypto.put("cipher", CIPHER);
      crypto.putObject("cipherparams").put("iv", KeyJson.plainHex(Bytes.wrap(iv)));
      crypto.put("ciphertext", KeyJson.plainHex(Bytes.wrap(ciphertext)));
      PasswordKdf.write(crypto, kdf);
      crypto.put("mac", KeyJson.plainHex(Bytes.wrap(mac(derived, ciphertext))));
    } finally {
      Arrays.fill(derived, (byte) 0);
    }
  }

  /**
   * The secret in {@code crypto}.
   *
   * @throws WrongPasswordException if the password does not open it
   */
  static byte[] open(KeyJson crypto, char[] password) {
    if (!crypto.text("cipher").equals(CIPHER)) {
      throw crypto.malformed("cipher", "expected " + CIPHER);
    }
    byte[] iv = crypto.object("cipherparams").hex("iv", HALF, HALF).unsafeArray();
    byte[] ciphertext = crypto.hex("ciphertext", SECRET_SIZE, SECRET_SIZE).unsafeArray();
    byte[] expected = crypto.hex("mac", 32, 32).unsafeArray();
    byte[] derived = derive(PasswordKdf.read(crypto), password);
    try {
      if (!MessageDigest.isEqual(mac(derived, ciphertext), expected)) {
        throw new WrongPasswordException();
      }
      return applyCipher(Cipher.DECRYPT_MODE, derived, iv, ciphertext);
    } finally {
      Arrays.fill(derived, (byte) 0);
    }
  }

  private static byte[] derive(PasswordKdf kdf, char[] password) {
    ByteBuffer utf8 = StandardCharsets.UTF_8.encode(CharBuffer.wrap(password));
    byte[] bytes = new byte[utf8.remaining()];
    utf8.get(bytes).flip();
    while (utf8.hasRemaining()) {
      utf8.put((byte) 0);
    }
    try {
      return kdf.derive(bytes);
    } finally {
      Arrays.fill(bytes, (byte) 0);
    }
  }

  private static byte[] mac(byte[] derived, byte[] ciphertext) {
    return Keccak256.digest(Arrays.copyOfRange(derived, HALF, 2 * HALF), ciphertext);
  }

  private static byte[] applyCipher(int mode, byte[] derived, byte[] iv, byte[] input) {
    try {
      Cipher cipher = Cipher.getInstance("AES/CTR/NoPadding");
      cipher.init(mode, new SecretKeySpec(derived, 0, HALF, "AES"), new IvParameterSpec(iv));
      return cipher.doFinal(input);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java runtime lacks AES in counter mode", e);
    }
  }
}
