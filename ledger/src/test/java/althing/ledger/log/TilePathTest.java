package althing.ledger.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import althing.ledger.types.MalformedException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Names of tiles as C2SP tlog-tiles spells them. */
class TilePathTest {

  @ParameterizedTest
  @CsvSource({
    "0, 0, 256, tile/0/000",
    "0, 1234067, 256, tile/0/x001/x234/067",
    "0, 1234, 256, tile/0/x001/234",
    "1, 999, 7, tile/1/999.p/7",
    "6, 1000, 255, tile/6/x001/000.p/255",
    "-1, 5, 256, tile/entries/005",
    "-1, 123456, 1, tile/entries/x123/456.p/1",
    "0, 9223372036854775807, 256, tile/0/x009/x223/x372/x036/x854/x775/807"
  })
  void a_tile_has_one_name(int level, long index, int width, String name) {
    var path = new TilePath(level, index, width);
    assertThat(path.toString()).isEqualTo(name);
    assertThat(TilePath.parse(name)).isEqualTo(path);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "tile/0",
        "tile/0/",
        "tile/0/0",
        "tile/0/00",
        "tile/0/0000",
        "tile/0/x000/001",
        "tile/0/x001/x234",
        "tile/0/001/234",
        "tile/00/000",
        "tile/7/000",
        "tile/-1/000",
        "tile/entry/000",
        "tile/0/000.p/0",
        "tile/0/000.p/01",
        "tile/0/000.p/256",
        "tile/0/000.p/999",
        "tile/0/000.p",
        "tile/0/000.p/",
        "tile/0/000.p/1/",
        "/tile/0/000",
        "tile/0/000\n",
        "tile/0/٠٠٠",
        "tile/0/x009/x223/x372/x036/x854/x775/808",
        "tile/0/x001/x001/x001/x001/x001/x001/x001/000",
        "tile/0/../0/000"
      })
  void any_other_spelling_is_refused(String name) {
    assertThatThrownBy(() -> TilePath.parse(name))
        .isInstanceOf(MalformedException.class)
        .hasMessageStartingWith("tile path: ");
  }

  @Test
  void tiles_that_cannot_be_are_refused() {
    assertThatThrownBy(() -> new TilePath(7, 0, 1)).hasMessage("no tile 0 of level 7");
    assertThatThrownBy(() -> new TilePath(0, -1, 1)).hasMessage("no tile -1 of level 0");
    assertThatThrownBy(() -> new TilePath(0, 0, 257)).hasMessage("tile width 257 is not in 1..256");
    assertThatThrownBy(() -> new TilePath(-2, 0, 1)).hasMessage("no tile 0 of level -2");
  }
}
