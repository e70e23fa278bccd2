package althing.genesis.key;

import althing.ledger.crypto.Secp256k1;
import althing.ledger.crypto.Sha256;
import althing.ledger.types.Bytes;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.bouncycastle.crypto.digests.RIPEMD160Digest;
import org.bouncycastle.crypto.digests.SHA512Digest;
import org.bouncycastle.crypto.macs.HMac;
import org.bouncycastle.crypto.params.KeyParameter;

/** A private key with the chain code that its children are derived with (BIP-32). */
public final class ExtendedKey {

  private static final byte[] MASTER = "Bitcoin seed".getBytes(StandardCharsets.US_ASCII);
  private static final int XPRV = 0x0488ade4;
  private static final int XPUB = 0x0488b21e;

  private final byte[] key;
  private final byte[] publicKey;
  private final byte[] chainCode;
  private final int depth;
  private final int parentFingerprint;
  private final int childNumber;

  private ExtendedKey(
      BigInteger key, byte[] chainCode, int depth, int parentFingerprint, int childNumber) {
    if (!PrivateScalar.isValid(key)) {
      throw noSuchKey();
    }
    this.key = PrivateScalar.toBytes(key);
    this.publicKey = compressed(Secp256k1.instance().publicKey(this.key));
    this.chainCode = chainCode;
    this.depth = depth;
    this.parentFingerprint = parentFingerprint;
    this.childNumber = childNumber;
  }

  /** The master key of a seed of 16 to 64 bytes. */
  public static ExtendedKey master(byte[] seed) {
    byte[] digest = hmac(MASTER, seed);
    return new ExtendedKey(number(digest), Arrays.copyOfRange(digest, 32, 64), 0, 0, 0);
  }

  /** The key at the end of {@code path}. */
  public ExtendedKey derive(DerivationPath path) {
    ExtendedKey found = this;
    for (int step : path.steps()) {
      found = found.child(step);
    }
    return found;
  }

  /** The child with this number; a hardened one has the highest bit set. */
  public ExtendedKey child(int number) {
    byte[] parent = number < 0 ? Bytes.concat(new byte[1], key) : publicKey;
    byte[] digest =
        hmac(chainCode, Bytes.concat(parent, ByteBuffer.allocate(4).putInt(number).array()));
    BigInteger tweak = number(digest);
    if (tweak.compareTo(PrivateScalar.ORDER) >= 0) {
      throw noSuchKey();
    }
    return new ExtendedKey(
        tweak.add(new BigInteger(1, key)).mod(PrivateScalar.ORDER),
        Arrays.copyOfRange(digest, 32, 64),
        depth + 1,
        fingerprint(),
        number);
  }

  public AccountKey accountKey() {
    return AccountKey.of(key);
  }

  /** The private form, {@code xprv…}: whoever has it has all keys below. */
  public String xprv() {
    return serialized(XPRV, Bytes.concat(new byte[1], key));
  }

  /** The public form, {@code xpub…}: whoever has it knows all accounts below. */
  public String xpub() {
    return serialized(XPUB, publicKey);
  }

  @Override
  public String toString() {
    return "extended key at depth " + depth;
  }

  private String serialized(int version, byte[] keyPart) {
    return Base58.encodeChecked(
        ByteBuffer.allocate(78)
            .putInt(version)
            .put((byte) depth)
            .putInt(parentFingerprint)
            .putInt(childNumber)
            .put(chainCode)
            .put(keyPart)
            .array());
  }

  /** The first 4 bytes of RIPEMD-160 of SHA-256 of the public key. */
  private int fingerprint() {
    byte[] sha = Sha256.digest(publicKey);
    var digest = new RIPEMD160Digest();
    digest.update(sha, 0, sha.length);
    byte[] out = new byte[20];
    digest.doFinal(out, 0);
    return ByteBuffer.wrap(out).getInt();
  }

  private static byte[] compressed(byte[] point) {
    byte[] compressed = new byte[33];
    compressed[0] = (byte) (2 + (point[63] & 1));
    System.arraycopy(point, 0, compressed, 1, 32);
    return compressed;
  }

  private static BigInteger number(byte[] digest) {
    return new BigInteger(1, digest, 0, 32);
  }

  /** One derivation in 2^127 ends here; the standard says to take the next number. */
  private static IllegalStateException noSuchKey() {
    return new IllegalStateException("no key has this number: take the next");
  }

  private static byte[] hmac(byte[] secret, byte[] message) {
    var mac = new HMac(new SHA512Digest());
    mac.init(new KeyParameter(secret));
    mac.update(message, 0, message.length);
    byte[] out = new byte[64];
    mac.doFinal(out, 0);
    return out;
  }
}
