package althing.consensus.single;

import althing.consensus.Application;

/** What can happen to the engine. */
public sealed interface Input {

  /** The engine begins; once, before anything else. */
  record Started() implements Input {}

  /** There may be something to put into a block. */
  record WorkArrived() implements Input {}

  /** The timer set last ran out. */
  record HeartbeatDue() implements Input {}

  /** The block asked for was built. */
  record BlockBuilt(Application.Built built) implements Input {}

  /** There was nothing to build the block asked for of. */
  record NothingToBuild() implements Input {}

  /** The chain handed out last is on disk with its certificate. */
  record ChainCommitted() implements Input {}

  /** The node wants to stop. */
  record StopRequested() implements Input {}
}
