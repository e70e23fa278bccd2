package althing.genesis.key;

import althing.ledger.types.MalformedException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The way from a seed to a key (BIP-32), as in {@code m/44'/60'/0'/0}.
 *
 * @param steps child numbers; a hardened one has its highest bit set
 */
public record DerivationPath(List<Integer> steps) {

  private static final int HARDENED = 0x8000_0000;
  private static final int MAX_STEPS = 16;
  private static final Pattern STEP = Pattern.compile("(0|[1-9][0-9]{0,9})(['h]?)");

  /** Where Ethereum wallets keep their accounts 0, 1, 2 … (BIP-44). */
  public static final DerivationPath ETHEREUM = parse("m/44'/60'/0'/0");

  public DerivationPath {
    steps = List.copyOf(steps);
  }

  /**
   * Reads {@code m} and up to 16 steps; hardened ones end in {@code '} or {@code h}.
   *
   * @throws MalformedException for anything else
   */
  public static DerivationPath parse(String text) {
    String[] parts = text.split("/", MAX_STEPS + 2);
    if (!parts[0].equals("m") || parts.length > MAX_STEPS + 1) {
      throw malformed();
    }
    var steps = new ArrayList<Integer>();
    for (int i = 1; i < parts.length; i++) {
      var step = STEP.matcher(parts[i]);
      if (!step.matches() || Long.parseLong(step.group(1)) > Integer.MAX_VALUE) {
        throw malformed();
      }
      steps.add(Integer.parseInt(step.group(1)) | (step.group(2).isEmpty() ? 0 : HARDENED));
    }
    return new DerivationPath(steps);
  }

  @Override
  public String toString() {
    return steps.stream()
        .map(step -> step < 0 ? "/" + (step & ~HARDENED) + "'" : "/" + step)
        .collect(Collectors.joining("", "m", ""));
  }

  private static MalformedException malformed() {
    return new MalformedException("expected a derivation path as in m/44'/60'/0'/0");
  }
}
