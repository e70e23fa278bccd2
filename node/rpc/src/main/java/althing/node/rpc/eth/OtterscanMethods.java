package althing.node.rpc.eth;

import static althing.node.rpc.eth.EthTypes.ADDRESS;
import static althing.node.rpc.eth.EthTypes.ANY_BLOCK;
import static althing.node.rpc.eth.EthTypes.COUNT;
import static althing.node.rpc.eth.EthTypes.HASH;
import static althing.node.rpc.method.Param.optional;
import static althing.node.rpc.method.Param.required;

import althing.ledger.account.AccountEvent.Transferred;
import althing.ledger.block.Block;
import althing.ledger.block.Receipt;
import althing.ledger.chain.ChainReader;
import althing.ledger.chain.ChainReader.TransactionPlace;
import althing.ledger.event.RecordedEvent;
import althing.ledger.transaction.SignedTransaction;
import althing.ledger.transaction.Transaction;
import althing.ledger.types.Address;
import althing.ledger.types.Amount;
import althing.ledger.types.Bytes;
import althing.ledger.types.Hash;
import althing.node.core.NodeApi;
import althing.node.rpc.json.JsonOut;
import althing.node.rpc.method.Call;
import althing.node.rpc.method.Method;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What the explorer Otterscan asks for (level 8 of its interface). Heights and pages are JSON
 * numbers there.
 */
final class OtterscanMethods {

  private static final int API_LEVEL = 8;
  private static final int MAX_PAGE = 100;
  private static final int SELECTOR = 4;
  private static final int TRANSFER = 0;

  private final NodeApi node;
  private final ChainReader chain;
  private final Blocks blocks;
  private final AccountHistory history;

  OtterscanMethods(NodeApi node) {
    this.node = node;
    this.chain = node.chain();
    this.blocks = new Blocks(chain);
    this.history = new AccountHistory(chain);
  }

  List<Method> all() {
    var block = required("block", ANY_BLOCK, "number or tag");
    var hash = required("hash", HASH, "hash of the transaction");
    var address = required("address", ADDRESS, "account");
    var size = required("pageSize", COUNT, "transactions on a page, up to 100");
    var from = required("block", COUNT, "height to search from, itself left out; 0 for the end");
    return List.of(
        Method.of(
            "erigon_getHeaderByNumber",
            "A header by number or tag.",
            block,
            Schemas.HEADER_OR_NULL,
            (call, ref) ->
                blocks
                    .block(ref)
                    .ifPresentOrElse(
                        found -> EthJson.header(call.out(), found.header(), found.hash()),
                        call.out()::nil)),
        Method.of(
            "ots_getApiLevel",
            "Level of Otterscan's interface that is offered: 8.",
            Schemas.LEVEL,
            call -> call.out().number(API_LEVEL)),
        Method.of(
            "ots_hasCode",
            "Whether an account is a contract.",
            address,
            optional("block", ANY_BLOCK, BlockRef.Tag.LATEST, "number or tag"),
            Schemas.FLAG,
            (call, account, ref) -> {
              blocks.require(ref);
              call.out().flag(!node.codeOf(account).isEmpty());
            }),
        Method.of(
            "ots_getBlockDetails",
            "A block without its transactions, with fees and issuance.",
            block,
            Schemas.DOCUMENT_OR_NULL,
            (call, ref) -> writeDetails(call.out(), blocks.block(ref))),
        Method.of(
            "ots_getBlockDetailsByHash",
            "A block without its transactions, with fees and issuance.",
            required("hash", HASH, "hash of the block"),
            Schemas.DOCUMENT_OR_NULL,
            (call, of) -> writeDetails(call.out(), blocks.block(new BlockRef.OfHash(of)))),
        Method.of(
            "ots_getBlockTransactions",
            "A page of a block's transactions, the last ones first, and their receipts.",
            block,
            required("page", COUNT, "page, from 0"),
            size,
            Schemas.DOCUMENT_OR_NULL,
            this::blockTransactions),
        Method.of(
            "ots_searchTransactionsBefore",
            "Transactions from or to an account before a height, newest first.",
            address,
            from,
            size,
            Schemas.DOCUMENT,
            (call, account, height, count) ->
                writeSearch(call.out(), history.before(account, height, page(count)))),
        Method.of(
            "ots_searchTransactionsAfter",
            "Transactions from or to an account after a height, newest first.",
            address,
            from,
            size,
            Schemas.DOCUMENT,
            (call, account, height, count) ->
                writeSearch(call.out(), history.after(account, height, page(count)))),
        Method.of(
            "ots_getTransactionBySenderAndNonce",
            "Hash of a sender's transaction.",
            address,
            required("nonce", COUNT, "its nonce"),
            Schemas.HASH_OR_NULL,
            (call, sender, nonce) ->
                chain
                    .transactionBySender(sender, nonce)
                    .ifPresentOrElse(
                        place -> call.out().hash(transaction(place).hash()), call.out()::nil)),
        Method.of(
            "ots_getContractCreator",
            "Null: system contracts are part of the software.",
            address,
            Schemas.NOTHING,
            (call, _) -> call.out().nil()),
        Method.of(
            "ots_getInternalOperations",
            "Movements of SP inside a transaction besides the one it names.",
            hash,
            Schemas.LIST,
            this::internalOperations),
        Method.of(
            "ots_traceTransaction",
            "The one call that a transaction is.",
            hash,
            Schemas.LIST,
            this::trace),
        Method.of(
            "ots_getTransactionError",
            "Error data of a refused transaction, `0x` of one that succeeded.",
            hash,
            Schemas.DATA,
            this::error));
  }

