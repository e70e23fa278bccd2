package althing.consensus.pbft;

import althing.consensus.BlockId;
import althing.consensus.Proposal;
import althing.consensus.Signature;
import althing.consensus.pbft.Vote.Kind;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Votes, certificates, messages and records, fixed ones and random ones. */
final class Samples {

  static final int MAX_BLOCK_BYTES = 4_096;
  static final MessageCodec CODEC = new MessageCodec(Samples::readBlock, MAX_BLOCK_BYTES);

  private Samples() {}

  /** Encoded: height(8) ‖ parent(32) ‖ content; named by the digest of that. */
  record Block(BlockId id, long height, BlockId parent, List<Byte> content) implements Proposal {
    @Override
    public byte[] encoded() {
      var out = ByteBuffer.allocate(40 + content.size()).putLong(height).put(parent.toArray());
      content.forEach(out::put);
      return out.array();
    }
  }

  static Block readBlock(byte[] encoded) {
    var in = ByteBuffer.wrap(encoded);
    if (encoded.length < 40 || in.getLong(0) < 0) {
      throw new MalformedBlockException("no block");
    }
    byte[] parent = new byte[32];
    long height = in.getLong();
    in.get(parent);
    var content = Stream.generate(in::get).limit(in.remaining()).toList();
    return new Block(BlockId.of(digest(encoded)), height, BlockId.of(parent), content);
  }

  static Block block(long height, int parent, byte... content) {
    return readBlock(
        ByteBuffer.allocate(40 + content.length)
            .putLong(height)
            .put(filled(32, parent))
            .put(content)
            .array());
  }

  static Vote vote(Kind kind, long epoch, long view) {
    return kind == Kind.SKIP
        ? Vote.skip(epoch, view)
        : new Vote(kind, epoch, view, 9, BlockId.of(filled(32, 5)));
  }

  static Vote proposing(long epoch, long view, Proposal block) {
    return new Vote(Kind.PROPOSE, epoch, view, block.height(), block.id());
  }

  static Signature signature(int value) {
    return Signature.of(filled(64, value));
  }

  static QuorumCertificate certificate(Vote vote, Integer... signers) {
    var signatures = new TreeMap<Integer, Signature>();
    Arrays.stream(signers).forEach(signer -> signatures.put(signer, signature(signer)));
    return new QuorumCertificate(vote, signatures);
  }

  /** One of each kind, and of each shape of a kind. */
  static List<Message> messages() {
    var block = block(9, 4, (byte) 1, (byte) 2);
    return List.of(
        new Message.Propose(
            proposing(3, 1, block), signature(0xaa), block, 0, Optional.empty(), List.of()),
        new Message.Propose(
            proposing(3, 7, block),
            signature(0xaa),
            block,
            4,
            Optional.of(certificate(vote(Kind.PREPARE, 3, 4), 0, 2, 3)),
            List.of(
                certificate(vote(Kind.SKIP, 3, 5), 0, 1), certificate(vote(Kind.SKIP, 3, 6), 2))),
        new Message.Cast(vote(Kind.PREPARE, 3, 2), signature(0xbb)),
        new Message.Cast(vote(Kind.COMMIT, 3, 2), signature(0xbb)),
        new Message.Cast(vote(Kind.SKIP, 3, 2), signature(0xbb)),
        new Message.Certified(certificate(vote(Kind.PREPARE, 3, 2), 1)),
        new Message.Certified(certificate(vote(Kind.COMMIT, 3, 2), 0, 0x104)),
        new Message.Certified(certificate(vote(Kind.SKIP, 3, 2), 0, 1, 1023)),
        new Message.Status(3, 2, 8, true),
        new Message.Status(0, 1, 0, false),
        new Message.BlockWanted(BlockId.of(filled(32, 5))),
        new Message.BlockSent(block));
  }

  static List<JournalRecord> records() {
    return List.of(
        new JournalRecord.Floor(3, 1),
        new JournalRecord.OwnVote(vote(Kind.PROPOSE, 3, 2), signature(0xbb)),
        new JournalRecord.OwnVote(vote(Kind.PREPARE, 3, 2), signature(0xbb)),
        new JournalRecord.OwnVote(vote(Kind.COMMIT, 3, 2), signature(0xbb)),
        new JournalRecord.OwnVote(vote(Kind.SKIP, 3, 3), signature(0xcc)),
        new JournalRecord.Block(block(9, 4, (byte) 1, (byte) 2)),
        new JournalRecord.Certificate(certificate(vote(Kind.COMMIT, 3, 2), 0, 1, 3)),
        new JournalRecord.Forgotten());
  }

  static Message message(Random random) {
    List<Supplier<Message>> kinds =
        List.of(
            () -> propose(random),
            () -> new Message.Cast(vote(random, 1 + random.nextInt(3)), signature(random)),
            () -> new Message.Certified(certificate(random)),
            () ->
                new Message.Status(
                    number(random), 1 + random.nextInt(99), number(random), random.nextBoolean()),
            () -> new Message.BlockWanted(BlockId.of(bytes(random, 32))),
            () -> new Message.BlockSent(block(random)));
    return kinds.get(random.nextInt(kinds.size())).get();
  }

  static JournalRecord record(Random random) {
    List<Supplier<JournalRecord>> kinds =
        List.of(
            JournalRecord.Forgotten::new,
            () -> new JournalRecord.Floor(number(random), number(random)),
            () -> new JournalRecord.OwnVote(vote(random, random.nextInt(4)), signature(random)),
            () -> new JournalRecord.Block(block(random)),
            () -> new JournalRecord.Certificate(certificate(random)));
    return kinds.get(random.nextInt(kinds.size())).get();
  }

  private static Message.Propose propose(Random random) {
    var block = block(random);
    long view = 1 + random.nextInt(50);
    long parent = random.nextInt((int) view);
    return new Message.Propose(
        proposing(number(random), view, block),
        signature(random),
        block,
        parent,
        parent > 0 ? Optional.of(certificate(random)) : Optional.empty(),
        Stream.generate(() -> certificate(random)).limit(random.nextInt(4)).toList());
  }

  private static Block block(Random random) {
    return block(number(random), random.nextInt(256), bytes(random, random.nextInt(200)));
  }

  private static QuorumCertificate certificate(Random random) {
    var signers = random.ints(1 + random.nextInt(20), 0, 1024).distinct().boxed();
    return certificate(vote(random, 1 + random.nextInt(3)), signers.toArray(Integer[]::new));
  }

  private static Vote vote(Random random, int kind) {
    return vote(Kind.of(kind), number(random), 1 + random.nextInt(1000));
  }

  private static Signature signature(Random random) {
    return Signature.of(bytes(random, 64));
  }

  private static long number(Random random) {
    return random.nextLong() >>> 2;
  }

  static byte[] bytes(Random random, int size) {
    byte[] value = new byte[size];
    random.nextBytes(value);
    return value;
  }

  static byte[] filled(int size, int value) {
    byte[] bytes = new byte[size];
    Arrays.fill(bytes, (byte) value);
    return bytes;
  }

  static byte[] digest(byte[] bytes) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(bytes);
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }
}
