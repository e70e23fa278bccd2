package althing.node.core.sync;

import althing.ledger.block.Block;
import althing.ledger.block.BlockBody;
import althing.ledger.block.BodyCodec;
import althing.ledger.block.HeaderCodec;
import althing.ledger.types.Bytes;
import althing.node.core.sync.SyncMessage.BlocksSent;
import althing.node.core.sync.SyncMessage.BlocksWanted;
import althing.node.core.sync.SyncMessage.EncodedBlock;
import java.util.ArrayList;

/** What is wrong with a liar's answers. */
enum Lie {
  NO_MESSAGE,
  OTHER_HEIGHT,
  BROKEN_LINK,
  OTHER_BODY,
  OTHER_LAST_COMMIT,
  OTHER_SEED_PROOF,
  BODY_OF_NONSENSE,
  HEADER_OF_NONSENSE,
  CERTIFICATE_OF_ANOTHER_BLOCK,
  CERTIFICATE_OF_NONSENSE,
  TOO_FEW_SIGNATURES,
  ANOTHER_CHAIN,
  WITHOUT_END,
  NOT_ITS_OWN_HEIGHT;

  /** An answer with up to ten blocks. */
  byte[] answer(BlocksWanted wanted, SignedChain chain, SignedChain fork) {
    if (this == NO_MESSAGE) {
      return new byte[] {9, 9, 9};
    }
    SignedChain source = this == ANOTHER_CHAIN ? fork : chain;
    long first = Math.min(wanted.from() + (this == OTHER_HEIGHT ? 1 : 0), chain.height() - 9);
    long last = first + 9;
    var blocks = new ArrayList<EncodedBlock>();
    for (long at = first; at <= last; at++) {
      blocks.add(encoded(source.block(at)));
    }
    Bytes certificate = source.certificate(last, 3);
    byte[] nonsense = {(byte) 0xc1, 5};
    switch (this) {
      case BROKEN_LINK -> blocks.set(5, encoded(fork.block(first + 5)));
      case OTHER_BODY ->
          blocks.set(5, new EncodedBlock(blocks.get(5).header(), encoded(full(fork)).body()));
      case OTHER_LAST_COMMIT ->
          blocks.set(5, with(source.block(first + 5), Bytes.utf8("agreed"), Bytes.EMPTY));
      case OTHER_SEED_PROOF ->
          blocks.set(5, with(source.block(first + 5), Bytes.EMPTY, Bytes.wrap(new byte[80])));
      case BODY_OF_NONSENSE -> blocks.set(5, new EncodedBlock(blocks.get(5).header(), nonsense));
      case HEADER_OF_NONSENSE -> blocks.set(5, new EncodedBlock(nonsense, blocks.get(5).body()));
      case CERTIFICATE_OF_ANOTHER_BLOCK -> certificate = source.certificate(last - 1, 3);
      case CERTIFICATE_OF_NONSENSE -> certificate = Bytes.utf8("signed");
      case TOO_FEW_SIGNATURES -> certificate = source.certificate(last, 2);
      case WITHOUT_END -> certificate = Bytes.EMPTY;
      default -> {}
    }
    long highest = this == NOT_ITS_OWN_HEIGHT ? last - 1 : chain.height();
    return SyncCodec.encode(new BlocksSent(wanted.request(), highest, blocks, certificate));
  }

  private static Block full(SignedChain fork) {
    long height = 1;
    while (fork.block(height).body().transactions().isEmpty()) {
      height++;
    }
    return fork.block(height);
  }

  private static EncodedBlock with(Block block, Bytes lastCommit, Bytes vrfProof) {
    var body = new BlockBody(block.body().transactions(), lastCommit, vrfProof);
    return encoded(new Block(block.header(), body, block.hash()));
  }

  private static EncodedBlock encoded(Block block) {
    return new EncodedBlock(HeaderCodec.encode(block.header()), BodyCodec.encode(block.body()));
  }
}
