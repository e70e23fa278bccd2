/** Keys on disk: accounts in keystore files, and the command that handles them. */
@NullMarked
package althing.node.app.key;

import org.jspecify.annotations.NullMarked;
