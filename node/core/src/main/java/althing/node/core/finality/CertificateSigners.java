package althing.node.core.finality;

import althing.consensus.certificate.Certificate;
import althing.consensus.certificate.CertificateCodec;
import althing.consensus.certificate.MalformedCertificateException;
import althing.ledger.port.CommitReader;
import althing.ledger.types.Bytes;
import java.util.List;
import java.util.Optional;

/** Who signed a certificate, for a ledger that does not open it. */
public final class CertificateSigners implements CommitReader {

  @Override
  public Optional<Signers> read(Bytes lastCommit) {
    try {
      Certificate certificate = CertificateCodec.decode(lastCommit.unsafeArray());
      return Optional.of(
          new Signers(certificate.height(), List.copyOf(certificate.signatures().keySet())));
    } catch (MalformedCertificateException _) {
      // Blocks with such bytes are judged invalid elsewhere.
      return Optional.empty();
    }
  }
}
