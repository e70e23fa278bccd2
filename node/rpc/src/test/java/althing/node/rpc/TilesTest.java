package althing.node.rpc;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import althing.ledger.crypto.Sha256;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The log as static tiles (C2SP tlog-tiles). */
class TilesTest extends RpcTest {

  private HttpResponse<byte[]> fetch(String path) throws Exception {
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(URI.create(server.url() + path)).build(),
            BodyHandlers.ofByteArray());
  }

  @Test
  void the_checkpoint_is_the_node_s_note_and_not_cached() {
    var answer = client.get("/checkpoint");
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body()).isEqualTo(node.proofs().checkpoint());
    assertThat(answer.body()).isEqualTo(client.result("althing_getCheckpoint", "").asString());
    assertThat(answer.headers().firstValue("Cache-Control")).hasValue("no-cache");
    assertThat(answer.headers().firstValue("Content-Type")).hasValue("text/plain; charset=utf-8");
  }

  /** From the entries alone a reader computes the hashes of the tile above them. */
  @Test
  void entries_hash_to_their_tile() throws Exception {
    while (node.chain().eventCount() < 300) {
      node.transfer("alice", "bob", 1);
      node.mine();
    }
    var entries = fetch("/tile/entries/000");
    var hashes = fetch("/tile/0/000");
    assertThat(entries.statusCode()).as(new String(entries.body(), UTF_8)).isEqualTo(200);
    assertThat(hashes.body()).hasSize(256 * 32);
    assertThat(hashes.headers().firstValue("Cache-Control"))
        .hasValue("public, max-age=31536000, immutable");
    assertThat(hashes.headers().firstValue("Content-Type")).hasValue("application/octet-stream");
    var in = ByteBuffer.wrap(entries.body());
    for (int i = 0; i < 256; i++) {
      byte[] leaf = new byte[Short.toUnsignedInt(in.getShort())];
      in.get(leaf);
      assertThat(Arrays.copyOfRange(hashes.body(), 32 * i, 32 * i + 32))
          .isEqualTo(Sha256.digest(new byte[] {0}, leaf));
    }
    assertThat(in.hasRemaining()).isFalse();
    assertThat(fetch("/tile/1/000.p/1").body())
        .isEqualTo(node.proofs().eventRoot(256).unsafeArray());
    assertThat(fetch("/tile/0/001.p/44").body()).hasSize(44 * 32);
    assertThat(fetch("/tile/entries/001.p/44").statusCode()).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/tile/0/001",
        "/tile/0/000",
        "/tile/0/0",
        "/tile/0/000.p/0",
        "/tile/0/000.p/13",
        "/tile/0/000.p/256",
        "/tile/0/000.p/999",
        "/tile/0/x000/000.p/1",
        "/tile/0/x001/000.p/1",
        "/tile/64/000.p/1",
        "/tile/00/000.p/1",
        "/tile/entries/x999/x999/x999/x999/x999/999",
        "/tile/-1/000",
        "/tile/data/000",
        "/tile/0/..%2f000",
        "/tile/",
      })
  void tiles_that_are_not_there_are_not_found(String path) throws Exception {
    assertThat(node.chain().eventCount()).isEqualTo(12);
    var answer = fetch(path);
    assertThat(answer.statusCode()).isIn(404, 400);
    assertThat(answer.headers().firstValue("Cache-Control").orElse("no-cache"))
        .doesNotContain("immutable");
  }
}
