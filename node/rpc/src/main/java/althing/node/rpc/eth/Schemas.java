package althing.node.rpc.eth;

import althing.node.rpc.method.Schema;

/** JSON schemas of what the methods take and answer. */
public final class Schemas {

  public static final Schema ADDRESS =
      new Schema("address", "{\"type\":\"string\",\"pattern\":\"^0x[0-9a-fA-F]{40}$\"}");
  public static final Schema HASH =
      new Schema("hash", "{\"type\":\"string\",\"pattern\":\"^0x[0-9a-fA-F]{64}$\"}");
  public static final Schema DATA =
      new Schema("data", "{\"type\":\"string\",\"pattern\":\"^0x([0-9a-fA-F]{2})*$\"}");
  public static final Schema QUANTITY =
      new Schema(
          "quantity", "{\"type\":\"string\",\"pattern\":\"^0x(0|[1-9a-fA-F][0-9a-fA-F]{0,63})$\"}");
  public static final Schema COUNT =
      new Schema(
          "count",
          """
          {"oneOf":[{"type":"integer","minimum":0},{"$ref":"#/components/schemas/quantity"}]}\
          """,
          QUANTITY);
  public static final Schema FLAG = new Schema("flag", "{\"type\":\"boolean\"}");
  public static final Schema TEXT = new Schema("text", "{\"type\":\"string\"}");
  public static final Schema ANY = new Schema("any", "{}");
  public static final Schema NOTHING = new Schema("nothing", "{\"type\":\"null\"}");

  public static final Schema BLOCK_REF =
      new Schema(
          "blockRef",
          """
          {"oneOf":[{"$ref":"#/components/schemas/quantity"},
           {"type":"string","enum":["latest","earliest","pending","safe","finalized"]}]}\
          """,
          QUANTITY);
  static final Schema ANY_BLOCK =
      new Schema(
          "anyBlock",
          """
          {"oneOf":[{"type":"integer","minimum":0},{"$ref":"#/components/schemas/blockRef"}]}\
          """,
          BLOCK_REF);
  public static final Schema BLOCK_OR_HASH =
      new Schema(
          "blockOrHash",
          """
          {"anyOf":[{"$ref":"#/components/schemas/blockRef"},{"$ref":"#/components/schemas/hash"},
           {"type":"object","properties":{
            "blockHash":{"$ref":"#/components/schemas/hash"},
            "requireCanonical":{"type":"boolean"},
            "blockNumber":{"$ref":"#/components/schemas/blockRef"}}}]}\
          """,
          BLOCK_REF,
          HASH);

  static final Schema SLOT =
      new Schema("slot", "{\"type\":\"string\",\"pattern\":\"^(0x)?[0-9a-fA-F]{0,64}$\"}");
  static final Schema ACCESS_LIST =
      new Schema(
          "accessList",
          """
          {"type":"array","items":{"type":"object","required":["address","storageKeys"],
           "properties":{"address":{"$ref":"#/components/schemas/address"},
            "storageKeys":{"type":"array","items":{"$ref":"#/components/schemas/hash"}}}}}\
          """,
          ADDRESS,
          HASH);
  static final Schema TRANSACTION =
      new Schema(
          "transaction",
          """
          {"type":"object","properties":{
           "type":{"$ref":"#/components/schemas/quantity"},
           "from":{"$ref":"#/components/schemas/address"},
           "to":{"oneOf":[{"type":"null"},{"$ref":"#/components/schemas/address"}]},
           "gas":{"$ref":"#/components/schemas/quantity"},
           "gasPrice":{"$ref":"#/components/schemas/quantity"},
           "maxFeePerGas":{"$ref":"#/components/schemas/quantity"},
           "maxPriorityFeePerGas":{"$ref":"#/components/schemas/quantity"},
           "value":{"$ref":"#/components/schemas/quantity"},
           "nonce":{"$ref":"#/components/schemas/quantity"},
           "input":{"$ref":"#/components/schemas/data"},
           "data":{"$ref":"#/components/schemas/data"},
           "accessList":{"$ref":"#/components/schemas/accessList"},
           "chainId":{"$ref":"#/components/schemas/quantity"}}}\
          """,
          QUANTITY,
          ADDRESS,
          DATA,
          ACCESS_LIST);
  static final Schema FILTER =
      new Schema(
          "filter",
          """
          {"type":"object","properties":{
           "fromBlock":{"$ref":"#/components/schemas/blockRef"},
           "toBlock":{"$ref":"#/components/schemas/blockRef"},
           "blockHash":{"$ref":"#/components/schemas/hash"},
           "address":{"oneOf":[{"type":"null"},{"$ref":"#/components/schemas/address"},
            {"type":"array","items":{"$ref":"#/components/schemas/address"}}]},
           "topics":{"oneOf":[{"type":"null"},{"type":"array","maxItems":4,"items":{"oneOf":[
            {"type":"null"},{"$ref":"#/components/schemas/hash"},
            {"type":"array","items":{"$ref":"#/components/schemas/hash"}}]}}]}}}\
          """,
          BLOCK_REF,
          HASH,
          ADDRESS);
  static final Schema PERCENTILES =
      new Schema(
          "percentiles",
          """
          {"type":"array","maxItems":100,"items":{"type":"number","minimum":0,"maximum":100}}\
          """);

