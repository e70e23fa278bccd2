package althing.governance.channels;

import althing.ledger.projection.Refusal;
import althing.ledger.types.Address;
import althing.ledger.types.Amount;
import java.math.BigInteger;
import java.util.List;

/** Why a command about channels was refused; the names are those of the contract's errors. */
public sealed interface ChannelRefusal extends Refusal {

  /** There is no such channel, or it is archived. */
  record UnknownChannel(BigInteger channel) implements ChannelRefusal {
    @Override
    public List<Object> arguments() {
      return List.of(channel);
    }
  }

  /** No channel that is not archived has this name. */
  record UnknownName(String name) implements ChannelRefusal {
    @Override
    public List<Object> arguments() {
      return List.of(name);
    }
  }

  /** The item is in no channel. */
  record UnknownItem(Item item) implements ChannelRefusal {
    @Override
    public List<Object> arguments() {
      return List.of(BigInteger.valueOf(item.kind().code()), item.id().toBytes());
    }
  }

  /** The root has neither members nor an owner, and stays as it is. */
  record RootChannel() implements ChannelRefusal {
    @Override
    public List<Object> arguments() {
      return List.of();
    }
  }

  /** Not of the form of a name (RULES 0). */
  record BadName(String name) implements ChannelRefusal {
    @Override
    public List<Object> arguments() {
      return List.of(name);
    }
  }

  /** A name that only the network gives. */
  record ReservedName(String name) implements ChannelRefusal {
    @Override
    public List<Object> arguments() {
      return List.of(name);
    }
  }

  /** {@code channel} has this name. */
  record NameTaken(String name, long channel) implements ChannelRefusal {
    @Override
    public List<Object> arguments() {
      return List.of(name, BigInteger.valueOf(channel));
    }
  }

  /** Two parts of a split would have this name. */
  record RepeatedName(String name) implements ChannelRefusal {
    @Override
    public List<Object> arguments() {
      return List.of(name);
    }
  }

  /**
   * @param size bytes of UTF-8
   */
  record DescriptionTooLong(int size, int limit) implements ChannelRefusal {
    @Override
    public List<Object> arguments() {
      return List.of(BigInteger.valueOf(size), BigInteger.valueOf(limit));
    }
  }

  /** A founder sends the deposit, neither more nor less. */
  record WrongDeposit(Amount sent, Amount deposit) implements ChannelRefusal {
    @Override
    public List<Object> arguments() {
      return List.of(sent.value(), deposit.value());
    }
  }

  /** Nobody has this address. */
  record ZeroAddress() implements ChannelRefusal {
    @Override
    public List<Object> arguments() {
      return List.of();
    }
  }

  record AlreadyMember(long channel, Address account) implements ChannelRefusal {
    @Override
    public List<Object> arguments() {
      return List.of(BigInteger.valueOf(channel), account);
    }
  }

  record NotMember(long channel, Address account) implements ChannelRefusal {
    @Override
    public List<Object> arguments() {
      return List.of(BigInteger.valueOf(channel), account);
    }
  }

  /** The channel is not open to the account, which is not invited either. */
  record NotInvited(long channel, Address account) implements ChannelRefusal {
    @Override
    public List<Object> arguments() {
      return List.of(BigInteger.valueOf(channel), account);
    }
  }

  /** The account needs no invitation: it can join. */
  record MayJoin(long channel, Address account) implements ChannelRefusal {
    @Override
    public List<Object> arguments() {
      return List.of(BigInteger.valueOf(channel), account);
    }
  }

  /** What was asked takes a member of another role. */
  record RoleTooLow(long channel, Address account, Role role, Role needed)
      implements ChannelRefusal {
    @Override
    public List<Object> arguments() {
      return List.of(
          BigInteger.valueOf(channel),
          account,
          BigInteger.valueOf(role.code()),
          BigInteger.valueOf(needed.code()));
    }
  }