  private static int page(long count) {
    return (int) Math.min(count, MAX_PAGE);
  }

  private SignedTransaction transaction(TransactionPlace place) {
    Block block = chain.block(place.height()).orElseThrow();
    return block.body().transactions().get(place.index());
  }

  private void writeDetails(JsonOut out, Optional<Block> found) {
    if (found.isEmpty()) {
      out.nil();
      return;
    }
    Block block = found.get();
    out.object().name("block").object();
    EthJson.headerFields(out, block.header(), block.hash());
    out.name("size").quantity(block.ethereumRlp().length);
    out.name("transactionCount").number(block.body().transactions().size());
    out.name("transactions").array().endArray();
    out.name("uncles").array().endArray();
    out.endObject();
    out.name("issuance").object();
    out.name("blockReward").quantity(0);
    out.name("uncleReward").quantity(0);
    out.name("issuance").quantity(0).endObject();
    out.name("totalFees").quantity(totalFees(block.height()));
    out.endObject();
  }

  private Amount totalFees(long height) {
    Amount fees = Amount.ZERO;
    for (Receipt receipt : chain.receipts(height).orElseThrow()) {
      fees = fees.plus(receipt.gasPrice().times(receipt.gasUsed()));
    }
    return fees;
  }

  private void blockTransactions(Call call, BlockRef ref, long page, long asked) {
    Optional<Block> found = blocks.block(ref);
    JsonOut out = call.out();
    if (found.isEmpty()) {
      out.nil();
      return;
    }
    Block block = found.get();
    List<SignedTransaction> transactions = block.body().transactions();
    int size = page(asked);
    int end = (int) Math.max(0, transactions.size() - Math.min(page, 1 << 24) * size);
    int start = Math.max(0, end - size);
    out.object().name("fullblock").object();
    EthJson.headerFields(out, block.header(), block.hash());
    out.name("size").quantity(block.ethereumRlp().length);
    out.name("uncles").array().endArray();
    out.name("transactionCount").number(transactions.size());
    out.name("transactions").array();
    for (int i = start; i < end; i++) {
      EthJson.summary(out, transactions.get(i), block.header(), block.hash(), i, SELECTOR);
    }
    out.endArray().endObject();
    out.name("receipts").array();
    List<Receipt> receipts = chain.receipts(block.height()).orElseThrow();
    for (int i = start; i < end; i++) {
      EthJson.receiptSummary(out, block, i, receipts.get(i));
    }
    out.endArray().endObject();
  }

  private void writeSearch(JsonOut out, AccountHistory.Page page) {
    out.object().name("txs").array();
    for (TransactionPlace place : page.places()) {
      Block block = chain.block(place.height()).orElseThrow();
      var transaction = block.body().transactions().get(place.index());
      EthJson.mined(out, transaction, block.header(), block.hash(), place.index());
    }
    out.endArray().name("receipts").array();
    for (TransactionPlace place : page.places()) {
      Block block = chain.block(place.height()).orElseThrow();
      Receipt receipt = chain.receipts(place.height()).orElseThrow().get(place.index());
      EthJson.receiptSummary(out, block, place.index(), receipt);
    }
    out.endArray();
    out.name("firstPage").flag(page.first());
    out.name("lastPage").flag(page.last()).endObject();
  }

  private void internalOperations(Call call, Hash hash) {
    JsonOut out = call.out();
    out.array();
    chain
        .transactionPlace(hash)
        .ifPresent(place -> {
          SignedTransaction outer = transaction(place);
          for (RecordedEvent event : chain.events(place.height())) {
            if (event.tx() == place.index()
                && event.event() instanceof Transferred moved
                && !isOuter(outer, moved)) {
              out.object().name("type").number(TRANSFER);
              out.name("from").address(moved.from());
              out.name("to").address(moved.to());
              out.name("value").quantity(moved.amount()).endObject();
            }
          }
        });
    out.endArray();
  }

  private static boolean isOuter(SignedTransaction outer, Transferred moved) {
    return moved.from().equals(outer.sender())
        && Objects.equals(moved.to(), outer.transaction().to())
        && moved.amount().equals(outer.transaction().value());
  }

  private void trace(Call call, Hash hash) {
    JsonOut out = call.out();
    Optional<TransactionPlace> place = chain.transactionPlace(hash);
    if (place.isEmpty()) {
      out.nil();
      return;
    }
    SignedTransaction signed = transaction(place.get());
    Transaction transaction = signed.transaction();
    Address to = transaction.to();
    out.array().object();
    out.name("type").text("CALL");
    out.name("depth").number(0);
    out.name("from").address(signed.sender());
    out.name("to").address(to == null ? Address.ZERO : to);
    out.name("value").quantity(transaction.value());
    out.name("input").data(transaction.data());
    out.name("output").data(receipt(place.get()).output());
    out.endObject().endArray();
  }

  private void error(Call call, Hash hash) {
    Bytes data =
        chain
            .transactionPlace(hash)
            .map(this::receipt)
            .filter(receipt -> !receipt.succeeded())
            .map(Receipt::output)
            .orElse(Bytes.EMPTY);
    call.out().data(data);
  }

  private Receipt receipt(TransactionPlace place) {
    return chain.receipts(place.height()).orElseThrow().get(place.index());
  }
}
