package althing.node.rpc.eth;

import static althing.node.rpc.eth.EthTypes.ADDRESS;
import static althing.node.rpc.eth.EthTypes.BLOCK_OR_HASH;
import static althing.node.rpc.eth.EthTypes.DATA;
import static althing.node.rpc.eth.EthTypes.STORAGE_SLOT;
import static althing.node.rpc.eth.EthTypes.TRANSACTION;
import static althing.node.rpc.method.Param.optional;
import static althing.node.rpc.method.Param.required;

import althing.ledger.transaction.Transaction;
import althing.ledger.transaction.TransactionCodec;
import althing.ledger.types.Address;
import althing.ledger.types.Amount;
import althing.ledger.types.Bytes;
import althing.ledger.types.Hash;
import althing.node.core.NodeApi;
import althing.node.core.NodeApi.CallRequest;
import althing.node.core.NodeApi.CallResult;
import althing.node.core.NodeApi.RejectedException;
import althing.node.rpc.method.Call;
import althing.node.rpc.method.Method;
import althing.node.rpc.method.Param;
import althing.node.rpc.method.RpcException;
import java.util.List;

/** Accounts, calls on top of a state, and sending. */
final class AccountMethods {

  private static final String REVERTED = "execution reverted";

  private final NodeApi node;
  private final Blocks blocks;
  private final Fees fees;

  AccountMethods(NodeApi node, Fees fees) {
    this.node = node;
    this.blocks = new Blocks(node.chain());
    this.fees = fees;
  }

  List<Method> all() {
    var address = required("address", ADDRESS, "account");
    var block = block("number, tag, hash or EIP-1898 object");
    var transaction = required("transaction", TRANSACTION, "the call to make");
    return List.of(
        Method.of(
            "eth_getBalance",
            "Balance of an account in base units (18 decimals).",
            address,
            block,
            Schemas.QUANTITY,
            (call, account, ref) ->
                call.out().quantity(node.balance(account, blocks.require(ref)))),
        Method.of(
            "eth_getTransactionCount",
            "Nonce of an account; at `pending` with its pooled transactions.",
            address,
            block,
            Schemas.QUANTITY,
            (call, account, ref) -> call.out().quantity(nonce(account, ref))),
        Method.of(
            "eth_getCode",
            "A short stub for system contracts, empty for other accounts.",
            address,
            block,
            Schemas.DATA,
            (call, account, ref) -> {
              blocks.require(ref);
              call.out().data(node.codeOf(account));
            }),
        Method.of(
            "eth_getStorageAt",
            "A zero word: there is no EVM storage. `althing_getState` reads the state.",
            address,
            required("slot", STORAGE_SLOT, "storage key of at most 32 bytes"),
            block,
            Schemas.HASH,
            (call, _, _, ref) -> {
              blocks.require(ref);
              call.out().hash(Hash.ZERO);
            }),
        Method.of(
            "eth_call",
            "Runs a call on top of a block's state and answers its output.",
            transaction,
            block,
            Schemas.DATA,
            (call, arguments, ref) -> {
              arguments.check(node.chainId());
              CallResult result = node.call(arguments.toRequest(), blocks.require(ref));
              call.out().data(succeeded(result).output());
            }),
        Method.of(
            "eth_estimateGas",
            "Gas limit for a transaction: exact for transfers, with a reserve for system calls.",
            transaction,
            block,
            Schemas.QUANTITY,
            (call, arguments, ref) -> {
              arguments.check(node.chainId());
              CallResult result = node.estimateGas(arguments.toRequest(), blocks.require(ref));
              call.out().quantity(succeeded(result).gasUsed());
            }),
        Method.of(
            "eth_createAccessList",
            "An empty access list and the gas of the call: no storage is warmed here.",
            transaction,
            block,
            Schemas.ACCESS_LIST_RESULT,
            this::createAccessList),
        Method.of(
            "eth_fillTransaction",
            "Completes a transaction: nonce, gas, fees, chain id and type.",
            transaction,
            Schemas.FILLED,
            this::fill),
        Method.of(
            "eth_sendRawTransaction",
            "Puts a signed transaction into the pool and answers its hash.",
            required("transaction", DATA, "EIP-2718 envelope of type 0, 1 or 2"),
            Schemas.HASH,
            this::send),
        Method.of(
            "eth_accounts",
            "Empty: the node holds no account keys.",
            Schemas.ADDRESSES,
            call -> call.out().array().endArray()));
  }

  private static Param<BlockRef> block(String description) {
    return optional("block", BLOCK_OR_HASH, BlockRef.Tag.LATEST, description);
  }

  private long nonce(Address account, BlockRef ref) {
    return ref == BlockRef.Tag.PENDING
        ? node.pendingNonce(account)
        : node.nonce(account, blocks.require(ref));
  }

  /** The result, or the error with which a refused call is answered. */
  private static CallResult succeeded(CallResult result) {
    if (result.succeeded()) {
      return result;
    }
    String refusal = result.refusal() == null ? REVERTED : result.refusal();
    if (refusal.startsWith(REVERTED)) {
      throw new RpcException(RpcException.REVERTED, refusal, result.output());
    }
    throw RpcException.server(refusal);
  }

  private void send(Call call, Bytes encoded) {
    try {
      call.out().hash(node.submit(encoded));
    } catch (RejectedException e) {
      throw new RpcException(e.code(), String.valueOf(e.getMessage()));
    }
  }

  private void createAccessList(Call call, CallArguments arguments, BlockRef ref) {
    arguments.check(node.chainId());
    CallResult result = node.call(arguments.toRequest(), blocks.require(ref));
    call.out().object().name("accessList").array().endArray();
    call.out().name("gasUsed").quantity(result.gasUsed());
    if (result.refusal() != null) {
      call.out().name("error").text(result.refusal());
    }
    call.out().endObject();
  }

  private void fill(Call call, CallArguments given) {
    given.check(node.chainId());
    CallRequest request = given.toRequest();
    Amount chainId = Amount.of(node.chainId());
    long nonce = given.nonce() == null ? node.pendingNonce(request.from()) : given.nonce();
    long gas =
        given.gas() == null
            ? succeeded(node.estimateGas(request, node.chain().headHeight())).gasUsed()
            : given.gas();
    Transaction filled;
    if (given.gasPrice() != null || (given.type() != null && given.type() < 2)) {
      Amount price = given.gasPrice() == null ? fees.gasPrice() : given.gasPrice();
      filled =
          given.accessList() == null && (given.type() == null || given.type() == 0)
              ? new Transaction.Legacy(
                  chainId, nonce, price, gas, request.to(), request.value(), request.data())
              : new Transaction.AccessList(
                  chainId,
                  nonce,
                  price,
                  gas,
                  request.to(),
                  request.value(),
                  request.data(),
                  request.accessList());
    } else {
      Amount tip = given.maxPriorityFeePerGas();
      if (tip == null) {
        tip = given.maxFeePerGas() == null ? fees.tip() : fees.tip().min(given.maxFeePerGas());
      }
      Amount cap =
          given.maxFeePerGas() == null
              ? node.nextBaseFee().times(2).plus(tip)
              : given.maxFeePerGas();
      filled =
          new Transaction.DynamicFee(
              chainId,
              nonce,
              tip,
              cap,
              gas,
              request.to(),
              request.value(),
              request.data(),
              request.accessList());
    }
    call.out().object();
    call.out().name("raw").data(TransactionCodec.encodeUnsigned(filled));
    call.out().name("tx").object();
    EthJson.unsignedFields(call.out(), filled, filled.maxFeePerGas());
    call.out().endObject().endObject();
  }
}
