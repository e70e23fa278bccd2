package althing.node.app.devnet;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a supervisor answers, one line of JSON.
 *
 * @param exitCode for the command that asked
 * @param text what was done, or why not
 * @param nodes how the nodes are, when that was asked
 */
record ControlAnswer(int exitCode, String text, @Nullable List<Map<String, Object>> nodes) {}
