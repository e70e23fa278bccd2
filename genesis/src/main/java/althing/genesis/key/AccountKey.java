package althing.genesis.key;

import althing.genesis.port.RandomSource;
import althing.ledger.crypto.EcdsaSignature;
import althing.ledger.crypto.Secp256k1;
import althing.ledger.types.Address;
import althing.ledger.types.Hash;
import althing.ledger.types.MalformedException;
import java.math.BigInteger;
import java.util.List;
import java.util.stream.IntStream;

/** The private key of an account. {@link #toString()} shows the address only. */
public final class AccountKey {

  private final byte[] secret;
  private final Address address;

  private AccountKey(byte[] secret) {
    this.secret = secret;
    this.address = Secp256k1.addressOf(Secp256k1.instance().publicKey(secret));
  }

  /**
   * The key of 32 bytes.
   *
   * @throws MalformedException if no key has these bytes
   */
  public static AccountKey of(byte[] secret) {
    if (!isKey(secret)) {
      throw new MalformedException(
          "not a private key: 32 bytes above 0 and below the order of secp256k1");
    }
    return new AccountKey(secret.clone());
  }

  /** Draws a new one. */
  public static AccountKey generate(RandomSource random) {
    byte[] secret = random.bytes(PrivateScalar.SIZE);
    while (!isKey(secret)) {
      secret = random.bytes(PrivateScalar.SIZE);
    }
    return new AccountKey(secret);
  }

  /** The first {@code count} accounts below {@code path}. */
  public static List<AccountKey> derive(Mnemonic mnemonic, DerivationPath path, int count) {
    ExtendedKey parent = ExtendedKey.master(mnemonic.seed("")).derive(path);
    return IntStream.range(0, count).mapToObj(i -> parent.child(i).accountKey()).toList();
  }

  public Address address() {
    return address;
  }

  /** A copy of the secret. */
  public byte[] secret() {
    return secret.clone();
  }

  public EcdsaSignature sign(Hash digest) {
    return Secp256k1.instance().sign(digest.unsafeArray(), secret);
  }

  @Override
  public String toString() {
    return "key of " + address;
  }

  private static boolean isKey(byte[] secret) {
    return secret.length == PrivateScalar.SIZE && PrivateScalar.isValid(new BigInteger(1, secret));
  }
}
