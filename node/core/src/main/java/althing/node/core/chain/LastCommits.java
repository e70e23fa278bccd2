package althing.node.core.chain;

import althing.consensus.PublicKey;
import althing.consensus.ValidatorSet;
import althing.consensus.certificate.Certificate;
import althing.consensus.certificate.CertificateCheck;
import althing.consensus.certificate.CertificateCodec;
import althing.consensus.certificate.CommitRule;
import althing.consensus.certificate.MalformedCertificateException;
import althing.ledger.block.Block;
import althing.ledger.chain.ChainStore;
import althing.ledger.crypto.Ed25519;
import althing.ledger.execution.ChainHead;
import althing.ledger.protocol.Protocol;
import althing.ledger.types.Bytes;
import althing.ledger.types.Hash;
import althing.node.core.finality.FinalityProof;
import althing.node.core.finality.FinalityProofCodec;
import java.util.List;
import java.util.Optional;

/**
 * Checks the certificate that a block carries of its newest final ancestor (DESIGN §3): it must
 * prove an ancestor, and one not older than the parent's does. For one thread.
 */
final class LastCommits {

  private final ChainStore store;
  private final ExecutedBlocks executed;
  private final CertificateCheck certificates;

  /** The newest certificate that was found right. */
  private Bytes right = Bytes.EMPTY;

  /** Who certified the blocks up to the oldest that is kept, if there is such a proof. */
  private final Optional<FinalityProof> base;

  LastCommits(ChainStore store, ExecutedBlocks executed) {
    this.store = store;
    this.executed = executed;
    base = store.baseFinality().map(proof -> FinalityProofCodec.decode(proof.unsafeArray()));
    String engine = Protocol.chain(executed.tip().state()).engine();
    certificates =
        new CertificateCheck(
            ExecutedProposal.id(store.genesisHash().orElseThrow()),
            CommitRule.of(engine).orElseThrow(),
            (key, message, signature) ->
                Ed25519.verify(key.toArray(), message, signature.toArray()));
  }

  /** The first thing that is wrong with the certificate in a child of {@code parent}. */
  Optional<String> defect(ChainHead parent, Block block) {
    Bytes proof = block.body().lastCommit();
    Bytes before = parent.block().body().lastCommit();
    if (proof.equals(before)) {
      return Optional.empty();
    }
    Certificate certificate;
    try {
      certificate = CertificateCodec.decode(proof.unsafeArray());
    } catch (MalformedCertificateException e) {
      return wrong(String.valueOf(e.getMessage()));
    }
    long height = certificate.height();
    long oldest = before.isEmpty() ? 1 : CertificateCodec.decode(before.unsafeArray()).height();
    if (height < oldest || height > parent.block().height()) {
      return wrong(
          "of height %d, should be of %d to %d".formatted(height, oldest, parent.block().height()));
    }
    if (proof.equals(right)) {
      return Optional.empty();
    }
    Hash parentHash = parent.block().hash();
    Optional<Hash> ancestor =
        executed
            .ancestor(parentHash, height)
            .map(head -> head.block().hash())
            .or(() -> store.blockHash(height));
    // The epoch is the certificate's own word: a quorum of this set has signed it.
    var set = new ValidatorSet(certificate.epoch(), voters(parentHash, height));
    Optional<String> defect =
        certificates.defect(
            proof.unsafeArray(), set, height, ExecutedProposal.id(ancestor.orElseThrow()));
    if (defect.isEmpty()) {
      right = proof;
    }
    return defect.flatMap(LastCommits::wrong);
  }

  /** Who certified the block at {@code height}. */
  List<PublicKey> voters(Hash descendant, long height) {
    if (base.isPresent() && height <= store.oldestBlock()) {
      return base.get().validatorsAt(height).stream().map(NodeIdentity::publicKey).toList();
    }
    return BlockProducer.keys(
        executed
            .ancestor(descendant, height - 1)
            .map(ChainHead::state)
            .orElseGet(() -> store.stateAt(height - 1)));
  }

  private static Optional<String> wrong(String what) {
    return Optional.of("lastCommit: " + what);
  }
}
