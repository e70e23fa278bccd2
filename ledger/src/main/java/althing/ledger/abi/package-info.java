/**
 * Contract ABI coding and the interfaces of system contracts. Read {@link
 * althing.ledger.abi.ContractAbi} first: it is loaded from the ABI JSON beside each Solidity
 * interface under {@code althing/abi/} and turns calls, results, events and refusals into bytes and
 * back. {@link althing.ledger.abi.AbiCodec} is the coding itself, {@link
 * althing.ledger.abi.AbiType} what it codes, {@link althing.ledger.abi.TypedData} what wallets sign
 * outside a transaction.
 */
@NullMarked
package althing.ledger.abi;

import org.jspecify.annotations.NullMarked;
