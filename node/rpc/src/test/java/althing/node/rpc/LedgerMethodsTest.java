package althing.node.rpc;

import static org.assertj.core.api.Assertions.assertThat;

import althing.ledger.block.HeaderCodec;
import althing.ledger.crypto.Sha256;
import althing.ledger.state.StateProof;
import althing.ledger.state.StateProofCodec;
import althing.ledger.types.Bytes;
import althing.ledger.types.Hash;
import althing.ledger.types.Hex;
import althing.node.core.NodeApi;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** The ledger's own methods. */
class LedgerMethodsTest extends RpcTest {

  private static final String ALICE = MemoryNode.person("alice").toHex();

  @BeforeEach
  void history() {
    node.transfer("alice", "bob", 1_000);
    node.mine();
    node.donate("bob", 7);
    node.mine();
  }

  private static List<String> names(JsonNode events) {
    var names = new ArrayList<String>();
    for (JsonNode event : events) {
      names.add(event.get("name").asString());
    }
    return names;
  }

  @Test
  void events_come_in_log_order_with_their_fields() {
    JsonNode page = client.result("althing_getEvents", "0,1000");
    long size = node.chain().eventCount();
    assertThat(page.get("size").asLong()).isEqualTo(size);
    assertThat(page.get("next").asLong()).isEqualTo(size);
    assertThat(page.get("events").size()).isEqualTo((int) size);
    for (int i = 0; i < size; i++) {
      assertThat(page.get("events").get(i).get("sequence").asInt()).isEqualTo(i);
    }
    JsonNode minted = page.get("events").get(7);
    assertThat(minted.get("name").asString()).isEqualTo("Minted");
    assertThat(minted.get("tx").isNull()).isTrue();
    assertThat(minted.get("height").asInt()).isZero();
    assertThat(minted.at("/fields/account").asString()).isEqualTo(ALICE);
    assertThat(minted.at("/fields/amount").asString()).isEqualTo("10000000000000000000000");
    JsonNode applied =
        client.result("althing_getEvents", "0,9,{'names':['TransactionApplied']}").at("/events/0");
    assertThat(applied.at("/fields/sender").asString()).isEqualTo(ALICE);
    assertThat(applied.at("/fields/nonce").isNumber()).isTrue();
    assertThat(applied.at("/fields/succeeded").asBoolean()).isTrue();
    assertThat(applied.get("tx").asInt()).isZero();
  }

  @Test
  void events_are_paged_and_filtered() {
    JsonNode first = client.result("althing_getEvents", "'0x0',3");
    assertThat(first.get("events").size()).isEqualTo(3);
    assertThat(first.get("next").asInt()).isEqualTo(3);
    assertThat(
            names(
                client
                    .result("althing_getEvents", "0,50,{'projections':['treasury']}")
                    .get("events")))
        .containsExactly("Donated");
    assertThat(
            names(
                client
                    .result("althing_getEvents", "0,50,{'account':'" + ALICE + "'}")
                    .get("events")))
        .containsExactly("Minted", "Transferred", "TransactionApplied");
    JsonNode none = client.result("althing_getEvents", "0,50,{'names':['Unheard']}");
    assertThat(none.get("events").isEmpty()).isTrue();
    assertThat(none.get("next")).isEqualTo(none.get("size"));
    JsonNode beyond = client.result("althing_getEvents", "5000,50");
    assertThat(beyond.get("events").isEmpty()).isTrue();
    assertThat(beyond.get("next")).isEqualTo(beyond.get("size"));
  }

  @Test
  void a_block_s_events_are_its_own() {
    JsonNode events = client.result("althing_getBlockEvents", "'0x2'");
    assertThat(names(events)).startsWith("BlockStarted").contains("Donated");
    for (int i = 0; i < events.size(); i++) {
      assertThat(events.get(i).get("height").asInt()).isEqualTo(2);
      assertThat(events.get(i).get("index").asInt()).isEqualTo(i);
    }
  }

