package althing.consensus.pbft;

import althing.consensus.Application;
import althing.consensus.BlockId;
import althing.consensus.PublicKey;
import althing.consensus.ValidatorSet;
import java.util.Optional;

/** The newest final block, and who votes on what follows it. */
final class FinalChain {

  private final PublicKey key;
  private final Leaders leaders;
  private ValidatorSet set;
  private int self;
  private BlockId block;
  private long height;
  private long view;
  private Optional<QuorumCertificate> certificate;

  FinalChain(PublicKey key, Leaders leaders, Application.Head head) {
    this.key = key;
    this.leaders = leaders;
    set = head.set();
    block = head.id();
    height = head.height();
    certificate = head.certificate().map(QuorumCertificate::of);
    self = set.indexOf(key).orElse(-1);
    view = viewOf(certificate);
  }

  /** Goes on to a later block; whether another set votes from now on. */
  boolean advance(
      BlockId nextBlock,
      long nextHeight,
      Optional<QuorumCertificate> nextCertificate,
      ValidatorSet nextSet) {
    boolean otherSet = nextSet.epoch() != set.epoch();
    block = nextBlock;
    height = nextHeight;
    certificate = nextCertificate;
    set = nextSet;
    self = set.indexOf(key).orElse(-1);
    view = viewOf(certificate);
    return otherSet;
  }

  ValidatorSet set() {
    return set;
  }

  long epoch() {
    return set.epoch();
  }

  BlockId block() {
    return block;
  }

  long height() {
    return height;
  }

  /** The view of the block's certificate; 0 if that is of an epoch before. */
  long view() {
    return view;
  }

  Optional<QuorumCertificate> certificate() {
    return certificate;
  }

  /** This node's position in the set; -1: it is an observer. */
  int self() {
    return self;
  }

  boolean isMember() {
    return self >= 0;
  }

  /** How many members may lie. */
  int faulty() {
    return set.size() - set.quorum();
  }

  int proposer(long number) {
    return leaders.proposer(set, number);
  }

  PublicKey member(int position) {
    return set.members().get(position);
  }

  /** Position of a member other than this node; -1: it is none. */
  int other(PublicKey peer) {
    int position = set.indexOf(peer).orElse(-1);
    return position == self ? -1 : position;
  }

  /** B4: whether blocks of {@code otherHeight} are kept. */
  boolean reaches(long otherHeight) {
    return otherHeight - height <= PbftMachine.MAX_WAITING;
  }

  /** Whether {@code vote} is of this epoch and above what is final. */
  boolean isCurrent(Vote vote) {
    return vote.epoch() == set.epoch() && vote.view() > view;
  }

  private long viewOf(Optional<QuorumCertificate> proof) {
    return proof
        .map(QuorumCertificate::vote)
        .filter(vote -> vote.epoch() == set.epoch())
        .map(Vote::view)
        .orElse(0L);
  }
}
