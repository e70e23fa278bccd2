package althing.ledger.state;

import althing.ledger.types.Bytes;

/** A node to be stored. */
public record StateNode(NodeKey key, Bytes bytes) {}
