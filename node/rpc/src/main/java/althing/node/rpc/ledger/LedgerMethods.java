package althing.node.rpc.ledger;

import static althing.node.rpc.eth.EthTypes.BLOCK_OR_HASH;
import static althing.node.rpc.eth.EthTypes.COUNT;
import static althing.node.rpc.eth.EthTypes.DATA;
import static althing.node.rpc.eth.EthTypes.TEXT;
import static althing.node.rpc.method.Param.maybe;
import static althing.node.rpc.method.Param.optional;
import static althing.node.rpc.method.Param.required;

import althing.ledger.chain.ChainReader;
import althing.ledger.event.RecordedEvent;
import althing.ledger.projection.Projection;
import althing.ledger.state.StateReader;
import althing.ledger.types.Bytes;
import althing.node.core.NodeApi;
import althing.node.core.NodeApi.WorkLimitException;
import althing.node.rpc.eth.BlockRef;
import althing.node.rpc.eth.Blocks;
import althing.node.rpc.json.JsonOut;
import althing.node.rpc.method.Call;
import althing.node.rpc.method.Method;
import althing.node.rpc.method.ParamType;
import althing.node.rpc.method.RpcException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Events, state entries and why they are what they are. */
public final class LedgerMethods {

  private static final int MAX_EVENTS = 1_000;
  private static final int MAX_EVENTS_READ = 20_000;
  private static final int MAX_BLOCK_EVENTS = 20_000;
  private static final int EVENTS_AT_A_TIME = 500;
  private static final int MAX_KEYS = 100;
  private static final int MAX_ENTRIES = 1_000;
  private static final int MAX_EXPLANATION = 1_000;
  private static final long MAX_VERIFIED_BLOCKS = 1_000;

  private static final ParamType<List<Bytes>> KEYS =
      new ParamType<>("key or keys", LedgerSchemas.KEYS, LedgerMethods::keys);

  private final NodeApi node;
  private final ChainReader chain;
  private final Blocks blocks;
  private final Projections projections;

  public LedgerMethods(NodeApi node) {
    this.node = node;
    this.chain = node.chain();
    this.blocks = new Blocks(chain);
    this.projections = new Projections(node.projections());
  }

  public List<Method> all() {
    var projection = required("projection", TEXT, "name of a projection");
    var block = optional("block", BLOCK_OR_HASH, BlockRef.Tag.LATEST, "as of this block");
    var all = new ArrayList<Method>();
    all.add(
        Method.of(
            "althing_getEvents",
            "Events in log order; `next` is where to go on, `size` how many there are. At most 20000"
                + " are looked at.",
            required("from", COUNT, "sequence number to start at"),
            optional("limit", COUNT, 100L, "most events to answer, up to 1000"),
            optional("filter", EventFilter.TYPE, EventFilter.ALL, "which events"),
            LedgerSchemas.EVENT_PAGE,
            this::events));
    all.add(
        Method.of(
            "althing_getBlockEvents",
            "All events of a block, if they are at most 20000.",
            required("block", BLOCK_OR_HASH, "number, tag or hash"),
            LedgerSchemas.EVENTS,
            this::blockEvents));
    all.add(
        Method.of(
            "althing_getState",
            "Entries of a projection at any kept height; null where there is none.",
            projection,
            required("keys", KEYS, "a key without the projection's prefix byte, or up to 100"),
            block,
            LedgerSchemas.ENTRIES,
            this::state));
    all.add(
        Method.of(
            "althing_listState",
            "Entries of a projection in key order, at most 1000; `next` is where to go on.",
            projection,
            optional("from", DATA, Bytes.EMPTY, "first key, without the prefix byte"),
            block,
            LedgerSchemas.ENTRIES,
            this::list));
    all.add(
        Method.of(
            "althing_explain",
            "The newest events, in order, that made an entry what it is; `next` is the height to go"
                + " on from when there are older ones.",
            projection,
            required("key", DATA, "key without the projection's prefix byte"),
            block,
            LedgerSchemas.EXPLANATION,
            this::explain));
    all.add(
        Method.of(
            "althing_verify",
            "Folds the events of up to 1000 blocks, at most 100000 of them, again and compares their"
                + " roots.",
            maybe("from", COUNT, "first height; when absent, the last 100 blocks or fewer"),
            maybe("to", COUNT, "last height; the head when absent"),
            LedgerSchemas.VERIFICATION,
            this::verify));
    all.add(
        Method.of(
            "althing_nodeInfo",
            "What this node is, keeps and consists of.",
            LedgerSchemas.NODE_INFO,
            this::nodeInfo));
    all.add(
        Method.of(
            "althing_evidence",
            "Validators that this node saw sign votes which contradict each other, with both votes:"
                + " who has a validator's key can check them.",
            LedgerSchemas.EVIDENCE,
            this::evidence));
    all.addAll(new ProofMethods(node).all());
    return all;
  }

