package althing.consensus.pbft;

import althing.consensus.Signature;
import althing.consensus.certificate.Certificate;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Signatures of members of one validator set under one vote (rule P3). It proves something once it
 * was checked against that set.
 *
 * @param vote a prepare, a commit or a skip
 * @param signatures by the signer's position in the set, at least one
 */
public record QuorumCertificate(Vote vote, SortedMap<Integer, Signature> signatures) {

  public QuorumCertificate {
    signatures = Collections.unmodifiableSortedMap(new TreeMap<>(signatures));
    if (vote.kind() == Vote.Kind.PROPOSE) {
      throw new IllegalArgumentException("proposals are not certified");
    }
    if (signatures.isEmpty() || signatures.firstKey() < 0) {
      throw new IllegalArgumentException(
          "a certificate has signers, and their positions are not negative");
    }
  }

  /** A commit certificate in the form that proves a block outside the engine. */
  static QuorumCertificate of(Certificate proof) {
    return new QuorumCertificate(
        new Vote(Vote.Kind.COMMIT, proof.epoch(), proof.view(), proof.height(), proof.block()),
        proof.signatures());
  }

  /** The proof that others get of a committed block; only of a commit certificate. */
  public Certificate toCertificate() {
    if (vote.kind() != Vote.Kind.COMMIT) {
      throw new IllegalStateException("a %s proves no block".formatted(vote.kind()));
    }
    return new Certificate(vote.epoch(), vote.view(), vote.height(), vote.block(), signatures);
  }
}
