package althing.node.core.snapshot;

import althing.consensus.certificate.CertificateCodec;
import althing.consensus.certificate.MalformedCertificateException;
import althing.ledger.block.Block;
import althing.ledger.block.BlockBody;
import althing.ledger.block.BlockHeader;
import althing.ledger.block.BodyCodec;
import althing.ledger.block.HeaderCodec;
import althing.ledger.block.ReceiptCodec;
import althing.ledger.chain.ChainReader.HistoryPrunedException;
import althing.ledger.chain.ChainStore;
import althing.ledger.chain.SnapshotBase;
import althing.ledger.event.EventDecoder;
import althing.ledger.event.RecordedEvent;
import althing.ledger.log.Tile;
import althing.ledger.rlp.RlpReader;
import althing.ledger.rlp.RlpWriter;
import althing.ledger.state.StateRoot;
import althing.ledger.types.Bytes;
import althing.ledger.types.Hash;
import althing.ledger.types.MalformedException;
import althing.node.core.finality.CertifiedHeaders;
import althing.node.core.finality.FinalityProof;
import althing.node.core.finality.FinalityProofCodec;
import althing.node.core.finality.FinalityProver;
import althing.node.core.finality.FinalityVerifier;
import althing.node.core.finality.FinalityVerifier.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * All of a snapshot but the state: the block, what proves it final, and what the blocks above it
 * need of those below.
 *
 * <p>RLP of [proof, [ancestor], body, receipts, [event], [[level, index, hashes]]]: proof as {@link
 * FinalityProofCodec} writes it, ancestors as headers are hashed, body in the form that peers
 * exchange, receipts as they are stored, events as leaves.
 */
record SnapshotHead(FinalityProof proof, SnapshotBase base) {

  /** The most headers before the block. */
  static final int MAX_ANCESTORS = CertifiedHeaders.MAX_HEADERS;

  private static final int MAX_TILES = 8;
  private static final int MAX_TILE = Tile.WIDTH * Hash.SIZE;

  /** The root of the state that goes with it. */
  StateRoot stateRoot() {
    return new StateRoot(base.height(), base.block().header().stateRoot());
  }

  /**
   * The newest block up to {@code height} whose state can be given to others: it ends an epoch, has
   * a certificate of its own, and its state is kept.
   *
   * @return 0 if there is none
   */
  static long newest(ChainStore chain, long height) {
    var ends = chain.treeRetention().epochEnds();
    long at = height;
    // Certificates may cover several blocks: not every end of an epoch has one of its own.
    for (int tries = 0; tries < 64; tries++) {
      var end = ends.latestUpTo(at);
      if (end.isEmpty() || end.getAsLong() < Math.max(2, chain.oldestState())) {
        return 0;
      }
      at = end.getAsLong();
      if (isServed(chain, at)) {
        return at;
      }
      at--;
    }
    return 0;
  }

  /** Whether the state of the block at {@code height} can be given to others. */
  static boolean isServed(ChainStore chain, long height) {
    var end = chain.treeRetention().epochEnds().latestUpTo(height);
    if (height < 2
        || height < chain.oldestState()
        || height > chain.headHeight()
        || end.isEmpty()
        || end.getAsLong() != height) {
      return false;
    }
    Optional<Bytes> certificate = chain.certificate(height);
    if (certificate.isEmpty()
        || CertificateCodec.decode(certificate.get().unsafeArray()).epoch()
            > FinalityProof.MAX_HANDOVERS) {
      return false;
    }
    long oldest = oldestAncestor(chain.block(height).orElseThrow());
    return height - oldest <= MAX_ANCESTORS && hasHeader(chain, oldest);
  }

  private static boolean hasHeader(ChainStore chain, long height) {
    try {
      return chain.header(height).isPresent();
    } catch (HistoryPrunedException _) {
      return false;
    }
  }

  /**
   * Height of the lowest block that a certificate in a child of {@code block} may be of: one that
   * is not older than what the block itself carries.
   */
  private static long oldestAncestor(Block block) {
    Bytes lastCommit = block.body().lastCommit();
    long oldest =
        lastCommit.isEmpty() ? 1 : CertificateCodec.decode(lastCommit.unsafeArray()).height();
    return Math.clamp(oldest, 1, block.height() - 1);
  }

  /** What is sent of a block for which {@link #isServed} holds. */
  static byte[] read(ChainStore chain, FinalityProver prover, long height) {
    long oldest = oldestAncestor(chain.block(height).orElseThrow());
    Bytes proof = Bytes.wrap(FinalityProofCodec.encode(prover.prove(height)));
    return encode(SnapshotBase.read(chain, height, oldest, proof));
  }

