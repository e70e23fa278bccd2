package althing.governance.validators;

import althing.ledger.projection.Refusal;
import althing.ledger.types.Address;
import althing.ledger.types.Bytes;
import java.math.BigInteger;
import java.util.List;

/** Why a command about validators was refused; the names are the contract's errors. */
public sealed interface ValidatorRefusal extends Refusal {

  /** This chain's validators are fixed: its engine is not {@code pbft}. */
  record NoElections(String engine) implements ValidatorRefusal {
    @Override
    public List<Object> arguments() {
      return List.of(engine);
    }
  }

  record AlreadyRegistered(Address account) implements ValidatorRefusal {
    @Override
    public List<Object> arguments() {
      return List.of(account);
    }
  }

  record NotRegistered(Address account) implements ValidatorRefusal {
    @Override
    public List<Object> arguments() {
      return List.of(account);
    }
  }

  /** Another account's node has this key. */
  record NodeKeyTaken(Bytes nodeKey, Address owner) implements ValidatorRefusal {
    @Override
    public List<Object> arguments() {
      return List.of(nodeKey, owner);
    }
  }

  /** The node key did not sign that it belongs to this account on this chain. */
  record WrongProof(Bytes nodeKey, Address account) implements ValidatorRefusal {
    @Override
    public List<Object> arguments() {
      return List.of(nodeKey, account);
    }
  }

  /** In millionths. */
  record ReputationTooSmall(long reputation, long least) implements ValidatorRefusal {
    @Override
    public List<Object> arguments() {
      return List.of(BigInteger.valueOf(reputation), BigInteger.valueOf(least));
    }
  }

  record TooManyCandidates(int limit) implements ValidatorRefusal {
    @Override
    public List<Object> arguments() {
      return List.of(BigInteger.valueOf(limit));
    }
  }

  /** A stake is a share in millionths. */
  record StakeOutOfRange(BigInteger ppm, long limit) implements ValidatorRefusal {
    @Override
    public List<Object> arguments() {
      return List.of(ppm, BigInteger.valueOf(limit));
    }
  }

  /** It has a stake still, which can be lost. */
  record StillStaked(long ppm) implements ValidatorRefusal {
    @Override
    public List<Object> arguments() {
      return List.of(BigInteger.valueOf(ppm));
    }
  }

  /** It has a seat. */
  record StillSeated(Address account) implements ValidatorRefusal {
    @Override
    public List<Object> arguments() {
      return List.of(account);
    }
  }

  record StillJailed(long untilEpoch) implements ValidatorRefusal {
    @Override
    public List<Object> arguments() {
      return List.of(BigInteger.valueOf(untilEpoch));
    }
  }

  /** It is malformed, is of another chain, or shows nobody guilty. */
  record NoEvidence() implements ValidatorRefusal {
    @Override
    public List<Object> arguments() {
      return List.of();
    }
  }

  record EvidenceTooLarge(long bytes, long limit) implements ValidatorRefusal {
    @Override
    public List<Object> arguments() {
      return List.of(BigInteger.valueOf(bytes), BigInteger.valueOf(limit));
    }
  }

  /** The key was no validator's in that set. */
  record NotInSet(Bytes nodeKey, long setNumber) implements ValidatorRefusal {
    @Override
    public List<Object> arguments() {
      return List.of(nodeKey, BigInteger.valueOf(setNumber));
    }
  }

  /** The set was replaced so long ago that stakes may have been withdrawn since. */
  record EvidenceTooOld(long setNumber, long replacedInEpoch) implements ValidatorRefusal {
    @Override
    public List<Object> arguments() {
      return List.of(BigInteger.valueOf(setNumber), BigInteger.valueOf(replacedInEpoch));
    }
  }

  /** A page of a list has 1..{@code limit} entries. */
  record PageOutOfRange(BigInteger size, int limit) implements ValidatorRefusal {
    @Override
    public List<Object> arguments() {
      return List.of(size, BigInteger.valueOf(limit));
    }
  }

  record UnknownSet(BigInteger number) implements ValidatorRefusal {
    @Override
    public List<Object> arguments() {
      return List.of(number);
    }
  }

  @Override
  default String error() {
    return getClass().getSimpleName();
  }
}
