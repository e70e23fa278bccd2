package althing.node.core.sync;

import althing.consensus.certificate.Certificate;
import althing.ledger.block.Block;
import althing.ledger.block.BlockBody;
import althing.ledger.block.BlockHeader;
import althing.ledger.block.BodyCodec;
import althing.ledger.crypto.Sha256;
import althing.ledger.types.Hash;
import althing.ledger.types.MalformedException;
import althing.node.core.sync.SyncMessage.EncodedBlock;
import althing.node.network.PeerId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Consecutive blocks that one peer sent, with the certificate of the last of them. Immutable but
 * for {@link #keep}, which its owner guards.
 */
final class Range {

  private final PeerId peer;
  private final List<BlockHeader> headers;
  private final List<Hash> hashes;
  private final List<EncodedBlock> encoded;
  private final Certificate certificate;
  private final long bytes;
  private @Nullable List<Block> blocks;

  /**
   * @param headers each the parent of the next
   * @param hashes of the headers
   * @param encoded the same blocks
   * @param bytes that all of it takes
   */
  Range(
      PeerId peer,
      List<BlockHeader> headers,
      List<Hash> hashes,
      List<EncodedBlock> encoded,
      Certificate certificate,
      long bytes) {
    this.peer = peer;
    this.headers = List.copyOf(headers);
    this.hashes = List.copyOf(hashes);
    this.encoded = List.copyOf(encoded);
    this.certificate = certificate;
    this.bytes = bytes;
  }

  PeerId peer() {
    return peer;
  }

  Certificate certificate() {
    return certificate;
  }

  long bytes() {
    return bytes;
  }

  long first() {
    return headers.getFirst().height();
  }

  long last() {
    return headers.getLast().height();
  }

  boolean covers(long height) {
    return first() <= height && height <= last();
  }

  /** The header at a height that is covered. */
  BlockHeader headerAt(long height) {
    return headers.get((int) (height - first()));
  }

  /** The blocks from {@code height} on, if they were read and kept. */
  Optional<List<Block>> blocksFrom(long height) {
    return Optional.ofNullable(blocks)
        .map(all -> all.subList((int) (height - first()), all.size()));
  }

  boolean isRead() {
    return blocks != null;
  }

  /** Remembers what {@link #read} answered. */
  void keep(List<Block> read) {
    blocks = read;
  }

  /**
   * Reads the blocks; their senders are recovered here.
   *
   * @throws MalformedException if a body is not one, or not that of its header
   */
  List<Block> read() {
    var read = new ArrayList<Block>(headers.size());
    for (int i = 0; i < headers.size(); i++) {
      BlockHeader header = headers.get(i);
      try {
        BlockBody body = BodyCodec.decode(encoded.get(i).body(), header.height());
        requireBodyOf(header, body);
        read.add(new Block(header, body, hashes.get(i)));
      } catch (MalformedException e) {
        throw new MalformedException("block %d: %s".formatted(header.height(), e.getMessage()));
      }
    }
    return read;
  }

  private static void requireBodyOf(BlockHeader header, BlockBody body) {
    var extra = header.extra();
    require(
        Block.transactionsRoot(body.transactions()).equals(header.transactionsRoot()),
        "transactions: not those of the header");
    require(
        Sha256.hash(body.lastCommit()).equals(extra.lastCommitHash()),
        "lastCommit: not that of the header");
    require(
        Sha256.hash(body.vrfProof()).equals(extra.vrfHash()), "vrfProof: not that of the header");
  }

  private static void require(boolean condition, String problem) {
    if (!condition) {
      throw new MalformedException(problem);
    }
  }
}
