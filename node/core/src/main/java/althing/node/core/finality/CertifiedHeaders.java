package althing.node.core.finality;

import althing.ledger.block.BlockHeader;
import althing.ledger.protocol.ProtocolEvent.Seat;
import althing.ledger.types.Bytes;
import java.util.List;

/**
 * A block with what makes it final: its header, those of its descendants up to one that has a
 * certificate of its own, that certificate, and the validators that signed it.
 *
 * @param headers at least one, each the parent of the next
 * @param certificate of the last
 * @param validators whose hash all the headers carry, in the order of their seats
 */
public record CertifiedHeaders(
    List<BlockHeader> headers, Bytes certificate, List<Seat> validators) {

  /** The most blocks that one certificate makes final. */
  public static final int MAX_HEADERS = 257;

  public CertifiedHeaders {
    headers = List.copyOf(headers);
    validators = List.copyOf(validators);
    if (headers.isEmpty() || headers.size() > MAX_HEADERS) {
      throw new IllegalArgumentException(
          "%d headers under a certificate, not 1 to %d".formatted(headers.size(), MAX_HEADERS));
    }
  }
}
