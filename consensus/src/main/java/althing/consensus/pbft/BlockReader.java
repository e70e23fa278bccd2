package althing.consensus.pbft;

import althing.consensus.Proposal;

/** Knows blocks by their bytes; only the application does. */
@FunctionalInterface
public interface BlockReader {

  /**
   * The block whose {@link Proposal#encoded} is {@code encoded}. Its id follows from the bytes.
   *
   * @throws MalformedBlockException if there is none
   */
  Proposal read(byte[] encoded);
}
