package althing.node.core.chain;

import althing.consensus.Engine;
import althing.ledger.transaction.SignedTransaction;
import althing.node.core.NodeApi.Evidence;
import althing.node.core.NodeApi.SyncProgress;
import java.util.List;
import java.util.Optional;

/** The engine of a chain with several validators, and what goes to and from peers. */
interface Peers {

  Engine engine();

  /** How many are connected. */
  int count();

  Optional<SyncProgress> syncing();

  /** What shows that validators lie; nothing where nobody is believed to. */
  default List<Evidence> evidence() {
    return List.of();
  }

  /** A transaction has come into the pool. */
  void accepted(SignedTransaction transaction);

  /** Tells nobody anything any more, but for the engine. */
  void stop();
}
