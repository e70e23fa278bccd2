package althing.ledger.transaction;

import althing.ledger.types.Address;
import althing.ledger.types.Amount;
import java.math.BigInteger;

/**
 * Why a well-formed transaction cannot be in a block: what it has and what was asked. The messages
 * open with the words that Ethereum's clients recognise.
 */
public sealed interface TransactionRefusal {

  String message();

  /** It was signed for another chain. */
  record WrongChain(Amount has, Amount wants) implements TransactionRefusal {
    @Override
    public String message() {
      return "invalid chain id for signer: have " + has + " want " + wants;
    }
  }

  /** It was signed for no chain in particular, so that it could be replayed on any. */
  record NotReplayProtected() implements TransactionRefusal {
    @Override
    public String message() {
      return "only replay-protected (EIP-155) transactions allowed over RPC";
    }
  }

  /**
   * Its gas limit is above that of a block.
   *
   * @param has unsigned
   */
  record ExceedsBlockGasLimit(long has, long limit) implements TransactionRefusal {
    @Override
    public String message() {
      return "exceeds block gas limit: gas "
          + Long.toUnsignedString(has)
          + ", block gas limit "
          + Long.toUnsignedString(limit);
    }
  }

  /** It names no recipient: it would create a contract from EVM code. */
  record CreatesContract() implements TransactionRefusal {
    @Override
    public String message() {
      return "contract creation is not supported: there is no EVM, contracts are WASM";
    }
  }

  /** Its gas limit does not cover its {@link IntrinsicGas}. */
  record IntrinsicGasTooLow(long has, long needs) implements TransactionRefusal {
    @Override
    public String message() {
      return "intrinsic gas too low: gas " + has + ", minimum needed " + needs;
    }
  }

  /** Its tip is above its highest price. */
  record TipAboveFeeCap(Amount tip, Amount feeCap) implements TransactionRefusal {
    @Override
    public String message() {
      return "max priority fee per gas higher than max fee per gas: maxPriorityFeePerGas "
          + tip
          + ", maxFeePerGas "
          + feeCap;
    }
  }

  /** Gas limit times price does not fit 256 bits. */
  record CostOverflow() implements TransactionRefusal {
    @Override
    public String message() {
      return "insufficient funds for gas * price + value: required balance exceeds 256 bits";
    }
  }

  /** Its highest price is below the block's base fee. */
  record FeeCapBelowBaseFee(Amount feeCap, Amount baseFee) implements TransactionRefusal {
    @Override
    public String message() {
      return "max fee per gas less than block base fee: maxFeePerGas "
          + feeCap
          + ", baseFee "
          + baseFee;
    }
  }

  /** Its nonce is used. Both numbers unsigned. */
  record NonceTooLow(Address sender, long has, long next) implements TransactionRefusal {
    @Override
    public String message() {
      return "nonce too low: " + nonces(sender, has, next);
    }
  }

  /** Nonces before its own are not used yet. Both numbers unsigned. */
  record NonceTooHigh(Address sender, long has, long next) implements TransactionRefusal {
    @Override
    public String message() {
      return "nonce too high: " + nonces(sender, has, next);
    }
  }

  /** The sender owns less than the transaction may cost. */
  record InsufficientFunds(Address sender, Amount has, BigInteger wants)
      implements TransactionRefusal {
    @Override
    public String message() {
      return "insufficient funds for gas * price + value: address "
          + sender
          + " have "
          + has
          + " want "
          + wants;
    }
  }

  private static String nonces(Address sender, long has, long next) {
    return "address "
        + sender
        + ", tx: "
        + Long.toUnsignedString(has)
        + " state: "
        + Long.toUnsignedString(next);
  }
}
