package althing.ledger.transaction;

import static org.assertj.core.api.Assertions.assertThat;

import althing.ledger.Vectors;
import althing.ledger.types.Amount;
import althing.ledger.types.Bytes;
import althing.ledger.types.Hex;
import althing.ledger.types.MalformedException;
import java.util.List;
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
}
