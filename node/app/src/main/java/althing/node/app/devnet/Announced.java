package althing.node.app.devnet;

import tools.jackson.databind.JsonNode;

/**
 * What a node says of itself when it answers.
 *
 * @param height of its newest final block at the start
 */
record Announced(String rpcUrl, String webSocketUrl, long height) {

  static Announced of(JsonNode facts) {
    return new Announced(
        facts.path("rpcUrl").asString(),
        facts.path("webSocketUrl").asString(),
        facts.path("height").asLong());
  }
}
