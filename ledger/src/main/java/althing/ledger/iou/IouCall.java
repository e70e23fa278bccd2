package althing.ledger.iou;

import althing.ledger.abi.Arguments;
import althing.ledger.abi.ContractAbi;
import althing.ledger.types.Address;
import althing.ledger.types.Amount;
import althing.ledger.types.Bytes;
import althing.ledger.types.Hash;
import java.math.BigInteger;

/** What people ask of IOUs. Epochs and nonces are unsigned 64-bit numbers, not checked yet. */
sealed interface IouCall {

  /** The caller promises. */
  record Issue(Address creditor, Amount amount, BigInteger expiryEpoch, boolean consentRequired)
      implements IouCall {}

  /** Anyone hands in what {@code debtor} signed. */
  record IssueSigned(
      Address debtor,
      Address creditor,
      Amount amount,
      BigInteger expiryEpoch,
      boolean consentRequired,
      BigInteger nonce,
      Bytes signature)
      implements IouCall {}

  record Present(Hash id) implements IouCall {}

  record Redeem(Hash id, Amount amount) implements IouCall {}

  record Forgive(Hash id, Amount amount) implements IouCall {}

  record Transfer(Hash id, Address newHolder) implements IouCall {}

  record ApproveTransfer(Hash id, Address newHolder) implements IouCall {}

  record WithdrawTransfer(Hash id) implements IouCall {}

  record Dispute(Hash id) implements IouCall {}

  record WithdrawDispute(Hash id) implements IouCall {}

  /** Reads a call of a function that is no view. */
  static IouCall of(ContractAbi.Call call) {
    var in = new Arguments(call.arguments());
    return switch (call.function()) {
      case "issue" -> new Issue(in.address(0), in.amount(1), in.number(2), in.flag(3));
      case "issueSigned" ->
          new IssueSigned(
              in.address(0),
              in.address(1),
              in.amount(2),
              in.number(3),
              in.flag(4),
              in.number(5),
              in.bytes(6));
      case "present" -> new Present(in.hash(0));
      case "redeem" -> new Redeem(in.hash(0), in.amount(1));
      case "forgive" -> new Forgive(in.hash(0), in.amount(1));
      case "transfer" -> new Transfer(in.hash(0), in.address(1));
      case "approveTransfer" -> new ApproveTransfer(in.hash(0), in.address(1));
      case "withdrawTransfer" -> new WithdrawTransfer(in.hash(0));
      case "dispute" -> new Dispute(in.hash(0));
      case "withdrawDispute" -> new WithdrawDispute(in.hash(0));
      default -> throw new IllegalStateException("no rule for " + call.function());
    };
  }
}