  /** RFC 9162, 2.1.3.2, for every event in every size of the log. */
  @Test
  void every_event_is_proved_in_every_later_log() {
    long size = node.chain().eventCount();
    for (long n = 1; n <= size; n++) {
      for (long sequence = 0; sequence < n; sequence++) {
        JsonNode proof = client.result("althing_getEventProof", sequence + "," + n);
        byte[] leaf = Hex.decode(proof.at("/event/raw").asString());
        Hash hash = Sha256.hash(new byte[] {0}, leaf);
        assertThat(proof.get("leaf").asString()).isEqualTo(hash.toHex());
        assertThat(rootFrom(hash, sequence, n, proof.get("path")).toHex())
            .isEqualTo(proof.get("root").asString())
            .isEqualTo(node.proofs().eventRoot(n).toHex());
      }
    }
    assertThat(client.result("althing_getEventProof", "3").get("root").asString())
        .isEqualTo(node.chain().header(2).orElseThrow().extra().eventRoot().toHex());
  }

  private static Hash rootFrom(Hash leaf, long sequence, long size, JsonNode path) {
    long fn = sequence;
    long sn = size - 1;
    Hash hash = leaf;
    for (JsonNode node : path) {
      assertThat(sn).as("path is too long").isPositive();
      Hash sibling = Hash.fromHex(node.asString());
      if ((fn & 1) == 1 || fn == sn) {
        hash = MemoryChain.inner(sibling, hash);
        while ((fn & 1) == 0 && fn != 0) {
          fn >>= 1;
          sn >>= 1;
        }
      } else {
        hash = MemoryChain.inner(hash, sibling);
      }
      fn >>= 1;
      sn >>= 1;
    }
    assertThat(sn).as("path is too short").isZero();
    return hash;
  }

  /** RFC 9162, 2.1.4.2, for every pair of sizes. */
  @Test
  void every_log_is_proved_to_begin_with_every_earlier_one() {
    int size = (int) node.chain().eventCount();
    for (int older = 1; older <= size; older++) {
      for (int newer = older; newer <= size; newer++) {
        JsonNode proof = client.result("althing_getConsistencyProof", older + "," + newer);
        assertThat(proof.get("oldRoot").asString())
            .isEqualTo(node.proofs().eventRoot(older).toHex());
        assertConsistent(older, newer, proof);
      }
    }
    assertThat(client.result("althing_getConsistencyProof", "0").get("path").isEmpty()).isTrue();
  }

  private static void assertConsistent(int older, int newer, JsonNode proof) {
    var path = new ArrayList<Hash>();
    proof.get("path").forEach(node -> path.add(Hash.fromHex(node.asString())));
    Hash oldRoot = Hash.fromHex(proof.get("oldRoot").asString());
    Hash newRoot = Hash.fromHex(proof.get("newRoot").asString());
    if (older == newer) {
      assertThat(path).isEmpty();
      assertThat(oldRoot).isEqualTo(newRoot);
      return;
    }
    if (Integer.bitCount(older) == 1) {
      path.addFirst(oldRoot);
    }
    int fn = older - 1;
    int sn = newer - 1;
    while ((fn & 1) == 1) {
      fn >>= 1;
      sn >>= 1;
    }
    Hash fr = path.getFirst();
    Hash sr = path.getFirst();
    for (Hash node : path.subList(1, path.size())) {
      assertThat(sn).isPositive();
      if ((fn & 1) == 1 || fn == sn) {
        fr = MemoryChain.inner(node, fr);
        sr = MemoryChain.inner(node, sr);
        while ((fn & 1) == 0 && fn != 0) {
          fn >>= 1;
          sn >>= 1;
        }
      } else {
        sr = MemoryChain.inner(sr, node);
      }
      fn >>= 1;
      sn >>= 1;
    }
    assertThat(fr).isEqualTo(oldRoot);
    assertThat(sr).isEqualTo(newRoot);
    assertThat(sn).isZero();
  }

  @Test
  void entries_are_read_at_any_height_and_listed() {
    JsonNode list = client.result("althing_listState", "'accounts'");
    assertThat(list.get("entries").isEmpty()).isFalse();
    assertThat(list.get("next").isNull()).isTrue();
    for (JsonNode entry : list.get("entries")) {
      String key = entry.get("key").toString();
      JsonNode read = client.result("althing_getState", "'accounts'," + key);
      assertThat(read.get("entries").get(0)).isEqualTo(entry);
      assertThat(read.get("height").asInt()).isEqualTo(2);
    }
    String first = list.get("entries").get(0).get("key").toString();
    JsonNode several =
        client.result("althing_getState", "'accounts',[" + first + ",'0xffff'],'latest'");
    assertThat(several.get("entries").size()).isEqualTo(2);
    assertThat(several.get("entries").get(1).get("value").isNull()).isTrue();
    String second = list.get("entries").get(1).get("key").toString();
    assertThat(client.result("althing_listState", "'accounts'," + second).get("entries").get(0))
        .isEqualTo(list.get("entries").get(1));
  }

