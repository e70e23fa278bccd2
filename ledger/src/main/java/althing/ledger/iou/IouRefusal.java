package althing.ledger.iou;

import althing.ledger.projection.Refusal;
import althing.ledger.types.Address;
import althing.ledger.types.Amount;
import althing.ledger.types.Hash;
import java.math.BigInteger;
import java.util.List;

/** Why a command about IOUs was refused; the names are those of the contract's errors. */
public sealed interface IouRefusal extends Refusal {

  /** Issuing, paying or forgiving nothing. */
  record ZeroAmount() implements IouRefusal {
    @Override
    public List<Object> arguments() {
      return List.of();
    }
  }

  /** Nobody could ever present or give away an IOU of the zero address. */
  record ZeroAddress() implements IouRefusal {
    @Override
    public List<Object> arguments() {
      return List.of();
    }
  }

  /** More than any account can ever pay. */
  record AmountTooLarge(Amount amount, Amount limit) implements IouRefusal {
    @Override
    public List<Object> arguments() {
      return List.of(amount.value(), limit.value());
    }
  }

  /** Debtor and creditor would be the same. */
  record SelfIou(Address account) implements IouRefusal {
    @Override
    public List<Object> arguments() {
      return List.of(account);
    }
  }

  /** There is no IOU with this id. */
  record UnknownIou(Hash id) implements IouRefusal {
    @Override
    public List<Object> arguments() {
      return List.of(id.toBytes());
    }
  }

  record NotDebtor(Address caller, Address debtor) implements IouRefusal {
    @Override
    public List<Object> arguments() {
      return List.of(caller, debtor);
    }
  }

  record NotHolder(Address caller, Address holder) implements IouRefusal {
    @Override
    public List<Object> arguments() {
      return List.of(caller, holder);
    }
  }

  /** It is in a state in which this cannot be done. */
  record WrongState(Hash id, IouState state) implements IouRefusal {
    @Override
    public List<Object> arguments() {
      return List.of(id.toBytes(), BigInteger.valueOf(state.code()));
    }
  }

  /** The expiry is not one of {@code earliest}..{@code latest}. */
  record ExpiryOutOfRange(BigInteger expiryEpoch, long earliest, long latest)
      implements IouRefusal {
    @Override
    public List<Object> arguments() {
      return List.of(expiryEpoch, BigInteger.valueOf(earliest), BigInteger.valueOf(latest));
    }
  }

  /**
   * The debtor did not sign these terms for this chain.
   *
   * @param signer who did; the zero address if no key can have made the signature
   */
  record BadSignature(Address signer, Address debtor) implements IouRefusal {
    @Override
    public List<Object> arguments() {
      return List.of(signer, debtor);
    }
  }

  /** The signed nonce is not the one that the debtor's next IOU must carry. */
  record WrongNonce(BigInteger nonce, long expected) implements IouRefusal {
    @Override
    public List<Object> arguments() {
      return List.of(nonce, BigInteger.valueOf(expected));
    }
  }

  /** The debtor cannot lock the collateral that its trust asks for. */
  record CollateralShort(Amount required, Amount available) implements IouRefusal {
    @Override
    public List<Object> arguments() {
      return List.of(required.value(), available.value());
    }
  }

  /** The debtor cannot pay as much as it wants to. */
  record BalanceShort(Amount required, Amount available) implements IouRefusal {
    @Override
    public List<Object> arguments() {
      return List.of(required.value(), available.value());
    }
  }

  record MoreThanOwed(Amount amount, Amount outstanding) implements IouRefusal {
    @Override
    public List<Object> arguments() {
      return List.of(amount.value(), outstanding.value());
    }
  }

  /** It would go to whom it belongs already. */
  record AlreadyHolder(Address holder) implements IouRefusal {
    @Override
    public List<Object> arguments() {
      return List.of(holder);
    }
  }

  /** The holder does not ask for a transfer to this account; zero: for none at all. */
  record TransferNotProposed(Hash id, Address newHolder) implements IouRefusal {
    @Override
    public List<Object> arguments() {
      return List.of(id.toBytes(), newHolder);
    }
  }

  /** An IOU is disputed once at most. */
  record AlreadyDisputed(Hash id) implements IouRefusal {
    @Override
    public List<Object> arguments() {
      return List.of(id.toBytes());
    }
  }

  /** A page of a list has 1..{@code limit} entries. */
  record PageOutOfRange(BigInteger size, int limit) implements IouRefusal {
    @Override
    public List<Object> arguments() {
      return List.of(size, BigInteger.valueOf(limit));
    }
  }

  @Override
  default String error() {
    return getClass().getSimpleName();
  }
}
