package althing.consensus.pbft;

import althing.consensus.BlockId;
import althing.consensus.pbft.Vote.Kind;

/**
 * Votes to bytes and back, as a part of something larger: kind(1) ‖ epoch(8) ‖ view(8), and unless
 * it is a skip, height(8) ‖ block(32).
 */
final class VoteCodec {

  static final int MAX_SIZE = 1 + 3 * Long.BYTES + BlockId.SIZE;

  private VoteCodec() {}

  static void write(ByteWriter out, Vote vote) {
    out.put(vote.kind().number());
    writeRest(out, vote);
  }

  /** Without the kind, where that is known. */
  static void writeRest(ByteWriter out, Vote vote) {
    out.putNumber(vote.epoch()).putNumber(vote.view());
    if (vote.kind() != Kind.SKIP) {
      out.putNumber(vote.height()).put(vote.block());
    }
  }

  static Vote read(ByteReader in) {
    int at = in.offset();
    int number = in.unsignedByte("kind of vote");
    if (number >= Kind.values().length) {
      throw in.refusal(at, "unknown kind of vote " + number);
    }
    return readRest(in, Kind.of(number));
  }

  static Vote readRest(ByteReader in, Kind kind) {
    long epoch = in.number("epoch", 0);
    long view = in.number("view", 1);
    if (kind == Kind.SKIP) {
      return Vote.skip(epoch, view);
    }
    long height = in.number("height", 0);
    int at = in.offset();
    var block = in.blockId("block");
    if (block.equals(Vote.NO_BLOCK)) {
      throw in.refusal(at, kind + " of no block");
    }
    return new Vote(kind, epoch, view, height, block);
  }
}
