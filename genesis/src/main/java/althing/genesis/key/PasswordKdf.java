package althing.genesis.key;

import althing.ledger.types.Bytes;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.generators.PKCS5S2ParametersGenerator;
import org.bouncycastle.crypto.generators.SCrypt;
import org.bouncycastle.crypto.params.KeyParameter;
import tools.jackson.databind.node.ObjectNode;

/** A password to 32 bytes of key, slowly. What a file may ask for is bounded. */
sealed interface PasswordKdf {

  int KEY_SIZE = 32;
  int MAX_SALT = 64;
  long MAX_MEMORY = 256L << 20;
  long MAX_WORK = 1L << 23;
  int MAX_ROUNDS = 1 << 22;

  /** RFC 7914. */
  record Scrypt(ScryptCost cost, Bytes salt) implements PasswordKdf {}

  /** RFC 8018 with HMAC-SHA-256. */
  record Pbkdf2(int rounds, Bytes salt) implements PasswordKdf {}

  /** Derives the key. */
  default byte[] derive(byte[] password) {
    return switch (this) {
      case Scrypt(var cost, var salt) ->
          SCrypt.generate(password, salt.unsafeArray(), cost.n(), cost.r(), cost.p(), KEY_SIZE);
      case Pbkdf2(int rounds, var salt) -> {
        var generator = new PKCS5S2ParametersGenerator(new SHA256Digest());
        generator.init(password, salt.unsafeArray(), rounds);
        yield ((KeyParameter) generator.generateDerivedMacParameters(8 * KEY_SIZE)).getKey();
      }
    };
  }

  /**
   * Reads {@code kdf} and {@code kdfparams}.
   *
   * @throws althing.ledger.types.MalformedException for a method that is not known or asks for too
   *     much
   */
  static PasswordKdf read(KeyJson crypto) {
    KeyJson parameters = crypto.object("kdfparams");
    parameters.number("dklen", KEY_SIZE, KEY_SIZE);
    return switch (crypto.text("kdf")) {
      case "scrypt" -> scrypt(parameters);
      case "pbkdf2" -> {
        if (!parameters.text("prf").equals("hmac-sha256")) {
          throw parameters.malformed("prf", "expected hmac-sha256");
        }
        int rounds = parameters.number("c", 1, MAX_ROUNDS);
        yield new Pbkdf2(rounds, parameters.hex("salt", 1, MAX_SALT));
      }
      default -> throw crypto.malformed("kdf", "expected scrypt or pbkdf2");
    };
  }

  private static Scrypt scrypt(KeyJson parameters) {
    int n = parameters.number("n", 2, 1 << 24);
    var cost = new ScryptCost(n, parameters.number("r", 1, 1 << 20), parameters.number("p", 1, 64));
    if (Integer.bitCount(n) != 1) {
      throw parameters.malformed("n", n + " is not a power of 2");
    }
    if (Integer.numberOfTrailingZeros(n) >= 16L * cost.r()) {
      throw parameters.malformed("n", n + " is not below 2^(16·r), as RFC 7914 asks");
    }
    if (cost.memory() > MAX_MEMORY) {
      throw parameters.malformed(
          "n", "takes %d bytes, limit %d".formatted(cost.memory(), MAX_MEMORY));
    }
    if (cost.work() > MAX_WORK) {
      throw parameters.malformed("p", "n·r·p is %d, limit %d".formatted(cost.work(), MAX_WORK));
    }
    return new Scrypt(cost, parameters.hex("salt", 1, MAX_SALT));
  }

  /** Writes {@code kdf} and {@code kdfparams} of scrypt, the one method for new files. */
  static void write(ObjectNode crypto, Scrypt scrypt) {
    crypto.put("kdf", "scrypt");
    crypto
        .putObject("kdfparams")
        .put("dklen", KEY_SIZE)
        .put("n", scrypt.cost().n())
        .put("r", scrypt.cost().r())
        .put("p", scrypt.cost().p())
        .put("salt", KeyJson.plainHex(scrypt.salt()));
  }
}