  private static List<Bytes> keys(Object value) {
    List<?> given = value instanceof List<?> list ? list : List.of(value);
    if (given.size() > MAX_KEYS) {
      throw new IllegalArgumentException("at most " + MAX_KEYS + " keys, not " + given.size());
    }
    var keys = new ArrayList<Bytes>();
    for (Object key : given) {
      if (key == null) {
        throw new IllegalArgumentException("expected a string, got null");
      }
      keys.add(DATA.decoder().decode(key));
    }
    return keys;
  }

  private void events(Call call, long from, long asked, EventFilter filter) {
    long limit = Math.min(asked, MAX_EVENTS);
    long size = chain.eventCount();
    JsonOut out = call.out();
    out.object().name("events").array();
    long next = Math.min(from, size);
    long end = Math.min(size, next + MAX_EVENTS_READ);
    long written = 0;
    long atATime = EVENTS_AT_A_TIME;
    while (next < end && written < limit) {
      // A block is read as a whole each time: the more it holds, the fewer times it should be.
      int count = (int) Math.min(atATime, end - next);
      atATime *= 4;
      for (RecordedEvent event : chain.eventsFrom(next, count)) {
        if (written == limit) {
          break;
        }
        next = event.sequence() + 1;
        if (filter.matches(event, projections)) {
          EventJson.write(out, event);
          written++;
        }
      }
    }
    out.endArray();
    out.name("next").number(next);
    out.name("size").number(size).endObject();
  }

  private void blockEvents(Call call, BlockRef ref) {
    long height = blocks.require(ref);
    long count = eventsIn(height, height);
    if (count > MAX_BLOCK_EVENTS) {
      throw new RpcException(
          RpcException.LIMIT_EXCEEDED,
          "block %d holds %d events, at most %d in one answer: page with althing_getEvents from %d"
              .formatted(height, count, MAX_BLOCK_EVENTS, eventsUpTo(height) - count));
    }
    EventJson.write(call.out(), chain.events(height));
  }

  private long eventsIn(long from, long to) {
    return eventsUpTo(to) - (from == 0 ? 0 : eventsUpTo(from - 1));
  }

  private long eventsUpTo(long height) {
    return chain.header(height).orElseThrow().extra().eventCount();
  }

  private void state(Call call, String projection, List<Bytes> keys, BlockRef ref) {
    long height = blocks.require(ref);
    StateReader state = chain.stateAt(height);
    JsonOut out = call.out();
    out.object().name("height").number(height).name("entries").array();
    for (Bytes key : keys) {
      writeEntry(out, key, state.get(projections.key(projection, key)));
    }
    out.endArray().endObject();
  }

  private void list(Call call, String projection, Bytes from, BlockRef ref) {
    long height = blocks.require(ref);
    Bytes prefix = projections.key(projection, Bytes.EMPTY);
    JsonOut out = call.out();
    out.object().name("height").number(height).name("entries").array();
    var next = new Bytes[1];
    var count = new int[1];
    chain
        .stateAt(height)
        .scan(
            prefix,
            prefix.concat(from),
            (key, value) -> {
              Bytes rest = key.slice(1, key.size());
              if (count[0]++ == MAX_ENTRIES) {
                next[0] = rest;
                return false;
              }
              writeEntry(out, rest, value);
              return true;
            });
    out.endArray().name("next");
    writeData(out, next[0]);
    out.endObject();
  }

