package althing.ledger.treasury;

import althing.ledger.account.Money;
import althing.ledger.account.Pot;
import althing.ledger.event.EventCodec;
import althing.ledger.port.ChannelView;
import althing.ledger.projection.Projection;
import althing.ledger.projection.SystemContract;
import althing.ledger.state.StateWriter;
import althing.ledger.treasury.TreasuryEvent.Donated;
import java.util.List;

/** Treasuries of channels. What they hold is an entry of {@link Money}, as all SP is. */
public final class Treasury implements Projection<TreasuryEvent> {

  private static final TreasuryCodec CODEC = new TreasuryCodec();

  private final List<SystemContract> contracts;

  /** Of the root channel alone. */
  public Treasury() {
    this(ChannelView.ROOT_ONLY);
  }

  public Treasury(ChannelView channels) {
    contracts = List.of(new TreasuryContract(channels));
  }

  @Override
  public String name() {
    return "treasury";
  }

  @Override
  public int keyPrefix() {
    return 0x03;
  }

  @Override
  public EventCodec<TreasuryEvent> codec() {
    return CODEC;
  }

  @Override
  public void evolve(StateWriter state, TreasuryEvent event) {
    switch (event) {
      case Donated e ->
          Money.move(state, new Pot.Balance(e.from()), new Pot.Treasury(e.channel()), e.amount());
    }
  }

  @Override
  public List<SystemContract> contracts() {
    return contracts;
  }
}
