package althing.ledger.account;

import althing.ledger.account.AccountEvent.Minted;
import althing.ledger.account.AccountEvent.Moved;
import althing.ledger.account.AccountEvent.TransactionApplied;
import althing.ledger.account.AccountEvent.Transferred;
import althing.ledger.block.Log;
import althing.ledger.event.EventCodec;
import althing.ledger.rlp.RlpReader;
import althing.ledger.rlp.RlpWriter;
import althing.ledger.types.MalformedException;
import java.util.Optional;

/** Account events as bytes: types 0x0100 to 0x01ff. None of them is an Ethereum log. */
final class AccountCodec implements EventCodec<AccountEvent> {

  private static final int MINTED = 0x0100;
  private static final int TRANSFERRED = 0x0101;
  private static final int TRANSACTION_APPLIED = 0x0102;
  private static final int MOVED = 0x0103;

  @Override
  public Class<AccountEvent> hierarchy() {
    return AccountEvent.class;
  }

  @Override
  public int firstType() {
    return 0x0100;
  }

  @Override
  public int typeCount() {
    return 0x100;
  }

  @Override
  public int type(AccountEvent event) {
    return switch (event) {
      case Minted _ -> MINTED;
      case Transferred _ -> TRANSFERRED;
      case TransactionApplied _ -> TRANSACTION_APPLIED;
      case Moved _ -> MOVED;
    };
  }

  @Override
  public void encode(AccountEvent event, RlpWriter out) {
    switch (event) {
      case Minted e -> out.address(e.account()).amount(e.amount());
      case Transferred e -> out.address(e.from()).address(e.to()).amount(e.amount());
      case TransactionApplied e ->
          out.address(e.sender())
              .number(e.nonce())
              .number(e.gasUsed())
              .amount(e.price())
              .flag(e.succeeded());
      case Moved e -> {
        e.from().encode(out);
        e.to().encode(out);
        out.amount(e.amount());
      }
    }
  }

  @Override
  public AccountEvent decode(int type, int schema, RlpReader in) {
    return switch (type) {
      case MINTED -> new Minted(in.address(), in.amount());
      case TRANSFERRED -> new Transferred(in.address(), in.address(), in.amount());
      case TRANSACTION_APPLIED ->
          new TransactionApplied(in.address(), in.number(), in.number(), in.amount(), in.flag());
      case MOVED -> new Moved(Pot.decode(in), Pot.decode(in), in.amount());
      default -> throw new MalformedException("unknown account event type " + type);
    };
  }

  @Override
  public Optional<Log> toLog(AccountEvent event) {
    return Optional.empty();
  }
}
