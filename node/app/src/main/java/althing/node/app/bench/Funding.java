package althing.node.app.bench;

import althing.ledger.crypto.Keccak256;
import althing.ledger.crypto.Secp256k1;
import althing.ledger.types.Address;
import althing.ledger.types.Amount;
import althing.ledger.types.Hex;
import althing.node.app.CommandFailure;
import althing.node.app.bench.Endpoint.Standing;
import althing.node.app.terminal.ProgressBar;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Sees to it that every sender can pay for its part of the load. */
final class Funding {

  private static final int CHUNK = 500;
  private static final long PATIENCE_MILLIS = 60_000;

  private final Endpoint endpoint;
  private final Transfers transfers;

  Funding(Endpoint endpoint, Transfers transfers) {
    this.endpoint = endpoint;
    this.transfers = transfers;
  }

  /**
   * Pays from {@code key}, where there is one, what the senders lack of {@code needed}.
   *
   * @throws CommandFailure naming the first sender that lacks it
   */
  void ensure(List<Standing> senders, Amount needed, byte @Nullable [] key) {
    List<Standing> poor =
        senders.stream().filter(sender -> sender.balance().isLessThan(needed)).toList();
    if (poor.isEmpty()) {
      return;
    }
    if (key == null) {
      Standing first = poor.getFirst();
      throw CommandFailure.failed(
          "%d of %d senders lack funds: %s has %s base units and needs %s. Start the node with "
                  .formatted(poor.size(), senders.size(), first.address(), first.balance(), needed)
              + "`althing devnet --bench-accounts %d` or name a rich key with --fund-from"
                  .formatted(senders.size()));
    }
    pay(poor, needed, key);
  }

  private void pay(List<Standing> poor, Amount needed, byte[] key) {
    Address payer = Secp256k1.addressOf(Secp256k1.instance().publicKey(key));
    long nonce = endpoint.standings(List.of(payer)).getFirst().nonce();
    try (var progress = ProgressBar.of("senders funded", poor.size())) {
      for (int from = 0; from < poor.size(); from += CHUNK) {
        var envelopes = new ArrayList<byte[]>();
        for (Standing sender : poor.subList(from, Math.min(poor.size(), from + CHUNK))) {
          Amount missing = needed.minus(sender.balance());
          envelopes.add(
              transfers.sign(key, nonce++, new Transfers.Payment(sender.address(), missing)));
        }
        endpoint.submit(envelopes);
        waitFor(Hex.encode(Keccak256.digest(envelopes.getLast())));
        progress.at(from + envelopes.size());
      }
    }
  }

  private void waitFor(String hash) {
    long deadline = System.currentTimeMillis() + PATIENCE_MILLIS;
    while (!endpoint.isMined(hash)) {
      if (System.currentTimeMillis() > deadline) {
        throw CommandFailure.failed(
            "funding transaction " + hash + " is not in a block after 60 s");
      }
      try {
        Thread.sleep(50);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw CommandFailure.failed("interrupted while funding senders");
      }
    }
  }
}
