/**
 * Anonymous votes: linkable ring signatures (LSAG) over secp256k1. A member of a ring signs so that
 * all can see that a member signed and whether the same one signed before on this proposal, and
 * nobody can see which. Read {@link althing.governance.ring.RingSignatures} first, which states the
 * scheme and what it does and does not give; then {@link althing.governance.ring.Statement}, what
 * is signed, and {@link althing.governance.ring.Ring}, who may have signed it.
 */
@NullMarked
package althing.governance.ring;

import org.jspecify.annotations.NullMarked;
