package althing.ledger.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import althing.ledger.types.Hash;
import althing.ledger.types.MalformedException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The text of checkpoints (C2SP tlog-checkpoint). */
class CheckpointTest {

  private static final String ROOT = "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=";

  @Test
  void the_specifications_example_is_read_and_written_back() {
    String text =
        "example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n";
    Checkpoint checkpoint = Checkpoint.parse(text);
    assertThat(checkpoint)
        .isEqualTo(
            new Checkpoint(
                "example.com/behind-the-sofa",
                20852163,
                Hash.fromHex("0ac5186a91863e8e1d90c808014aa89bf5da8e3ee1d9f07630f0378f68f1ab62")));
    assertThat(checkpoint.text()).isEqualTo(text);
  }

  @Test
  void extension_lines_are_kept_in_order() {
    var checkpoint =
        new Checkpoint("here", Long.MAX_VALUE, MerkleHash.EMPTY_ROOT, List.of("one", "two words"));
    assertThat(checkpoint.text())
        .isEqualTo("here\n9223372036854775807\n" + ROOT + "\none\ntwo words\n");
    assertThat(Checkpoint.parse(checkpoint.text())).isEqualTo(checkpoint);
    assertThat(Checkpoint.parse("here\n0\n" + ROOT + "\n").size()).isZero();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          checkpoint: does not end in a line feed         | here;1;ROOT
          checkpoint: 2 lines, at least 3                 | here;1;
          checkpoint origin: not one line, or empty       | ;1;ROOT;
          checkpoint size: not a plain decimal number     | here;;ROOT;
          checkpoint size: not a plain decimal number     | here;01;ROOT;
          checkpoint size: not a plain decimal number     | here;-1;ROOT;
          checkpoint size: not a plain decimal number     | here;+1;ROOT;
          checkpoint size: not a plain decimal number     | here;1 ;ROOT;
          checkpoint size: not a plain decimal number     | here;٣;ROOT;
          checkpoint size: 9223372036854775808 is above 2^63 - 1 | here;9223372036854775808;ROOT;
          checkpoint root: not canonical base64           | here;1;ROOT=;
          checkpoint root: not canonical base64           | here;1;47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFV=;
          checkpoint root: 0 bytes, not 32                | here;1;;more;
          checkpoint root: 3 bytes, not 32                | here;1;AAAA;
          checkpoint extension: not one line, or empty    | here;1;ROOT;;
          checkpoint extension: not one line, or empty    | here;1;ROOT;;more;
          checkpoint: a control character or broken text  | he@re;1;ROOT;
          """)
  void any_other_text_is_refused(String message, String lines) {
    String text = lines.replace("ROOT", ROOT).replace(';', '\n').replace('@', '\r');
    assertThatThrownBy(() -> Checkpoint.parse(text))
        .isInstanceOf(MalformedException.class)
        .hasMessage(message);
  }

  @Test
  void a_checkpoint_cannot_be_made_to_say_something_else() {
    assertThatThrownBy(() -> new Checkpoint("evil\n99", 1, Hash.ZERO))
        .hasMessage("checkpoint origin: not one line, or empty");
    assertThatThrownBy(() -> new Checkpoint("here", -1, Hash.ZERO))
        .hasMessage("checkpoint size: -1 is below 0");
    assertThatThrownBy(() -> new Checkpoint("here", 1, Hash.ZERO, List.of("")))
        .hasMessage("checkpoint extension: not one line, or empty");
  }
}
