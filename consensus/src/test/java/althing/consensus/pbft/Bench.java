package althing.consensus.pbft;

import althing.consensus.Application;
import althing.consensus.BlockId;
import althing.consensus.Judgement;
import althing.consensus.Proposal;
import althing.consensus.PublicKey;
import althing.consensus.Signature;
import althing.consensus.ValidatorSet;
import althing.consensus.certificate.Certificate;
import althing.consensus.pbft.PbftMachine.Journal;
import althing.consensus.pbft.Vote.Kind;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * One machine by itself: the test says what the others say. The machine is the last of four members
 * at genesis, if nothing else is asked for; it proposes in views 3, 7 and so on.
 */
final class Bench {

  static final BlockId GENESIS = BlockId.of(Samples.filled(32, 7));
  static final PbftSettings SETTINGS = PbftSettings.standard(0);
  static final int SELF = 3;

  private final ValidatorSet set =
      new ValidatorSet(0, IntStream.range(0, 4).mapToObj(Bench::key).toList());
  final PbftMachine machine;
  final List<Effect> effects = new ArrayList<>();
  final List<JournalRecord> records = new ArrayList<>();
  private int settled;

  private Bench(Journal journal, int self) {
    var head = new Application.Head(GENESIS, 0, set, Optional.empty());
    machine = new PbftMachine(head, journal, List.of(), new DigestBallots(key(self)), SETTINGS);
    after(new Input.Started());
  }

  static Bench ofNewMember() {
    return new Bench(Journal.NEW, SELF);
  }

  /** It has been here before, and has not voted. */
  static Bench ofMember() {
    return new Bench(Journal.WHOLE, SELF);
  }

  static Bench of(Journal journal, int self) {
    return new Bench(journal, self);
  }

  /** Keys are digests of their owner's name, so is what is signed with them. */
  record DigestBallots(PublicKey self) implements Ballots {

    @Override
    public BlockId chain() {
      return GENESIS;
    }

    @Override
    public Signature sign(Vote vote) {
      return signature(self, vote);
    }

    @Override
    public boolean isSignedBy(PublicKey voter, Vote vote, Signature signature) {
      return signature(voter, vote).equals(signature);
    }

    static Signature signature(PublicKey voter, Vote vote) {
      byte[] message = vote.signedBytes(GENESIS);
      byte[] digest =
          Samples.digest(
              ByteBuffer.allocate(PublicKey.SIZE + message.length)
                  .put(voter.toArray())
                  .put(message)
                  .array());
      return Signature.of(ByteBuffer.allocate(Signature.SIZE).put(digest).put(digest).array());
    }
  }

  static PublicKey key(int member) {
    return PublicKey.of(Samples.digest(new byte[] {(byte) member}));
  }

  // ------------------------------------------------------------------------------ what happens

  /** The effects of one input. */
  List<Effect> after(Input input) {
    var step = machine.step(input);
    machine.check();
    effects.addAll(step.effects());
    records.addAll(step.records());
    return step.effects();
  }

  List<Effect> receive(int from, Message message) {
    return after(new Input.Received(key(from), message));
  }

  /** {@code voters} cast {@code vote}. */
  List<Effect> cast(Vote vote, int... voters) {
    var all = new ArrayList<Effect>();
    for (int voter : voters) {
      all.addAll(receive(voter, new Message.Cast(vote, DigestBallots.signature(key(voter), vote))));
    }
    return all;
  }

  List<Effect> tick() {
    return after(new Input.TimeOut(Timer.RESEND));
  }

  List<Effect> fetch(int from, List<Proposal> chain, Certificate proof) {
    return after(new Input.Fetched(key(from), chain, proof));
  }

  List<Effect> findValid(Proposal block) {
    return after(new Input.BlockJudged(block.id(), Judgement.Valid.SAME_SET));
  }

  /** Answers every question of the application's, blocks being valid, until none is left. */
  void settle() {
    while (settled < effects.size()) {
      Effect effect = effects.get(settled++);
      if (effect instanceof Effect.Judge(var block)) {
        findValid(block);
      } else if (effect instanceof Effect.Commit) {
        after(new Input.ChainCommitted());
      }
    }
  }

  // ------------------------------------------------------------------------------ what is said

  /** {@code count} blocks from {@code height} on, each on the one before. */
  static List<Proposal> chain(BlockId parent, long height, int count) {
    var blocks = new ArrayList<Proposal>();
    BlockId at = parent;
    for (int i = 0; i < count; i++) {
      blocks.add(block(at, height + i));
      at = blocks.getLast().id();
    }
    return blocks;
  }

  static Proposal block(BlockId parent, long height, int... content) {
    var out = ByteBuffer.allocate(40 + content.length).putLong(height).put(parent.toArray());
    Arrays.stream(content).forEach(value -> out.put((byte) value));
    return Samples.readBlock(out.array());
  }

  static Vote vote(Kind kind, long view, Proposal block) {
    return new Vote(kind, 0, view, block.height(), block.id());
  }

  static QuorumCertificate certificate(Vote vote, int... signers) {
    var signatures = new TreeMap<Integer, Signature>();
    for (int signer : signers) {
      signatures.put(signer, DigestBallots.signature(key(signer), vote));
    }
    return new QuorumCertificate(vote, signatures);
  }

  /** By members 0 to 2, in epoch 0. */
  static Certificate proof(long view, Proposal block) {
    return certificate(vote(Kind.COMMIT, view, block), 0, 1, 2).toCertificate();
  }

  /** By the proposer of {@code view}, on genesis. */
  static Message.Propose firstProposal(long view, Proposal block) {
    Vote vote = vote(Kind.PROPOSE, view, block);
    PublicKey proposer = key((int) (view % 4));
    return new Message.Propose(
        vote, DigestBallots.signature(proposer, vote), block, 0, Optional.empty(), List.of());
  }

  /** What the machine says of itself. */
  Message.Status status() {
    tick();
    return receive(0, new Message.Status(0, 1, 0, true)).stream()
        .filter(effect -> effect instanceof Effect.Send(_, Message.Status _))
        .map(effect -> (Message.Status) ((Effect.Send) effect).message())
        .findFirst()
        .orElseThrow();
  }

  static <T> List<T> only(Class<T> kind, List<Effect> effects) {
    return effects.stream().filter(kind::isInstance).map(kind::cast).toList();
  }

  /** The blocks of the commits asked for so far. */
  List<Proposal> committed() {
    return only(Effect.Commit.class, effects).stream()
        .flatMap(commit -> commit.chain().stream())
        .toList();
  }
}
