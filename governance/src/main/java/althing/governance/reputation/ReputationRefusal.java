package althing.governance.reputation;

import althing.ledger.projection.Refusal;
import althing.ledger.types.Address;
import althing.ledger.types.Amount;
import java.math.BigInteger;
import java.util.List;

/** Why a command about reputation or members was refused; the names are the contract's errors. */
public sealed interface ReputationRefusal extends Refusal {

  /** The caller is no member. */
  record NotAMember(Address account) implements ReputationRefusal {
    @Override
    public List<Object> arguments() {
      return List.of(account);
    }
  }

  record AlreadyAMember(Address account) implements ReputationRefusal {
    @Override
    public List<Object> arguments() {
      return List.of(account);
    }
  }

  /**
   * The public key is not that of the caller's account.
   *
   * @param ofKey whose it is; the zero address if it is no key
   */
  record WrongPublicKey(Address account, Address ofKey) implements ReputationRefusal {
    @Override
    public List<Object> arguments() {
      return List.of(account, ofKey);
    }
  }

  /** A member's bond is at least this. */
  record BondTooSmall(Amount bond, Amount least) implements ReputationRefusal {
    @Override
    public List<Object> arguments() {
      return List.of(bond.value(), least.value());
    }
  }

  record MoreThanBond(Amount amount, Amount bond) implements ReputationRefusal {
    @Override
    public List<Object> arguments() {
      return List.of(amount.value(), bond.value());
    }
  }

  record ZeroAmount() implements ReputationRefusal {
    @Override
    public List<Object> arguments() {
      return List.of();
    }
  }

  /** Not of the form of a tag (RULES 0). */
  record BadTag(String tag) implements ReputationRefusal {
    @Override
    public List<Object> arguments() {
      return List.of(tag);
    }
  }

  /** A page of a list has 1..{@code limit} entries. */
  record PageOutOfRange(BigInteger size, int limit) implements ReputationRefusal {
    @Override
    public List<Object> arguments() {
      return List.of(size, BigInteger.valueOf(limit));
    }
  }

  /** What was is known of {@code earliest}..{@code latest} only. */
  record EpochOutOfRange(BigInteger epoch, long earliest, long latest)
      implements ReputationRefusal {
    @Override
    public List<Object> arguments() {
      return List.of(epoch, BigInteger.valueOf(earliest), BigInteger.valueOf(latest));
    }
  }

  @Override
  default String error() {
    return getClass().getSimpleName();
  }
}
