package althing.genesis;

import static org.assertj.core.api.Assertions.assertThat;

import althing.genesis.key.NodeKeyFile;
import althing.ledger.types.Bytes;
import althing.ledger.types.MalformedException;
import com.code_intelligence.jazzer.junit.FuzzTest;

/** Any file is refused with a message, or reads back from what is written of it. */
final class GenesisFuzzTest {

  @FuzzTest(maxDuration = "10s")
  void any_genesis_file(byte[] file) {
    Genesis genesis;
    try {
      genesis = GenesisFile.parse(Bytes.of(file));
    } catch (MalformedException e) {
      assertThat(e).message().isNotEmpty();
      return;
    }
    assertThat(GenesisFile.parse(Bytes.utf8(GenesisFile.write(genesis)))).isEqualTo(genesis);
    assertThat(GenesisFile.parse(genesis.canonical()).hash()).isEqualTo(genesis.hash());
  }

  @FuzzTest(maxDuration = "10s")
  void any_key_file(byte[] file) {
    try {
      assertThat(NodeKeyFile.publicKey(Bytes.of(file)).size()).isEqualTo(32);
    } catch (MalformedException e) {
      assertThat(e).message().startsWith("node key file: ");
    }
  }
}
