package althing.ledger.block;

import althing.ledger.types.Address;
import althing.ledger.types.Bytes;
import althing.ledger.types.Hash;
import java.util.List;

/** One Ethereum log: at most 4 topics. */
public record Log(Address address, List<Hash> topics, Bytes data) {
  public Log {
    topics = List.copyOf(topics);
  }
}
