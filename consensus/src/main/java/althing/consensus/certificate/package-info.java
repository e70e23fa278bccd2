/**
 * Proof that a block was agreed on. {@link althing.consensus.certificate.Certificate} is the proof,
 * {@link althing.consensus.certificate.CertificateScheme} makes and checks it.
 */
@NullMarked
package althing.consensus.certificate;

import org.jspecify.annotations.NullMarked;
