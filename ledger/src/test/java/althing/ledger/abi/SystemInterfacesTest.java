package althing.ledger.abi;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The Solidity interface of each system contract and its ABI JSON say the same. */
final class SystemInterfacesTest {

  @ParameterizedTest(name = "{0}")
  @ValueSource(strings = {"Treasury", "Iou", "Governance"})
  void interface_and_json_declare_the_same_functions_events_and_errors(String name)
      throws IOException {
    ContractAbi json = ContractAbi.load(name);
    ContractAbi solidity = SolidityInterface.parse(resource("I" + name + ".sol"));

    assertThat(json.functions()).containsExactlyInAnyOrderElementsOf(solidity.functions());
    assertThat(json.events()).containsExactlyInAnyOrderElementsOf(solidity.events());
    assertThat(json.errors()).containsExactlyInAnyOrderElementsOf(solidity.errors());
  }

  /** Two that were computed with another library. */
  @Test
  void selectors_are_the_first_bytes_of_the_signature_hash() {
    assertThat(ContractAbi.load("Governance").function("tick").selector().toHex())
        .isEqualTo("0x33e9f331");
    assertThat(ContractAbi.load("Treasury").function("balanceOf").selector().toHex())
        .isEqualTo("0xc67243a1");
  }

  private static String resource(String name) throws IOException {
    try (InputStream in = SystemInterfacesTest.class.getResourceAsStream("/althing/abi/" + name)) {
      return new String(Objects.requireNonNull(in, name).readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
