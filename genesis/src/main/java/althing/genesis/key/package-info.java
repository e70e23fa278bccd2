/**
 * Keys: an account's secp256k1 key ({@link althing.genesis.key.AccountKey}), drawn from a {@link
 * althing.genesis.key.Mnemonic} and kept in a {@link althing.genesis.key.Keystore}; a node's
 * Ed25519 key ({@link althing.genesis.key.NodeKey}), kept in a {@link
 * althing.genesis.key.NodeKeyFile}. Files are text here; reading and writing them is the node's.
 */
@NullMarked
package althing.genesis.key;

import org.jspecify.annotations.NullMarked;
