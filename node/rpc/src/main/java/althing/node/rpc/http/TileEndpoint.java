package althing.node.rpc.http;

import althing.ledger.chain.ProofReader;
import althing.ledger.types.Bytes;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * The log as C2SP tlog-tiles: {@code /checkpoint}, {@code /tile/L/N[.p/W]} and {@code
 * /tile/entries/N[.p/W]}, N in groups of three digits of which all but the last begin with x. A
 * tile never changes once it is served.
 */
final class TileEndpoint {

  private static final Pattern PATH =
      Pattern.compile(
          "/tile/(entries|[0-9]|[1-5][0-9]|6[0-3])/((?:x[0-9]{3}/){0,5}[0-9]{3})"
              + "(?:\\.p/([1-9][0-9]{0,2}))?");
  private static final int FULL = 256;

  private final ProofReader proofs;

  TileEndpoint(ProofReader proofs) {
    this.proofs = proofs;
  }

  void checkpoint(Response response, Callback callback) {
    response.getHeaders().put(HttpHeader.CACHE_CONTROL, "no-cache");
    Plain.send(
        response,
        callback,
        HttpStatus.OK_200,
        "text/plain; charset=utf-8",
        proofs.checkpoint().getBytes(StandardCharsets.UTF_8));
  }

  void tile(String path, Response response, Callback callback) {
    Optional<Bytes> tile = find(path);
    if (tile.isEmpty()) {
      response.getHeaders().put(HttpHeader.CACHE_CONTROL, "no-cache");
      Plain.text(response, callback, HttpStatus.NOT_FOUND_404, "no such tile\n");
      return;
    }
    response.getHeaders().put(HttpHeader.CACHE_CONTROL, "public, max-age=31536000, immutable");
    Plain.send(
        response,
        callback,
        HttpStatus.OK_200,
        "application/octet-stream",
        tile.get().unsafeArray());
  }

  private Optional<Bytes> find(String path) {
    Matcher parts = PATH.matcher(path);
    if (!parts.matches()) {
      return Optional.empty();
    }
    String digits = parts.group(2).replaceAll("[x/]", "");
    if (digits.length() > 3 && digits.startsWith("000")) {
      return Optional.empty();
    }
    long index = Long.parseLong(digits);
    int width = parts.group(3) == null ? FULL : Integer.parseInt(parts.group(3));
    if (width > FULL || (width == FULL && parts.group(3) != null)) {
      return Optional.empty();
    }
    return parts.group(1).equals("entries")
        ? proofs.entryBundle(index, width)
        : proofs.tile(Integer.parseInt(parts.group(1)), index, width);
  }
}