  /** Only an owner itself, or the network, ends that it is one. */
  record OwnerProtected(long channel, Address account) implements ChannelRefusal {
    @Override
    public List<Object> arguments() {
      return List.of(BigInteger.valueOf(channel), account);
    }
  }

  /** No role that a member can have. */
  record BadRole(long role) implements ChannelRefusal {
    @Override
    public List<Object> arguments() {
      return List.of(BigInteger.valueOf(role));
    }
  }

  /** The member has this role already. */
  record SameRole(long channel, Address account, Role role) implements ChannelRefusal {
    @Override
    public List<Object> arguments() {
      return List.of(BigInteger.valueOf(channel), account, BigInteger.valueOf(role.code()));
    }
  }

  /** A channel is never without an owner. */
  record LastOwner(long channel, Address account) implements ChannelRefusal {
    @Override
    public List<Object> arguments() {
      return List.of(BigInteger.valueOf(channel), account);
    }
  }

  /** A channel with items is not archived. */
  record HoldsItems(long channel, long items) implements ChannelRefusal {
    @Override
    public List<Object> arguments() {
      return List.of(BigInteger.valueOf(channel), BigInteger.valueOf(items));
    }
  }

  /** A channel with SP is archived only if that is to go to the root. */
  record HoldsSp(long channel, Amount amount) implements ChannelRefusal {
    @Override
    public List<Object> arguments() {
      return List.of(BigInteger.valueOf(channel), amount.value());
    }
  }

  /** No kind of items. */
  record BadKind(long kind) implements ChannelRefusal {
    @Override
    public List<Object> arguments() {
      return List.of(BigInteger.valueOf(kind));
    }
  }

  /** A page of a list has 1..{@code limit} entries. */
  record PageOutOfRange(BigInteger size, int limit) implements ChannelRefusal {
    @Override
    public List<Object> arguments() {
      return List.of(size, BigInteger.valueOf(limit));
    }
  }

  /** One command moves no more items and members than this. */
  record TooMuchToMove(long count, long limit) implements ChannelRefusal {
    @Override
    public List<Object> arguments() {
      return List.of(BigInteger.valueOf(count), BigInteger.valueOf(limit));
    }
  }

  /** A split has 1..{@code limit} parts. */
  record PartsOutOfRange(int count, int limit) implements ChannelRefusal {
    @Override
    public List<Object> arguments() {
      return List.of(BigInteger.valueOf(count), BigInteger.valueOf(limit));
    }
  }

  /** A part has at most {@code limit} rules. */
  record MatchesOutOfRange(String part, int count, int limit) implements ChannelRefusal {
    @Override
    public List<Object> arguments() {
      return List.of(part, BigInteger.valueOf(count), BigInteger.valueOf(limit));
    }
  }

  /** A rule of this part names neither a kind nor a tag. */
  record EmptyMatch(String part) implements ChannelRefusal {
    @Override
    public List<Object> arguments() {
      return List.of(part);
    }
  }

  /** A weight is one of 0..{@code limit}. */
  record WeightOutOfRange(long weight, long limit) implements ChannelRefusal {
    @Override
    public List<Object> arguments() {
      return List.of(BigInteger.valueOf(weight), BigInteger.valueOf(limit));
    }
  }

  /** Weights that are all 0 divide nothing. */
  record ZeroWeights() implements ChannelRefusal {
    @Override
    public List<Object> arguments() {
      return List.of();
    }
  }

  /** A merge has 1..{@code limit} sources. */
  record SourcesOutOfRange(int count, int limit) implements ChannelRefusal {
    @Override
    public List<Object> arguments() {
      return List.of(BigInteger.valueOf(count), BigInteger.valueOf(limit));
    }
  }

  /** A channel is named twice in a merge. */
  record RepeatedChannel(long channel) implements ChannelRefusal {
    @Override
    public List<Object> arguments() {
      return List.of(BigInteger.valueOf(channel));
    }
  }

  @Override
  default String error() {
    return getClass().getSimpleName();
  }
}
