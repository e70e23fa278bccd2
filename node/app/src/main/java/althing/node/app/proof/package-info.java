/**
 * Proofs, fetched from a node or read from a file, and verified here with nothing but hashes and
 * public keys.
 */
@NullMarked
package althing.node.app.proof;

import org.jspecify.annotations.NullMarked;
