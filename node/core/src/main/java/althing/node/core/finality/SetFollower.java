package althing.node.core.finality;

import althing.consensus.BlockId;
import althing.consensus.PublicKey;
import althing.consensus.ValidatorSet;
import althing.consensus.certificate.CertificateCheck;
import althing.consensus.certificate.CommitRule;
import althing.ledger.block.BlockHeader;
import althing.ledger.block.HeaderCodec;
import althing.ledger.crypto.Ed25519;
import althing.ledger.protocol.Protocol;
import althing.ledger.protocol.ProtocolEvent.Seat;
import althing.ledger.types.Hash;
import java.util.List;
import java.util.Optional;

/**
 * Follows a chain from its genesis by certificates alone: knows the hash of the validator set that
 * certifies what comes next, and how many sets came before it. The same for every engine; only the
 * {@link CommitRule} differs.
 */
final class SetFollower {

  private final CertificateCheck certificates;
  private Hash set;
  private long epoch;
  private long height;

  SetFollower(BlockHeader genesis, CommitRule rule) {
    certificates =
        new CertificateCheck(
            BlockId.of(HeaderCodec.hash(genesis).unsafeArray()),
            rule,
            (key, message, signature) ->
                Ed25519.verify(key.toArray(), message, signature.toArray()));
    set = genesis.extra().nextSetHash();
  }

  /**
   * Goes on to the last of {@code next}, if its certificate proves that it is final.
   *
   * @return what is wrong, naming the height; then this follower is where it was
   */
  Optional<String> follow(CertifiedHeaders next) {
    Optional<String> defect = row(next.headers()).or(() -> certificate(next));
    if (defect.isEmpty()) {
      BlockHeader last = next.headers().getLast();
      if (last.closesSet()) {
        set = last.extra().nextSetHash();
        epoch++;
      }
      height = last.height();
    }
    return defect;
  }

  private Optional<String> row(List<BlockHeader> headers) {
    if (headers.getFirst().height() <= height) {
      return at(headers.getFirst(), "is not above height " + height);
    }
    BlockHeader before = null;
    for (BlockHeader header : headers) {
      if (before != null && header.height() != before.height() + 1) {
        return at(header, "follows height " + before.height());
      }
      if (before != null && !header.parentHash().equals(HeaderCodec.hash(before))) {
        return at(header, "is not the child of the block before it");
      }
      if (before != null && before.closesSet()) {
        return at(before, "closes its validator set and has no certificate of its own");
      }
      if (!header.extra().setHash().equals(set)) {
        return at(
            header,
            "is for validator set %s to certify, not for %s"
                .formatted(header.extra().setHash(), set));
      }
      before = header;
    }
    return Optional.empty();
  }

  private Optional<String> certificate(CertifiedHeaders next) {
    BlockHeader last = next.headers().getLast();
    if (next.certificate().isEmpty()) {
      return at(last, "no certificate");
    }
    if (!Protocol.setHash(next.validators()).equals(set)) {
      return at(last, "the validators are not the set " + set);
    }
    ValidatorSet members;
    try {
      members = new ValidatorSet(epoch, next.validators().stream().map(SetFollower::key).toList());
    } catch (IllegalArgumentException e) {
      return at(last, String.valueOf(e.getMessage()));
    }
    return certificates
        .defect(
            next.certificate().unsafeArray(),
            members,
            last.height(),
            BlockId.of(HeaderCodec.hash(last).unsafeArray()))
        .flatMap(defect -> at(last, defect));
  }

  private static PublicKey key(Seat seat) {
    return PublicKey.of(seat.nodeKey().unsafeArray());
  }

  private static Optional<String> at(BlockHeader header, String what) {
    return Optional.of("block %d: %s".formatted(header.height(), what));
  }
}
