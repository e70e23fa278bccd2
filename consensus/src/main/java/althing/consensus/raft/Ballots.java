package althing.consensus.raft;

import althing.consensus.BlockId;
import althing.consensus.PublicKey;
import althing.consensus.Signature;
import althing.consensus.ValidatorSet;
import althing.consensus.certificate.Certificate;
import althing.consensus.certificate.CertificateScheme;
import althing.consensus.certificate.CommitRule;
import althing.consensus.certificate.CommitVote;
import althing.consensus.raft.Message.Cast;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/** The members' votes on blocks that are not final yet: one of a member and height (rule R5). */
final class Ballots {

  private final BlockId chain;
  private final CertificateScheme scheme;
  private final NavigableMap<Long, Map<PublicKey, Cast>> byHeight = new TreeMap<>();

  Ballots(BlockId chain, CertificateScheme scheme) {
    this.chain = chain;
    this.scheme = scheme;
  }

  /** This node's vote. */
  Cast sign(CommitVote vote) {
    return new Cast(vote.epoch(), vote.view(), vote.height(), vote.block(), scheme.sign(vote));
  }

  /** Keeps the newest vote of a member; its signature is checked when it matters. */
  void add(PublicKey member, Cast cast) {
    byHeight.computeIfAbsent(cast.height(), _ -> new TreeMap<>()).put(member, cast);
  }

  void forgetUpTo(long height) {
    byHeight.headMap(height, true).clear();
  }

  /**
   * The proof that enough of {@code set} cast {@code vote}, if they did. Votes whose signature is
   * wrong are forgotten.
   *
   * @param liars is given the members that signed wrongly
   */
  Optional<Certificate> certificate(ValidatorSet set, CommitVote vote, List<PublicKey> liars) {
    Map<PublicKey, Cast> casts = byHeight.getOrDefault(vote.height(), Map.of());
    int needed = needed(set);
    var equal = new TreeMap<Integer, Cast>();
    casts.forEach((member, cast) -> {
      if (cast.vote(chain).equals(vote)) {
        set.indexOf(member).ifPresent(position -> equal.put(position, cast));
      }
    });
    if (equal.size() < needed) {
      return Optional.empty();
    }
    var signatures = new TreeMap<Integer, Signature>();
    var wrong = new ArrayList<PublicKey>();
    equal.forEach((position, cast) -> {
      if (signatures.size() < needed) {
        if (scheme.isSignedBy(set, position, vote, cast.signature())) {
          signatures.put(position, cast.signature());
        } else {
          wrong.add(set.members().get(position));
        }
      }
    });
    wrong.forEach(casts::remove);
    liars.addAll(wrong);
    return signatures.size() < needed
        ? Optional.empty()
        : Optional.of(scheme.assemble(vote, signatures));
  }

  /** What keeps {@code certificate} from being a proof. */
  Optional<String> defect(Certificate certificate, ValidatorSet set) {
    return scheme.defect(certificate, chain, set, needed(set));
  }

  private static int needed(ValidatorSet set) {
    return CommitRule.RAFT.needed(set.size());
  }
}