  /** The events explain the value: it differs just where one of them is in the block. */
  @Test
  void an_entry_is_explained_by_the_events_that_wrote_it() {
    int explained = 0;
    for (JsonNode entry : client.result("althing_listState", "'accounts'").get("entries")) {
      String key = entry.get("key").toString();
      JsonNode why = client.result("althing_explain", "'accounts'," + key);
      assertThat(why.get("value")).isEqualTo(entry.get("value"));
      assertThat(why.get("events").isEmpty()).isFalse();
      assertThat(why.get("next").isNull()).isTrue();
      explained++;
      for (int height = 1; height <= 2; height++) {
        JsonNode before = valueAt(key, height - 1);
        boolean written = false;
        for (JsonNode event : why.get("events")) {
          written |= event.get("height").asInt() == height;
        }
        if (!written) {
          assertThat(valueAt(key, height)).isEqualTo(before);
        }
      }
    }
    assertThat(explained).isGreaterThan(4);
  }

  private JsonNode valueAt(String key, int height) {
    return client
        .result("althing_getState", "'accounts'," + key + ",'0x" + height + "'")
        .at("/entries/0/value");
  }

  @Test
  void an_entry_and_its_absence_are_shown_with_what_makes_them_final() {
    Bytes key = node.memory().entryKeys().getFirst();
    JsonNode proof = client.result("althing_getProof", "'" + key + "','0x1'");
    assertThat(proof.get("height").asInt()).isEqualTo(1);
    byte[] header = Hex.decode(proof.at("/finality/block/headers/0").asString());
    assertThat(HeaderCodec.decode(header).stateRoot().toHex())
        .isEqualTo(proof.get("stateRoot").asString());
    assertThat(proof.at("/finality/block/certificate").asString())
        .isEqualTo(Bytes.utf8("certificate 1").toHex());
    StateProof decoded = StateProofCodec.decode(Bytes.fromHex(proof.get("proof").asString()));
    assertThat(decoded).isEqualTo(node.proofs().stateProof(key, 1));
    assertThat(proof.at("/end/keyHash").asString()).isEqualTo(Sha256.hash(key).toHex());
    assertThat(proof.at("/end/valueHash").asString())
        .isEqualTo(Sha256.hash(Bytes.fromHex(proof.get("value").asString())).toHex());

    JsonNode absent = client.result("althing_getProof", "'0xee'");
    assertThat(absent.get("value").isNull()).isTrue();
    assertThat(absent.get("end").isNull()).isTrue();
  }

  /** A block without a certificate of its own is final by its first descendant with one. */
  @Test
  void a_block_without_certificate_brings_its_descendants() {
    node.mine();
    node.memory().withholdCertificates(1, 2);
    JsonNode proof = client.result("althing_getProof", "'0xee','0x1'");
    assertThat(proof.at("/finality/block/headers").size()).isEqualTo(3);
    assertThat(proof.at("/finality/block/certificate").asString())
        .isEqualTo(Bytes.utf8("certificate 3").toHex());
    Hash parent = Hash.ZERO;
    for (JsonNode raw : proof.at("/finality/block/headers")) {
      var header = HeaderCodec.decode(Hex.decode(raw.asString()));
      if (!parent.equals(Hash.ZERO)) {
        assertThat(header.parentHash()).isEqualTo(parent);
      }
      parent = HeaderCodec.hash(header);
    }
  }

  /** Only the log as a block left it stands in a header; genesis is final by its hash alone. */
  @Test
  void a_log_that_a_block_ended_with_brings_what_makes_it_final() {
    long first = node.chain().header(1).orElseThrow().extra().eventCount();
    JsonNode final1 = client.result("althing_getEventProof", "0," + first).get("finality");
    assertThat(final1.at("/block/headers").size()).isEqualTo(1);
    assertThat(final1.at("/block/validators/0/nodeKey").asString())
        .isEqualTo(Bytes.utf8("key").toHex());
    assertThat(final1.at("/genesis/header").asString())
        .isEqualTo(Bytes.of(HeaderCodec.encode(node.chain().header(0).orElseThrow())).toHex());
    assertThat(client.result("althing_getConsistencyProof", "2," + first).get("finality"))
        .isEqualTo(final1);
    assertThat(client.result("althing_getEventProof", "0," + (first - 1)).get("finality").isNull())
        .isTrue();

    long founding = node.chain().header(0).orElseThrow().extra().eventCount();
    JsonNode genesis = client.result("althing_getEventProof", "0," + founding).get("finality");
    assertThat(genesis.get("block").isNull()).isTrue();
    assertThat(genesis.at("/genesis/path").isEmpty()).isFalse();
  }

