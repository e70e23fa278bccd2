package althing.governance.channels;

import althing.governance.channels.ChannelRefusal.BadName;
import althing.governance.channels.ChannelRefusal.NameTaken;
import althing.governance.channels.ChannelRefusal.ReservedName;
import althing.governance.types.Tag;
import althing.ledger.state.StateReader;
import org.jspecify.annotations.Nullable;

/** Which names channels may have. */
final class ChannelNames {

  /** What the names of channels of teams open with (RULES 7); nobody else can take such a name. */
  static final String OF_TEAMS = "team-";

  private ChannelNames() {}

  /** What is wrong with a name that people give. */
  static @Nullable ChannelRefusal refuse(StateReader state, String name) {
    return name.startsWith(OF_TEAMS) ? new ReservedName(name) : refuseAny(state, name);
  }

  /** What is wrong with a name that the network gives. */
  static @Nullable ChannelRefusal refuseAny(StateReader state, String name) {
    if (Tag.named(name).isEmpty()) {
      return new BadName(name);
    }
    var taken = ChannelEntries.named(state, name);
    return taken.isPresent() ? new NameTaken(name, taken.getAsLong()) : null;
  }
}