  static final Schema ADDRESSES =
      new Schema(
          "addresses", "{\"type\":\"array\",\"items\":" + ADDRESS.reference() + "}", ADDRESS);
  static final Schema SIGNED_TRANSACTION =
      new Schema(
          "signedTransaction",
          """
          {"type":"object",
           "required":["blockHash","blockNumber","blockTimestamp","transactionIndex","hash","from",
            "to","type","nonce","gas","gasPrice","value","input","v","r","s"],
           "properties":{
            "blockHash":{"oneOf":[{"type":"null"},{"$ref":"#/components/schemas/hash"}]},
            "blockNumber":{"oneOf":[{"type":"null"},{"$ref":"#/components/schemas/quantity"}]},
            "blockTimestamp":{"oneOf":[{"type":"null"},{"$ref":"#/components/schemas/quantity"}]},
            "transactionIndex":{"oneOf":[{"type":"null"},{"$ref":"#/components/schemas/quantity"}]},
            "hash":{"$ref":"#/components/schemas/hash"},
            "from":{"$ref":"#/components/schemas/address"},
            "to":{"oneOf":[{"type":"null"},{"$ref":"#/components/schemas/address"}]},
            "type":{"$ref":"#/components/schemas/quantity"},
            "nonce":{"$ref":"#/components/schemas/quantity"},
            "gas":{"$ref":"#/components/schemas/quantity"},
            "gasPrice":{"$ref":"#/components/schemas/quantity"},
            "maxFeePerGas":{"$ref":"#/components/schemas/quantity"},
            "maxPriorityFeePerGas":{"$ref":"#/components/schemas/quantity"},
            "value":{"$ref":"#/components/schemas/quantity"},
            "input":{"$ref":"#/components/schemas/data"},
            "accessList":{"$ref":"#/components/schemas/accessList"},
            "chainId":{"$ref":"#/components/schemas/quantity"},
            "v":{"$ref":"#/components/schemas/quantity"},
            "yParity":{"$ref":"#/components/schemas/quantity"},
            "r":{"$ref":"#/components/schemas/quantity"},
            "s":{"$ref":"#/components/schemas/quantity"}}}\
          """,
          HASH,
          QUANTITY,
          ADDRESS,
          DATA,
          ACCESS_LIST);
  static final Schema LOG =
      new Schema(
          "log",
          """
          {"type":"object","additionalProperties":false,
           "required":["address","topics","data","blockNumber","blockHash","transactionHash",
            "transactionIndex","logIndex","removed"],
           "properties":{
            "address":{"$ref":"#/components/schemas/address"},
            "topics":{"type":"array","maxItems":4,"items":{"$ref":"#/components/schemas/hash"}},
            "data":{"$ref":"#/components/schemas/data"},
            "blockNumber":{"$ref":"#/components/schemas/quantity"},
            "blockHash":{"$ref":"#/components/schemas/hash"},
            "blockTimestamp":{"$ref":"#/components/schemas/quantity"},
            "transactionHash":{"$ref":"#/components/schemas/hash"},
            "transactionIndex":{"$ref":"#/components/schemas/quantity"},
            "logIndex":{"$ref":"#/components/schemas/quantity"},
            "removed":{"type":"boolean"}}}\
          """,
          ADDRESS,
          HASH,
          DATA,
          QUANTITY);
  static final Schema LOGS =
      new Schema("logs", "{\"type\":\"array\",\"items\":" + LOG.reference() + "}", LOG);
  static final Schema RECEIPT =
      new Schema(
          "receipt",
          """
          {"type":"object","additionalProperties":false,
           "required":["type","transactionHash","transactionIndex","blockHash","blockNumber","from",
            "to","cumulativeGasUsed","gasUsed","contractAddress","logs","logsBloom","status",
            "effectiveGasPrice"],
           "properties":{
            "type":{"$ref":"#/components/schemas/quantity"},
            "transactionHash":{"$ref":"#/components/schemas/hash"},
            "transactionIndex":{"$ref":"#/components/schemas/quantity"},
            "blockHash":{"$ref":"#/components/schemas/hash"},
            "blockNumber":{"$ref":"#/components/schemas/quantity"},
            "from":{"$ref":"#/components/schemas/address"},
            "to":{"oneOf":[{"type":"null"},{"$ref":"#/components/schemas/address"}]},
            "cumulativeGasUsed":{"$ref":"#/components/schemas/quantity"},
            "gasUsed":{"$ref":"#/components/schemas/quantity"},
            "contractAddress":{"type":"null"},
            "logs":{"$ref":"#/components/schemas/logs"},
            "logsBloom":{"$ref":"#/components/schemas/data"},
            "status":{"$ref":"#/components/schemas/quantity"},
            "effectiveGasPrice":{"$ref":"#/components/schemas/quantity"}}}\
          """,
          QUANTITY,
          HASH,
          ADDRESS,
          LOGS,
          DATA);
  static final Schema HEADER =
      new Schema(
          "header",
          """
          {"type":"object",
           "required":["number","hash","parentHash","sha3Uncles","miner","stateRoot",
            "transactionsRoot","receiptsRoot","logsBloom","difficulty","gasLimit","gasUsed",
            "timestamp","extraData","mixHash","nonce","baseFeePerGas"],
           "properties":{
            "number":{"$ref":"#/components/schemas/quantity"},
            "hash":{"$ref":"#/components/schemas/hash"},
            "parentHash":{"$ref":"#/components/schemas/hash"},
            "sha3Uncles":{"$ref":"#/components/schemas/hash"},
            "miner":{"$ref":"#/components/schemas/address"},
            "stateRoot":{"$ref":"#/components/schemas/hash"},
            "transactionsRoot":{"$ref":"#/components/schemas/hash"},
            "receiptsRoot":{"$ref":"#/components/schemas/hash"},
            "logsBloom":{"$ref":"#/components/schemas/data"},
            "difficulty":{"const":"0x0"},
            "gasLimit":{"$ref":"#/components/schemas/quantity"},
            "gasUsed":{"$ref":"#/components/schemas/quantity"},
            "timestamp":{"$ref":"#/components/schemas/quantity"},
            "extraData":{"$ref":"#/components/schemas/data"},
            "mixHash":{"$ref":"#/components/schemas/hash"},
            "nonce":{"$ref":"#/components/schemas/data"},
            "baseFeePerGas":{"$ref":"#/components/schemas/quantity"}}}\
          """,
          QUANTITY,
          HASH,
          ADDRESS,
          DATA);
  static final Schema BLOCK =
      new Schema(
          "block",
          """
          {"allOf":[{"$ref":"#/components/schemas/header"},
           {"type":"object","required":["size","transactions","uncles"],"properties":{
            "size":{"$ref":"#/components/schemas/quantity"},
            "transactions":{"type":"array","items":{"oneOf":[
             {"$ref":"#/components/schemas/hash"},
             {"$ref":"#/components/schemas/signedTransaction"}]}},
            "uncles":{"type":"array","maxItems":0}}}]}\
          """,
          HEADER,
          QUANTITY,
          HASH,
          SIGNED_TRANSACTION);

