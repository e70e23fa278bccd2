package althing.consensus.certificate;

/** Bytes that are no certificate. The message names the offset. */
public final class MalformedCertificateException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  MalformedCertificateException(int offset, String what) {
    super("certificate, offset " + offset + ": " + what, null, false, false);
  }
}
