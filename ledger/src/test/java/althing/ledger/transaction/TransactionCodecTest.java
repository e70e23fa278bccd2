package althing.ledger.transaction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import althing.ledger.crypto.EcdsaSignature;
import althing.ledger.rlp.RlpWriter;
import althing.ledger.types.Address;
import althing.ledger.types.Amount;
import althing.ledger.types.Bytes;
import althing.ledger.types.Hex;
import althing.ledger.types.MalformedException;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.Random;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TransactionCodecTest {

  private static final BigInteger ORDER =
      new BigInteger("fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141", 16);
  private static final Address RECIPIENT = Address.system(0x1234);
  private static final Transaction TRANSFER = Transactions.transfer(7, RECIPIENT);

  /** The example of EIP-155. */
  @Test
  void the_example_of_eip_155_holds() {
    byte[] key = new byte[32];
    Arrays.fill(key, (byte) 0x46);
    var transaction =
        new Transaction.Legacy(
            Amount.ONE,
            9,
            Amount.of(20_000_000_000L),
            21_000,
            Address.fromHex("0x3535353535353535353535353535353535353535"),
            Amount.ONE_SP,
            Bytes.EMPTY);
    SignedTransaction signed = TransactionCodec.sign(transaction, key);

    assertThat(Hex.encode(TransactionCodec.encodeUnsigned(transaction)))
        .isEqualTo(
            "0xec098504a817c800825208943535353535353535353535353535353535353535"
                + "880de0b6b3a764000080018080");
    assertThat(Hex.encode(TransactionCodec.signingHash(transaction)))
        .isEqualTo("0xdaf5a779ae972f972197303d7b574746c7ef83eadac0f2791ad23db92e4c8e53");
    assertThat(TransactionCodec.v(transaction, signed.signature().yParity()))
        .isEqualTo(Amount.of(37));
    assertThat(signed.encoded().toHex())
        .isEqualTo(
            "0xf86c098504a817c800825208943535353535353535353535353535353535353535"
                + "880de0b6b3a76400008025"
                + "a028ef61340bd939bc2195fe537567866003e1a15d3c71ff63e1590620aa636276"
                + "a067cbe9d8997f761aecb703304b3800ccf555c9f3dc64214b297fb1966a3b6d83");
    assertThat(TransactionCodec.decode(signed.encoded())).isEqualTo(signed);
  }

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3, 11, 42})
  void decoding_undoes_encoding(long seed) {
    var random = new Random(seed);
    for (int i = 0; i < 100; i++) {
      Transaction transaction = Transactions.random(random);
      SignedTransaction signed = TransactionCodec.sign(transaction, Transactions.key(1 + i));

      SignedTransaction decoded = TransactionCodec.decode(signed.encoded());
      assertThat(decoded).isEqualTo(signed);
      assertThat(decoded.transaction()).isEqualTo(transaction);
      assertThat(TransactionCodec.hash(signed.encoded())).isEqualTo(signed.hash());
      assertThat(TransactionCodec.decodeInBlock(signed.encoded(), 3, 0)).isEqualTo(signed);
      assertThat(TransactionCodec.decodeStored(signed.encoded(), signed.sender()))
          .isEqualTo(signed);
      assertThat(TransactionCodec.parse(signed.encoded()).signingHash().toArray())
          .isEqualTo(TransactionCodec.signingHash(transaction));
    }
  }

  /**
   * Attack L5: no change of the bytes leaves the transaction the same, and none breaks the node.
   */
  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3, 11, 42})
  void changed_bytes_are_another_transaction_or_malformed(long seed) {
    var random = new Random(seed);
    for (int i = 0; i < 40; i++) {
      SignedTransaction signed =
          TransactionCodec.sign(Transactions.random(random), Transactions.key(1 + i));
      for (int change = 0; change < 50; change++) {
        Bytes changed = changed(signed.encoded(), random);
        if (changed.equals(signed.encoded())) {
          continue;
        }
        try {
          SignedTransaction decoded = TransactionCodec.decode(changed);
          assertThat(TransactionCodec.encodeSigned(decoded.transaction(), decoded.signature()))
              .isEqualTo(changed.toArray());
          assertThat(
                  decoded.sender().equals(signed.sender())
                      && decoded.transaction().equals(signed.transaction()))
              .isFalse();
        } catch (MalformedException e) {
          assertThat(e).hasMessageStartingWith("transaction ");
        }
      }
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'' | transaction envelope: empty",
        "00 | transaction type: transaction type not supported: 0",
        "03c0 | transaction type: transaction type not supported: 3 (blob)",
        "04c0 | transaction type: transaction type not supported: 4 (set code)",
        "05 | transaction type: transaction type not supported: 5",
        "7f | transaction type: transaction type not supported: 127",
        "80 | transaction envelope: neither a list nor a transaction type, but a byte string",
        "b800 | transaction envelope: neither a list nor a transaction type, but a byte string",
        "02 | transaction envelope: RLP: input ends early at offset 1",
        "0280 | transaction envelope: RLP: expected a list, found a byte string at offset 1",
        "c0 | transaction nonce: RLP: input ends early at offset 1",
        "02c0 | transaction chainId: RLP: input ends early at offset 2",
        "02c000 | transaction envelope: RLP: 1 bytes left over at offset 2",
        "01c2821234 | transaction envelope: RLP: 1 bytes left over at offset 4",
        "01c28212 | transaction chainId: RLP: input ends early at offset 3",
        "ff | transaction envelope: RLP: input ends early at offset 1"
      })
  void what_is_no_envelope_is_refused_by_name(String encoded, String message) {
    assertMalformed(Bytes.fromHex(encoded), message);
  }

  @Test
  void an_envelope_beyond_the_limit_is_refused_before_it_is_read() {
    assertMalformed(
        Bytes.wrap(new byte[TransactionCodec.MAX_SIZE + 1]),
        "transaction envelope: oversized data: 1048577 bytes, limit 1048576");
  }

  /** Attack L5: the mirrored signature verifies as well, so that only one of them may count. */
  @Test
  void the_upper_s_is_refused() {
    EcdsaSignature signature = TransactionCodec.sign(TRANSFER, Transactions.key(1)).signature();
    var mirrored =
        EcdsaSignature.of(signature.r(), ORDER.subtract(signature.s()), 1 - signature.yParity());

    assertMalformed(
        Bytes.wrap(TransactionCodec.encodeSigned(TRANSFER, mirrored)),
        "transaction s: invalid signature: s is 0 or above half the curve's order");
  }

  @Test
  void signature_numbers_out_of_range_are_refused() {
    EcdsaSignature signature = TransactionCodec.sign(TRANSFER, Transactions.key(1)).signature();
    assertMalformed(
        Bytes.wrap(
            TransactionCodec.encodeSigned(TRANSFER, EcdsaSignature.of(ORDER, signature.s(), 0))),
        "transaction r: invalid signature: r is 0 or not below the curve's order");
    assertMalformed(
        Bytes.wrap(
            TransactionCodec.encodeSigned(
                TRANSFER, EcdsaSignature.of(BigInteger.ZERO, signature.s(), 0))),
        "transaction r: invalid signature: r is 0 or not below the curve's order");
    assertMalformed(
        Bytes.wrap(
            TransactionCodec.encodeSigned(
                TRANSFER, EcdsaSignature.of(signature.r(), BigInteger.ZERO, 0))),
        "transaction s: invalid signature: s is 0 or above half the curve's order");
    assertMalformed(
        Bytes.wrap(
            TransactionCodec.encodeSigned(
                TRANSFER, EcdsaSignature.of(BigInteger.valueOf(5), signature.s(), 0))),
        "transaction signature: no key can have made it");
    assertMalformed(
        Bytes.wrap(
            TransactionCodec.encodeSigned(
                TRANSFER, EcdsaSignature.of(signature.r(), signature.s(), 2))),
        "transaction yParity: RLP: flag is neither 0 nor 1 at offset 52");
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1, 26, 29, 34})
  void a_legacy_v_that_says_nothing_is_refused(long v) {
    assertMalformed(
        legacy(out -> out.number(v).number(1).number(1)),
        "transaction v: invalid signature: v is " + v + ", expected 27, 28 or EIP-155");
  }

  @Test
  void fields_left_over_or_missing_are_refused() {
    assertMalformed(
        legacy(out -> out.number(27).number(1).number(1).number(1)),
        "transaction fields: RLP: 1 bytes left over at offset 10");
    assertMalformed(
        legacy(out -> out.number(27).number(1)),
        "transaction s: RLP: input ends early at offset 9");
  }

  @Test
  void the_sender_is_recovered_and_not_told() {
    SignedTransaction signed = TransactionCodec.sign(TRANSFER, Transactions.key(1));

    assertThat(signed.sender().toHex()).isEqualTo("0x7e5f4552091a69125d5dfcb7b8c2659029395bdf");
    assertThat(TransactionCodec.decode(signed.encoded()).sender()).isEqualTo(signed.sender());
    assertThat(signed.isTick()).isFalse();
  }

  @Test
  void tick_work_opens_its_block_and_nothing_else() {
    Bytes input = Bytes.fromHex("0x1122334455");
    SignedTransaction tick = TransactionCodec.tick(5, RECIPIENT, input);

    assertThat(TransactionCodec.decodeInBlock(tick.encoded(), 5, 0)).isEqualTo(tick);
    assertThat(tick.isTick()).isTrue();
    assertThat(tick.transaction().nonce()).isEqualTo(5);
    assertThat(tick.transaction().maxFeePerGas()).isEqualTo(Amount.ZERO);
    assertThat(tick.signature()).isEqualTo(EcdsaSignature.NONE);
    assertThat(tick.encoded().toHex())
        .isEqualTo("0xe205808094000000000000000000000000000000000000123480851122334455808080");
    assertThat(TransactionCodec.decodeStored(tick.encoded(), Address.SYSTEM)).isEqualTo(tick);

    String notSigned = "transaction v: invalid signature: v is 0, expected 27, 28 or EIP-155";
    assertMalformed(tick.encoded(), notSigned);
    assertThatThrownBy(() -> TransactionCodec.decodeInBlock(tick.encoded(), 5, 1))
        .isInstanceOf(MalformedException.class)
        .hasMessage(notSigned);
    assertThatThrownBy(() -> TransactionCodec.decodeInBlock(tick.encoded(), 6, 0))
        .isInstanceOf(MalformedException.class)
        .hasMessage("transaction fields: not the tick work of height 6, and not signed");
  }

  /** Tick work with a price, gas, value, no recipient or half a signature is not tick work. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "e205018094000000000000000000000000000000000000123480851122334455808080",
        "e205800194000000000000000000000000000000000000123480851122334455808080",
        "e205808094000000000000000000000000000000000000123401851122334455808080",
        "ce0580808080851122334455808080",
        "e205808094000000000000000000000000000000000000123480851122334455800180",
        "e205808094000000000000000000000000000000000000123480851122334455808001"
      })
  void what_only_looks_like_tick_work_is_refused(String encoded) {
    assertThatThrownBy(() -> TransactionCodec.decodeInBlock(Bytes.fromHex(encoded), 5, 0))
        .isInstanceOf(MalformedException.class)
        .hasMessageStartingWith("transaction ");
  }

  private static Bytes changed(Bytes encoded, Random random) {
    byte[] bytes = encoded.toArray();
    return switch (random.nextInt(4)) {
      case 0 -> Bytes.wrap(Arrays.copyOf(bytes, random.nextInt(bytes.length)));
      case 1 -> encoded.concat(Bytes.of((byte) random.nextInt()));
      default -> {
        for (int flips = 1 + random.nextInt(3); flips > 0; flips--) {
          bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
        }
        yield Bytes.wrap(bytes);
      }
    };
  }

  /** Six small fields and what {@code ending} adds. */
  private static Bytes legacy(Consumer<RlpWriter> ending) {
    return Bytes.wrap(
        RlpWriter.encodeList(out -> {
          out.number(0).number(0).number(0).bytes(Bytes.EMPTY).number(0).bytes(Bytes.EMPTY);
          ending.accept(out);
        }));
  }

  private static void assertMalformed(Bytes encoded, String message) {
    assertThatThrownBy(() -> TransactionCodec.decode(encoded))
        .isInstanceOf(MalformedException.class)
        .hasMessage(message);
  }
}
