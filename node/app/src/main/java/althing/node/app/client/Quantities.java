package althing.node.app.client;

import althing.ledger.types.Amount;
import java.math.BigInteger;
import tools.jackson.databind.JsonNode;

/** JSON-RPC quantities, {@code 0x} and hexadecimal digits, as numbers. */
public final class Quantities {

  private Quantities() {}

  public static Amount amount(JsonNode quantity) {
    return new Amount(number(quantity));
  }

  /** Throws {@link RpcException.Unreachable} when it is no quantity below 2^63. */
  public static long toLong(JsonNode quantity) {
    try {
      return number(quantity).longValueExact();
    } catch (ArithmeticException e) {
      throw new RpcException.Unreachable("the node answered a number out of range: " + quantity, e);
    }
  }

  private static BigInteger number(JsonNode quantity) {
    String text = quantity.asString("");
    try {
      if (text.startsWith("0x")) {
        return new BigInteger(text.substring(2), 16);
      }
    } catch (NumberFormatException e) {
      throw new RpcException.Unreachable("the node answered no quantity: " + quantity, e);
    }
    throw new RpcException.Unreachable("the node answered no quantity: " + quantity);
  }
}
