package althing.node.core.chain;

import althing.ledger.log.Checkpoint;
import althing.ledger.log.SignedNote;
import althing.ledger.log.VerifierKey;
import althing.ledger.types.Hash;

/** Says with this node's own key what the log is (C2SP tlog-checkpoint). */
final class CheckpointSigner {

  private final NodeIdentity identity;
  private final String origin;

  /**
   * @param origin name of the log, and of the key
   */
  CheckpointSigner(NodeIdentity identity, String origin) {
    this.identity = identity;
    this.origin = origin;
  }

  /** A signed note. The same log gives the same bytes, whenever it is signed. */
  String sign(long size, Hash root) {
    var key = new VerifierKey(origin, identity.nodeKey());
    return SignedNote.sign(
            new Checkpoint(origin, size, root).text(), key, text -> identity.sign(text).toArray())
        .encode();
  }
}
