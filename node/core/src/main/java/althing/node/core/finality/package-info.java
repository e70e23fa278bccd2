/**
 * Why a block is final. {@link althing.node.core.finality.FinalityProver} gathers the evidence out
 * of a chain, {@link althing.node.core.finality.FinalityProof} is the evidence, {@link
 * althing.node.core.finality.FinalityVerifier} checks it against a genesis that one trusts. Both
 * that verifier and {@link althing.node.core.finality.CertifiedBlocks}, which checks a whole chain
 * block by block, follow certificates with {@link althing.node.core.finality.SetFollower}.
 */
@NullMarked
package althing.node.core.finality;

import org.jspecify.annotations.NullMarked;
