package althing.ledger.block;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import althing.ledger.Vectors;
import althing.ledger.block.BlockHeader.ExtraData;
import althing.ledger.crypto.Keccak256;
import althing.ledger.crypto.Sha256;
import althing.ledger.rlp.RlpReader;
import althing.ledger.rlp.RlpWriter;
import althing.ledger.transaction.SignedTransaction;
import althing.ledger.transaction.TransactionCodec;
import althing.ledger.transaction.Transactions;
import althing.ledger.trie.MerklePatricia;
import althing.ledger.types.Address;
import althing.ledger.types.Amount;
import althing.ledger.types.Bytes;
import althing.ledger.types.Hash;
import althing.ledger.types.Hex;
import althing.ledger.types.MalformedException;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class BlockCodecsTest {

  private static final int OMMERS = 1;
  private static final int DIFFICULTY = 7;
  private static final int EXTRA_DATA = 12;

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3, 11, 42})
  void headers_come_back(long seed) {
    BlockHeader header = Blocks.header(new Random(seed), seed);
    byte[] encoded = HeaderCodec.encode(header);

    assertThat(HeaderCodec.decode(encoded)).isEqualTo(header);
    assertThat(HeaderCodec.hash(header)).isEqualTo(Keccak256.hash(encoded));
    assertThat(items(encoded)).hasSize(16);
  }

  @Test
  void time_is_split_into_seconds_and_milliseconds() {
    BlockHeader header = Blocks.header(new Random(1), 1);
    List<byte[]> items = items(HeaderCodec.encode(header));

    assertThat(RlpReader.of(items.get(11)).number()).isEqualTo(header.timestampMillis() / 1000);
    assertThat(new BigInteger(1, RlpReader.of(items.get(14)).fixed(8)))
        .isEqualTo(BigInteger.valueOf(header.timestampMillis() % 1000));
    assertThat(HeaderCodec.extraData(header.extra()).size()).isEqualTo(200);
  }

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3, 11, 42})
  void a_changed_header_is_another_or_malformed(long seed) {
    var random = new Random(seed);
    byte[] encoded = HeaderCodec.encode(Blocks.header(random, 9));
    for (int i = 0; i < 2000; i++) {
      byte[] changed = encoded.clone();
      changed[random.nextInt(changed.length)] ^= (byte) (1 << random.nextInt(8));
      try {
        assertThat(HeaderCodec.encode(HeaderCodec.decode(changed))).isEqualTo(changed);
      } catch (MalformedException e) {
        assertThat(e).hasMessageStartingWith("header ");
      }
    }
  }

  /** What this chain never varies, and what would not come back as it was. */
  @ParameterizedTest
  @CsvSource({
    "1, a00000000000000000000000000000000000000000000000000000000000000000, sha3Uncles",
    "2, 80, miner",
    "6, 8100, logsBloom",
    "7, 01, difficulty",
    "8, 88ffffffffffffffff, number",
    "11, 88007fffffffffffff, timestamp",
    "11, 887fffffffffffffff, timestamp",
    "12, 80, extraData",
    "14, 8800000000000003e8, nonce",
    "14, 88ffffffffffffffff, nonce",
    "15, 00, baseFeePerGas"
  })
  void a_header_with_a_wrong_field_is_refused_by_name(int index, String item, String field) {
    byte[] encoded = HeaderCodec.encode(Blocks.header(new Random(5), 5));
    byte[] wrong = with(encoded, index, Hex.decode(item));

    assertThatThrownBy(() -> HeaderCodec.decode(wrong))
        .isInstanceOf(MalformedException.class)
        .hasMessageStartingWith("header " + field);
  }

  @Test
  void a_header_with_a_field_too_many_or_too_long_is_refused() {
    byte[] encoded = HeaderCodec.encode(Blocks.header(new Random(5), 5));
    List<byte[]> items = new ArrayList<>(items(encoded));
    items.add(Hex.decode("80"));

    assertThatThrownBy(() -> HeaderCodec.decode(list(items)))
        .isInstanceOf(MalformedException.class)
        .hasMessageContaining("left over");
    assertThatThrownBy(() -> HeaderCodec.decode(new byte[HeaderCodec.MAX_SIZE + 1]))
        .isInstanceOf(MalformedException.class)
        .hasMessage("header size: 1025 bytes, limit 1024");
    assertThatThrownBy(() -> HeaderCodec.decode(Arrays.copyOf(encoded, encoded.length - 1)))
        .isInstanceOf(MalformedException.class)
        .hasMessageStartingWith("header ");
  }

  /**
   * Real headers of Ethereum's London and Paris rules hash to their block hash when written by our
   * codec, with only those fields exchanged that this chain fixes.
   */
  @Test
  void real_headers_have_their_hash_in_our_encoding() {
    int checked = 0;
    for (JsonNode test : Vectors.read("execution-apis-bundle.json").get("blocks")) {
      JsonNode block = test.get("result");
      if (!block.has("baseFeePerGas") || block.has("withdrawalsRoot")) {
        continue;
      }
      byte[] ours = HeaderCodec.encode(header(block));
      byte[] real =
          with(ours, EXTRA_DATA, RlpWriter.encodeBytes(bytes(block, "extraData").toArray()));
      real = with(real, OMMERS, RlpWriter.encodeBytes(bytes(block, "sha3Uncles").toArray()));
      real =
          with(real, DIFFICULTY, new RlpWriter().number(quantity(block, "difficulty")).toArray());

      assertThat(Keccak256.hash(real)).isEqualTo(hash(block, "hash"));
      checked++;
    }
    assertThat(checked).isEqualTo(2);
  }

  /** Receipts that go-ethereum recorded have the root that its header holds. */
  @Test
  void recorded_receipts_have_the_recorded_root_and_bloom() {
    JsonNode bundle = Vectors.read("execution-apis-bundle.json");
    JsonNode latest = named(bundle.get("blocks"), "get-latest").get("result");
    JsonNode recorded = named(bundle.get("blockReceipts"), "receipts-latest").get("result");
    List<Receipt> receipts = Vectors.items(recorded).map(BlockCodecsTest::receipt).toList();

    assertThat(receipts).isNotEmpty();
    assertThat(Block.receiptsRoot(receipts)).isEqualTo(hash(latest, "receiptsRoot"));
    assertThat(Bloom.ofReceipts(receipts)).isEqualTo(bytes(latest, "logsBloom"));
    for (JsonNode one : bundle.get("receipts")) {
      JsonNode result = one.get("result");
      assertThat(Bloom.of(receipt(result).logs())).isEqualTo(bytes(result, "logsBloom"));
    }
  }

  /** The raw receipts of a block have the receipts root of its raw header. */
  @Test
  void raw_receipts_have_the_root_of_the_raw_header() {
    JsonNode bundle = Vectors.read("execution-apis-bundle.json");
    byte[] header = Hex.decode(named(bundle.get("rawHeader"), "block-n").get("result").asString());
    List<byte[]> raw =
        Vectors.items(bundle.get("rawReceipts").get(0).get("result"))
            .map(node -> Hex.decode(node.asString()))
            .toList();

    assertThat(MerklePatricia.orderedRoot(raw).unsafeArray())
        .isEqualTo(RlpReader.of(items(header).get(5)).fixed(32));
    for (int i = 0; i < raw.size(); i++) {
      assertThat(
              MerklePatricia.verifyProof(
                  MerklePatricia.orderedRoot(raw),
                  MerklePatricia.orderedKey(i),
                  MerklePatricia.orderedProof(raw, i)))
          .contains(Bytes.wrap(raw.get(i)));
    }
  }

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3})
  void bodies_come_back_in_both_forms(long seed) {
    BlockBody body = Blocks.body(new Random(seed), 12);

    assertThat(BodyCodec.decode(BodyCodec.encode(body), 12)).isEqualTo(body);
    assertThat(BodyCodec.decodeStored(BodyCodec.encodeStored(body))).isEqualTo(body);
    var empty = new BlockBody(List.of(), Bytes.EMPTY, Bytes.EMPTY);
    assertThat(BodyCodec.decode(BodyCodec.encode(empty), 12)).isEqualTo(empty);
    assertThat(BodyCodec.decodeStored(BodyCodec.encodeStored(empty))).isEqualTo(empty);
  }

  /** One block hash must not stand for two bodies. */
  @Test
  void a_body_that_the_header_does_not_commit_to_is_refused() {
    var random = new Random(9);
    BlockBody body = Blocks.body(random, 12);
    BlockHeader header = committing(Blocks.header(random, 12), body);
    assertThat(Block.ofParts(header, body)).isEqualTo(Block.of(header, body));

    List<SignedTransaction> fewer = body.transactions().subList(0, 20);
    Bytes other = Bytes.of((byte) 1);
    notOf(header, new BlockBody(fewer, body.lastCommit(), body.vrfProof()), "transactionsRoot");
    notOf(header, new BlockBody(body.transactions(), other, body.vrfProof()), "lastCommitHash");
    notOf(header, new BlockBody(body.transactions(), body.lastCommit(), other), "vrfHash");
  }

  private static void notOf(BlockHeader header, BlockBody body, String field) {
    assertThatThrownBy(() -> Block.ofParts(header, body))
        .isInstanceOf(MalformedException.class)
        .hasMessageStartingWith("body: its " + field + " is 0x");
  }

  private static BlockHeader committing(BlockHeader like, BlockBody body) {
    ExtraData extra = like.extra();
    return new BlockHeader(
        like.parentHash(),
        like.miner(),
        like.stateRoot(),
        Block.transactionsRoot(body.transactions()),
        like.receiptsRoot(),
        like.logsBloom(),
        like.height(),
        like.gasLimit(),
        like.gasUsed(),
        like.timestampMillis(),
        new ExtraData(
            extra.setHash(),
            extra.nextSetHash(),
            extra.eventRoot(),
            extra.eventCount(),
            extra.costHash(),
            Sha256.hash(body.lastCommit()),
            Sha256.hash(body.vrfProof())),
        like.mixHash(),
        like.baseFee());
  }

  @Test
  void a_body_with_a_wrong_transaction_names_its_position() {
    var random = new Random(4);
    BlockBody body = Blocks.body(random, 12);
    byte[] encoded = BodyCodec.encode(body);

    assertThatThrownBy(() -> BodyCodec.decode(encoded, 13))
        .isInstanceOf(MalformedException.class)
        .hasMessage(
            "transactions[0]: transaction fields: not the tick work of height 13, and not signed");
    var late = new ArrayList<>(body.transactions().reversed());
    assertThatThrownBy(() ->
            BodyCodec.decode(BodyCodec.encode(new BlockBody(late, Bytes.EMPTY, Bytes.EMPTY)), 12))
        .isInstanceOf(MalformedException.class)
        .hasMessageStartingWith("transactions[20]: transaction v: invalid signature");
  }

  @Test
  void a_body_beyond_its_bounds_is_refused() {
    var longProof = new BlockBody(List.of(), Bytes.EMPTY, Bytes.wrap(new byte[79]));
    assertThatThrownBy(() -> BodyCodec.decode(BodyCodec.encode(longProof), 1))
        .isInstanceOf(MalformedException.class)
        .hasMessage("vrfProof: 79 bytes, expected 0 or 80");
    assertThatThrownBy(() -> BodyCodec.decode(new byte[BodyCodec.MAX_SIZE + 1], 1))
        .isInstanceOf(MalformedException.class)
        .hasMessageContaining("limit 8388608");
    assertThatThrownBy(() -> BodyCodec.decode(Hex.decode("c4c0808080"), 1))
        .isInstanceOf(MalformedException.class)
        .hasMessageContaining("left over");
    byte[] lost =
        RlpWriter.encodeList(out -> out.bytes(new byte[20]).list(l -> {}).number(0).number(0));
    assertThatThrownBy(() -> BodyCodec.decodeStored(lost))
        .isInstanceOf(MalformedException.class)
        .hasMessage("senders: 20 bytes for 0 transactions");
  }

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3, 11, 42})
  void stored_receipts_come_back(long seed) {
    List<Receipt> receipts = Blocks.receipts(new Random(seed));

    assertThat(ReceiptCodec.decodeStored(ReceiptCodec.encodeStored(receipts))).isEqualTo(receipts);
    assertThat(ReceiptCodec.decodeStored(ReceiptCodec.encodeStored(List.of()))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "c0c0, left over",
    "c1c0, type",
    "c7c6818080808080, type",
    "c9c88083ffffff808080, status",
    "80, receipts"
  })
  void wrong_stored_receipts_are_refused(String encoded, String word) {
    assertThatThrownBy(() -> ReceiptCodec.decodeStored(Hex.decode(encoded)))
        .isInstanceOf(MalformedException.class)
        .hasMessageContaining(word);
  }

  @Test
  void a_receipt_envelope_opens_with_its_type() {
    for (Receipt receipt : Blocks.receipts(new Random(6))) {
      byte[] envelope = ReceiptCodec.envelope(receipt);
      boolean legacy = receipt.type() == 0;
      assertThat(envelope[0] & 0xff)
          .satisfies(
              first -> assertThat(legacy ? first >= 0xc0 : first == receipt.type()).isTrue());
      List<byte[]> items =
          items(legacy ? envelope : Arrays.copyOfRange(envelope, 1, envelope.length));
      assertThat(items).hasSize(4);
      assertThat(RlpReader.of(items.get(0)).flag()).isEqualTo(receipt.succeeded());
      assertThat(RlpReader.of(items.get(1)).number()).isEqualTo(receipt.cumulativeGasUsed());
      assertThat(RlpReader.of(items.get(2)).fixed(Bloom.SIZE))
          .isEqualTo(Bloom.of(receipt.logs()).toArray());
    }
  }

  @Test
  void a_bloom_finds_what_is_in_it() {
    List<Receipt> receipts = Blocks.receipts(new Random(8));
    Bytes bloom = Bloom.ofReceipts(receipts);
    for (Receipt receipt : receipts) {
      for (Log log : receipt.logs()) {
        assertThat(Bloom.mightContain(bloom, log.address().unsafeArray())).isTrue();
        log.topics()
            .forEach(topic -> assertThat(Bloom.mightContain(bloom, topic.unsafeArray())).isTrue());
      }
    }
    assertThat(Bloom.mightContain(Bloom.EMPTY, Address.SYSTEM.unsafeArray())).isFalse();
    assertThat(Bloom.of(List.of())).isEqualTo(Bloom.EMPTY);
  }

  /** Tools read [header, transactions, ommers] with typed transactions as byte strings. */
  @Test
  void a_block_is_shown_as_ethereum_does() {
    var random = new Random(9);
    Block block = Block.of(Blocks.header(random, 12), Blocks.body(random, 12));
    List<byte[]> items = items(block.ethereumRlp());

    assertThat(items).hasSize(3);
    assertThat(items.get(0)).isEqualTo(HeaderCodec.encode(block.header()));
    assertThat(items.get(2)).isEqualTo(Hex.decode("c0"));
    List<byte[]> transactions = items(items.get(1));
    for (int i = 0; i < transactions.size(); i++) {
      var expected = block.body().transactions().get(i);
      byte[] item = transactions.get(i);
      assertThat(expected.transaction().type() == 0 ? item : RlpReader.of(item).bytes())
          .isEqualTo(expected.encoded().toArray());
    }
    assertThat(block.hash()).isEqualTo(HeaderCodec.hash(block.header()));
    assertThat(block.height()).isEqualTo(12);
  }

  @Test
  void a_transaction_is_proved_against_the_root_of_its_block() {
    var transactions =
        List.of(
            TransactionCodec.sign(Transactions.transfer(0, Address.SYSTEM), Transactions.key(1)),
            TransactionCodec.sign(Transactions.transfer(1, Address.SYSTEM), Transactions.key(1)));
    List<byte[]> envelopes = transactions.stream().map(each -> each.encoded().toArray()).toList();

    assertThat(
            MerklePatricia.verifyProof(
                Block.transactionsRoot(transactions),
                MerklePatricia.orderedKey(1),
                MerklePatricia.orderedProof(envelopes, 1)))
        .contains(transactions.get(1).encoded());
  }

  /** A header with the fields of a JSON block; ours for what Ethereum does not have. */
  private static BlockHeader header(JsonNode block) {
    return new BlockHeader(
        hash(block, "parentHash"),
        Address.wrap(bytes(block, "miner").toArray()),
        hash(block, "stateRoot"),
        hash(block, "transactionsRoot"),
        hash(block, "receiptsRoot"),
        bytes(block, "logsBloom"),
        quantity(block, "number"),
        quantity(block, "gasLimit"),
        quantity(block, "gasUsed"),
        quantity(block, "timestamp") * 1000 + quantity(block, "nonce"),
        new ExtraData(Hash.ZERO, Hash.ZERO, Hash.ZERO, 0, Hash.ZERO, Hash.ZERO, Hash.ZERO),
        hash(block, "mixHash"),
        Amount.of(quantity(block, "baseFeePerGas")));
  }

  private static Receipt receipt(JsonNode node) {
    List<Log> logs =
        Vectors.items(node.get("logs"))
            .map(log ->
                new Log(
                    Address.wrap(bytes(log, "address").toArray()),
                    Vectors.items(log.get("topics"))
                        .map(topic -> Hash.fromHex(topic.asString()))
                        .toList(),
                    bytes(log, "data")))
            .toList();
    return new Receipt(
        (int) quantity(node, "type"),
        node.has("status") && quantity(node, "status") == 1,
        quantity(node, "gasUsed"),
        quantity(node, "cumulativeGasUsed"),
        Amount.of(quantity(node, "effectiveGasPrice")),
        logs,
        Bytes.EMPTY);
  }

  private static JsonNode named(JsonNode tests, String name) {
    return Vectors.items(tests)
        .filter(test -> test.get("test").asString().contains(name))
        .findFirst()
        .orElseThrow();
  }

  private static Bytes bytes(JsonNode node, String name) {
    return Bytes.fromHex(node.get(name).asString());
  }

  private static Hash hash(JsonNode node, String name) {
    return Hash.fromHex(node.get(name).asString());
  }

  private static long quantity(JsonNode node, String name) {
    return Long.parseLong(node.get(name).asString().substring(2), 16);
  }

  private static byte[] with(byte[] encoded, int index, byte[] item) {
    List<byte[]> items = new ArrayList<>(items(encoded));
    items.set(index, item);
    return list(items);
  }

  private static byte[] list(List<byte[]> items) {
    return RlpWriter.encodeList(out -> items.forEach(out::raw));
  }

  private static List<byte[]> items(byte[] encoded) {
    return RlpReader.of(encoded).listOf(1000, RlpReader::rawItem);
  }
}
