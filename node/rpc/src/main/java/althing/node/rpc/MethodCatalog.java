package althing.node.rpc;

import althing.node.core.NodeApi;
import althing.node.rpc.eth.EthApi;
import althing.node.rpc.eth.Schemas;
import althing.node.rpc.ledger.LedgerMethods;
import althing.node.rpc.method.Method;
import althing.node.rpc.method.MethodTable;
import althing.node.rpc.method.OpenRpc;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** All methods of the port, and the methods that describe them. */
final class MethodCatalog {

  private final MethodTable table;
  private final String software;
  private volatile String document = "";

  private MethodCatalog(List<Method> methods, String software) {
    var all = new ArrayList<>(methods);
    all.add(discover("rpc_discover", this::document));
    all.add(discover("rpc.discover", this::document));
    this.table = new MethodTable(all);
    this.software = software;
  }

  static MethodTable of(NodeApi node, EthApi eth) {
    var methods = new ArrayList<>(eth.methods());
    methods.addAll(new LedgerMethods(node).all());
    return new MethodCatalog(methods, node.clientVersion()).table;
  }

  private static Method discover(String name, Supplier<String> document) {
    return Method.of(
        name,
        "The OpenRPC document of this port (EIP-1901).",
        Schemas.DOCUMENT,
        call -> call.out().raw(document.get()));
  }

  /** Made when first asked for. */
  private String document() {
    String known = document;
    if (known.isEmpty()) {
      known = OpenRpc.document(table, software);
      document = known;
    }
    return known;
  }
}
