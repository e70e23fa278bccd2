package althing.ledger.transaction;

import althing.ledger.types.Address;
import althing.ledger.types.Amount;
import althing.ledger.types.Bytes;
import java.math.BigInteger;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a sender signs: an Ethereum transaction of type 0 (legacy, EIP-155), 1 (EIP-2930) or 2
 * (EIP-1559). Types 3 and 4 are refused by name when decoded.
 */
public sealed interface Transaction {

  /**
   * Nonce: the number of transactions of the sender before this one, below 2^64−1 (EIP-2681), as an
   * unsigned {@code long}.
   */
  long nonce();

  /**
   * Gas that may be used, as an unsigned {@code long}: bounded by {@link TransactionRules#check},
   * and to be used for nothing before that.
   */
  long gasLimit();

  /** The recipient; null would create a contract, which this chain does not do by transaction. */
  @Nullable Address to();

  Amount value();

  Bytes data();

  /** EIP-2718 type number: 0, 1 or 2. */
  int type();

  /** The chain this is for; empty for a legacy transaction without replay protection. */
  Optional<Amount> chain();

  /** Highest price per gas that the sender pays. */
  Amount maxFeePerGas();

  /** Highest part of the price that goes to the proposer; equals the price before type 2. */
  Amount maxPriorityFeePerGas();

  List<AccessListEntry> accessList();

  /**
   * The price per gas that is paid when the block asks for {@code baseFee}: the base fee and the
   * tip, within the highest price. Meaningful if {@link TransactionRules#checkFee} passed.
   */
  default Amount effectiveGasPrice(Amount baseFee) {
    BigInteger withTip = baseFee.value().add(maxPriorityFeePerGas().value());
    return withTip.compareTo(maxFeePerGas().value()) < 0 ? new Amount(withTip) : maxFeePerGas();
  }

  /** Gas limit times highest price plus value: what the sender must own. May exceed 256 bits. */
  default BigInteger maxCost() {
    return TransactionRules.gasCost(this).add(value().value());
  }

  /** One address and the storage keys named with it (EIP-2930). */
  record AccessListEntry(Address address, List<Bytes> storageKeys) {
    public AccessListEntry {
      storageKeys = List.copyOf(storageKeys);
    }
  }

  /** Type 0. {@code chainId} null: signed without EIP-155. */
  record Legacy(
      @Nullable Amount chainId,
      long nonce,
      Amount gasPrice,
      long gasLimit,
      @Nullable Address to,
      Amount value,
      Bytes data)
      implements Transaction {
    @Override
    public int type() {
      return 0;
    }

    @Override
    public Optional<Amount> chain() {
      return Optional.ofNullable(chainId);
    }

    @Override
    public Amount maxFeePerGas() {
      return gasPrice;
    }

    @Override
    public Amount maxPriorityFeePerGas() {
      return gasPrice;
    }

    @Override
    public List<AccessListEntry> accessList() {
      return List.of();
    }
  }

  /** Type 1. */
  record AccessList(
      Amount chainId,
      long nonce,
      Amount gasPrice,
      long gasLimit,
      @Nullable Address to,
      Amount value,
      Bytes data,
      List<AccessListEntry> accessList)
      implements Transaction {
    public AccessList {
      accessList = List.copyOf(accessList);
    }

    @Override
    public int type() {
      return 1;
    }

    @Override
    public Optional<Amount> chain() {
      return Optional.of(chainId);
    }

    @Override
    public Amount maxFeePerGas() {
      return gasPrice;
    }

    @Override
    public Amount maxPriorityFeePerGas() {
      return gasPrice;
    }
  }

  /** Type 2. */
  record DynamicFee(
      Amount chainId,
      long nonce,
      Amount maxPriorityFeePerGas,
      Amount maxFeePerGas,
      long gasLimit,
      @Nullable Address to,
      Amount value,
      Bytes data,
      List<AccessListEntry> accessList)
      implements Transaction {
    public DynamicFee {
      accessList = List.copyOf(accessList);
    }

    @Override
    public int type() {
      return 2;
    }

    @Override
    public Optional<Amount> chain() {
      return Optional.of(chainId);
    }
  }
}
