package althing.consensus;

import java.util.concurrent.CompletionStage;

/** A running engine, whatever the protocol. Safe from any thread. */
public interface Engine {

  /** Starts from {@link Application#head()}; once. */
  void start();

  /** There may be something to put into a block: ask {@link Application#build}. Cheap. */
  void workArrived();

  /**
   * Begins no further block, finishes those begun.
   *
   * @return completes when every block built is committed and nothing runs any more; exceptionally
   *     if a fault stopped the engine before
   */
  CompletionStage<Void> stop();
}
