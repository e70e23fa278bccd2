package althing.consensus.pbft;

import althing.consensus.BlockId;
import althing.consensus.PublicKey;
import althing.consensus.pbft.PbftMachine.Step;
import java.util.ArrayList;
import java.util.List;

/** What a step comes to, while it is made. */
final class Output {

  private List<JournalRecord> records = new ArrayList<>();
  private List<Effect> effects = new ArrayList<>();

  void record(JournalRecord record) {
    records.add(record);
  }

  void effect(Effect effect) {
    effects.add(effect);
  }

  void broadcast(Message message) {
    effect(new Effect.Broadcast(message));
  }

  void send(PublicKey to, Message message) {
    effect(new Effect.Send(to, message));
  }

  void misbehaved(PublicKey peer, String what) {
    effect(new Effect.Misbehaved(peer, what));
  }

  /**
   * Children before their parents.
   *
   * @param lost parents first
   */
  void drop(List<BlockId> lost) {
    lost.reversed().forEach(block -> effect(new Effect.Drop(block)));
  }

  /** All since the last call. */
  Step take() {
    var step = new Step(records, effects);
    records = new ArrayList<>();
    effects = new ArrayList<>();
    return step;
  }
}
