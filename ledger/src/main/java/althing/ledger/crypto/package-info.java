/**
 * Hashes, signatures and verifiable randomness. Field arithmetic and signatures are libraries';
 * this package fixes which are used, their byte layouts and their strictness, and adds Keccak-256
 * and the verifiable random function. Read {@link althing.ledger.crypto.Secp256k1} first: accounts
 * are its keys; then {@link althing.ledger.crypto.Ed25519}, the keys of nodes, and {@link
 * althing.ledger.crypto.Ecvrf}, which draws randomness from them.
 */
@NullMarked
package althing.ledger.crypto;

import org.jspecify.annotations.NullMarked;
