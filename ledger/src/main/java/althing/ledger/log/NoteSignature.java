package althing.ledger.log;

import althing.ledger.types.Bytes;

/**
 * One signature line of a signed note.
 *
 * @param name of the key
 * @param keyId tells the name's keys apart
 * @param signature as the key's algorithm makes it; 64 bytes for Ed25519
 */
public record NoteSignature(String name, int keyId, Bytes signature) {}
