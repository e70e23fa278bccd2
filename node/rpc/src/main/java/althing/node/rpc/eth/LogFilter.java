package althing.node.rpc.eth;

import althing.ledger.block.Log;
import althing.ledger.types.Address;
import althing.ledger.types.Hash;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Which logs a caller wants.
 *
 * @param block the only block to look at; then there is no range
 * @param from first block, empty for the latest
 * @param to last block, empty for the latest
 * @param addresses any of these, or any at all when empty
 * @param topics for each position any of these, or any at all when empty
 */
record LogFilter(
    Optional<Hash> block,
    Optional<BlockRef> from,
    Optional<BlockRef> to,
    Set<Address> addresses,
    List<Set<Hash>> topics) {

  boolean matches(Log log) {
    if (!addresses.isEmpty() && !addresses.contains(log.address())) {
      return false;
    }
    if (topics.size() > log.topics().size()) {
      return false;
    }
    for (int i = 0; i < topics.size(); i++) {
      if (!topics.get(i).isEmpty() && !topics.get(i).contains(log.topics().get(i))) {
        return false;
      }
    }
    return true;
  }
}
