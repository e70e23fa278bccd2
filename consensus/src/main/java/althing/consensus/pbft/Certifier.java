package althing.consensus.pbft;

import althing.consensus.PublicKey;
import althing.consensus.Signature;
import althing.consensus.pbft.Round.Slot;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/** Makes certificates of votes, and checks those that others made (rule P3). */
final class Certifier {

  private final Ballots ballots;
  private final FinalChain chain;

  Certifier(Ballots ballots, FinalChain chain) {
    this.ballots = ballots;
    this.chain = chain;
  }

  /** What counting came to. */
  record Count(Optional<QuorumCertificate> certificate, List<PublicKey> forgers) {

    static final Count NOTHING = new Count(Optional.empty(), List.of());
  }

  /**
   * Makes a certificate of a quorum of votes equal to {@code vote}. Signatures are checked once
   * there are enough; wrong ones are thrown out and their senders named.
   */
  Count count(Round round, Vote vote) {
    if (round.certificate(vote.kind()) != null) {
      return Count.NOTHING;
    }
    var slots = round.of(vote.kind());
    int quorum = chain.set().quorum();
    if (slots.values().stream().filter(slot -> slot.vote.equals(vote)).count() < quorum) {
      return Count.NOTHING;
    }
    var signatures = new TreeMap<Integer, Signature>();
    var wrong = new ArrayList<Integer>();
    slots.forEach((member, slot) -> {
      if (slot.vote.equals(vote)) {
        if (isRight(member, slot)) {
          signatures.put(member, slot.signature);
        } else {
          wrong.add(member);
        }
      }
    });
    wrong.forEach(member -> round.remove(vote.kind(), member));
    return new Count(
        signatures.size() < quorum
            ? Optional.empty()
            : Optional.of(new QuorumCertificate(vote, signatures)),
        wrong.stream().map(chain::member).toList());
  }

  private boolean isRight(int member, Slot slot) {
    slot.checked =
        slot.checked || ballots.isSignedBy(chain.member(member), slot.vote, slot.signature);
    return slot.checked;
  }

  /** Whether distinct members, as many as make a quorum, signed the same vote of this epoch. */
  boolean isProof(QuorumCertificate certificate) {
    var signatures = certificate.signatures();
    return certificate.vote().epoch() == chain.epoch()
        && signatures.size() >= chain.set().quorum()
        && signatures.lastKey() < chain.set().size()
        && signatures.entrySet().stream()
            .allMatch(entry ->
                ballots.isSignedBy(
                    chain.member(entry.getKey()), certificate.vote(), entry.getValue()));
  }

  /** Who signed two certificates that cannot both exist unless more than a third lies. */
  List<Equivocation> culprits(QuorumCertificate one, QuorumCertificate other) {
    var culprits = new ArrayList<Equivocation>();
    other
        .signatures()
        .forEach((member, signature) -> {
          var first = one.signatures().get(member);
          if (first != null) {
            culprits.add(
                new Equivocation(chain.member(member), one.vote(), first, other.vote(), signature));
          }
        });
    return culprits;
  }
}
