package althing.genesis;

import static althing.genesis.StrictJson.malformed;

import althing.genesis.StrictJson.Fields;
import althing.genesis.StrictJson.Value;
import althing.governance.FoundingGovernance;
import althing.governance.FoundingGovernance.FoundingMember;
import althing.governance.reputation.PublicKeys;
import althing.governance.reputation.Reputation;
import althing.governance.types.Tag;
import althing.ledger.types.Address;
import althing.ledger.types.Amount;
import althing.ledger.types.Bytes;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Reads the field {@code governance} of a genesis file. */
final class GovernanceReader {

  private static final int MAX_ENTRIES = 100_000;
  private static final int PUBLIC_KEY_SIZE = 33;

  private final StrictJson json;
  private final Function<String, Address> address;

  private record Reputed(String at, Address account, SortedMap<Tag, Long> tags) {}

  private record Joining(String at, FoundingMember member) {}

  private record Staking(String at, Address account, long ppm) {}

  /**
   * @param address reads an address at a place
   */
  GovernanceReader(StrictJson json, Function<String, Address> address) {
    this.json = json;
    this.address = address;
  }

  FoundingGovernance read(String at) {
    Fields fields =
        json.object(
            at,
            Map.of(
                "members", field -> json.list(field, MAX_ENTRIES, this::member),
                "reputation", field -> json.list(field, MAX_ENTRIES, this::reputed),
                "stakes", field -> json.list(field, MAX_ENTRIES, this::staking)));
    var reputation = new TreeMap<Address, SortedMap<Tag, Long>>();
    for (Reputed each : items(fields, "reputation", Reputed.class)) {
      once(reputation.put(each.account(), each.tags()), each.at(), each.account());
    }
    var members = new TreeMap<Address, FoundingMember>();
    for (Joining each : items(fields, "members", Joining.class)) {
      Address account =
          PublicKeys.owner(each.member().publicKey())
              .orElseThrow(() -> malformed(each.at() + ".publicKey", "no point of the curve"));
      once(members.put(account, each.member()), each.at(), account);
    }
    var stakes = new TreeMap<Address, Long>();
    for (Staking each : items(fields, "stakes", Staking.class)) {
      once(stakes.put(each.account(), each.ppm()), each.at(), each.account());
    }
    return new FoundingGovernance(reputation, members, stakes);
  }

  /** What can be seen only together with the rest of the file. */
  static void check(
      FoundingGovernance governance, List<Validator> validators, Map<Address, Amount> balances) {
    governance
        .members()
        .forEach((account, member) -> {
          if (balances.getOrDefault(account, Amount.ZERO).isLessThan(member.bond())) {
            throw malformed("governance.members", account + " has less than its bond");
          }
        });
    for (Address account : governance.stakes().keySet()) {
      if (validators.stream().noneMatch(validator -> validator.account().equals(account))) {
        throw malformed("governance.stakes", account + " is no validator");
      }
    }
  }

  private static <T> List<T> items(Fields fields, String name, Class<T> type) {
    return fields.values().containsKey(name) ? fields.list(name, type) : List.of();
  }

  private static void once(@Nullable Object before, String at, Address account) {
    if (before != null) {
      throw malformed(at, account + " is there already");
    }
  }

  private Joining member(String at) {
    Fields fields =
        json.object(
            at,
            Map.of(
                "bond", field -> GenesisReader.sp(json, field),
                "publicKey", field -> GenesisReader.hex(json, field, PUBLIC_KEY_SIZE)));
    return new Joining(
        at,
        new FoundingMember(fields.get("publicKey", Bytes.class), fields.get("bond", Amount.class)));
  }

  private Reputed reputed(String at) {
    Fields fields = json.object(at, Map.of("address", address::apply, "tags", this::tags));
    var tags = new TreeMap<Tag, Long>();
    fields
        .get("tags", Fields.class)
        .values()
        .forEach((name, value) -> tags.put(Tag.stored(name), (Long) value));
    if (tags.isEmpty() || tags.size() > Reputation.MAX_TAGS) {
      throw malformed(at + ".tags", "1 to " + Reputation.MAX_TAGS + " tags, found " + tags.size());
    }
    return new Reputed(at, fields.get("address", Address.class), tags);
  }

  private Fields tags(String at) {
    return json.object(
        at,
        name -> {
          boolean known = name.equals(Tag.GENERAL.name()) || Tag.named(name).isPresent();
          return known ? Optional.<Value>of(this::amount) : Optional.empty();
        });
  }

  private long amount(String at) {
    return json.integer(at, 1, FoundingGovernance.MAX_REPUTATION);
  }

  private Staking staking(String at) {
    Fields fields =
        json.object(
            at,
            Map.of(
                "account",
                address::apply,
                "ppm",
                field -> json.integer(field, 0, FoundingGovernance.MAX_STAKE_PPM)));
    return new Staking(at, fields.get("account", Address.class), fields.get("ppm", Long.class));
  }
}
