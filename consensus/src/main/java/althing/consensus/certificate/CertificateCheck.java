package althing.consensus.certificate;

import althing.consensus.BlockId;
import althing.consensus.ValidatorSet;
import java.util.Optional;

/**
 * Tells whether bytes prove that a block is final, with nothing but public keys (rules C1 to C4).
 */
public final class CertificateCheck {

  private final BlockId chain;
  private final CommitRule rule;
  private final Ed25519List.Verifier verifier;

  /**
   * @param chain id of the genesis block
   */
  public CertificateCheck(BlockId chain, CommitRule rule, Ed25519List.Verifier verifier) {
    this.chain = chain;
    this.rule = rule;
    this.verifier = verifier;
  }

  /**
   * The first thing that keeps {@code encoded} from proving that as many members of {@code set} as
   * the rule asks for committed to {@code block} at {@code height}; empty if it is a proof.
   */
  public Optional<String> defect(byte[] encoded, ValidatorSet set, long height, BlockId block) {
    Certificate certificate;
    try {
      certificate = CertificateCodec.decode(encoded);
    } catch (MalformedCertificateException e) {
      return Optional.ofNullable(e.getMessage());
    }
    if (certificate.height() != height) {
      return Optional.of("certificate is of height " + certificate.height());
    }
    if (!certificate.block().equals(block)) {
      return Optional.of("certificate is of block " + certificate.block());
    }
    return Ed25519List.defect(certificate, chain, set, rule.needed(set.size()), verifier);
  }
}
