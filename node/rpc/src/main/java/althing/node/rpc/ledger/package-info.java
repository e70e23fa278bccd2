/**
 * The log as this node really keeps it: the {@code althing_} methods, the event feed and the static
 * tiles. Numbers are JSON numbers, amounts are decimal text in base units, bytes are {@code 0x} and
 * hexadecimal.
 */
@NullMarked
package althing.node.rpc.ledger;

import org.jspecify.annotations.NullMarked;
