package althing.ledger.chain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import althing.ledger.execution.TestChain;
import althing.ledger.port.KeyValueStore;
import althing.ledger.port.MemoryStore;
import althing.ledger.transaction.SignedTransaction;
import althing.ledger.types.Amount;
import althing.ledger.types.Bytes;
import althing.ledger.types.Hash;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ChainStoreTest {

  private final KeyValueStore store = new MemoryStore();

  @Test
  void every_part_of_every_block_is_read_back_after_a_restart() {
    var chain = StoredChain.in(store);
    var commits = new ArrayList<BlockCommit>();
    for (int i = 0; i < 40; i++) {
      commits.add(
          chain.blockAfter(
              i % 7 == 6 ? StoredChain.EPOCH_MILLIS : 1,
              i % 7 == 6 ? new SignedTransaction[0] : transfers(chain, i % 5)));
    }

    for (ChainStore reader : List.of(chain.chain(), StoredChain.in(store).chain())) {
      long sequence = reader.events(0).size();
      for (BlockCommit commit : commits) {
        sequence = assertReadBack(reader, commit, sequence);
      }
      assertThat(reader.eventCount()).isEqualTo(sequence);
      assertThat(reader.headHeight()).isEqualTo(40);
      assertNothingAbove(reader, 41);
    }
  }

  private static SignedTransaction[] transfers(StoredChain chain, int count) {
    var transactions = new SignedTransaction[count];
    for (int i = 0; i < count; i++) {
      transactions[i] =
          chain.transfer("alice", i, TestChain.person("new " + i), Amount.of(1_000 + i));
    }
    return transactions;
  }

  private static long assertReadBack(ChainStore chain, BlockCommit commit, long firstSequence) {
    long height = commit.height();
    assertThat(chain.header(height)).contains(commit.block().header());
    assertThat(chain.block(height)).contains(commit.block());
    assertThat(chain.blockHash(height)).contains(commit.block().hash());
    assertThat(chain.heightOf(commit.block().hash())).hasValue(height);
    assertThat(chain.receipts(height)).contains(commit.receipts());
    assertThat(chain.events(height)).isEqualTo(commit.events());
    assertThat(chain.certificate(height)).contains(commit.certificate());
    assertThat(chain.eventsFrom(firstSequence, commit.events().size())).isEqualTo(commit.events());
    List<SignedTransaction> transactions = commit.block().body().transactions();
    for (int i = 0; i < transactions.size(); i++) {
      var place = new ChainReader.TransactionPlace(height, i);
      SignedTransaction signed = transactions.get(i);
      assertThat(chain.transactionPlace(signed.hash())).contains(place);
      assertThat(chain.transactionBySender(signed.sender(), signed.transaction().nonce()))
          .contains(place);
    }
    return firstSequence + commit.events().size();
  }

  private static void assertNothingAbove(ChainStore chain, long height) {
    assertThat(chain.header(height)).isEmpty();
    assertThat(chain.block(height)).isEmpty();
    assertThat(chain.blockHash(height)).isEmpty();
    assertThat(chain.receipts(height)).isEmpty();
    assertThat(chain.events(height)).isEmpty();
    assertThat(chain.certificate(height)).isEmpty();
    assertThat(chain.header(-1)).isEmpty();
    assertThat(chain.heightOf(Hash.ZERO)).isEmpty();
    assertThat(chain.transactionPlace(Hash.ZERO)).isEmpty();
    assertThat(chain.eventsFrom(chain.eventCount(), 10)).isEmpty();
    assertThatThrownBy(() -> chain.stateAt(height))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("height 41 is above the head 40");
  }

  @Test
  void blocks_go_on_after_a_restart_as_if_there_had_been_none() {
    var straight = StoredChain.in(new MemoryStore());
    var broken = StoredChain.in(store);
    for (int i = 0; i < 12; i++) {
      straight.block(transfers(straight, 3));
      broken.block(transfers(broken, 3));
      broken = StoredChain.in(store);
    }
    assertThat(broken.chain().headHash()).isEqualTo(straight.chain().headHash());
    assertThat(broken.chain().genesisHash()).isEqualTo(straight.chain().genesisHash());
  }

  @Test
  void an_entry_is_proved_at_the_head() {
    var chain = StoredChain.in(store);
    BlockCommit commit = chain.block(transfers(chain, 2));
    Bytes key = commit.changes().firstKey();

    assertThat(chain.chain().prove(1, key)).isPresent();
    assertThat(chain.chain().prove(2, key)).isEmpty();
  }
}
