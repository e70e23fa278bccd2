package althing.ledger.block;

import althing.ledger.types.Address;
import althing.ledger.types.Amount;
import althing.ledger.types.Bytes;
import althing.ledger.types.Hash;

/**
 * An Ethereum header with the London fields (DESIGN §3). Fields that this chain never varies
 * (ommers hash of the empty list, difficulty 0) are written by the codec and refused if different.
 *
 * @param miner the proposer's account, which earns the tips
 * @param stateRoot root of the state tree after this block
 * @param logsBloom 256 bytes
 * @param timestampMillis block time; the {@code timestamp} field holds its whole seconds and the
 *     8-byte {@code nonce} field the milliseconds within the second
 * @param mixHash the random seed (RULES 0)
 */
public record BlockHeader(
    Hash parentHash,
    Address miner,
    Hash stateRoot,
    Hash transactionsRoot,
    Hash receiptsRoot,
    Bytes logsBloom,
    long height,
    long gasLimit,
    long gasUsed,
    long timestampMillis,
    ExtraData extra,
    Hash mixHash,
    Amount baseFee) {

  /**
   * The fixed-width content of {@code extraData}: 200 bytes in this order.
   *
   * @param setHash hash of the validator set that certifies this block
   * @param nextSetHash hash of the set that certifies the next block
   * @param eventRoot RFC 9162 root of the event tree after this block
   * @param eventCount leaves of that tree, 8 bytes big-endian
   * @param costHash hash of the WASM cost function, zero until there is one
   * @param lastCommitHash SHA-256 of the body's {@code lastCommit}
   * @param vrfHash SHA-256 of the body's seed proof
   */
  public record ExtraData(
      Hash setHash,
      Hash nextSetHash,
      Hash eventRoot,
      long eventCount,
      Hash costHash,
      Hash lastCommitHash,
      Hash vrfHash) {}

  /** Whether another validator set certifies the next block. */
  public boolean closesSet() {
    return !extra.setHash().equals(extra.nextSetHash());
  }
}
