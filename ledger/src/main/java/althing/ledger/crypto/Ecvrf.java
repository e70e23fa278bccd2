package althing.ledger.crypto;

import althing.ledger.types.Hex;
import althing.ledger.types.MalformedException;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;
import org.bouncycastle.crypto.digests.SHA512Digest;
import org.jspecify.annotations.Nullable;

/**
 * The verifiable random function ECVRF-EDWARDS25519-SHA512-TAI (RFC 9381, suite 0x03) over Ed25519
 * keys. For each key and input there is one output; only the key's owner can compute it, and with
 * the proof anyone can check it. Keys are validated (section 5.4.5), so uniqueness holds for
 * hostile keys as well.
 */
public final class Ecvrf {

  public static final int PROOF_SIZE = 80;
  public static final int OUTPUT_SIZE = 64;

  private static final byte SUITE = 3;
  private static final byte[] ENCODE = {SUITE, 1};
  private static final byte[] CHALLENGE = {SUITE, 2};
  private static final byte[] OUTPUT = {SUITE, 3};
  private static final byte[] END = {0};
  private static final int CHALLENGE_SIZE = 16;
  private static final int SCALAR_AT = EdwardsPoint.SIZE + CHALLENGE_SIZE;

  /** Order of the prime-order subgroup. */
  private static final BigInteger ORDER =
      new BigInteger("1000000000000000000000000000000014def9dea2f79cd65812631a5cf5d3ed", 16);

  private static final EdwardsPoint BASE =
      Objects.requireNonNull(
          EdwardsPoint.decode(
              Hex.decode("5866666666666666666666666666666666666666666666666666666666666666"), 0));

  private Ecvrf() {}

  /**
   * Proves the output for an input.
   *
   * @param seed the 32-byte Ed25519 seed
   * @param alpha the input, of any length
   * @return 80 bytes Γ‖c‖s
   */
  public static byte[] prove(byte[] seed, byte[] alpha) {
    Ed25519.requireSeed(seed);
    byte[] expanded = sha512(seed);
    byte[] secret = Arrays.copyOf(expanded, 32);
    secret[0] &= (byte) 0xf8;
    secret[31] &= 0x7f;
    secret[31] |= 0x40;
    byte[] publicKey = Ed25519.publicKey(seed);
    EdwardsPoint hashed = toCurve(publicKey, alpha);
    byte[] hashedBytes = hashed.encode();
    byte[] gamma = hashed.times(secret).encode();

    byte[] nonceHash = sha512(Arrays.copyOfRange(expanded, 32, 64), hashedBytes);
    BigInteger nonce = Scalars.fromLittleEndian(nonceHash, 0, 64).mod(ORDER);
    byte[] nonceBytes = Scalars.littleEndian(nonce);
    byte[] challenge =
        challenge(
            publicKey,
            hashedBytes,
            gamma,
            BASE.times(nonceBytes).encode(),
            hashed.times(nonceBytes).encode());
    BigInteger scalar =
        Scalars.fromLittleEndian(challenge, 0, CHALLENGE_SIZE)
            .multiply(Scalars.fromLittleEndian(secret, 0, 32))
            .add(nonce)
            .mod(ORDER);

    byte[] proof = new byte[PROOF_SIZE];
    System.arraycopy(gamma, 0, proof, 0, EdwardsPoint.SIZE);
    System.arraycopy(challenge, 0, proof, EdwardsPoint.SIZE, CHALLENGE_SIZE);
    System.arraycopy(Scalars.littleEndian(scalar), 0, proof, SCALAR_AT, 32);
    return proof;
  }

  /**
   * Checks a proof.
   *
   * @return the 64-byte output; empty if the key, the proof or their match is wrong
   */
  public static Optional<byte[]> verify(byte[] publicKey, byte[] alpha, byte[] proof) {
    if (publicKey.length != Ed25519.PUBLIC_KEY_SIZE || proof.length != PROOF_SIZE) {
      return Optional.empty();
    }
    EdwardsPoint key = EdwardsPoint.decode(publicKey, 0);
    EdwardsPoint gamma = gammaOf(proof);
    if (key == null || gamma == null || isSmall(publicKey)) {
      return Optional.empty();
    }
    byte[] challenge = Arrays.copyOfRange(proof, EdwardsPoint.SIZE, SCALAR_AT);
    byte[] scalar = Arrays.copyOfRange(proof, SCALAR_AT, PROOF_SIZE);
    EdwardsPoint hashed = toCurve(publicKey, alpha);
    byte[] expected =
        challenge(
            publicKey,
            hashed.encode(),
            Arrays.copyOf(proof, EdwardsPoint.SIZE),
            EdwardsPoint.difference(BASE, scalar, key, challenge).encode(),
            EdwardsPoint.difference(hashed, scalar, gamma, challenge).encode());
    return Arrays.equals(challenge, expected) ? Optional.of(output(gamma)) : Optional.empty();
  }

  /**
   * The 64-byte output of a proof that is known to be right: it is not verified here.
   *
   * @throws MalformedException if the bytes are no proof
   */
  public static byte[] proofToHash(byte[] proof) {
    EdwardsPoint gamma = proof.length == PROOF_SIZE ? gammaOf(proof) : null;
    if (gamma == null) {
      throw new MalformedException("vrf proof: not a point and two scalars of 80 bytes");
    }
    return output(gamma);
  }

  /** The proof's point; null if it is none or if the proof's scalar is not below the order. */
  private static @Nullable EdwardsPoint gammaOf(byte[] proof) {
    return Scalars.fromLittleEndian(proof, SCALAR_AT, PROOF_SIZE).compareTo(ORDER) < 0
        ? EdwardsPoint.decode(proof, 0)
        : null;
  }

  private static byte[] output(EdwardsPoint gamma) {
    return sha512(OUTPUT, gamma.timesCofactor().encode(), END);
  }

  private static boolean isSmall(byte[] publicKey) {
    EdwardsPoint key = EdwardsPoint.decode(publicKey, 0);
    return key == null || key.timesCofactor().isIdentity();
  }

  /** Try-and-increment (section 5.4.1.1): about two tries, and 256 failures have odds of 2^-256. */
  private static EdwardsPoint toCurve(byte[] publicKey, byte[] alpha) {
    for (int counter = 0; counter < 256; counter++) {
      byte[] hash = sha512(ENCODE, publicKey, alpha, new byte[] {(byte) counter}, END);
      EdwardsPoint point = EdwardsPoint.decode(hash, 0);
      if (point != null && !point.timesCofactor().isIdentity()) {
        return point;
      }
    }
    throw new IllegalStateException("no counter maps the input to the curve");
  }

  private static byte[] challenge(byte[]... points) {
    var parts = new byte[points.length + 2][];
    parts[0] = CHALLENGE;
    System.arraycopy(points, 0, parts, 1, points.length);
    parts[parts.length - 1] = END;
    return Arrays.copyOf(sha512(parts), CHALLENGE_SIZE);
  }

  private static byte[] sha512(byte[]... parts) {
    var digest = new SHA512Digest();
    for (byte[] part : parts) {
      digest.update(part, 0, part.length);
    }
    byte[] out = new byte[64];
    digest.doFinal(out, 0);
    return out;
  }
}
