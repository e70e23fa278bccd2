package althing.genesis.key;

import althing.genesis.port.RandomSource;
import althing.ledger.types.Address;
import althing.ledger.types.Bytes;
import java.nio.ByteBuffer;
import java.util.UUID;
import tools.jackson.databind.node.ObjectNode;

/**
 * An account key in a file of Web3 Secret Storage version 3, which every Ethereum wallet reads.
 * Passwords are taken as UTF-8, as they are.
 */
public final class Keystore {

  private static final int VERSION = 3;

  private Keystore() {}

  /**
   * The file of {@code key}.
   *
   * @throws IllegalArgumentException if {@code cost} is below {@link ScryptCost#LEAST}
   */
  public static String write(
      AccountKey key, char[] password, ScryptCost cost, RandomSource random) {
    ObjectNode file = KeyJson.create();
    file.put("version", VERSION);
    file.put("id", id(random).toString());
    file.put("address", KeyJson.plainHex(key.address().toBytes()));
    SecretBox.seal(file.putObject("crypto"), key.secret(), password, cost, random);
    return KeyJson.write(file);
  }

  /**
   * Reads a file, scrypt or PBKDF2.
   *
   * @throws althing.ledger.types.MalformedException naming the field that is wrong, or that asks
   *     for more memory or time than is given
   * @throws WrongPasswordException if the password does not open it
   */
  public static AccountKey read(Bytes file, char[] password) {
    KeyJson json = KeyJson.read("keystore", file);
    json.number("version", VERSION, VERSION);
    // Geth's first files wrote the name with a capital.
    KeyJson crypto = json.object(json.has("Crypto") ? "Crypto" : "crypto");
    AccountKey key = AccountKey.of(SecretBox.open(crypto, password));
    if (json.has("address")
        && !json.hex("address", Address.SIZE, Address.SIZE).equals(key.address().toBytes())) {
      throw json.malformed("address", "the key in the file is of " + key.address());
    }
    return key;
  }

  /** A random UUID (RFC 9562, version 4). */
  private static UUID id(RandomSource random) {
    ByteBuffer bits = ByteBuffer.wrap(random.bytes(16));
    long high = bits.getLong() & 0xffff_ffff_ffff_0fffL | 0x4000L;
    long low = bits.getLong() & 0x3fff_ffff_ffff_ffffL | 0x8000_0000_0000_0000L;
    return new UUID(high, low);
  }
}
