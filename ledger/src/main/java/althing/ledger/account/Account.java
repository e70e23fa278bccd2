package althing.ledger.account;

import althing.ledger.rlp.RlpReader;
import althing.ledger.rlp.RlpWriter;
import althing.ledger.types.Amount;
import althing.ledger.types.Bytes;

/**
 * What the chain keeps of one account.
 *
 * @param nonce transactions of this account so far
 * @param balance SP it can spend, in base units
 */
public record Account(long nonce, Amount balance) {

  public static final Account NONE = new Account(0, Amount.ZERO);

  Account credited(Amount amount) {
    return new Account(nonce, balance.plus(amount));
  }

  Account debited(Amount amount) {
    return new Account(nonce, balance.minus(amount));
  }

  Bytes encode() {
    return Bytes.wrap(RlpWriter.encodeList(out -> out.number(nonce).amount(balance)));
  }

  static Account decode(Bytes value) {
    return RlpReader.decodeList(value.unsafeArray(), in -> new Account(in.number(), in.amount()));
  }
}
