/**
 * A development chain on one machine: of one validator in this process, or of several, each in a
 * process of its own under a supervisor that can be told to kill them and to cut them off. Start at
 * {@link althing.node.app.devnet.DevnetCommand}, then {@link althing.node.app.devnet.Supervisor}.
 */
@NullMarked
package althing.node.app.devnet;

import org.jspecify.annotations.NullMarked;
