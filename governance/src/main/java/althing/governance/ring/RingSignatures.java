package althing.governance.ring;

import static althing.governance.ring.Curve.ORDER;

import althing.ledger.crypto.Secp256k1;
import althing.ledger.types.Amount;
import althing.ledger.types.Hash;
import java.math.BigInteger;
import java.util.List;
import org.bouncycastle.math.ec.ECPoint;

/**
 * Linkable ring signatures: LSAG of Liu, Wei and Wong (2004) over secp256k1, with key images on a
 * base that the proposal determines, where theirs is determined by the ring.
 *
 * <pre>
 * B     = hash to curve (chain id, proposal)                 one for all members and rings
 * I     = x·B                                                the key image of private key x
 * bound = SHA-256(chain id, proposal, hash of the ring, I, message)
 * L_i   = s_i·G + c_i·P_i      R_i = s_i·B + c_i·I           for member i with key P_i
 * c_i+1 = SHA-256(bound, L_i, R_i) mod n                     and c_0 after the last member
 * </pre>
 *
 * <p>The signature is (I, c_0, s_0, s_1, …). It verifies if the challenges close into a circle,
 * which only somebody can arrange who knows an x with P_i = x·G and I = x·B for one i.
 *
 * <p>What follows, with hashes as random oracles, from the hardness of discrete logarithms: only a
 * member can sign; a key has one image on a proposal, whatever the message and the ring, and nobody
 * else can sign with it. So an image that was seen marks a repeated vote, also across the rings of
 * one proposal. With the decisional Diffie-Hellman assumption also: an image tells neither which
 * key it belongs to nor which image on another proposal. That rests on nobody knowing b with B =
 * b·G, for whom I = b·P; hence the hash to the curve.
 *
 * <p>What does not follow:
 *
 * <ul>
 *   <li>Since B is the same for all members, keys whose difference d is known have images that
 *       differ by d·B. Who has an extended public key (BIP-32) can so tell the votes of its
 *       unhardened children, where two of them vote. Keys that vote should be derived hardened.
 *   <li>A signature is no receipt, but a voter who wants to can make one: by handing over x, or by
 *       a proof that the logarithms of P and I are equal.
 *   <li>Who learns x computes the image on each proposal and finds its votes, past ones too, as
 *       does whoever can compute discrete logarithms one day.
 *   <li>A ring hides nobody if all its members vote alike or all other votes are known, nor from a
 *       network that sees where a vote comes from.
 * </ul>
 */
public final class RingSignatures {

  private RingSignatures() {}

  /**
   * The image by which all votes of a key on one proposal are known.
   *
   * @param privateKey 32 bytes, big-endian, 0 &lt; key &lt; n
   * @throws IllegalArgumentException for another key or length
   */
  public static CurvePoint image(byte[] privateKey, Amount chainId, Hash proposal) {
    memberOf(privateKey);
    return image(Transcript.base(chainId, proposal), new BigInteger(1, privateKey));
  }

  /**
   * Signs. The same key and statement give the same signature: nonces are hashes of both.
   *
   * @param privateKey 32 bytes, big-endian, 0 &lt; key &lt; n
   * @throws IllegalArgumentException for another key or length, or a key outside the ring
   */
  public static RingSignature sign(byte[] privateKey, Statement statement) {
    List<CurvePoint> members = statement.ring().members();
    int size = members.size();
    int signer = members.indexOf(memberOf(privateKey));
    if (signer < 0) {
      throw new IllegalArgumentException("the key is not a member of the ring");
    }
    var secret = new BigInteger(1, privateKey);
    ECPoint base = Transcript.base(statement.chainId(), statement.proposal());
    CurvePoint image = image(base, secret);
    var transcript = new Transcript(statement, base, image);

    var challenges = new BigInteger[size];
    var responses = new BigInteger[size];
    BigInteger nonce = transcript.nonce(privateKey);
    int first = (signer + 1) % size;
    challenges[first] = transcript.challengeAfter(transcript.open(nonce));
    for (int i = first; i != signer; i = (i + 1) % size) {
      responses[i] = transcript.response(privateKey, i);
      challenges[(i + 1) % size] =
          transcript.challengeAfter(
              transcript.commitment(members.get(i), challenges[i], responses[i]));
    }
    responses[signer] = nonce.subtract(challenges[signer].multiply(secret)).mod(ORDER);
    return new RingSignature(image, challenges[0], List.of(responses));
  }

  /**
   * Whether a member of the statement's ring made this signature of it. That its image is new is
   * not looked at.
   */
  public static boolean verify(Statement statement, RingSignature signature) {
    List<CurvePoint> members = statement.ring().members();
    if (signature.responses().size() != members.size()) {
      return false;
    }
    ECPoint base = Transcript.base(statement.chainId(), statement.proposal());
    var transcript = new Transcript(statement, base, signature.image());
    BigInteger challenge = signature.challenge();
    for (int i = 0; i < members.size(); i++) {
      var commitment =
          transcript.commitment(members.get(i), challenge, signature.responses().get(i));
      if (commitment.hasInfinity()) {
        return false;
      }
      challenge = transcript.challengeAfter(commitment);
    }
    return challenge.equals(signature.challenge());
  }

  private static CurvePoint memberOf(byte[] privateKey) {
    return CurvePoint.ofPublicKey(Secp256k1.instance().publicKey(privateKey));
  }

  private static CurvePoint image(ECPoint base, BigInteger secret) {
    return CurvePoint.of(Curve.timesSecret(base, secret));
  }
}
