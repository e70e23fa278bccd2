package althing.node.app.client;

import althing.ledger.types.Address;
import althing.ledger.types.Amount;
import althing.ledger.types.Bytes;
import althing.ledger.types.Hash;
import althing.node.app.CommandFailure;
import althing.node.app.ExitCode;
import althing.node.app.terminal.AmountText;
import althing.node.app.terminal.OutputOptions;
import java.util.LinkedHashMap;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** {@code althing send}. */
@Command(name = "send", description = "Send SP to an account.")
public final class SendCommand implements Runnable {

  @Mixin ClientOptions node;
  @Mixin TransactionOptions transaction;
  @Mixin OutputOptions output;

  @Parameters(index = "0", paramLabel = "TO", description = "The account that receives.")
  Address to;

  @Parameters(
      index = "1",
      paramLabel = "AMOUNT",
      converter = AmountText.class,
      description = "How much: 1.5 (SP), 20gwei, 7wei.")
  Amount amount;

  @Option(
      names = "--data",
      paramLabel = "HEX",
      defaultValue = "0x",
      description = "Call data in hexadecimal.")
  Bytes data;

  @Override
  public void run() {
    try (RpcClient client = node.connect()) {
      var sender = new Sender(client, transaction);
      Hash hash = sender.send(to, amount, data);
      report(hash, sender.receipt(hash));
    }
  }

  private void report(Hash hash, Optional<JsonNode> receipt) {
    var result = new LinkedHashMap<String, Object>();
    result.put("hash", hash.toHex());
    receipt.ifPresent(found -> result.put("receipt", found));
    output.result(
        result,
        receipt
            .map(found -> "%s in %s".formatted(hash, Sender.place(found)))
            .orElse("%s sent".formatted(hash)));
    if (receipt.isPresent() && !Sender.succeeded(receipt.get())) {
      throw new CommandFailure(ExitCode.REFUSED, "the chain refused the call of " + hash);
    }
  }
}
