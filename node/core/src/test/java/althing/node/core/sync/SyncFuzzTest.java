package althing.node.core.sync;

import static org.assertj.core.api.Assertions.assertThat;

import althing.ledger.CostLimit;
import althing.ledger.block.Block;
import althing.ledger.block.BodyCodec;
import althing.ledger.block.HeaderCodec;
import althing.ledger.types.MalformedException;
import althing.node.core.sync.SyncMessage.BlocksSent;
import althing.node.core.sync.SyncMessage.BlocksWanted;
import althing.node.core.sync.SyncMessage.EncodedBlock;
import althing.node.core.sync.SyncMessage.NotAvailable;
import althing.node.network.PeerId;
import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Whatever a peer sends is a message that is written the same way again, or is refused; and blocks
 * in it are a range that hangs together, or are refused.
 */
class SyncFuzzTest {

  @RegisterExtension static final CostLimit COST = new CostLimit();

  private static final PeerId PEER = PeerId.of(new byte[PeerId.SIZE]);

  @MethodSource("messages")
  @FuzzTest
  void reading(byte[] message) {
    COST.reading(message, () -> read(message));
  }

  private static void read(byte[] message) {
    try {
      SyncMessage decoded = SyncCodec.decode(message);
      assertThat(SyncCodec.encode(decoded)).isEqualTo(message);
      if (decoded instanceof BlocksSent sent) {
        new RangeAssembly(PEER, 1).add(sent).ifPresent(SyncFuzzTest::check);
      }
    } catch (MalformedException e) {
      assertThat(e).hasMessageNotContaining("null");
    }
  }

  private static void check(Range range) {
    List<Block> blocks = range.read();
    assertThat(range.first()).isEqualTo(1);
    assertThat(blocks.getLast().height()).isEqualTo(range.certificate().height());
    for (Block block : blocks) {
      assertThat(block.hash()).isEqualTo(HeaderCodec.hash(block.header()));
    }
  }

  static Stream<byte[]> messages() {
    var chain = new SignedChain(1).group(3);
    List<EncodedBlock> blocks =
        LongStream.rangeClosed(1, 3)
            .mapToObj(chain::block)
            .map(block ->
                new EncodedBlock(
                    HeaderCodec.encode(block.header()), BodyCodec.encode(block.body())))
            .toList();
    return Stream.<SyncMessage>of(
            new BlocksWanted(1, 2, 3, 4_000),
            new NotAvailable(1, 2, 3),
            new BlocksSent(1, 3, blocks, chain.certificate(3)))
        .map(SyncCodec::encode);
  }
}
