package althing.node.rpc.ledger;

import static althing.node.rpc.eth.EthTypes.BLOCK_OR_HASH;
import static althing.node.rpc.eth.EthTypes.COUNT;
import static althing.node.rpc.eth.EthTypes.DATA;
import static althing.node.rpc.method.Param.maybe;
import static althing.node.rpc.method.Param.optional;
import static althing.node.rpc.method.Param.required;

import althing.ledger.chain.ChainReader;
import althing.ledger.chain.ProofReader;
import althing.ledger.chain.ProofReader.NoCheckpointException;
import althing.ledger.chain.ProofReader.NotProvableException;
import althing.ledger.crypto.Sha256;
import althing.ledger.event.RecordedEvent;
import althing.ledger.state.StateProof;
import althing.ledger.state.StateProofCodec;
import althing.ledger.types.Bytes;
import althing.ledger.types.Hash;
import althing.node.core.NodeApi;
import althing.node.rpc.eth.BlockRef;
import althing.node.rpc.eth.Blocks;
import althing.node.rpc.eth.Schemas;
import althing.node.rpc.json.JsonOut;
import althing.node.rpc.method.Call;
import althing.node.rpc.method.Method;
import althing.node.rpc.method.RpcException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** Evidence that needs no trust in this node: it leads to a header that a quorum signed. */
final class ProofMethods {

  private static final byte[] LEAF = {0};

  private final NodeApi node;
  private final ChainReader chain;
  private final Blocks blocks;
  private final ProofReader proofs;

  ProofMethods(NodeApi node) {
    this.node = node;
    this.chain = node.chain();
    this.blocks = new Blocks(chain);
    this.proofs = node.proofs();
  }

  List<Method> all() {
    return List.of(
        Method.of(
            "althing_getEventProof",
            "Proof that an event is in the log (RFC 9162).",
            required("sequence", COUNT, "number of the event"),
            maybe("size", COUNT, "size of the log; the head's when absent"),
            LedgerSchemas.EVENT_PROOF,
            this::eventProof),
        Method.of(
            "althing_getConsistencyProof",
            "Proof that a longer log begins with a shorter one (RFC 9162).",
            required("oldSize", COUNT, "events of the shorter log"),
            maybe("newSize", COUNT, "events of the longer log; the head's when absent"),
            LedgerSchemas.CONSISTENCY_PROOF,
            this::consistencyProof),
        Method.of(
            "althing_getCheckpoint",
            "The log's head as of now, or the one kept when an epoch ended, signed by this node: a C2SP"
                + " signed note.",
            maybe(
                "at",
                CheckpointPlace.TYPE,
                "an epoch's last block by `height`, or by the `size` of the log after it"),
            Schemas.TEXT,
            this::checkpoint),
        Method.of(
            "althing_getProof",
            "Proof that the state has an entry or has none, with what makes its root final.",
            required("key", DATA, "whole key: the projection's prefix byte and the rest"),
            optional("block", BLOCK_OR_HASH, BlockRef.Tag.LATEST, "as of this block"),
            LedgerSchemas.STATE_PROOF,
            this::stateProof));
  }

  private void checkpoint(Call call, Optional<CheckpointPlace> at) {
    String note;
    try {
      note = at.isEmpty() ? proofs.checkpoint() : proofs.checkpointAt(height(at.get()));
    } catch (NoCheckpointException e) {
      throw RpcException.server(String.valueOf(e.getMessage()));
    }
    call.out().text(note);
  }

  private long height(CheckpointPlace place) {
    return switch (place) {
      case CheckpointPlace.AtHeight(long height) -> height;
      case CheckpointPlace.OfSize(long size) ->
          endOf(size)
              .orElseThrow(
                  () -> RpcException.server("no block ends with " + size + " events in the log"));
    };
  }

  private void eventProof(Call call, long sequence, Optional<Long> asked) {
    long size = size(asked, 1);
    if (sequence >= size) {
      throw RpcException.invalidParams(
          "invalid argument 0: event " + sequence + " is not in a log of " + size + " events");
    }
    RecordedEvent event = chain.eventsFrom(sequence, 1).getFirst();
    JsonOut out = call.out();
    out.object();
    out.name("sequence").number(sequence);
    out.name("size").number(size);
    out.name("root").hash(proofs.eventRoot(size));
    out.name("leaf").hash(Sha256.hash(LEAF, event.encoded().unsafeArray()));
    out.name("path").hashes(proofs.inclusionProof(sequence, size));
    out.name("event");
    EventJson.write(out, event);
    writeFinalityOfLog(out, size);
    out.endObject();
  }

  private void consistencyProof(Call call, long oldSize, Optional<Long> asked) {
    long newSize = size(asked, 1);
    if (oldSize > newSize) {
      throw RpcException.invalidParams(
          "invalid argument 0: old size " + oldSize + " is above the new size " + newSize);
    }
    JsonOut out = call.out();
    out.object();
    out.name("oldSize").number(oldSize);
    out.name("newSize").number(newSize);
    out.name("oldRoot").hash(proofs.eventRoot(oldSize));
    out.name("newRoot").hash(proofs.eventRoot(newSize));
    out.name("path").hashes(proofs.consistencyProof(oldSize, newSize));
    writeFinalityOfLog(out, newSize);
    out.endObject();
  }

  private long size(Optional<Long> asked, int position) {
    long head = chain.eventCount();
    long size = asked.orElse(head);
    if (size > head) {
      throw RpcException.invalidParams(
          "invalid argument " + position + ": size " + size + " is above the log's " + head);
    }
    return size;
  }

  private void stateProof(Call call, Bytes key, BlockRef ref) {
    long height = blocks.require(ref);
    StateProof proof;
    try {
      proof = proofs.stateProof(key, height);
    } catch (NotProvableException e) {
      throw new RpcException(RpcException.PRUNED, String.valueOf(e.getMessage()));
    }
    Bytes value = chain.stateAt(height).get(key);
    Hash root = chain.header(height).orElseThrow().stateRoot();
    JsonOut out = call.out();
    out.object().name("height").number(height).name("key").data(key).name("value");
    if (value == null) {
      out.nil();
    } else {
      out.data(value);
    }
    out.name("stateRoot").hash(root);
    out.name("proof").data(StateProofCodec.encode(proof));
    out.name("end");
    switch (proof.end()) {
      case StateProof.Nothing _ -> out.nil();
      case StateProof.Leaf(Hash keyHash, Hash valueHash) ->
          out.object().name("keyHash").hash(keyHash).name("valueHash").hash(valueHash).endObject();
    }
    out.name("siblings").hashes(proof.siblings());
    writeFinality(out, height);
    out.endObject();
  }

  /** What makes the log's root final; null when no block ends with that many events. */
  private void writeFinalityOfLog(JsonOut out, long size) {
    OptionalLong height = endOf(size);
    if (height.isPresent()) {
      writeFinality(out, height.getAsLong());
    } else {
      out.name("finality").nil();
    }
  }

  /** The height of the block that ends with so many events in the log, if one does. */
  private OptionalLong endOf(long size) {
    if (size == 0 || size > chain.eventCount()) {
      return OptionalLong.empty();
    }
    long height = chain.eventsFrom(size - 1, 1).getFirst().height();
    return chain.header(height).orElseThrow().extra().eventCount() == size
        ? OptionalLong.of(height)
        : OptionalLong.empty();
  }

  private void writeFinality(JsonOut out, long height) {
    out.name("finality");
    FinalityJson.write(out, node.finality(height));
  }
}
