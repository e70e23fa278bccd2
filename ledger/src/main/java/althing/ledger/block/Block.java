package althing.ledger.block;

import althing.ledger.types.Hash;

/**
 * A header with its body.
 *
 * @param hash Keccak-256 of the header's RLP
 */
public record Block(BlockHeader header, BlockBody body, Hash hash) {

  public long height() {
    return header.height();
  }
}