  @Test
  void blocks_are_verified_within_bounds() {
    JsonNode report = client.result("althing_verify", "");
    assertThat(report.get("ok").asBoolean()).isTrue();
    assertThat(report.get("from").asInt()).isEqualTo(1);
    assertThat(report.get("to").asInt()).isEqualTo(2);
    assertThat(report.get("finding").isNull()).isTrue();
    assertRefused("althing_verify", "2,1", -32602, "invalid block range: 2 to 1, the head is 2");
    assertRefused("althing_verify", "1,3", -32602, "invalid block range: 1 to 3, the head is 2");
    for (int i = 0; i < 1_000; i++) {
      node.mine();
    }
    assertRefused(
        "althing_verify",
        "0,1002",
        -32005,
        "block range too wide: at most 1000 blocks in one call. Try with this block range [0x0,"
            + " 0x3e7].");
  }

  @Test
  void a_kept_checkpoint_is_asked_for_by_height_or_by_size() {
    node.mine();
    long size = node.chain().header(3).orElseThrow().extra().eventCount();
    String kept = client.result("althing_getCheckpoint", "{'height':3}").asString();
    assertThat(kept).isEqualTo(node.proofs().checkpointAt(3));
    assertThat(client.result("althing_getCheckpoint", "{'size':" + size + "}").asString())
        .isEqualTo(kept);
    assertThat(client.result("althing_getCheckpoint", "").asString())
        .isEqualTo(node.proofs().checkpoint());
    assertRefused(
        "althing_getCheckpoint",
        "{'height':2}",
        -32000,
        "no checkpoint is kept at height 2: the nearest before is none, the nearest after 3");
    assertRefused(
        "althing_getCheckpoint",
        "{'size':" + (size - 2) + "}",
        -32000,
        "no block ends with " + (size - 2) + " events in the log");
    assertRefused(
        "althing_getCheckpoint",
        "{'height':3,'size':3}",
        -32602,
        "invalid argument 0: expected an object with height or size, and no more");
  }

  @Test
  void both_votes_of_who_contradicted_itself_are_shown() {
    assertThat(client.result("althing_evidence", "")).isEmpty();
    var vote =
        new NodeApi.SignedVote(
            "commit",
            1,
            2,
            3,
            Hash.fromHex("0x" + "05".repeat(32)),
            Bytes.fromHex("0x01"),
            Bytes.fromHex("0x02"));
    var skip =
        new NodeApi.SignedVote(
            "skip", 1, 2, 0, Hash.ZERO, Bytes.fromHex("0x03"), Bytes.fromHex("0x04"));
    node.evidence = List.of(new NodeApi.Evidence(Bytes.fromHex("0x09"), vote, skip));

    JsonNode shown = client.result("althing_evidence", "").get(0);
    assertThat(shown.get("validator").asString()).isEqualTo("0x09");
    assertThat(shown.at("/votes/0/kind").asString()).isEqualTo("commit");
    assertThat(shown.at("/votes/0/view").asLong()).isEqualTo(2);
    assertThat(shown.at("/votes/0/block").asString()).isEqualTo("0x" + "05".repeat(32));
    assertThat(shown.at("/votes/1/signed").asString()).isEqualTo("0x03");
    assertThat(shown.at("/votes/1/signature").asString()).isEqualTo("0x04");
  }

  @Test
  void the_node_describes_itself() {
    JsonNode info = client.result("althing_nodeInfo", "");
    assertThat(info.get("chainId").asInt()).isEqualTo(930);
    assertThat(info.get("height").asInt()).isEqualTo(2);
    assertThat(info.get("events").asLong()).isEqualTo(node.chain().eventCount());
    assertThat(info.get("genesisHash").asString())
        .isEqualTo(node.chain().blockHash(0).orElseThrow().toHex());
    assertThat(names(info.get("projections"))).containsExactly("protocol", "accounts", "treasury");
    assertThat(info.at("/projections/2/contracts/0").asString())
        .isEqualTo(MemoryNode.TREASURY.toHex());
  }
}
