package althing.node.core.sync;

import althing.consensus.BlockId;
import althing.consensus.certificate.Certificate;
import althing.consensus.certificate.CertificateCodec;
import althing.consensus.certificate.MalformedCertificateException;
import althing.ledger.block.BlockHeader;
import althing.ledger.block.HeaderCodec;
import althing.ledger.types.Bytes;
import althing.ledger.types.Hash;
import althing.ledger.types.MalformedException;
import althing.node.core.sync.SyncMessage.BlocksSent;
import althing.node.core.sync.SyncMessage.BlocksWanted;
import althing.node.core.sync.SyncMessage.EncodedBlock;
import althing.node.network.PeerId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A range that grows answer by answer, until one brings the certificate. Checks what can be checked
 * without knowing the chain (rule SY5).
 */
final class RangeAssembly {

  /** Most blocks of a range. */
  static final int MAX_BLOCKS = BlocksWanted.MAX_BLOCKS;

  private final PeerId peer;
  private final long first;
  private final List<BlockHeader> headers = new ArrayList<>();
  private final List<Hash> hashes = new ArrayList<>();
  private final List<EncodedBlock> encoded = new ArrayList<>();
  private long bytes;

  /**
   * @param first height of the first block
   */
  RangeAssembly(PeerId peer, long first) {
    this.peer = peer;
    this.first = first;
  }

  long first() {
    return first;
  }

  /** Height of the block that is wanted next. */
  long next() {
    return first + headers.size();
  }

  /** What is held so far. */
  long bytes() {
    return bytes;
  }

  /**
   * Takes the next answer.
   *
   * @return the range, if this is its end
   * @throws MalformedException if the answer does not go on as it must
   */
  Optional<Range> add(BlocksSent answer) {
    for (EncodedBlock block : answer.blocks()) {
      add(block);
    }
    require(
        answer.highest() >= headers.getLast().height(),
        "the sender has height %d only".formatted(answer.highest()));
    Bytes certificate = answer.certificate();
    if (certificate.isEmpty()) {
      require(!headers.getLast().closesSet(), "it closes its set and has no certificate");
      return Optional.empty();
    }
    return Optional.of(
        new Range(
            peer, headers, hashes, encoded, certificate(certificate), bytes + certificate.size()));
  }

  private void add(EncodedBlock block) {
    BlockHeader header = HeaderCodec.decode(block.header());
    if (header.height() != next()) {
      throw new MalformedException(
          "block of height %d in place of %d".formatted(header.height(), next()));
    }
    if (!headers.isEmpty()) {
      require(header.parentHash().equals(hashes.getLast()), "not the parent of the next block");
      require(!headers.getLast().closesSet(), "it closes its set and others follow");
      require(
          header.extra().setHash().equals(headers.getLast().extra().setHash()),
          "the next block is for another set");
    }
    headers.add(header);
    hashes.add(HeaderCodec.hash(header));
    encoded.add(block);
    bytes += block.size();
    require(
        headers.size() <= MAX_BLOCKS, "more than %d without a certificate".formatted(MAX_BLOCKS));
  }

  private Certificate certificate(Bytes bytes) {
    Certificate certificate;
    try {
      certificate = CertificateCodec.decode(bytes.unsafeArray());
    } catch (MalformedCertificateException e) {
      throw new MalformedException(String.valueOf(e.getMessage()));
    }
    require(
        certificate.height() == headers.getLast().height()
            && certificate.block().equals(BlockId.of(hashes.getLast().unsafeArray())),
        "the certificate is of another block");
    return certificate;
  }

  private void require(boolean condition, String problem) {
    if (!condition) {
      throw new MalformedException("block %d: %s".formatted(headers.getLast().height(), problem));
    }
  }
}
