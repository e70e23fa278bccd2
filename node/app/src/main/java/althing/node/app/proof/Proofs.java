package althing.node.app.proof;

import static althing.node.app.proof.Fields.bytes;
import static althing.node.app.proof.Fields.hash;
import static althing.node.app.proof.Fields.hashes;
import static althing.node.app.proof.Fields.number;
import static althing.node.app.proof.Fields.text;

import althing.ledger.block.BlockHeader;
import althing.ledger.log.EventProofs;
import althing.ledger.log.MerkleHash;
import althing.ledger.state.StateProof;
import althing.ledger.state.StateProofCodec;
import althing.ledger.types.Bytes;
import althing.ledger.types.Hash;
import althing.ledger.types.MalformedException;
import althing.node.app.CommandFailure;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Verifies the proofs that {@code althing_getEventProof} and its sisters answer. */
final class Proofs {

  private Proofs() {}

  /**
   * What a proof shows under its root.
   *
   * @param sentence for people
   * @param root of the event log or of the state
   * @param carriedBy whether a header carries that root, for as many events or for that height
   */
  record Shown(String sentence, Hash root, Predicate<BlockHeader> carriedBy) {}

  /**
   * Verifies a proof of any of the three kinds up to its root.
   *
   * @param trusted the root to hold it against; null takes the proof's own, which only shows that
   *     it is whole
   * @throws CommandFailure when it shows nothing
   */
  static Shown verify(JsonNode proof, @Nullable Hash trusted) {
    try {
      if (proof.has("sequence")) {
        return event(proof, trusted);
      }
      if (proof.has("oldSize")) {
        return consistency(proof, trusted);
      }
      if (proof.has("stateRoot")) {
        return state(proof, trusted);
      }
    } catch (MalformedException | IllegalArgumentException e) {
      throw CommandFailure.notVerified("malformed proof: " + e.getMessage());
    }
    throw CommandFailure.notVerified("no proof of an event, of consistency or of state");
  }

  private static Shown event(JsonNode proof, @Nullable Hash trusted) {
    long sequence = number(proof, "sequence");
    long size = number(proof, "size");
    Hash root = root(proof, "root", trusted);
    Hash leaf = MerkleHash.leaf(bytes(proof.path("event"), "raw"));
    require(
        EventProofs.verifyInclusion(leaf, sequence, size, hashes(proof, "path"), root),
        "event %d is not shown to be in the log of %d events with root %s"
            .formatted(sequence, size, root));
    return new Shown(
        "event %d (%s) is in the log of %d events with root %s"
            .formatted(sequence, proof.path("event").path("name").asString("?"), size, root),
        root,
        log(size, root));
  }

  private static Shown consistency(JsonNode proof, @Nullable Hash trusted) {
    long oldSize = number(proof, "oldSize");
    long newSize = number(proof, "newSize");
    Hash oldRoot = hash(proof, "oldRoot");
    Hash newRoot = root(proof, "newRoot", trusted);
    require(
        EventProofs.verifyConsistency(oldSize, oldRoot, newSize, newRoot, hashes(proof, "path")),
        "the log of %d events is not shown to begin with that of %d".formatted(newSize, oldSize));
    return new Shown(
        "the log of %d events (root %s) begins with that of %d (root %s)"
            .formatted(newSize, newRoot, oldSize, oldRoot),
        newRoot,
        log(newSize, newRoot));
  }

  private static Predicate<BlockHeader> log(long size, Hash root) {
    return header -> header.extra().eventCount() == size && header.extra().eventRoot().equals(root);
  }

  private static Shown state(JsonNode proof, @Nullable Hash trusted) {
    Bytes key = bytes(proof, "key");
    Hash root = root(proof, "stateRoot", trusted);
    StateProof decoded = StateProofCodec.decode(bytes(proof, "proof"));
    long height = number(proof, "height");
    Predicate<BlockHeader> carriedBy =
        header -> header.height() == height && header.stateRoot().equals(root);
    if (proof.path("value").isString()) {
      Bytes value = Bytes.fromHex(text(proof, "value"));
      require(
          decoded.provesPresence(root, key, value),
          "key %s is not shown to have that value under state root %s".formatted(key, root));
      return new Shown(
          "key %s has value %s under state root %s, height %d".formatted(key, value, root, height),
          root,
          carriedBy);
    }
    require(
        decoded.provesAbsence(root, key),
        "key %s is not shown to be absent under state root %s".formatted(key, root));
    return new Shown(
        "key %s has no value under state root %s, height %d".formatted(key, root, height),
        root,
        carriedBy);
  }

  private static Hash root(JsonNode proof, String field, @Nullable Hash trusted) {
    Hash claimed = hash(proof, field);
    require(
        trusted == null || trusted.equals(claimed),
        "the proof is for root %s, not for the trusted %s".formatted(claimed, trusted));
    return claimed;
  }

  private static void require(boolean holds, String otherwise) {
    if (!holds) {
      throw CommandFailure.notVerified(otherwise);
    }
  }
}
