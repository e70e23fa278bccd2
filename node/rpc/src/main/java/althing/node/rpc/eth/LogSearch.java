package althing.node.rpc.eth;

import althing.ledger.block.Block;
import althing.ledger.chain.ChainReader;
import althing.ledger.chain.ChainReader.LogLimits;
import althing.ledger.chain.ChainReader.LogQuery;
import althing.ledger.chain.ChainReader.PlacedLog;
import althing.node.rpc.eth.EthJson.LogPlace;
import althing.node.rpc.json.JsonOut;
import althing.node.rpc.method.RpcException;
import java.util.List;
import java.util.OptionalLong;

/** Finds logs of final blocks and writes them with their places. */
final class LogSearch {

  /** Blocks in one search that the index names and that are read, whether they match or not. */
  private static final int MAX_BLOCKS_READ = 10_000;

  /** Entries of the index in one search. */
  private static final int MAX_SEEKS = 200_000;

  private final ChainReader chain;
  private final Blocks blocks;
  private final int maxResults;
  private final long maxScan;

  /**
   * @param maxResults logs in one answer, unless they are all of one block
   * @param maxScan blocks in a range that no address and no topic narrows
   */
  LogSearch(ChainReader chain, int maxResults, long maxScan) {
    this.chain = chain;
    this.blocks = new Blocks(chain);
    this.maxResults = maxResults;
    this.maxScan = maxScan;
  }

  /** Heights from {@code from} to {@code to}, both included. */
  record Range(long from, long to) {}

  /** Writes the array of logs that the filter names. */
  void write(JsonOut out, LogFilter filter) {
    write(out, find(filter, range(filter)));
  }

  /** The blocks a filter names. They exist, and there are not too many of them. */
  Range range(LogFilter filter) {
    if (filter.block().isPresent()) {
      OptionalLong height = chain.heightOf(filter.block().get());
      long at = height.orElseThrow(() -> RpcException.server("unknown block"));
      return new Range(at, at);
    }
    BlockRef from = filter.from().orElse(BlockRef.Tag.LATEST);
    BlockRef to = filter.to().orElse(BlockRef.Tag.LATEST);
    if (from instanceof BlockRef.OfHeight(long first)
        && to instanceof BlockRef.OfHeight(long last)
        && first > last) {
      throw RpcException.invalidParams("invalid block range params");
    }
    Range range = new Range(inRange(from), inRange(to));
    if (range.from() > range.to()) {
      throw RpcException.invalidParams("invalid block range params");
    }
    long width = range.to() - range.from() + 1;
    boolean narrowed =
        !filter.addresses().isEmpty() || filter.topics().stream().anyMatch(t -> !t.isEmpty());
    if (!narrowed && width > maxScan) {
      throw new RpcException(
          RpcException.LIMIT_EXCEEDED,
          "block range too wide: "
              + width
              + " blocks, at most "
              + maxScan
              + " without an address or topic. Try with this block range [0x%x, 0x%x]."
                  .formatted(range.from(), range.from() + maxScan - 1));
    }
    return range;
  }

  private long inRange(BlockRef ref) {
    return blocks
        .find(ref)
        .orElseThrow(
            () -> RpcException.invalidParams("block range extends beyond current head block"));
  }

  List<PlacedLog> find(LogFilter filter, Range range) {
    int results = range.from() == range.to() ? Integer.MAX_VALUE : maxResults;
    var limits = new LogLimits(results, MAX_BLOCKS_READ, MAX_SEEKS);
    var query = new LogQuery(range.from(), range.to(), filter.addresses(), filter.topics());
    return chain.logs(query, limits).stream().filter(log -> filter.matches(log.log())).toList();
  }

  /** Writes logs, which are in log order, as an array. */
  void write(JsonOut out, List<PlacedLog> logs) {
    out.array();
    Block block = null;
    for (PlacedLog placed : logs) {
      if (block == null || block.height() != placed.height()) {
        block = chain.block(placed.height()).orElseThrow();
      }
      var transaction = block.body().transactions().get(placed.txIndex());
      EthJson.log(
          out,
          placed.log(),
          new LogPlace(
              block.header(),
              block.hash(),
              transaction.hash(),
              placed.txIndex(),
              placed.logIndex()));
    }
    out.endArray();
  }
}
