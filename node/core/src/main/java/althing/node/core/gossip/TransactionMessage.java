package althing.node.core.gossip;

import althing.ledger.types.Bytes;
import althing.ledger.types.Hash;
import java.util.List;

/** What nodes tell each other about pooled transactions. */
sealed interface TransactionMessage {

  /** The sender has these transactions and answers for them. */
  record Announcement(List<Hash> hashes) implements TransactionMessage {
    public Announcement {
      hashes = List.copyOf(hashes);
    }
  }

  /**
   * Asks for announced transactions.
   *
   * @param id chosen by who asks, repeated by the answer
   */
  record Request(int id, List<Hash> hashes) implements TransactionMessage {
    public Request {
      hashes = List.copyOf(hashes);
    }
  }

  /**
   * Answers a request, or the beginning of it.
   *
   * @param envelopes of the hashes asked for, in their order; empty for one that the sender does
   *     not have
   */
  record Answer(int id, List<Bytes> envelopes) implements TransactionMessage {
    public Answer {
      envelopes = List.copyOf(envelopes);
    }
  }
}
