package althing.consensus.pbft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import althing.consensus.pbft.Vote.Kind;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class EquivocationCodecTest {

  @Test
  void evidence_is_read_as_it_was_written_and_nothing_else_is() {
    var evidence =
        new Equivocation(
            Bench.key(2),
            Samples.vote(Kind.COMMIT, 3, 7),
            Samples.signature(0xaa),
            Samples.vote(Kind.SKIP, 3, 7),
            Samples.signature(0xbb));
    byte[] encoded = EquivocationCodec.encode(evidence);

    assertThat(encoded).hasSize(32 + 57 + 64 + 17 + 64);
    assertThat(EquivocationCodec.decode(encoded)).isEqualTo(evidence);
    for (int length = 0; length < encoded.length; length++) {
      byte[] cut = Arrays.copyOf(encoded, length);
      assertThatThrownBy(() -> EquivocationCodec.decode(cut))
          .isInstanceOf(MalformedMessageException.class);
    }
    assertThatThrownBy(() -> EquivocationCodec.decode(Arrays.copyOf(encoded, encoded.length + 1)))
        .isInstanceOf(MalformedMessageException.class);
  }
}
