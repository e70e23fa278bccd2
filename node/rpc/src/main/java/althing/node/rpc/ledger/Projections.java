package althing.node.rpc.ledger;

import althing.ledger.projection.Projection;
import althing.ledger.types.Bytes;
import althing.node.rpc.method.RpcException;
import java.util.List;
import java.util.stream.Collectors;

/** The node's projections by name, by key and by event. */
record Projections(List<Projection<?>> all) {

  Projection<?> named(String name) {
    return all.stream()
        .filter(projection -> projection.name().equals(name))
        .findFirst()
        .orElseThrow(() ->
            RpcException.invalidParams(
                "invalid argument 0: unknown projection, there are "
                    + all.stream().map(Projection::name).collect(Collectors.joining(", "))));
  }

  /** The whole key of a projection's entry: its prefix byte and {@code rest}. */
  Bytes key(String projection, Bytes rest) {
    return Bytes.of((byte) named(projection).keyPrefix()).concat(rest);
  }

  /** Name of the projection whose events have this type number. */
  String ownerOf(int type) {
    return all.stream()
        .filter(projection -> {
          int first = projection.codec().firstType();
          return type >= first && type < first + projection.codec().typeCount();
        })
        .map(Projection::name)
        .findFirst()
        .orElse("");
  }
}
