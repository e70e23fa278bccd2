package althing.ledger.protocol;

import althing.ledger.event.Event;
import althing.ledger.types.Address;
import althing.ledger.types.Amount;
import althing.ledger.types.Bytes;
import althing.ledger.types.Hash;
import java.util.List;

/** What happens to the chain as such. */
public sealed interface ProtocolEvent extends Event {

  /** The first event of a chain. */
  record ChainStarted(Amount chainId, long genesisMillis, String engine, Bytes genesisHash)
      implements ProtocolEvent {}

  /** A parameter has this value from here on. */
  record ParameterSet(String name, long value) implements ProtocolEvent {}

  /** These validators certify blocks from the next height on, in this order. */
  record ValidatorsSeated(List<Seat> seats) implements ProtocolEvent {
    public ValidatorsSeated {
      seats = List.copyOf(seats);
    }
  }

  /**
   * The first event of every block.
   *
   * @param baseFee base units per gas in this block
   * @param windowGas gas that earlier blocks of the same second have used (RULES 18)
   */
  record BlockStarted(
      long height, long timestampMillis, Address proposer, Amount baseFee, long windowGas)
      implements ProtocolEvent {}

  /** The hash of the first block, which its own events could not tell: in the second block. */
  record GenesisSealed(Hash block) implements ProtocolEvent {}

  /**
   * A block is known to be certified, by more than all others that were counted.
   *
   * @param height of the certified block
   * @param seats positions of the signers among the validators, ascending
   */
  record CommitCounted(long height, List<Integer> seats) implements ProtocolEvent {
    public CommitCounted {
      seats = List.copyOf(seats);
    }
  }

  /**
   * Part of an epoch's tick is done; the next part goes on at {@code cursor} of {@code phase}.
   *
   * @param part number of the part that ended, from 0
   * @param phase position of the phase in the order of RULES 0, among those there are
   */
  record TickPaused(long epoch, int part, int phase, Bytes cursor) implements ProtocolEvent {}

  /** The tick of {@code epoch} is done: decisions count in this epoch from here on. */
  record TickEnded(long epoch, int part) implements ProtocolEvent {}

  /**
   * One validator.
   *
   * @param account earns the tips of its blocks
   * @param nodeKey 32-byte Ed25519 public key that signs votes and seeds
   */
  record Seat(Address account, Bytes nodeKey) {}
}
