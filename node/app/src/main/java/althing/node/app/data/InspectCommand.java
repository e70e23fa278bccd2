package althing.node.app.data;

import althing.ledger.block.Block;
import althing.ledger.block.BlockHeader;
import althing.ledger.chain.ChainStore;
import althing.ledger.event.RecordedEvent;
import althing.ledger.log.Checkpoint;
import althing.ledger.log.SignedNote;
import althing.ledger.port.KeyValueStore.Column;
import althing.ledger.transaction.SignedTransaction;
import althing.node.app.CommandFailure;
import althing.node.app.terminal.OutputOptions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code althing inspect}. */
@Command(
    name = "inspect",
    description = {
      "Show what is in a data directory: the chain, its head, what is kept, sizes.",
      "No node may run on the directory meanwhile."
    })
public final class InspectCommand implements Runnable {

  private static final int CHECKPOINTS = 20;

  @Mixin DataOptions data;
  @Mixin OutputOptions output;

  @Option(
      names = "--block",
      paramLabel = "HEIGHT",
      description = "Show a block: header, transactions, events.")
  @Nullable Long height;

  @Override
  public void run() {
    try (var directory = DataDirectory.openExisting(data.chainDir())) {
      if (height == null) {
        chain(directory);
      } else {
        block(directory.chain(), height);
      }
    }
  }

  private void chain(DataDirectory directory) {
    ChainStore chain = directory.chain();
    BlockHeader head = chain.header(chain.headHeight()).orElseThrow();
    var facts = new LinkedHashMap<String, Object>();
    facts.put("directory", directory.path().toAbsolutePath().toString());
    facts.put("format", ChainStore.FORMAT);
    facts.put("chainId", ChainStore.chainIdOf(directory.store()).orElseThrow());
    facts.put("genesis", chain.genesisHash().orElseThrow().toHex());
    facts.put("height", chain.headHeight());
    facts.put("blockHash", chain.headHash().toHex());
    facts.put("time", Instant.ofEpochMilli(head.timestampMillis()).toString());
    facts.put("stateRoot", head.stateRoot().toHex());
    facts.put("events", chain.eventCount());
    facts.put("eventRoot", head.extra().eventRoot().toHex());
    facts.put("oldestBlock", chain.oldestBlock());
    facts.put("oldestState", chain.oldestState());
    var sizes = new LinkedHashMap<String, Long>();
    for (Column column : Column.values()) {
      sizes.put(column.name(), directory.store().sizeOnDisk(column));
    }
    var text = new StringBuilder();
    facts.forEach((name, value) -> text.append("%-14s %s\n".formatted(name, value)));
    text.append("bytes in tables (what is newer is in the write-ahead log)\n");
    sizes.forEach((name, value) -> text.append("  %-14s %,15d\n".formatted(name, value)));
    facts.put("bytes", sizes);
    List<Map<String, Object>> checkpoints = checkpoints(chain);
    facts.put("checkpoints", checkpoints);
    text.append("signed checkpoints (the newest ").append(CHECKPOINTS).append(" at most)\n");
    checkpoints.forEach(checkpoint ->
        text.append(
            "  height %s, %s events, root %s\n"
                .formatted(
                    checkpoint.get("height"), checkpoint.get("size"), checkpoint.get("root"))));
    output.result(facts, text.toString());
  }

  private static List<Map<String, Object>> checkpoints(ChainStore chain) {
    var checkpoints = new ArrayList<Map<String, Object>>();
    for (long height : chain.checkpointsDownFrom(chain.headHeight(), CHECKPOINTS)) {
      var note = SignedNote.parse(chain.checkpoint(height).orElseThrow());
      var checkpoint = Checkpoint.parse(note.text());
      var entry = new LinkedHashMap<String, Object>();
      entry.put("height", height);
      entry.put("size", checkpoint.size());
      entry.put("root", checkpoint.root().toHex());
      entry.put("note", note.encode());
      checkpoints.add(entry);
    }
    return checkpoints;
  }

  private void block(ChainStore chain, long at) {
    if (at > 0 && at < chain.oldestBlock()) {
      throw CommandFailure.failed(
          "block %d is pruned: kept are block 0 and those from height %d on"
              .formatted(at, chain.oldestBlock()));
    }
    Block block =
        chain
            .block(at)
            .orElseThrow(() ->
                CommandFailure.failed(
                    "no block at height %d: the head is at %d".formatted(at, chain.headHeight())));
    Map<String, Object> header = header(block);
    var transactions = new ArrayList<Map<String, Object>>();
    for (SignedTransaction transaction : block.body().transactions()) {
      var entry = new LinkedHashMap<String, Object>();
      entry.put("hash", transaction.hash().toHex());
      entry.put("from", transaction.sender().toHex());
      entry.put("to", String.valueOf(transaction.transaction().to()));
      entry.put("value", transaction.transaction().value().toString());
      entry.put("tick", transaction.isTick());
      transactions.add(entry);
    }
    List<Map<String, Object>> events =
        chain.events(at).stream().map(InspectCommand::event).toList();
    var text = new StringBuilder();
    header.forEach((name, value) -> text.append("%-16s %s\n".formatted(name, value)));
    text.append(transactions.size()).append(" transactions\n");
    transactions.forEach(entry ->
        text.append(
            "  %s %s -> %s %s\n"
                .formatted(
                    entry.get("hash"), entry.get("from"), entry.get("to"), entry.get("value"))));
    text.append(events.size()).append(" events\n");
    events.forEach(
        entry -> text.append("  %s %s\n".formatted(entry.get("sequence"), entry.get("event"))));
    var result = new LinkedHashMap<>(header);
    result.put("transactions", transactions);
    result.put("events", events);
    output.result(result, text.toString());
  }

  private static Map<String, Object> header(Block block) {
    BlockHeader header = block.header();
    var facts = new LinkedHashMap<String, Object>();
    facts.put("height", header.height());
    facts.put("hash", block.hash().toHex());
    facts.put("parentHash", header.parentHash().toHex());
    facts.put("time", Instant.ofEpochMilli(header.timestampMillis()).toString());
    facts.put("proposer", header.miner().toHex());
    facts.put("gasUsed", header.gasUsed());
    facts.put("baseFee", header.baseFee().toString());
    facts.put("stateRoot", header.stateRoot().toHex());
    facts.put("transactionsRoot", header.transactionsRoot().toHex());
    facts.put("receiptsRoot", header.receiptsRoot().toHex());
    facts.put("eventRoot", header.extra().eventRoot().toHex());
    facts.put("eventCount", header.extra().eventCount());
    facts.put("seed", header.mixHash().toHex());
    return facts;
  }

  private static Map<String, Object> event(RecordedEvent event) {
    var entry = new LinkedHashMap<String, Object>();
    entry.put("sequence", event.sequence());
    entry.put("tx", event.tx() == RecordedEvent.NO_TRANSACTION ? null : event.tx());
    entry.put("type", "0x%04x".formatted(event.type()));
    entry.put("event", event.event().toString());
    entry.put("bytes", event.encoded().toHex());
    return entry;
  }
}
