package althing.ledger.transaction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import althing.ledger.Vectors;
import althing.ledger.crypto.Checksum;
import althing.ledger.crypto.EcdsaSignature;
import althing.ledger.transaction.Transaction.AccessListEntry;
import althing.ledger.types.Address;
import althing.ledger.types.Amount;
import althing.ledger.types.Bytes;
import althing.ledger.types.Hex;
import althing.ledger.types.MalformedException;
import java.math.BigInteger;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class TransactionVectorsTest {

  /** Chain 1, any gas limit, and legacy transactions for no chain: what the vectors assume. */
  private static final TransactionRules MAINNET = new TransactionRules(Amount.ONE, -1, false);

  @Test
  void the_transaction_tests_of_ethereum_are_judged_alike() {
    List<JsonNode> all =
        Vectors.items(Vectors.read("transactiontests-cancun.json").get("tests")).toList();
    List<JsonNode> valid = all.stream().filter(test -> test.get("valid").asBoolean()).toList();
    List<JsonNode> invalid = all.stream().filter(test -> !test.get("valid").asBoolean()).toList();
    assertThat(valid).hasSize(49);
    assertThat(invalid).hasSize(159);

    for (JsonNode test : valid) {
      String name = test.get("name").asString();
      Bytes encoded = Bytes.fromHex(test.get("txbytes").asString());
      SignedTransaction decoded = TransactionCodec.decode(encoded);
      assertThat(MAINNET.check(decoded.transaction())).as(name).isEmpty();
      assertThat(decoded.hash().toHex()).as(name).isEqualTo(test.get("hash").asString());
      assertThat(decoded.sender().toHex()).as(name).isEqualTo(test.get("sender").asString());
      assertThat(Hex.quantity(IntrinsicGas.of(decoded.transaction())))
          .as(name)
          .isEqualTo(test.get("intrinsicGas").asString());
      assertThat(TransactionCodec.encodeSigned(decoded.transaction(), decoded.signature()))
          .as(name)
          .isEqualTo(encoded.toArray());
    }
    for (JsonNode test : invalid) {
      String exception = test.get("exception").asString().replace("TransactionException.", "");
      assertThat(verdict(test.get("txbytes").asString()))
          .as(test.get("name").asString())
          .containsAnyOf(words(exception));
    }
  }

  /** What our refusal may say where the vectors name {@code exception}. */
  private static String[] words(String exception) {
    String signature = "invalid signature";
    return switch (exception) {
      case "ADDRESS_TOO_SHORT", "ADDRESS_TOO_LONG" -> new String[] {"to: expected 0 or 20 bytes"};
      case "INTRINSIC_GAS_TOO_LOW" -> new String[] {"intrinsic gas too low"};
      case "GASLIMIT_PRICE_PRODUCT_OVERFLOW" ->
          new String[] {"insufficient funds for gas * price + value"};
      case "PRIORITY_GREATER_THAN_MAX_FEE_PER_GAS_2" ->
          new String[] {"max priority fee per gas higher than max fee per gas"};
      case "INVALID_CHAINID" -> new String[] {"invalid chain id for signer", "v is ", signature};
      case "INVALID_SIGNATURE_VRS" -> new String[] {signature, "r: RLP: scalar", "s: RLP: scalar"};
      case "EC_RECOVERY_FAIL" -> new String[] {"signature: no key can have made it"};
      case "TYPE_NOT_SUPPORTED", "RLP_INVALID_HEADER", "RLP_ERROR_EOF" ->
          new String[] {"transaction type not supported", "neither a list nor"};
      case "NONCE_TOO_BIG" -> new String[] {"nonce: 2^64-1"};
      case "RLP_TOO_FEW_ELEMENTS" -> new String[] {"input ends early"};
      case "RLP_TOO_MANY_ELEMENTS" -> new String[] {"fields: RLP: 1 bytes left over"};
      default ->
          exception.startsWith("RLP_ERROR_SIZE")
              ? new String[] {"envelope: RLP: "}
              : new String[] {field(exception) + ": RLP: "};
    };
  }

  private static String field(String exception) {
    if (exception.contains("ACCESS_LIST")) {
      return "accessList";
    }
    return switch (exception.replaceAll("RLP_LEADING_ZEROS_|RLP_INVALID_|_OVERFLOW|_SIZE", "")) {
      case "BASEFEE" -> "maxFeePerGas";
      case "PRIORITY_FEE", "PRIORITY" -> "maxPriorityFeePerGas";
      case "GASPRICE" -> exception.endsWith("OVERFLOW") ? "" : "gasPrice";
      case "GASLIMIT" -> "gasLimit";
      case "NONCE" -> "nonce";
      case "VALUE" -> "value";
      case "DATA" -> "data";
      case "TO" -> "to";
      case "V" -> "v";
      case "R", "SIGNATURE_R" -> "r";
      case "S", "SIGNATURE_S" -> "s";
      default -> throw new AssertionError("unknown exception " + exception);
    };
  }

  private static String verdict(String txbytes) {
    try {
      var decoded = TransactionCodec.decode(Bytes.fromHex(txbytes));
      return MAINNET.check(decoded.transaction()).map(TransactionRefusal::message).orElse("");
    } catch (MalformedException e) {
      return e.getMessage();
    }
  }

  /** ethers' own transactions, in every fork's shape: unsigned, signed, and the signature. */
  @Test
  void the_transactions_of_ethers_are_coded_and_signed_alike() {
    JsonNode tests = Vectors.read("ethers-transactions-60.json");
    assertThat(tests).hasSize(60);
    for (JsonNode test : tests) {
      JsonNode fields = test.get("transaction");
      byte[] key = Hex.decode(test.get("privateKey").asString());
      assertSignedAlike(test, "Legacy", legacy(fields, null), key);
      assertSignedAlike(test, "Berlin", accessList(fields), key);
      assertSignedAlike(test, "London", dynamicFee(fields), key);
      if (fields.has("chainId") && !chainId(fields).isZero()) {
        assertSignedAlike(test, "Eip155", legacy(fields, chainId(fields)), key);
      }
      assertThatThrownBy(
              () -> TransactionCodec.decode(Bytes.fromHex(test.get("signedCancun").asString())))
          .isInstanceOf(MalformedException.class)
          .hasMessage("transaction type: transaction type not supported: 3 (blob)");
    }
  }

  private static void assertSignedAlike(
      JsonNode test, String fork, Transaction transaction, byte[] key) {
    String name = test.get("name").asString() + " " + fork;
    JsonNode expected = test.get("signature" + fork);
    SignedTransaction signed = TransactionCodec.sign(transaction, key);
    var signature = signed.signature();

    assertThat(Hex.encode(TransactionCodec.encodeUnsigned(transaction)))
        .as(name)
        .isEqualTo(test.get("unsigned" + fork).asString());
    assertThat(signed.encoded().toHex()).as(name).isEqualTo(test.get("signed" + fork).asString());
    assertThat(signature.r()).as(name).isEqualTo(quantity(expected, "r").value());
    assertThat(signature.s()).as(name).isEqualTo(quantity(expected, "s").value());
    assertThat(TransactionCodec.v(transaction, signature.yParity()))
        .as(name)
        .isEqualTo(quantity(expected, "v"));
    assertThat(TransactionCodec.decode(signed.encoded())).as(name).isEqualTo(signed);
  }

  /** What go-ethereum's nodes answered: raw transactions whose fields and sender are known. */
  @Test
  void the_transactions_of_execution_apis_decode_as_go_ethereum_says() {
    JsonNode bundle = Vectors.read("execution-apis-bundle.json");
    int decoded = 0;
    for (JsonNode test : bundle.get("txByHash")) {
      JsonNode fields = test.get("result");
      int type = Integer.decode(fields.get("type").asString());
      if (type > 2) {
        continue;
      }
      var signature =
          EcdsaSignature.of(
              quantity(fields, "r").value(),
              quantity(fields, "s").value(),
              type == 0
                  ? 1 - quantity(fields, "v").value().intValue() % 2
                  : quantity(fields, "yParity").value().intValue());
      Bytes encoded = Bytes.wrap(TransactionCodec.encodeSigned(fromRpc(fields, type), signature));
      SignedTransaction transaction = TransactionCodec.decode(encoded);
      assertThat(transaction.hash().toHex()).isEqualTo(fields.get("hash").asString());
      assertThat(transaction.sender().toHex()).isEqualTo(fields.get("from").asString());
      decoded++;
    }
    assertThat(decoded).isEqualTo(5);

    int raw = 0;
    for (JsonNode test : bundle.get("rawTx")) {
      String hex =
          test.get("test").asString().contains("sendRaw")
              ? test.get("params").get(0).asString()
              : test.get("result").asString();
      Bytes encoded = Bytes.fromHex(hex);
      if (encoded.get(0) == 3) {
        assertThat(verdict(hex)).contains("transaction type not supported: 3 (blob)");
        continue;
      }
      SignedTransaction transaction = TransactionCodec.decode(encoded);
      assertThat(TransactionCodec.encodeSigned(transaction.transaction(), transaction.signature()))
          .isEqualTo(encoded.toArray());
      String other =
          test.get("test").asString().contains("sendRaw")
              ? test.get("result").asString()
              : test.get("params").get(0).asString();
      assertThat(transaction.hash().toHex()).isEqualTo(other);
      raw++;
    }
    assertThat(raw).isEqualTo(5);
  }

  /** Signed before RFC 6979 and EIP-2: the upper s of the second makes it refused today. */
  @Test
  void the_oldest_transactions_decode_if_their_s_is_low() {
    JsonNode tests = Vectors.read("txtest-legacy.json");
    assertThat(tests).hasSize(2);
    JsonNode transfer = tests.get(0);
    SignedTransaction signed = TransactionCodec.decode(hex(transfer, "signed"));

    assertThat(signed.sender())
        .isEqualTo(Address.fromHex("cd2a3d9f938e13cd947ec05abc7fe734df8dd826"));
    assertThat(signed.transaction().to()).isEqualTo(Address.wrap(hex(transfer, "to").toArray()));
    assertThat(signed.transaction().value()).isEqualTo(Amount.of(transfer.get("value").asLong()));
    assertThat(verdict(tests.get(1).get("signed").asString())).contains("s: invalid signature");
  }

  private static Transaction fromRpc(JsonNode fields, int type) {
    Amount chain = fields.has("chainId") ? quantity(fields, "chainId") : null;
    long nonce = quantity(fields, "nonce").toLongExact();
    long gas = quantity(fields, "gas").toLongExact();
    Address to = fields.get("to").isNull() ? null : Address.wrap(hex(fields, "to").toArray());
    Amount value = quantity(fields, "value");
    Bytes input = hex(fields, "input");
    return switch (type) {
      case 0 ->
          new Transaction.Legacy(chain, nonce, quantity(fields, "gasPrice"), gas, to, value, input);
      case 1 ->
          new Transaction.AccessList(
              quantity(fields, "chainId"),
              nonce,
              quantity(fields, "gasPrice"),
              gas,
              to,
              value,
              input,
              entries(fields));
      default ->
          new Transaction.DynamicFee(
              quantity(fields, "chainId"),
              nonce,
              quantity(fields, "maxPriorityFeePerGas"),
              quantity(fields, "maxFeePerGas"),
              gas,
              to,
              value,
              input,
              entries(fields));
    };
  }

  private static Transaction legacy(JsonNode fields, @Nullable Amount chain) {
    return new Transaction.Legacy(
        chain,
        quantity(fields, "nonce").toLongExact(),
        quantity(fields, "gasPrice"),
        quantity(fields, "gasLimit").toLongExact(),
        Checksum.parse(fields.get("to").asString()),
        quantity(fields, "value"),
        hex(fields, "data"));
  }

  private static Transaction accessList(JsonNode fields) {
    return new Transaction.AccessList(
        chainId(fields),
        quantity(fields, "nonce").toLongExact(),
        quantity(fields, "gasPrice"),
        quantity(fields, "gasLimit").toLongExact(),
        Checksum.parse(fields.get("to").asString()),
        quantity(fields, "value"),
        hex(fields, "data"),
        entries(fields));
  }

  private static Transaction dynamicFee(JsonNode fields) {
    return new Transaction.DynamicFee(
        chainId(fields),
        quantity(fields, "nonce").toLongExact(),
        quantity(fields, "maxPriorityFeePerGas"),
        quantity(fields, "maxFeePerGas"),
        quantity(fields, "gasLimit").toLongExact(),
        Checksum.parse(fields.get("to").asString()),
        quantity(fields, "value"),
        hex(fields, "data"),
        entries(fields));
  }

  private static List<AccessListEntry> entries(JsonNode fields) {
    if (!fields.has("accessList")) {
      return List.of();
    }
    return Vectors.items(fields.get("accessList"))
        .map(entry ->
            new AccessListEntry(
                Address.wrap(hex(entry, "address").toArray()),
                Vectors.items(entry.get("storageKeys"))
                    .map(key -> Bytes.fromHex(key.asString()))
                    .toList()))
        .toList();
  }

  private static Amount chainId(JsonNode fields) {
    return quantity(fields, "chainId");
  }

  /** A quantity as hexadecimal text or as a number; zero where it is missing. */
  private static Amount quantity(JsonNode fields, String name) {
    JsonNode field = fields.get(name);
    if (field == null) {
      return Amount.ZERO;
    }
    return field.isNumber()
        ? Amount.of(field.asLong())
        : new Amount(new BigInteger(field.asString().substring(2), 16));
  }

  private static Bytes hex(JsonNode fields, String name) {
    return fields.has(name) ? Bytes.fromHex(fields.get(name).asString()) : Bytes.EMPTY;
  }
}