  private static void writeEntry(JsonOut out, Bytes key, @Nullable Bytes value) {
    out.object().name("key").data(key).name("value");
    writeData(out, value);
    out.endObject();
  }

  private static void writeData(JsonOut out, @Nullable Bytes value) {
    if (value == null) {
      out.nil();
    } else {
      out.data(value);
    }
  }

  private void explain(Call call, String projection, Bytes rest, BlockRef ref) {
    long height = blocks.require(ref);
    Bytes key = projections.key(projection, rest);
    var explanation = limited(() -> node.explain(key, height, MAX_EXPLANATION));
    JsonOut out = call.out();
    out.object().name("height").number(height).name("key").data(rest).name("value");
    writeData(out, chain.stateAt(height).get(key));
    out.name("events");
    EventJson.write(out, explanation.events());
    out.name("next");
    explanation.next().ifPresentOrElse(out::number, out::nil);
    out.endObject();
  }

  private static <T> T limited(Supplier<T> answer) {
    try {
      return answer.get();
    } catch (WorkLimitException e) {
      throw new RpcException(RpcException.LIMIT_EXCEEDED, String.valueOf(e.getMessage()));
    }
  }

  /** The last 100 blocks, or as many as one call may fold. */
  private long firstToVerify(long to) {
    long from = Math.max(Math.min(1, to), to - 99);
    while (from < to && eventsIn(from, to) > NodeApi.MAX_FOLDED_EVENTS) {
      from++;
    }
    return from;
  }

  private void verify(Call call, Optional<Long> first, Optional<Long> last) {
    long head = chain.headHeight();
    long to = last.orElse(head);
    long from = first.orElseGet(() -> to > head ? 0 : firstToVerify(to));
    if (to > head || from > to) {
      throw RpcException.invalidParams(
          "invalid block range: " + from + " to " + to + ", the head is " + head);
    }
    if (to - from >= MAX_VERIFIED_BLOCKS) {
      throw new RpcException(
          RpcException.LIMIT_EXCEEDED,
          "block range too wide: at most "
              + MAX_VERIFIED_BLOCKS
              + " blocks in one call. Try with this block range [0x%x, 0x%x]."
                  .formatted(from, from + MAX_VERIFIED_BLOCKS - 1));
    }
    var report = limited(() -> node.verify(from, to));
    JsonOut out = call.out();
    out.object();
    out.name("from").number(report.fromHeight());
    out.name("to").number(report.toHeight());
    out.name("events").number(report.events());
    out.name("ok").flag(report.finding() == null);
    out.name("finding").text(report.finding());
    out.endObject();
  }

  private void evidence(Call call) {
    JsonOut out = call.out();
    out.array();
    for (NodeApi.Evidence each : node.evidence()) {
      out.object().name("validator").data(each.validator());
      out.name("votes").array();
      writeVote(out, each.first());
      writeVote(out, each.second());
      out.endArray().endObject();
    }
    out.endArray();
  }

  private static void writeVote(JsonOut out, NodeApi.SignedVote vote) {
    out.object();
    out.name("kind").text(vote.kind());
    out.name("epoch").number(vote.epoch());
    out.name("view").number(vote.view());
    out.name("height").number(vote.height());
    out.name("block").hash(vote.block());
    out.name("signed").data(vote.signed());
    out.name("signature").data(vote.signature());
    out.endObject();
  }

  private void nodeInfo(Call call) {
    JsonOut out = call.out();
    out.object();
    out.name("version").text(node.clientVersion());
    out.name("chainId").number(node.chainId());
    out.name("genesisHash").hash(chain.blockHash(0).orElseThrow());
    out.name("height").number(chain.headHeight());
    out.name("events").number(chain.eventCount());
    out.name("oldestState").number(chain.oldestState());
    out.name("ready").flag(node.isReady());
    out.name("peers").number(node.peerCount());
    out.name("projections").array();
    for (Projection<?> projection : projections.all()) {
      out.object().name("name").text(projection.name());
      out.name("keyPrefix").number(projection.keyPrefix());
      out.name("contracts").array();
      projection.contracts().forEach(contract -> out.address(contract.address()));
      out.endArray().endObject();
    }
    out.endArray().endObject();
  }
}
