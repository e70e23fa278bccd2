package althing.genesis;

import static org.assertj.core.api.Assertions.assertThat;

import althing.genesis.key.NodeKeyFile;
import althing.ledger.CostLimit;
import althing.ledger.types.Bytes;
import althing.ledger.types.MalformedException;
import com.code_intelligence.jazzer.junit.FuzzTest;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Any file is refused by a named error, or reads back from what is written of it. */
class GenesisFuzzTest {

  @RegisterExtension static final CostLimit COST = new CostLimit();

  @FuzzTest
  void reading(byte[] file) {
    COST.reading(
        file,
        () -> {
          readGenesis(file);
          readNodeKey(file);
        });
  }

  private static void readGenesis(byte[] file) {
    Genesis genesis;
    try {
      genesis = GenesisFile.parse(Bytes.of(file));
    } catch (MalformedException e) {
      assertThat(e.getMessage()).isNotEmpty();
      return;
    }
    assertThat(GenesisFile.parse(Bytes.utf8(GenesisFile.write(genesis)))).isEqualTo(genesis);
    assertThat(GenesisFile.parse(genesis.canonical()).hash()).isEqualTo(genesis.hash());
  }

  private static void readNodeKey(byte[] file) {
    try {
      assertThat(NodeKeyFile.publicKey(Bytes.of(file)).size()).isEqualTo(32);
    } catch (MalformedException e) {
      assertThat(e).hasMessageStartingWith("node key file: ");
    }
  }
}
