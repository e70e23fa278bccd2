package althing.ledger.block;

import althing.ledger.types.Amount;
import althing.ledger.types.Bytes;
import java.util.List;

/**
 * The result of one transaction of a block.
 *
 * @param type EIP-2718 type of the transaction
 * @param succeeded false: the call was refused and paid the gas it used
 * @param cumulativeGasUsed gas of the block up to and including this transaction
 * @param gasPrice the price per gas that was paid
 * @param output what the call returned; ABI error data when refused. Not part of the receipts root
 */
public record Receipt(
    int type,
    boolean succeeded,
    long gasUsed,
    long cumulativeGasUsed,
    Amount gasPrice,
    List<Log> logs,
    Bytes output) {
  public Receipt {
    logs = List.copyOf(logs);
  }
}