  static byte[] encode(SnapshotBase base) {
    return RlpWriter.encodeList(out -> {
      out.bytes(base.finality());
      out.list(
          headers -> base.ancestors().forEach(header -> headers.bytes(HeaderCodec.encode(header))));
      out.bytes(BodyCodec.encode(base.block().body()));
      out.bytes(ReceiptCodec.encodeStored(base.receipts()));
      out.list(events -> base.events().forEach(event -> events.bytes(event.encoded())));
      out.list(tiles ->
          base.tiles()
              .forEach(tile ->
                  tiles.list(
                      one -> one.number(tile.level()).number(tile.index()).bytes(tile.hashes()))));
    });
  }

  /**
   * Reads what a peer sent, and checks all of it.
   *
   * @param genesis hash of the block at height 0
   * @throws MalformedException if it is malformed, does not hang together, or does not prove that
   *     the block is final
   */
  static SnapshotHead verified(byte[] encoded, EventDecoder decoder, Hash genesis) {
    SnapshotHead head;
    try {
      head = RlpReader.decodeList(encoded, in -> decode(in, decoder));
    } catch (ArithmeticException e) {
      throw new MalformedException("receipts: " + e.getMessage());
    }
    switch (FinalityVerifier.verify(head.proof(), genesis)) {
      case Verdict.Refused(var reason) -> throw new MalformedException("finality: " + reason);
      case Verdict.Final _ -> {}
    }
    head.base().requireSound();
    long needed;
    try {
      needed = oldestAncestor(head.base().block());
    } catch (MalformedCertificateException e) {
      throw new MalformedException("lastCommit: " + e.getMessage());
    }
    if (head.base().ancestors().getFirst().height() > needed) {
      throw new MalformedException(
          "ancestors: they begin at height %d, not at %d"
              .formatted(head.base().ancestors().getFirst().height(), needed));
    }
    return head;
  }

  private static SnapshotHead decode(RlpReader in, EventDecoder decoder) {
    Bytes finality = Bytes.wrap(in.field("finality").bytes());
    FinalityProof proof = FinalityProofCodec.decode(finality.unsafeArray());
    CertifiedHeaders block = proof.block();
    if (block == null || block.headers().size() != 1) {
      throw new MalformedException("finality: the block has no certificate of its own");
    }
    BlockHeader header = block.headers().getFirst();
    List<BlockHeader> ancestors =
        in.field("ancestors")
            .listOf(
                MAX_ANCESTORS,
                each -> HeaderCodec.decode(each.bytes(HeaderCodec.MAX_SIZE).unsafeArray()));
    if (ancestors.isEmpty()) {
      throw new MalformedException("ancestors: none");
    }
    long first = ancestors.getLast().extra().eventCount();
    BlockBody body =
        BodyCodec.decode(in.field("body").bytes(BodyCodec.MAX_SIZE).unsafeArray(), header.height());
    byte[] receipts = in.field("receipts").bytes();
    requireCount(receipts, body.transactions().size());
    // Each is read at once: many that are none would take more memory than they have bytes.
    var events = new ArrayList<RecordedEvent>();
    in.field("events")
        .list(each -> {
          while (each.hasNext()) {
            events.add(decoder.decode(first + events.size(), Bytes.wrap(each.bytes())));
          }
          return events;
        });
    List<Tile> tiles = in.field("tiles").listOf(MAX_TILES, each -> each.list(SnapshotHead::tile));
    in.expectEnd();
    return new SnapshotHead(
        proof,
        new SnapshotBase(
            ancestors,
            Block.of(header, body),
            ReceiptCodec.decodeStored(receipts),
            events,
            block.certificate(),
            finality,
            tiles));
  }

  /** Looks that there are not more receipts than transactions, before they are read. */
  private static void requireCount(byte[] receipts, int transactions) {
    RlpReader items = RlpReader.of(receipts).field("receipts").list();
    for (int count = 0; items.hasNext(); count++) {
      if (count == transactions) {
        throw new MalformedException("receipts: more than " + transactions);
      }
      items.list();
    }
  }

  private static Tile tile(RlpReader in) {
    int level = in.smallNumber();
    long index = in.number();
    Bytes hashes = in.bytes(MAX_TILE);
    try {
      return new Tile(level, index, hashes);
    } catch (IllegalArgumentException e) {
      throw new MalformedException("tiles: " + e.getMessage());
    }
  }
}