  static final Schema BLOCK_OR_NULL = orNull(BLOCK);
  static final Schema RECEIPT_OR_NULL = orNull(RECEIPT);
  static final Schema TRANSACTION_OR_NULL = orNull(SIGNED_TRANSACTION);
  static final Schema QUANTITY_OR_NULL = orNull(QUANTITY);
  static final Schema HASH_OR_NULL = orNull(HASH);
  static final Schema HEADER_OR_NULL = orNull(HEADER);
  static final Schema DATA_OR_NULL = orNull(DATA);
  static final Schema RECEIPTS_OR_NULL =
      new Schema(
          "receiptsOrNull",
          "{\"oneOf\":[{\"type\":\"null\"},{\"type\":\"array\",\"items\":"
              + RECEIPT.reference()
              + "}]}",
          RECEIPT);

  static final Schema SYNCING =
      new Schema(
          "syncing",
          """
          {"oneOf":[{"const":false},{"type":"object","properties":{
           "startingBlock":{"$ref":"#/components/schemas/quantity"},
           "currentBlock":{"$ref":"#/components/schemas/quantity"},
           "highestBlock":{"$ref":"#/components/schemas/quantity"}}}]}\
          """,
          QUANTITY);
  static final Schema FEE_HISTORY =
      new Schema(
          "feeHistory",
          """
          {"type":"object","required":["oldestBlock","baseFeePerGas","gasUsedRatio"],"properties":{
           "oldestBlock":{"$ref":"#/components/schemas/quantity"},
           "baseFeePerGas":{"type":"array","items":{"$ref":"#/components/schemas/quantity"}},
           "gasUsedRatio":{"type":"array","items":{"type":"number","minimum":0,"maximum":1}},
           "reward":{"type":"array","items":{"type":"array",
            "items":{"$ref":"#/components/schemas/quantity"}}}}}\
          """,
          QUANTITY);
  static final Schema ACCESS_LIST_RESULT =
      new Schema(
          "accessListResult",
          """
          {"type":"object","required":["accessList","gasUsed"],"properties":{
           "accessList":{"$ref":"#/components/schemas/accessList"},
           "gasUsed":{"$ref":"#/components/schemas/quantity"},
           "error":{"type":"string"}}}\
          """,
          ACCESS_LIST,
          QUANTITY);
  static final Schema FILLED =
      new Schema(
          "filledTransaction",
          """
          {"type":"object","required":["raw","tx"],"properties":{
           "raw":{"$ref":"#/components/schemas/data"},
           "tx":{"$ref":"#/components/schemas/transaction"}}}\
          """,
          DATA,
          TRANSACTION);
  static final Schema FILTER_CHANGES =
      new Schema(
          "filterChanges",
          """
          {"type":"array","items":{"oneOf":[
           {"$ref":"#/components/schemas/hash"},{"$ref":"#/components/schemas/log"}]}}\
          """,
          HASH,
          LOG);
  static final Schema POOL_STATUS =
      new Schema(
          "poolStatus",
          """
          {"type":"object","required":["pending","queued"],"properties":{
           "pending":{"$ref":"#/components/schemas/quantity"},
           "queued":{"$ref":"#/components/schemas/quantity"}}}\
          """,
          QUANTITY);
  static final Schema POOL_CONTENT =
      new Schema(
          "poolContent",
          """
          {"type":"object","required":["pending","queued"],"properties":{
           "pending":{"type":"object"},"queued":{"type":"object"}}}\
          """);
  static final Schema CAPABILITIES =
      new Schema(
          "capabilities",
          """
          {"type":"object",
           "required":["head","state","tx","logs","receipts","blocks","stateproofs"]}\
          """);
  static final Schema LEVEL = new Schema("level", "{\"type\":\"integer\"}");
  static final Schema LIST = new Schema("list", "{\"type\":\"array\"}");
  static final Schema RAW_LIST =
      new Schema("rawList", "{\"type\":\"array\",\"items\":" + DATA.reference() + "}", DATA);
  public static final Schema DOCUMENT = new Schema("document", "{\"type\":\"object\"}");
  static final Schema DOCUMENT_OR_NULL = orNull(DOCUMENT);

  private Schemas() {}

  public static Schema orNull(Schema schema) {
    return new Schema(
        schema.name() + "OrNull",
        "{\"oneOf\":[{\"type\":\"null\"}," + schema.reference() + "]}",
        schema);
  }
}
