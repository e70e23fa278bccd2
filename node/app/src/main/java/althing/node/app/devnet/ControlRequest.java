package althing.node.app.devnet;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a supervisor is asked to do, one line of JSON.
 *
 * @param token of the {@link ControlFile}
 * @param nodes for {@code kill}, {@code stop}, {@code start} and {@code slow}
 * @param groups for {@code partition}
 * @param millis for {@code slow}
 */
record ControlRequest(
    String token,
    String command,
    @Nullable List<Integer> nodes,
    @Nullable List<List<Integer>> groups,
    @Nullable Long millis) {}
