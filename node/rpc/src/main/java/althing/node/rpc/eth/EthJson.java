package althing.node.rpc.eth;

import althing.ledger.block.Block;
import althing.ledger.block.BlockHeader;
import althing.ledger.block.Bloom;
import althing.ledger.block.HeaderCodec;
import althing.ledger.block.Log;
import althing.ledger.block.Receipt;
import althing.ledger.transaction.SignedTransaction;
import althing.ledger.transaction.Transaction;
import althing.ledger.transaction.Transaction.AccessListEntry;
import althing.ledger.types.Amount;
import althing.ledger.types.Bytes;
import althing.ledger.types.Hash;
import althing.node.rpc.json.JsonOut;
import java.util.List;

/**
 * Ethereum's objects as JSON: every field of the execution-apis schemas and {@code difficulty},
 * without which ethers and cast stop (ETHEREUM 1.3); no field of our own.
 */
final class EthJson {

  private EthJson() {}

  /** A block; {@code full}: with its transactions whole instead of their hashes. */
  static void block(JsonOut out, Block block, boolean full) {
    out.object();
    headerFields(out, block.header(), block.hash());
    out.name("size").quantity(block.ethereumRlp().length);
    out.name("transactions").array();
    List<SignedTransaction> transactions = block.body().transactions();
    for (int i = 0; i < transactions.size(); i++) {
      if (full) {
        mined(out, transactions.get(i), block.header(), block.hash(), i);
      } else {
        out.hash(transactions.get(i).hash());
      }
    }
    out.endArray();
    out.name("uncles").array().endArray();
    out.endObject();
  }

  /** A header alone, as {@code newHeads} pushes it. */
  static void header(JsonOut out, BlockHeader header, Hash hash) {
    out.object();
    headerFields(out, header, hash);
    out.endObject();
  }

  static void headerFields(JsonOut out, BlockHeader header, Hash hash) {
    out.name("number").quantity(header.height());
    out.name("hash").hash(hash);
    out.name("parentHash").hash(header.parentHash());
    out.name("sha3Uncles").hash(HeaderCodec.NO_OMMERS);
    out.name("miner").address(header.miner());
    out.name("stateRoot").hash(header.stateRoot());
    out.name("transactionsRoot").hash(header.transactionsRoot());
    out.name("receiptsRoot").hash(header.receiptsRoot());
    out.name("logsBloom").data(header.logsBloom());
    out.name("difficulty").quantity(0);
    out.name("gasLimit").quantity(header.gasLimit());
    out.name("gasUsed").quantity(header.gasUsed());
    out.name("timestamp").quantity(seconds(header));
    out.name("extraData").data(HeaderCodec.extraData(header.extra()));
    out.name("mixHash").hash(header.mixHash());
    out.name("nonce").data(HeaderCodec.nonce(header));
    out.name("baseFeePerGas").quantity(header.baseFee());
  }

  static long seconds(BlockHeader header) {
    return header.timestampMillis() / 1000;
  }

  /** A transaction of a final block. */
  static void mined(
      JsonOut out, SignedTransaction transaction, BlockHeader header, Hash blockHash, int index) {
    summary(out, transaction, header, blockHash, index, Integer.MAX_VALUE);
  }

  /** A transaction of a final block with only the first bytes of its input. */
  static void summary(
      JsonOut out,
      SignedTransaction transaction,
      BlockHeader header,
      Hash blockHash,
      int index,
      int inputBytes) {
    out.object();
    placeFields(out, header, blockHash, index);
    transactionFields(out, transaction, effectivePrice(transaction, header.baseFee()), inputBytes);
    out.endObject();
  }

  private static void placeFields(JsonOut out, BlockHeader header, Hash blockHash, int index) {
    out.name("blockHash").hash(blockHash);
    out.name("blockNumber").quantity(header.height());
    out.name("blockTimestamp").quantity(seconds(header));
    out.name("transactionIndex").quantity(index);
  }

  /** A transaction of the pool: the block's fields are null. */
  static void pooled(JsonOut out, SignedTransaction transaction) {
    out.object();
    out.name("blockHash").nil();
    out.name("blockNumber").nil();
    out.name("blockTimestamp").nil();
    out.name("transactionIndex").nil();
    Amount price = transaction.transaction().maxFeePerGas();
    transactionFields(out, transaction, price, Integer.MAX_VALUE);
    out.endObject();
  }

  /** The price per gas a transaction pays in a block with this base fee. */
  static Amount effectivePrice(SignedTransaction transaction, Amount baseFee) {
    return transaction.isTick()
        ? Amount.ZERO
        : transaction
            .transaction()
            .maxFeePerGas()
            .min(baseFee.plus(transaction.transaction().maxPriorityFeePerGas()));
  }

