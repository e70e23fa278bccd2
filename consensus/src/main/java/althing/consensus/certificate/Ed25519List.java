package althing.consensus.certificate;

import althing.consensus.BlockId;
import althing.consensus.PublicKey;
import althing.consensus.Signature;
import althing.consensus.ValidatorSet;
import java.util.Optional;
import java.util.SortedMap;

/** Certificates as a plain list of Ed25519 signatures, one a member. */
public final class Ed25519List implements CertificateScheme {

  /** Signs with this node's key. */
  public interface Signer {
    Signature sign(byte[] message);
  }

  /** Checks one signature (RFC 8032). */
  public interface Verifier {
    boolean verify(PublicKey key, byte[] message, Signature signature);
  }

  private final Signer signer;
  private final Verifier verifier;

  public Ed25519List(Signer signer, Verifier verifier) {
    this.signer = signer;
    this.verifier = verifier;
  }

  @Override
  public Signature sign(CommitVote vote) {
    return signer.sign(vote.signedBytes());
  }

  @Override
  public boolean isSignedBy(ValidatorSet set, int position, CommitVote vote, Signature signature) {
    return verifier.verify(set.members().get(position), vote.signedBytes(), signature);
  }

  @Override
  public Certificate assemble(CommitVote vote, SortedMap<Integer, Signature> signatures) {
    return new Certificate(vote.epoch(), vote.view(), vote.height(), vote.block(), signatures);
  }

  @Override
  public Optional<String> defect(
      Certificate certificate, BlockId chain, ValidatorSet set, int needed) {
    return defect(certificate, chain, set, needed, verifier);
  }

  static Optional<String> defect(
      Certificate certificate, BlockId chain, ValidatorSet set, int needed, Verifier verifier) {
    if (certificate.epoch() != set.epoch()) {
      return Optional.of(
          "certificate of epoch %d, validator set of epoch %d"
              .formatted(certificate.epoch(), set.epoch()));
    }
    var signatures = certificate.signatures();
    if (signatures.lastKey() >= set.size()) {
      return Optional.of(
          "signer %d is not of the set of %d".formatted(signatures.lastKey(), set.size()));
    }
    if (signatures.size() < needed) {
      return Optional.of("%d signatures of %d needed".formatted(signatures.size(), needed));
    }
    byte[] message = certificate.vote(chain).signedBytes();
    for (var entry : signatures.entrySet()) {
      PublicKey key = set.members().get(entry.getKey());
      if (!verifier.verify(key, message, entry.getValue())) {
        return Optional.of("signature of signer %d (%s) is wrong".formatted(entry.getKey(), key));
      }
    }
    return Optional.empty();
  }
}
