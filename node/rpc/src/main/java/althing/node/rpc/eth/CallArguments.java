package althing.node.rpc.eth;

import althing.ledger.transaction.Transaction.AccessListEntry;
import althing.ledger.types.Address;
import althing.ledger.types.Amount;
import althing.ledger.types.Bytes;
import althing.node.core.NodeApi.CallRequest;
import althing.node.rpc.method.RpcException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A transaction as a caller describes it before it is complete: execution-apis' GenericTransaction.
 * Absent fields are null.
 */
record CallArguments(
    @Nullable Address from,
    @Nullable Address to,
    @Nullable Long gas,
    @Nullable Amount gasPrice,
    @Nullable Amount maxFeePerGas,
    @Nullable Amount maxPriorityFeePerGas,
    @Nullable Amount value,
    @Nullable Long nonce,
    Bytes data,
    @Nullable List<AccessListEntry> accessList,
    @Nullable Amount chainId,
    @Nullable Integer type) {

  /** Refuses what contradicts itself or the chain. */
  void check(long ownChainId) {
    if (gasPrice != null && (maxFeePerGas != null || maxPriorityFeePerGas != null)) {
      throw RpcException.server(
          "both gasPrice and (maxFeePerGas or maxPriorityFeePerGas) specified");
    }
    if (maxFeePerGas != null
        && maxPriorityFeePerGas != null
        && maxFeePerGas.isLessThan(maxPriorityFeePerGas)) {
      throw RpcException.server(
          "max priority fee per gas higher than max fee per gas: maxFeePerGas "
              + maxFeePerGas
              + ", maxPriorityFeePerGas "
              + maxPriorityFeePerGas);
    }
    if (chainId != null && !chainId.equals(Amount.of(ownChainId))) {
      throw RpcException.server(
          "chainId does not match node's (have=" + chainId + ", want=" + ownChainId + ")");
    }
    if (type != null && type > 2) {
      throw RpcException.server("transaction type not supported: " + type);
    }
  }

  CallRequest toRequest() {
    return new CallRequest(
        from == null ? Address.ZERO : from,
        to,
        gas,
        gasPrice == null ? maxFeePerGas : gasPrice,
        value == null ? Amount.ZERO : value,
        data,
        accessList == null ? List.of() : accessList);
  }
}
