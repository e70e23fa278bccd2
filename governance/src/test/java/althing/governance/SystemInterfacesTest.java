package althing.governance;

import static org.assertj.core.api.Assertions.assertThat;

import althing.ledger.abi.ContractAbi;
import althing.ledger.abi.SolidityInterface;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The Solidity interface of each contract of governance and its ABI JSON say the same. */
class SystemInterfacesTest {

  @ParameterizedTest(name = "{0}")
  @ValueSource(strings = {"Reputation", "Validators", "Channels"})
  void interface_and_json_declare_the_same_functions_events_and_errors(String name)
      throws IOException {
    ContractAbi json = ContractAbi.load(name);
    ContractAbi solidity;
    try (InputStream in =
        SystemInterfacesTest.class.getResourceAsStream("/althing/abi/I" + name + ".sol")) {
      solidity =
          SolidityInterface.parse(
              new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8));
    }

    assertThat(json.functions()).containsExactlyInAnyOrderElementsOf(solidity.functions());
    assertThat(json.events()).containsExactlyInAnyOrderElementsOf(solidity.events());
    assertThat(json.errors()).containsExactlyInAnyOrderElementsOf(solidity.errors());
  }
}
