/**
 * {@code Noise_XX_25519_ChaChaPoly_SHA256}, revision 34 of the Noise protocol framework. Begin with
 * {@link NoiseXx}; {@link CipherState} is what a finished handshake leaves.
 */
@NullMarked
package althing.node.network.noise;

import org.jspecify.annotations.NullMarked;
