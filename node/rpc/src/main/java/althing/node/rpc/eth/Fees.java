package althing.node.rpc.eth;

import static althing.node.rpc.eth.EthTypes.BLOCK;
import static althing.node.rpc.eth.EthTypes.COUNT;
import static althing.node.rpc.eth.EthTypes.PERCENTILES;
import static althing.node.rpc.method.Param.optional;
import static althing.node.rpc.method.Param.required;

import althing.ledger.block.Block;
import althing.ledger.block.BlockHeader;
import althing.ledger.block.Receipt;
import althing.ledger.chain.ChainReader;
import althing.ledger.types.Amount;
import althing.node.core.NodeApi;
import althing.node.rpc.json.JsonOut;
import althing.node.rpc.method.Call;
import althing.node.rpc.method.Method;
import althing.node.rpc.method.RpcException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** What gas costs now and has cost. */
final class Fees {

  /** Tip offered when blocks have room: enough for a replacement to add its tenth. */
  static final Amount FLOOR_TIP = Amount.of(1_000_000);

  private static final int SAMPLED_BLOCKS = 10;
  private static final int MAX_HISTORY = 1_024;
  private static final int MAX_HISTORY_WITH_REWARDS = 128;

  private final NodeApi node;
  private final ChainReader chain;
  private volatile Suggestion last = new Suggestion(-1, FLOOR_TIP);

  Fees(NodeApi node) {
    this.node = node;
    this.chain = node.chain();
  }

  /** A suggested tip and the head it was worked out for. */
  private record Suggestion(long height, Amount tip) {}

  List<Method> all() {
    return List.of(
        Method.of(
            "eth_gasPrice",
            "Price per gas with which a legacy transaction is included soon.",
            Schemas.QUANTITY,
            call -> call.out().quantity(gasPrice())),
        Method.of(
            "eth_maxPriorityFeePerGas",
            "Tip per gas with which a transaction is included soon.",
            Schemas.QUANTITY,
            call -> call.out().quantity(tip())),
        Method.of(
            "eth_baseFee",
            "Base fee per gas of the next block.",
            Schemas.QUANTITY,
            call -> call.out().quantity(node.nextBaseFee())),
        Method.of(
            "eth_feeHistory",
            "Base fees, use of gas and tips of past blocks (at most 1024, 128 with tips).",
            required("blockCount", COUNT, "number of blocks"),
            required("newestBlock", BLOCK, "the last of them"),
            optional(
                "rewardPercentiles",
                PERCENTILES,
                List.of(),
                "which tips to tell, ascending, weighed by gas"),
            Schemas.FEE_HISTORY,
            this::history));
  }

  Amount gasPrice() {
    return node.nextBaseFee().plus(tip());
  }

  /**
   * The median of what was paid in the newest full blocks, or the floor while blocks have room.
   * Worked out once for each head.
   */
  Amount tip() {
    long head = chain.headHeight();
    Suggestion known = last;
    if (known.height() != head) {
      known = new Suggestion(head, sampleTip(head));
      last = known;
    }
    return known.tip();
  }

  private Amount sampleTip(long head) {
    var tips = new ArrayList<Amount>();
    long lowest = Math.max(Math.max(1, chain.oldestBlock()), head - SAMPLED_BLOCKS + 1);
    for (long height = head; height >= lowest; height--) {
      BlockHeader header = chain.header(height).orElseThrow();
      if (header.gasUsed() > header.gasLimit() / 2) {
        List<Paid> paid = paid(header);
        tips.add(paid.get(paid.size() / 2).tip());
      }
    }
    tips.sort(Comparator.naturalOrder());
    return tips.isEmpty() ? FLOOR_TIP : tips.get(tips.size() / 2).max(FLOOR_TIP);
  }

  private void history(Call call, long asked, BlockRef newestRef, List<Double> percentiles) {
    long newest =
        new Blocks(chain)
            .find(newestRef)
            .orElseThrow(() ->
                RpcException.server("request beyond head block: head is " + chain.headHeight()));
    int limit = percentiles.isEmpty() ? MAX_HISTORY : MAX_HISTORY_WITH_REWARDS;
    long kept = newest < chain.oldestBlock() ? newest + 1 : newest - chain.oldestBlock() + 1;
    long count = Math.min(Math.min(asked, limit), kept);
    long oldest = count == 0 ? 0 : newest - count + 1;
    var headers = new ArrayList<BlockHeader>();
    for (long height = oldest; height < oldest + count; height++) {
      headers.add(chain.header(height).orElseThrow());
    }
    JsonOut out = call.out();
    out.object().name("oldestBlock").quantity(oldest);
    out.name("baseFeePerGas").array();
    headers.forEach(header -> out.quantity(header.baseFee()));
    if (count > 0) {
      out.quantity(chain.header(newest + 1).map(BlockHeader::baseFee).orElseGet(node::nextBaseFee));
    }
    out.endArray();
    out.name("gasUsedRatio").array();
    headers.forEach(header -> out.number((double) header.gasUsed() / header.gasLimit()));
    out.endArray();
    if (!percentiles.isEmpty()) {
      out.name("reward").array();
      headers.forEach(header -> writeRewards(out, header, percentiles));
      out.endArray();
    }
    out.endObject();
  }

  private void writeRewards(JsonOut out, BlockHeader header, List<Double> percentiles) {
    List<Paid> paid = paid(header);
    out.array();
    int at = 0;
    long gas = paid.isEmpty() ? 0 : paid.getFirst().gas();
    for (double percentile : percentiles) {
      double threshold = header.gasUsed() * percentile / 100;
      while (at < paid.size() - 1 && gas < threshold) {
        gas += paid.get(++at).gas();
      }
      out.quantity(paid.isEmpty() ? Amount.ZERO : paid.get(at).tip());
    }
    out.endArray();
  }

  /** What one transaction paid above the base fee for each of its gas. */
  private record Paid(Amount tip, long gas) {}

  /** The tips of a block's signed transactions, lowest first. */
  private List<Paid> paid(BlockHeader header) {
    Block block = chain.block(header.height()).orElseThrow();
    List<Receipt> receipts = chain.receipts(header.height()).orElseThrow();
    var paid = new ArrayList<Paid>();
    for (int i = 0; i < receipts.size(); i++) {
      if (!block.body().transactions().get(i).isTick()) {
        Receipt receipt = receipts.get(i);
        paid.add(new Paid(receipt.gasPrice().minus(header.baseFee()), receipt.gasUsed()));
      }
    }
    paid.sort(Comparator.comparing(Paid::tip));
    return paid;
  }
}
