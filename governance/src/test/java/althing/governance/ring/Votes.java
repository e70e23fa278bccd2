package althing.governance.ring;

import althing.ledger.crypto.Secp256k1;
import althing.ledger.crypto.Sha256;
import althing.ledger.types.Amount;
import althing.ledger.types.Bytes;
import althing.ledger.types.Hash;
import java.util.stream.IntStream;

/** Voters whose keys are known by number, and what they vote on. */
final class Votes {

  static final Amount CHAIN = Amount.of(930);
  static final Hash BRIDGE = proposal("build the bridge");
  static final Hash FERRY = proposal("keep the ferry");

  private Votes() {}

  static Hash proposal(String text) {
    return Sha256.hash(Bytes.utf8(text));
  }

  static byte[] privateKey(int voter) {
    return Sha256.digest(Bytes.utf8("voter " + voter).unsafeArray());
  }

  static CurvePoint member(int voter) {
    return CurvePoint.ofPublicKey(Secp256k1.instance().publicKey(privateKey(voter)));
  }

  /** The ring of voters 0 up to, not including, {@code size}. */
  static Ring ring(int size) {
    return ring(IntStream.range(0, size));
  }

  static Ring ring(IntStream voters) {
    return new Ring(voters.mapToObj(Votes::member).sorted().toList());
  }

  static Statement onBridge(Ring ring, String message) {
    return new Statement(CHAIN, BRIDGE, ring, Bytes.utf8(message));
  }

  /** Where a voter stands in a ring; −1 if outside. */
  static int placeOf(int voter, Ring ring) {
    return ring.members().indexOf(member(voter));
  }
}
