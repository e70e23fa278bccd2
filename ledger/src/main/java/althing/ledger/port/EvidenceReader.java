package althing.ledger.port;

import althing.ledger.types.Bytes;
import althing.ledger.types.Hash;
import java.util.Optional;

/**
 * Judges evidence against validators, which is in the words of the engine that they agree by. A
 * pure function: signatures prove everything.
 */
@FunctionalInterface
public interface EvidenceReader {

  /** Finds nobody guilty. */
  EvidenceReader NONE = (_, _) -> Optional.empty();

  /** The most bytes that evidence has. */
  int MAX_SIZE = 4_096;

  /**
   * Who is guilty of what.
   *
   * @param genesisBlock hash of the chain's first block
   * @return empty if the evidence is malformed or proves nothing
   */
  Optional<Offence> read(Hash genesisBlock, Bytes evidence);

  /**
   * Two statements of one validator that no honest one makes both.
   *
   * @param nodeKey 32 bytes, Ed25519
   * @param setNumber number of the validator set that it spoke in, from 0 at genesis
   */
  record Offence(Bytes nodeKey, long setNumber) {}
}
