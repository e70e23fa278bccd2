package althing.node.rpc.ledger;

import althing.node.rpc.eth.Schemas;
import althing.node.rpc.method.Schema;

/** JSON schemas of the {@code althing_} methods. */
final class LedgerSchemas {

  static final Schema NUMBER = new Schema("number", "{\"type\":\"integer\",\"minimum\":0}");
  static final Schema HASHES =
      new Schema(
          "hashes",
          "{\"type\":\"array\",\"items\":{\"$ref\":\"#/components/schemas/hash\"}}",
          Schemas.HASH);
  static final Schema EVENT =
      new Schema(
          "event",
          """
          {"type":"object","additionalProperties":false,
           "required":["sequence","height","tx","index","type","name","fields","raw"],
           "properties":{
            "sequence":{"$ref":"#/components/schemas/number"},
            "height":{"$ref":"#/components/schemas/number"},
            "tx":{"oneOf":[{"type":"null"},{"$ref":"#/components/schemas/number"}]},
            "index":{"$ref":"#/components/schemas/number"},
            "type":{"$ref":"#/components/schemas/number"},
            "name":{"type":"string"},
            "fields":{"type":"object"},
            "raw":{"$ref":"#/components/schemas/data"}}}\
          """,
          NUMBER,
          Schemas.DATA);
  static final Schema EVENTS =
      new Schema("events", "{\"type\":\"array\",\"items\":" + EVENT.reference() + "}", EVENT);
  static final Schema EVENT_FILTER =
      new Schema(
          "eventFilter",
          """
          {"type":"object","additionalProperties":false,"properties":{
           "projections":{"type":"array","maxItems":100,"items":{"type":"string"}},
           "names":{"type":"array","maxItems":100,"items":{"type":"string"}},
           "account":{"$ref":"#/components/schemas/address"}}}\
          """,
          Schemas.ADDRESS);
  static final Schema EVENT_PAGE =
      new Schema(
          "eventPage",
          """
          {"type":"object","required":["events","next","size"],"properties":{
           "events":{"$ref":"#/components/schemas/events"},
           "next":{"$ref":"#/components/schemas/number"},
           "size":{"$ref":"#/components/schemas/number"}}}\
          """,
          EVENTS,
          NUMBER);
  private static final Schema CERTIFIED =
      new Schema(
          "certifiedHeaders",
          """
          {"type":"object","required":["headers","certificate","validators"],"properties":{
           "headers":{"type":"array","minItems":1,"maxItems":257,
            "items":{"$ref":"#/components/schemas/data"}},
           "certificate":{"$ref":"#/components/schemas/data"},
           "validators":{"type":"array","items":{"type":"object",
            "required":["account","nodeKey"],"properties":{
             "account":{"$ref":"#/components/schemas/address"},
             "nodeKey":{"$ref":"#/components/schemas/data"}}}}}}\
          """,
          Schemas.DATA,
          Schemas.ADDRESS);
  static final Schema FINALITY =
      new Schema(
          "finality",
          """
          {"type":"object","required":["genesis","handovers","block"],"properties":{
           "genesis":{"type":"object","required":["header","start","path"],"properties":{
            "header":{"$ref":"#/components/schemas/data"},
            "start":{"$ref":"#/components/schemas/data"},
            "path":{"$ref":"#/components/schemas/hashes"}}},
           "handovers":{"type":"array","maxItems":1000,
            "items":{"$ref":"#/components/schemas/certifiedHeaders"}},
           "block":{"oneOf":[{"type":"null"},
            {"$ref":"#/components/schemas/certifiedHeaders"}]}}}\
          """,
          Schemas.DATA,
          HASHES,
          CERTIFIED);
  static final Schema EVENT_PROOF =
      new Schema(
          "eventProof",
          """
          {"type":"object","required":["sequence","size","root","leaf","path","event","finality"],
           "properties":{
            "sequence":{"$ref":"#/components/schemas/number"},
            "size":{"$ref":"#/components/schemas/number"},
            "root":{"$ref":"#/components/schemas/hash"},
            "leaf":{"$ref":"#/components/schemas/hash"},
            "path":{"$ref":"#/components/schemas/hashes"},
            "event":{"$ref":"#/components/schemas/event"},
            "finality":{"oneOf":[{"type":"null"},{"$ref":"#/components/schemas/finality"}]}}}\
          """,
          NUMBER,
          Schemas.HASH,
          HASHES,
          EVENT,
          FINALITY);
  static final Schema CONSISTENCY_PROOF =
      new Schema(
          "consistencyProof",
          """
          {"type":"object","required":["oldSize","newSize","oldRoot","newRoot","path","finality"],
           "properties":{
            "oldSize":{"$ref":"#/components/schemas/number"},
            "newSize":{"$ref":"#/components/schemas/number"},
            "oldRoot":{"$ref":"#/components/schemas/hash"},
            "newRoot":{"$ref":"#/components/schemas/hash"},
            "path":{"$ref":"#/components/schemas/hashes"},
            "finality":{"oneOf":[{"type":"null"},{"$ref":"#/components/schemas/finality"}]}}}\
          """,
          NUMBER,
          Schemas.HASH,
          HASHES,
          FINALITY);
  static final Schema KEYS =
      new Schema(
          "keys",
          """
          {"oneOf":[{"$ref":"#/components/schemas/data"},
           {"type":"array","maxItems":100,"items":{"$ref":"#/components/schemas/data"}}]}\
          """,
          Schemas.DATA);
  static final Schema ENTRY =
      new Schema(
          "entry",
          """
          {"type":"object","required":["key","value"],"properties":{
           "key":{"$ref":"#/components/schemas/data"},
           "value":{"oneOf":[{"type":"null"},{"$ref":"#/components/schemas/data"}]}}}\
          """,
          Schemas.DATA);
  static final Schema ENTRIES =
      new Schema(
          "entries",
          """
          {"type":"object","required":["height","entries"],"properties":{
           "height":{"$ref":"#/components/schemas/number"},
           "entries":{"type":"array","items":{"$ref":"#/components/schemas/entry"}},
           "next":{"oneOf":[{"type":"null"},{"$ref":"#/components/schemas/data"}]}}}\
          """,
          NUMBER,
          ENTRY,
          Schemas.DATA);
  static final Schema STATE_PROOF =
      new Schema(
          "stateProof",
          """
          {"type":"object",
           "required":["height","key","value","stateRoot","proof","end","siblings","finality"],
           "properties":{
            "height":{"$ref":"#/components/schemas/number"},
            "key":{"$ref":"#/components/schemas/data"},
            "value":{"oneOf":[{"type":"null"},{"$ref":"#/components/schemas/data"}]},
            "stateRoot":{"$ref":"#/components/schemas/hash"},
            "proof":{"$ref":"#/components/schemas/data"},
            "end":{"oneOf":[{"type":"null"},{"type":"object","required":["keyHash","valueHash"],
             "properties":{"keyHash":{"$ref":"#/components/schemas/hash"},
              "valueHash":{"$ref":"#/components/schemas/hash"}}}]},
            "siblings":{"$ref":"#/components/schemas/hashes"},
            "finality":{"$ref":"#/components/schemas/finality"}}}\
          """,
          NUMBER,
          Schemas.DATA,
          Schemas.HASH,
          HASHES,
          FINALITY);
  static final Schema CHECKPOINT_PLACE =
      new Schema(
          "checkpointPlace",
          """
          {"type":"object","additionalProperties":false,"minProperties":1,"maxProperties":1,
           "properties":{
            "height":{"$ref":"#/components/schemas/count"},
            "size":{"$ref":"#/components/schemas/count"}}}\
          """,
          Schemas.COUNT);
  static final Schema EXPLANATION =
      new Schema(
          "explanation",
          """
          {"type":"object","required":["height","key","value","events","next"],"properties":{
           "height":{"$ref":"#/components/schemas/number"},
           "key":{"$ref":"#/components/schemas/data"},
           "value":{"oneOf":[{"type":"null"},{"$ref":"#/components/schemas/data"}]},
           "events":{"$ref":"#/components/schemas/events"},
           "next":{"oneOf":[{"type":"null"},{"$ref":"#/components/schemas/number"}]}}}\
          """,
          NUMBER,
          Schemas.DATA,
          EVENTS);
  static final Schema VERIFICATION =
      new Schema(
          "verification",
          """
          {"type":"object","required":["from","to","events","ok","finding"],"properties":{
           "from":{"$ref":"#/components/schemas/number"},
           "to":{"$ref":"#/components/schemas/number"},
           "events":{"$ref":"#/components/schemas/number"},
           "ok":{"type":"boolean"},
           "finding":{"type":["string","null"]}}}\
          """,
          NUMBER);
  static final Schema EVIDENCE =
      new Schema(
          "evidence",
          """
          {"type":"array","items":{"type":"object","required":["validator","votes"],"properties":{
           "validator":{"$ref":"#/components/schemas/data"},
           "votes":{"type":"array","items":{"type":"object",
            "required":["kind","epoch","view","height","block","signed","signature"],"properties":{
             "kind":{"enum":["propose","prepare","commit","skip"]},
             "epoch":{"$ref":"#/components/schemas/number"},
             "view":{"$ref":"#/components/schemas/number"},
             "height":{"$ref":"#/components/schemas/number"},
             "block":{"$ref":"#/components/schemas/hash"},
             "signed":{"$ref":"#/components/schemas/data"},
             "signature":{"$ref":"#/components/schemas/data"}}}}}}}\
          """,
          NUMBER,
          Schemas.HASH,
          Schemas.DATA);
  static final Schema NODE_INFO =
      new Schema(
          "nodeInfo",
          """
          {"type":"object",
           "required":["version","chainId","genesisHash","height","events","oldestState","ready",
            "peers","projections"],
           "properties":{
            "version":{"type":"string"},
            "chainId":{"$ref":"#/components/schemas/number"},
            "genesisHash":{"$ref":"#/components/schemas/hash"},
            "height":{"$ref":"#/components/schemas/number"},
            "events":{"$ref":"#/components/schemas/number"},
            "oldestState":{"$ref":"#/components/schemas/number"},
            "ready":{"type":"boolean"},
            "peers":{"$ref":"#/components/schemas/number"},
            "projections":{"type":"array","items":{"type":"object",
             "required":["name","keyPrefix","contracts"],"properties":{
              "name":{"type":"string"},
              "keyPrefix":{"$ref":"#/components/schemas/number"},
              "contracts":{"type":"array",
               "items":{"$ref":"#/components/schemas/address"}}}}}}}\
          """,
          NUMBER,
          Schemas.HASH,
          Schemas.ADDRESS);

  private LedgerSchemas() {}
}
