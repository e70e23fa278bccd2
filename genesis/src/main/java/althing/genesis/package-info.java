/**
 * The specification of a chain: what its first block is made from. Read {@link
 * althing.genesis.Genesis} first, then {@link althing.genesis.GenesisFile}, its JSON form, and
 * {@link althing.genesis.Genesis#PARAMETERS}. Everything here is pure: bytes and text in and out.
 */
@NullMarked
package althing.genesis;

import org.jspecify.annotations.NullMarked;
