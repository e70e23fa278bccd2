package althing.ledger.treasury;

import static org.assertj.core.api.Assertions.assertThat;

import althing.ledger.abi.ContractAbi;
import althing.ledger.account.Money;
import althing.ledger.block.Receipt;
import althing.ledger.execution.TestChain;
import althing.ledger.types.Amount;
import java.math.BigInteger;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Donations to channels and what their treasuries hold. */
class TreasuryTest {

  private static final ContractAbi ABI = TreasuryContract.ABI;

  private final TestChain chain =
      TestChain.with(new Treasury((_, channel) -> channel == 0 || channel == 7));

  private Receipt call(Amount value, String function, BigInteger channel) {
    return chain.receipt(chain.call("alice", TreasuryContract.ADDRESS, value, function, channel));
  }

  private static BigInteger number(long value) {
    return BigInteger.valueOf(value);
  }

  @Test
  void a_donation_is_what_the_treasury_of_its_channel_holds() {
    Receipt receipt = call(Amount.ofSp(3), "donate", number(7));
    assertThat(receipt.succeeded()).isTrue();
    assertThat(ABI.decodeLog(receipt.logs().getFirst()).orElseThrow().arguments())
        .isEqualTo(List.of(number(7), TestChain.person("alice"), Amount.ofSp(3).value()));
    assertThat(Money.treasury(chain.state(), 7)).isEqualTo(Amount.ofSp(3));
    assertThat(ABI.decodeResults("balanceOf", call(Amount.ZERO, "balanceOf", number(7)).output()))
        .isEqualTo(List.of(Amount.ofSp(3).value()));
  }

  @Test
  void nothing_is_given_to_a_channel_that_is_not_there() {
    Amount before = Money.totals(chain.state()).treasury();
    for (BigInteger channel :
        List.of(number(8), number(Long.MAX_VALUE), BigInteger.TWO.pow(64).subtract(number(1)))) {
      Receipt receipt = call(Amount.ofSp(3), "donate", channel);
      assertThat(receipt.succeeded()).isFalse();
      assertThat(ABI.decodeError(receipt.output()).toString())
          .isEqualTo(ABI.describeError("UnknownChannel", List.of(channel)));
      assertThat(call(Amount.ZERO, "balanceOf", channel).succeeded()).isFalse();
    }
    Receipt nothing = call(Amount.ZERO, "donate", number(7));
    assertThat(ABI.decodeError(nothing.output()).toString())
        .isEqualTo(ABI.describeError("ZeroAmount", List.of()));
    Amount fees = Money.treasury(chain.state(), Money.ROOT_CHANNEL);
    assertThat(Money.totals(chain.state()).treasury()).isEqualTo(fees).isGreaterThan(before);
  }

  @Test
  void without_channels_there_is_the_root_alone() {
    var root = TestChain.with();
    for (long channel : new long[] {0, 1}) {
      Receipt receipt =
          root.receipt(
              root.call(
                  "alice", TreasuryContract.ADDRESS, Amount.ONE_SP, "donate", number(channel)));
      assertThat(receipt.succeeded()).isEqualTo(channel == 0);
    }
  }
}
