package althing.ledger.iou;

/**
 * How far an IOU has come, and what it waits for.
 *
 * @param phase its state, or what that was before the dispute; never {@link IouState#DISPUTED}
 * @param expiryEpoch it lapses when this epoch begins, unless presented; a dispute may move it
 * @param dueEpoch it defaults when this epoch begins; 0 unless presented
 * @param disputedUntil the dispute ends when this epoch begins; 0 unless disputed
 * @param wasDisputed whether the one dispute it may have was opened
 */
public record Course(
    IouState phase, long expiryEpoch, long dueEpoch, long disputedUntil, boolean wasDisputed) {

  static Course open(long expiryEpoch) {
    return new Course(IouState.OPEN, expiryEpoch, 0, 0, false);
  }

  public IouState state() {
    return disputedUntil > 0 ? IouState.DISPUTED : phase;
  }

  /** The epoch whose tick decides what comes next, while it is live. */
  long deadline() {
    if (disputedUntil > 0) {
      return disputedUntil;
    }
    return dueEpoch > 0 ? dueEpoch : expiryEpoch;
  }

  Course presented(long due) {
    return new Course(IouState.PRESENTED, expiryEpoch, due, disputedUntil, wasDisputed);
  }

  /** A payment makes a presented IOU a partly redeemed one and leaves others as they are. */
  Course paid() {
    return phase == IouState.PRESENTED
        ? new Course(IouState.PARTLY_REDEEMED, expiryEpoch, dueEpoch, disputedUntil, wasDisputed)
        : this;
  }

  Course disputed(long until) {
    return new Course(phase, expiryEpoch, dueEpoch, until, true);
  }

  Course undisputed(long expiry, long due) {
    return new Course(phase, expiry, due, 0, wasDisputed);
  }

  Course ended(IouState end) {
    return new Course(end, expiryEpoch, dueEpoch, 0, wasDisputed);
  }
}
