package althing.governance.validators;

import althing.ledger.event.Event;
import althing.ledger.types.Address;
import althing.ledger.types.Bytes;
import althing.ledger.types.Hash;

/** What can happen to validators and to accounts that offer to be one. */
public sealed interface ValidatorEvent extends Event {

  /**
   * An account offers a node.
   *
   * @param nodeKey 32-byte Ed25519 public key that signs votes and seeds
   * @param number of the registration on this chain, from 0: who is earlier comes first
   */
  record Registered(Address account, Bytes nodeKey, long number) implements ValidatorEvent {}

  /** The offer is withdrawn; the node key can be registered again. */
  record Unregistered(Address account, Bytes nodeKey) implements ValidatorEvent {}

  /** A share of the account's reputation is staked from now on, in millionths. */
  record Staked(Address account, long ppm) implements ValidatorEvent {}

  /** The stake will be smaller when {@code epoch} begins; a later wish replaces it. */
  record UnstakeAsked(Address account, long ppm, long epoch) implements ValidatorEvent {}

  /**
   * A validator was found out by evidence, lost its stake and is no candidate before {@code until}.
   *
   * @param evidence SHA-256 of it
   * @param by who handed it in
   * @param taken reputation, in millionths
   */
  record Jailed(Address account, Hash evidence, Address by, long taken, long until)
      implements ValidatorEvent {}

  /**
   * A validator signed less than half of an epoch's blocks and is no candidate before {@code
   * until}.
   *
   * @param taken reputation, in millionths
   */
  record Absent(Address account, long epoch, long signed, long blocks, long taken, long until)
      implements ValidatorEvent {}
}
