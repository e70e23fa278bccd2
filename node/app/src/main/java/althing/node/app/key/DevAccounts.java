package althing.node.app.key;

import althing.genesis.key.AccountKey;
import althing.genesis.key.DerivationPath;
import althing.genesis.key.Mnemonic;
import java.util.List;

/**
 * The accounts of the mnemonic that every Ethereum developer knows. Their keys are public: not for
 * anything of value.
 */
public final class DevAccounts {

  public static final String MNEMONIC =
      "test test test test test test test test test test test junk";

  private DevAccounts() {}

  /** The first {@code count} of them, at m/44'/60'/0'/0/0 and on. */
  public static List<AccountKey> first(int count) {
    return AccountKey.derive(Mnemonic.parse(MNEMONIC), DerivationPath.ETHEREUM, count);
  }
}
