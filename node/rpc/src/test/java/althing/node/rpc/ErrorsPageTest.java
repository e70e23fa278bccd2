package althing.node.rpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import althing.node.rpc.method.RpcException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The table of errors in docs/json-rpc.md has every code that can be sent, and no other. */
class ErrorsPageTest {

  private static final Pattern ROW = Pattern.compile("(?m)^\\| (−?\\d+) \\| \\S");

  @Test
  void the_page_explains_every_code() throws IOException {
    Path page = Path.of(System.getProperty("althing.root"), "docs", "json-rpc.md");
    String text = Files.readString(page);
    String errors = text.substring(text.indexOf("## Errors"), text.indexOf("## Other resources"));
    var explained = new TreeSet<Integer>();
    ROW.matcher(errors)
        .results()
        .forEach(row -> explained.add(Integer.valueOf(row.group(1).replace('−', '-'))));
    assertThat(explained).isEqualTo(new TreeSet<>(RpcException.CODES));
  }

  @Test
  void no_other_code_can_be_sent() {
    assertThatThrownBy(() -> new RpcException(-32001, "words"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("unknown error code -32001: words");
  }
}
