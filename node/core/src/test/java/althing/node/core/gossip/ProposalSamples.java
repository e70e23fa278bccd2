package althing.node.core.gossip;

import althing.consensus.BlockId;
import althing.consensus.Proposal;
import althing.consensus.Signature;
import althing.consensus.pbft.MalformedBlockException;
import althing.consensus.pbft.Message.Propose;
import althing.consensus.pbft.MessageCodec;
import althing.consensus.pbft.Vote;
import althing.ledger.block.Block;
import althing.ledger.block.BlockBody;
import althing.ledger.block.BlockHeader;
import althing.ledger.block.BlockHeader.ExtraData;
import althing.ledger.block.Blocks;
import althing.ledger.block.BodyCodec;
import althing.ledger.block.HeaderCodec;
import althing.ledger.crypto.Sha256;
import althing.ledger.transaction.SignedTransaction;
import althing.ledger.transaction.TransactionCodec;
import althing.ledger.types.Address;
import althing.ledger.types.Bytes;
import althing.ledger.types.Hash;
import althing.ledger.types.MalformedException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/** Blocks and proposals of them, as far as those who pass them on look into them. */
final class ProposalSamples {

  static final MessageCodec MESSAGES = new MessageCodec(ProposalSamples::read, 8 << 20);
  static final long HEIGHT = 9;

  static final BlockForm FORM =
      new BlockForm() {
        @Override
        public Block blockOf(Proposal proposal) {
          return ((Proposed) proposal).block();
        }

        @Override
        public Proposal proposalOf(Block block) {
          return new Proposed(block);
        }
      };

  private ProposalSamples() {}

  /** Encoded: length of the header(4) ‖ header ‖ body. */
  record Proposed(Block block) implements Proposal {
    @Override
    public BlockId id() {
      return BlockId.of(block.hash().toArray());
    }

    @Override
    public long height() {
      return block.height();
    }

    @Override
    public BlockId parent() {
      return BlockId.of(block.header().parentHash().toArray());
    }

    @Override
    public byte[] encoded() {
      byte[] header = HeaderCodec.encode(block.header());
      byte[] body = BodyCodec.encode(block.body());
      return ByteBuffer.allocate(Integer.BYTES + header.length + body.length)
          .putInt(header.length)
          .put(header)
          .put(body)
          .array();
    }
  }

  private static Proposal read(byte[] encoded) {
    try {
      var in = ByteBuffer.wrap(encoded);
      byte[] header = new byte[in.getInt()];
      in.get(header);
      byte[] body = new byte[in.remaining()];
      in.get(body);
      BlockHeader decoded = HeaderCodec.decode(header);
      return new Proposed(Block.ofParts(decoded, BodyCodec.decode(body, decoded.height())));
    } catch (MalformedException e) {
      throw new MalformedBlockException(String.valueOf(e.getMessage()));
    }
  }

  static SignedTransaction tick() {
    return TransactionCodec.tick(HEIGHT, Address.system(0x1006), Bytes.wrap(new byte[68]));
  }

  static Block block(List<SignedTransaction> transactions) {
    var random = new Random(transactions.size());
    var body = new BlockBody(transactions, Bytes.wrap(new byte[300]), Bytes.wrap(new byte[80]));
    return Block.ofParts(header(Blocks.header(random, HEIGHT), body), body);
  }

  /** A header like another that commits to this body. */
  static BlockHeader header(BlockHeader like, BlockBody body) {
    ExtraData extra = like.extra();
    return new BlockHeader(
        like.parentHash(),
        like.miner(),
        like.stateRoot(),
        Block.transactionsRoot(body.transactions()),
        like.receiptsRoot(),
        like.logsBloom(),
        like.height(),
        like.gasLimit(),
        like.gasUsed(),
        like.timestampMillis(),
        new ExtraData(
            extra.setHash(),
            extra.nextSetHash(),
            extra.eventRoot(),
            extra.eventCount(),
            extra.costHash(),
            Sha256.hash(body.lastCommit()),
            Sha256.hash(body.vrfProof())),
        like.mixHash(),
        like.baseFee());
  }

  static Propose propose(long view, Block block) {
    byte[] signature = new byte[Signature.SIZE];
    signature[0] = (byte) view;
    var proposal = new Proposed(block);
    return new Propose(
        new Vote(Vote.Kind.PROPOSE, 3, view, block.height(), proposal.id()),
        Signature.of(signature),
        proposal,
        0,
        Optional.empty(),
        List.of());
  }

  static List<SignedTransaction> transfers(int count) {
    var transfers = new ArrayList<SignedTransaction>();
    for (int nonce = 0; nonce < count; nonce++) {
      transfers.add(GossipWorld.transfer(1, nonce));
    }
    return transfers;
  }

  static List<Hash> hashes(List<SignedTransaction> transactions) {
    return transactions.stream().map(SignedTransaction::hash).toList();
  }
}
