package althing.node.core.sync;

import althing.ledger.block.BodyCodec;
import althing.ledger.block.HeaderCodec;
import althing.ledger.types.Bytes;
import java.util.List;

/** What nodes say to each other about final blocks. Each answer repeats the question's number. */
sealed interface SyncMessage {

  /** The question's number, chosen by who asks; from 0 to {@link SyncCodec#MAX_NUMBER}. */
  long request();

  /**
   * Asks for consecutive final blocks.
   *
   * @param from height of the first, at least 1
   * @param blocks how many are wanted, 1 to {@link #MAX_BLOCKS}; the answer may have more, up to
   *     the next certificate
   * @param bytes most bytes of blocks in the answer; one block is sent whatever its size
   */
  record BlocksWanted(long request, long from, int blocks, int bytes) implements SyncMessage {

    static final int MAX_BLOCKS = 256;
    static final int MIN_BYTES = 1 << 10;
    static final int MAX_BYTES = 4 << 20;

    public BlocksWanted {
      require(from >= 1, "from", from);
      require(blocks >= 1 && blocks <= MAX_BLOCKS, "blocks", blocks);
      require(bytes >= MIN_BYTES && bytes <= MAX_BYTES, "bytes", bytes);
    }
  }

  /**
   * Consecutive final blocks from the height asked for.
   *
   * @param highest the newest height that the sender has
   * @param blocks at least one, of one validator set
   * @param certificate of the last block; empty if the row goes on with the next height
   */
  record BlocksSent(long request, long highest, List<EncodedBlock> blocks, Bytes certificate)
      implements SyncMessage {

    /** Room for the signatures of the largest validator set. */
    static final int MAX_CERTIFICATE = 68 << 10;

    public BlocksSent {
      blocks = List.copyOf(blocks);
      require(
          !blocks.isEmpty() && blocks.size() <= BlocksWanted.MAX_BLOCKS, "blocks", blocks.size());
      require(certificate.size() <= MAX_CERTIFICATE, "certificate bytes", certificate.size());
    }
  }

  /**
   * The sender does not have what was asked for.
   *
   * @param lowest height of the first block that it has
   * @param highest of the last
   */
  record NotAvailable(long request, long lowest, long highest) implements SyncMessage {
    public NotAvailable {
      require(lowest >= 0, "lowest", lowest);
      require(highest >= lowest, "highest", highest);
    }
  }

  /** A block in the form that peers exchange: RLP of header and body. */
  record EncodedBlock(byte[] header, byte[] body) {

    public EncodedBlock {
      require(header.length >= 1 && header.length <= HeaderCodec.MAX_SIZE, "header", header.length);
      require(body.length >= 1 && body.length <= BodyCodec.MAX_SIZE, "body", body.length);
    }

    int size() {
      return header.length + body.length;
    }
  }

  private static void require(boolean holds, String field, long value) {
    if (!holds) {
      throw new IllegalArgumentException("%s is %d".formatted(field, value));
    }
  }
}
