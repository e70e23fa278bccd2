package althing.ledger.chain;

import static org.assertj.core.api.Assertions.assertThat;

import althing.ledger.execution.TestChain;
import althing.ledger.port.MemoryStore;
import althing.ledger.transaction.SignedTransaction;
import althing.ledger.types.Address;
import althing.ledger.types.Amount;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Who sends and who is sent to, block by block. */
class AccountIndexTest {

  private static final Address BOB = TestChain.person("bob");
  private static final Address CAROL = TestChain.person("carol");

  private final StoredChain chain = StoredChain.in(new MemoryStore());

  /** Blocks 1 to 12: alice sends twice to bob in 1, 4, 7 and 10, bob once to dave in 4 and 8. */
  private AccountIndexTest() {
    for (int height = 1; height <= 12; height++) {
      var transactions = new ArrayList<SignedTransaction>();
      if (height % 3 == 1) {
        transactions.add(chain.transfer("alice", 0, BOB, Amount.ONE));
        transactions.add(chain.transfer("alice", 1, BOB, Amount.ONE));
      }
      if (height % 4 == 0 && height < 12) {
        transactions.add(chain.transfer("bob", 0, TestChain.person("dave"), Amount.ONE));
      }
      chain.block(transactions.toArray(SignedTransaction[]::new));
    }
  }

  private List<Long> blocks(Address account, long from, boolean rising, int limit) {
    return chain.chain().blocksOf(account, from, rising, limit);
  }

  @Test
  void blocks_are_found_upwards_and_downwards_once_each() {
    assertThat(blocks(BOB, 0, true, 100)).containsExactly(1L, 4L, 7L, 8L, 10L);
    assertThat(blocks(BOB, 12, false, 100)).containsExactly(10L, 8L, 7L, 4L, 1L);
    assertThat(blocks(TestChain.person("alice"), 0, true, 100)).containsExactly(1L, 4L, 7L, 10L);
    assertThat(blocks(TestChain.person("dave"), 12, false, 100)).containsExactly(8L, 4L);
  }

  @Test
  void a_search_begins_at_its_height_and_ends_at_its_limit() {
    assertThat(blocks(BOB, 5, true, 2)).containsExactly(7L, 8L);
    assertThat(blocks(BOB, 7, true, 2)).containsExactly(7L, 8L);
    assertThat(blocks(BOB, 7, false, 2)).containsExactly(7L, 4L);
    assertThat(blocks(BOB, 6, false, 9)).containsExactly(4L, 1L);
    assertThat(blocks(BOB, 0, false, 9)).isEmpty();
    assertThat(blocks(BOB, 11, true, 9)).isEmpty();
  }

  @Test
  void an_account_that_nobody_names_has_no_blocks() {
    assertThat(blocks(CAROL, 0, true, 9)).isEmpty();
    assertThat(blocks(CAROL, 12, false, 9)).isEmpty();
  }
}
