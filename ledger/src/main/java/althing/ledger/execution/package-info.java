/**
 * Runs blocks: ticks, transactions, gas, fees, receipts. Read {@link
 * althing.ledger.execution.BlockExecution} first.
 */
@NullMarked
package althing.ledger.execution;

import org.jspecify.annotations.NullMarked;
