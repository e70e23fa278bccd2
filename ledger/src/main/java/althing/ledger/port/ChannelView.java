package althing.ledger.port;

import althing.ledger.state.StateReader;

/** Which channels there are, as far as money needs to know. */
public interface ChannelView {

  /** Channel 0, the root, and no other. */
  ChannelView ROOT_ONLY = (_, channel) -> channel == 0;

  /** Whether {@code channel} is there in {@code state} and is not archived. */
  boolean exists(StateReader state, long channel);
}
