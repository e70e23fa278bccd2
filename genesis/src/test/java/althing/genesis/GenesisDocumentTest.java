package althing.genesis;

import static org.assertj.core.api.Assertions.assertThat;

import althing.ledger.types.Bytes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** docs/genesis.md says what the code does. */
final class GenesisDocumentTest {

  @Test
  void the_table_of_parameters_is_the_one_in_the_document() throws IOException {
    String document = document();

    for (var parameter : Genesis.PARAMETERS.all()) {
      assertThat(document)
          .contains(
              "| `%s` | %s | %d | %d | %d |\n"
                  .formatted(
                      parameter.name(),
                      parameter.meaning(),
                      parameter.defaultValue(),
                      parameter.min(),
                      parameter.max()));
    }
    assertThat(document.lines().filter(line -> line.matches("\\| `[a-zA-Z]+` \\|.*[0-9] \\|")))
        .hasSameSizeAs(Genesis.PARAMETERS.all());
  }

  @Test
  void the_file_in_the_document_is_one() throws IOException {
    String document = document();
    int start = document.indexOf("```json\n") + "```json\n".length();

    Genesis genesis =
        GenesisFile.parse(Bytes.utf8(document.substring(start, document.indexOf("```\n", start))));

    assertThat(genesis.accounts()).hasSize(11);
    assertThat(genesis.chainId()).isEqualTo(930);
  }

  private static String document() throws IOException {
    return Files.readString(Path.of(System.getProperty("althing.root", ".."), "docs/genesis.md"));
  }
}
