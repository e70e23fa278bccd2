package althing.governance.reputation;

import althing.governance.types.Tag;
import althing.ledger.event.Event;
import althing.ledger.types.Address;
import althing.ledger.types.Amount;
import althing.ledger.types.Bytes;
import althing.ledger.types.Hash;
import java.util.List;

/** What can happen to reputation and to members. Reputation is in millionths. */
public sealed interface ReputationEvent extends Event {

  /**
   * What an account has in one tag after a change.
   *
   * @param change in the same direction for all parts of an event; never negative
   * @param after 0: the tag is gone
   */
  record Part(Tag tag, long change, long after) {}

  /**
   * An account earned reputation.
   *
   * @param number of the award among those of the account, from 0: its name, with the account's
   * @param from who gave the work; the zero address if nobody did. Awards from one account are
   *     limited
   * @param subject the task, proposal or other thing that it was given for
   * @param epoch it counts, and begins to decay, in this
   */
  record Awarded(
      Address account,
      long number,
      Source source,
      Address from,
      Hash subject,
      long epoch,
      List<Part> parts)
      implements ReputationEvent {
    public Awarded {
      parts = List.copyOf(parts);
    }
  }

  /** What decay has left of an award was taken back. */
  record Withdrawn(Address account, long number, Hash subject, long epoch, List<Part> parts)
      implements ReputationEvent {
    public Withdrawn {
      parts = List.copyOf(parts);
    }
  }

  /** A tag of which nothing has been left for long makes room for another. */
  record Forgotten(Address account, Tag tag) implements ReputationEvent {}

  /**
   * An account lost a share of its reputation, rounded up, in every tag.
   *
   * @param share of each tag's value in 10^-12, 1..10^12
   * @param subject the evidence, or what else it was for
   */
  record Slashed(Address account, long share, Hash subject, long epoch, List<Part> parts)
      implements ReputationEvent {
    public Slashed {
      parts = List.copyOf(parts);
    }
  }

  /**
   * From this epoch's tick on, each leaves ⌊kept·v/of⌋ of a value, and nothing below {@code prune}.
   */
  record DecaySet(long epoch, long kept, long of, long prune) implements ReputationEvent {}

  /**
   * An account is a member, or again.
   *
   * @param publicKey 33 bytes, compressed, of the account
   * @param bond what it has put up in all
   * @param countsFrom the first epoch at whose end its vote may weigh
   */
  record Joined(Address account, Bytes publicKey, Amount bond, long epoch, long countsFrom)
      implements ReputationEvent {}

  /** A member put up more. */
  record BondAdded(Address account, Amount added, Amount bond, long epoch)
      implements ReputationEvent {}

  /**
   * A member takes a part of its bond back, or all of it and is no member from now on. It gets it
   * when epoch {@code free} begins.
   *
   * @param bond what counts from now on
   */
  record BondReleased(
      Address account, Amount released, Amount bond, boolean left, long epoch, long free)
      implements ReputationEvent {}

  /** What was released is paid back. */
  record BondReturned(Address account, Amount amount, long free) implements ReputationEvent {}

  /** All that members who could vote had at the end of {@code epoch}. */
  record ElectorateCounted(long epoch, long members, long total) implements ReputationEvent {}
}
