package althing.node.app.proof;

import althing.ledger.block.BlockHeader;
import althing.ledger.block.HeaderCodec;
import althing.ledger.log.EventProofs;
import althing.ledger.log.MerkleHash;
import althing.ledger.state.StateProof;
import althing.ledger.state.StateProofCodec;
import althing.ledger.types.Bytes;
import althing.ledger.types.Hash;
import althing.ledger.types.MalformedException;
import althing.node.app.CommandFailure;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Verifies the proofs that {@code althing_getEventProof} and its sisters answer. */
final class Proofs {

  private Proofs() {}

  /**
   * Verifies a proof of any of the three kinds.
   *
   * @param trusted the root to hold it against; null takes the proof's own, which only shows that
   *     it is whole
   * @return what it shows, in a sentence
   * @throws CommandFailure when it shows nothing
   */
  static String verify(JsonNode proof, @Nullable Hash trusted) {
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

  private static String event(JsonNode proof, @Nullable Hash trusted) {
    long sequence = number(proof, "sequence");
    long size = number(proof, "size");
    Hash root = root(proof, "root", trusted);
    Bytes leaf = Bytes.fromHex(text(proof.path("event"), "raw"));
    Hash hash = MerkleHash.leaf(leaf);
    require(
        EventProofs.verifyInclusion(hash, sequence, size, hashes(proof, "path"), root),
        "event %d is not shown to be in the log of %d events with root %s"
            .formatted(sequence, size, root));
    return "event %d (%s) is in the log of %d events with root %s"
        .formatted(sequence, proof.path("event").path("name").asString("?"), size, root);
  }

  private static String consistency(JsonNode proof, @Nullable Hash trusted) {
    long oldSize = number(proof, "oldSize");
    long newSize = number(proof, "newSize");
    Hash oldRoot = Hash.fromHex(text(proof, "oldRoot"));
    Hash newRoot = root(proof, "newRoot", trusted);
    require(
        EventProofs.verifyConsistency(oldSize, oldRoot, newSize, newRoot, hashes(proof, "path")),
        "the log of %d events is not shown to begin with that of %d".formatted(newSize, oldSize));
    return "the log of %d events (root %s) begins with that of %d (root %s)"
        .formatted(newSize, newRoot, oldSize, oldRoot);
  }

  private static String state(JsonNode proof, @Nullable Hash trusted) {
    Bytes key = Bytes.fromHex(text(proof, "key"));
    Hash root = root(proof, "stateRoot", trusted);
    StateProof decoded = StateProofCodec.decode(Bytes.fromHex(text(proof, "proof")));
    long height = number(proof, "height");
    requireHeaders(proof, height, root);
    JsonNode value = proof.path("value");
    if (value.isString()) {
      Bytes bytes = Bytes.fromHex(value.asString());
      require(
          decoded.provesPresence(root, key, bytes),
          "key %s is not shown to have that value under state root %s".formatted(key, root));
      return "key %s has value %s under state root %s, height %d"
          .formatted(key, bytes, root, height);
    }
    require(
        decoded.provesAbsence(root, key),
        "key %s is not shown to be absent under state root %s".formatted(key, root));
    return "key %s has no value under state root %s, height %d".formatted(key, root, height);
  }

  /** The first header carries the root; each further one is the child of the one before. */
  private static void requireHeaders(JsonNode proof, long height, Hash root) {
    Hash parent = null;
    long expected = height;
    for (JsonNode encoded : proof.path("headers")) {
      BlockHeader header = HeaderCodec.decode(Bytes.fromHex(encoded.asString("")).unsafeArray());
      require(header.height() == expected, "headers: height " + header.height() + " is out of row");
      if (parent == null) {
        require(header.stateRoot().equals(root), "headers[0] carries another state root");
      } else {
        require(
            header.parentHash().equals(parent),
            "headers: height %d is not the child of the one before".formatted(expected));
      }
      parent = HeaderCodec.hash(header);
      expected++;
    }
  }

  private static Hash root(JsonNode proof, String field, @Nullable Hash trusted) {
    Hash claimed = Hash.fromHex(text(proof, field));
    require(
        trusted == null || trusted.equals(claimed),
        "the proof is for root %s, not for the trusted %s".formatted(claimed, trusted));
    return claimed;
  }

  private static List<Hash> hashes(JsonNode proof, String field) {
    var hashes = new ArrayList<Hash>();
    proof.path(field).forEach(hash -> hashes.add(Hash.fromHex(hash.asString(""))));
    return hashes;
  }

  private static long number(JsonNode proof, String field) {
    JsonNode value = proof.path(field);
    if (!value.isIntegralNumber() || !value.canConvertToLong()) {
      throw new IllegalArgumentException(field + ": not a number");
    }
    return value.asLong();
  }

  private static String text(JsonNode proof, String field) {
    JsonNode value = proof.path(field);
    if (!value.isString()) {
      throw new IllegalArgumentException(field + ": not a text");
    }
    return value.asString();
  }

  private static void require(boolean holds, String otherwise) {
    if (!holds) {
      throw CommandFailure.notVerified(otherwise);
    }
  }
}
