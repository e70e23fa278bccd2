package althing.consensus.pbft;

/** The time that this view's proposer has left (rules T1, T2, T4). */
final class ViewTimer {

  private final State state;
  private final Patience patience;
  private boolean runs;

  ViewTimer(State state, Patience patience) {
    this.state = state;
    this.patience = patience;
  }

  // T1: the proposer's time runs only while there is something to wait for.
  void start(boolean expectsBlock) {
    if (runs || !state.mayVote()) {
      return;
    }
    boolean passOver = patience.passesOver(state.views.now());
    if (passOver || expectsBlock) {
      runs = true;
      long millis = passOver ? 0 : patience.millisFor(state.views.now());
      state.out.effect(new Effect.SetTimer(Timer.VIEW, millis));
    }
  }

  void stop() {
    if (runs) {
      runs = false;
      state.out.effect(new Effect.StopTimer(Timer.VIEW));
    }
  }

  /** Whether it ran until now. It is not set anew: the resend timer repeats the skip. */
  boolean runs() {
    return runs;
  }
}
