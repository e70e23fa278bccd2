package althing.genesis;

import althing.governance.FoundingGovernance;
import java.util.StringJoiner;

/** The field {@code governance} of a genesis file, as text. */
final class GovernanceText {

  private GovernanceText() {}

  /** As in the canonical text: accounts in byte order, and no list that is empty. */
  static String compact(FoundingGovernance governance) {
    return text(governance, ",", "[", "]").replace(": ", ":").replace(", ", ",");
  }

  /** As people read it. */
  static String laidOut(FoundingGovernance governance) {
    return text(governance, ",\n      ", "[\n      ", "\n    ]");
  }

  private static String text(
      FoundingGovernance governance, String separator, String open, String close) {
    var members = new StringJoiner(separator, open, close);
    governance
        .members()
        .values()
        .forEach(member ->
            members.add(
                "{\"bond\": \"%s\", \"publicKey\": \"%s\"}"
                    .formatted(GenesisFile.sp(member.bond()), member.publicKey())));
    var reputation = new StringJoiner(separator, open, close);
    governance
        .reputation()
        .forEach((account, tags) -> {
          var values = new StringJoiner(", ", "{", "}");
          tags.forEach((tag, value) -> values.add("\"%s\": %d".formatted(tag, value)));
          reputation.add("{\"address\": \"%s\", \"tags\": %s}".formatted(account, values));
        });
    var stakes = new StringJoiner(separator, open, close);
    governance
        .stakes()
        .forEach((account, ppm) ->
            stakes.add("{\"account\": \"%s\", \"ppm\": %d}".formatted(account, ppm)));
    var fields = new StringJoiner(", ", "{", "}");
    if (!governance.members().isEmpty()) {
      fields.add("\"members\": " + members);
    }
    if (!governance.reputation().isEmpty()) {
      fields.add("\"reputation\": " + reputation);
    }
    if (!governance.stakes().isEmpty()) {
      fields.add("\"stakes\": " + stakes);
    }
    return fields.toString();
  }
}