  private static void transactionFields(
      JsonOut out, SignedTransaction signed, Amount gasPrice, int inputBytes) {
    Transaction transaction = signed.transaction();
    out.name("hash").hash(signed.hash());
    out.name("from").address(signed.sender());
    unsignedFields(out, transaction, gasPrice, inputBytes);
    boolean legacy = transaction instanceof Transaction.Legacy;
    out.name("v").quantity(legacy ? legacyV(signed) : Amount.of(signed.signature().yParity()));
    if (!legacy) {
      out.name("yParity").quantity(signed.signature().yParity());
    }
    out.name("r").quantity(new Amount(signed.signature().r()));
    out.name("s").quantity(new Amount(signed.signature().s()));
  }

  /** What a transaction says before it is signed. */
  static void unsignedFields(JsonOut out, Transaction transaction, Amount gasPrice) {
    unsignedFields(out, transaction, gasPrice, Integer.MAX_VALUE);
  }

  private static void unsignedFields(
      JsonOut out, Transaction transaction, Amount gasPrice, int inputBytes) {
    out.name("type").quantity(transaction.type());
    out.name("nonce").quantity(transaction.nonce());
    out.name("gas").quantity(transaction.gasLimit());
    out.name("gasPrice").quantity(gasPrice);
    if (transaction instanceof Transaction.DynamicFee) {
      out.name("maxFeePerGas").quantity(transaction.maxFeePerGas());
      out.name("maxPriorityFeePerGas").quantity(transaction.maxPriorityFeePerGas());
    }
    out.name("to").address(transaction.to());
    out.name("value").quantity(transaction.value());
    Bytes input = transaction.data();
    out.name("input").data(input.size() <= inputBytes ? input : input.slice(0, inputBytes));
    if (transaction.type() > 0) {
      out.name("accessList").array();
      for (AccessListEntry entry : transaction.accessList()) {
        out.object().name("address").address(entry.address()).name("storageKeys").array();
        for (Bytes key : entry.storageKeys()) {
          out.data(key);
        }
        out.endArray().endObject();
      }
      out.endArray();
    }
    transaction.chain().ifPresent(chain -> out.name("chainId").quantity(chain));
  }

  /** EIP-155: 35 + 2·chain + parity; 27 + parity without replay protection; 0 for tick work. */
  private static Amount legacyV(SignedTransaction signed) {
    if (signed.isTick()) {
      return Amount.ZERO;
    }
    int parity = signed.signature().yParity();
    return signed
        .transaction()
        .chain()
        .map(chain -> chain.times(2).plus(Amount.of(35 + parity)))
        .orElse(Amount.of(27 + parity));
  }

  /**
   * A receipt.
   *
   * @param firstLog index within the block of the receipt's first log
   */
  static void receipt(JsonOut out, Block block, int index, Receipt receipt, int firstLog) {
    out.object();
    receiptFields(out, block, index, receipt);
    Hash transactionHash = block.body().transactions().get(index).hash();
    out.name("logs").array();
    for (int i = 0; i < receipt.logs().size(); i++) {
      var place = new LogPlace(block.header(), block.hash(), transactionHash, index, firstLog + i);
      log(out, receipt.logs().get(i), place);
    }
    out.endArray();
    out.name("logsBloom").data(Bloom.of(receipt.logs()));
    out.endObject();
  }

  /** A receipt as Otterscan takes it: without logs, with the block's time. */
  static void receiptSummary(JsonOut out, Block block, int index, Receipt receipt) {
    out.object();
    receiptFields(out, block, index, receipt);
    out.name("logs").array().endArray();
    out.name("logsBloom").nil();
    out.name("timestamp").quantity(seconds(block.header()));
    out.endObject();
  }

  private static void receiptFields(JsonOut out, Block block, int index, Receipt receipt) {
    SignedTransaction transaction = block.body().transactions().get(index);
    out.name("type").quantity(receipt.type());
    out.name("transactionHash").hash(transaction.hash());
    out.name("transactionIndex").quantity(index);
    out.name("blockHash").hash(block.hash());
    out.name("blockNumber").quantity(block.height());
    out.name("from").address(transaction.sender());
    out.name("to").address(transaction.transaction().to());
    out.name("cumulativeGasUsed").quantity(receipt.cumulativeGasUsed());
    out.name("gasUsed").quantity(receipt.gasUsed());
    out.name("effectiveGasPrice").quantity(receipt.gasPrice());
    out.name("contractAddress").nil();
    out.name("status").quantity(receipt.succeeded() ? 1 : 0);
  }

  /** Where a log stands; {@code logIndex} counts within the block. */
  record LogPlace(
      BlockHeader header, Hash blockHash, Hash transactionHash, int txIndex, int logIndex) {}

  static void log(JsonOut out, Log log, LogPlace place) {
    out.object();
    out.name("address").address(log.address());
    out.name("topics").hashes(log.topics());
    out.name("data").data(log.data());
    out.name("blockNumber").quantity(place.header().height());
    out.name("blockHash").hash(place.blockHash());
    out.name("blockTimestamp").quantity(seconds(place.header()));
    out.name("transactionHash").hash(place.transactionHash());
    out.name("transactionIndex").quantity(place.txIndex());
    out.name("logIndex").quantity(place.logIndex());
    out.name("removed").flag(false);
    out.endObject();
  }
}
