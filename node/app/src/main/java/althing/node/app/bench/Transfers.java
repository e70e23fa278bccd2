package althing.node.app.bench;

import althing.ledger.crypto.Keccak256;
import althing.ledger.crypto.Secp256k1;
import althing.ledger.transaction.Transaction;
import althing.ledger.transaction.TransactionCodec;
import althing.ledger.types.Address;
import althing.ledger.types.Amount;
import althing.ledger.types.Bytes;
import java.nio.ByteBuffer;
import java.util.List;

/** Signs EIP-1559 transfers between the accounts of a load test. */
final class Transfers {

  /** Intrinsic gas of a transfer. */
  static final long GAS = 21_000;

  private final Amount chainId;
  private final Amount maxFee;
  private final Amount tip;

  Transfers(long chainId, Amount maxFee, Amount tip) {
    this.chainId = Amount.of(chainId);
    this.maxFee = maxFee;
    this.tip = tip.min(maxFee);
  }

  /** What an account must hold to have {@code count} transfers accepted. */
  Amount cost(long count) {
    return maxFee.times(GAS).plus(Amount.ONE).times(count);
  }

  /** The envelope of a transfer of 1 base unit. */
  byte[] sign(byte[] senderKey, long nonce, int recipient) {
    return sign(senderKey, nonce, new Payment(BenchAccounts.recipient(recipient), Amount.ONE));
  }

  /** The envelope of {@code payment}. */
  byte[] sign(byte[] senderKey, long nonce, Payment payment) {
    var transaction =
        new Transaction.DynamicFee(
            chainId,
            nonce,
            tip,
            maxFee,
            GAS,
            payment.to(),
            payment.amount(),
            Bytes.EMPTY,
            List.of());
    var signature = Secp256k1.instance().sign(TransactionCodec.signingHash(transaction), senderKey);
    return TransactionCodec.encodeSigned(transaction, signature);
  }

  record Payment(Address to, Amount amount) {}

  /** The first 8 bytes of a transaction's hash, by which it is told from others here. */
  static long shortHash(byte[] envelope) {
    return ByteBuffer.wrap(Keccak256.digest(envelope)).getLong();
  }
}
