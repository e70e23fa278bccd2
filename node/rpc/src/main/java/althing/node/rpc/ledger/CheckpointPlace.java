package althing.node.rpc.ledger;

import static althing.node.rpc.method.ParamType.kindOf;

import althing.node.rpc.eth.EthTypes;
import althing.node.rpc.method.ParamType;
import java.util.Map;

/** Which of the kept checkpoints a caller wants. */
sealed interface CheckpointPlace {

  ParamType<CheckpointPlace> TYPE =
      new ParamType<>("checkpoint place", LedgerSchemas.CHECKPOINT_PLACE, CheckpointPlace::read);

  /** The one of the log as the block at this height left it. */
  record AtHeight(long height) implements CheckpointPlace {}

  /** The one of the log with so many events. */
  record OfSize(long size) implements CheckpointPlace {}

  private static CheckpointPlace read(Object value) {
    if (!(value instanceof Map<?, ?> fields)) {
      throw new IllegalArgumentException("expected an object, got " + kindOf(value));
    }
    Object height = fields.get("height");
    Object size = fields.get("size");
    if (fields.size() != 1 || (height == null) == (size == null)) {
      throw new IllegalArgumentException("expected an object with height or size, and no more");
    }
    return height != null
        ? new AtHeight(EthTypes.COUNT.decoder().decode(height))
        : new OfSize(EthTypes.COUNT.decoder().decode(size));
  }
}
