package althing.node.app.contract;

import althing.ledger.abi.ContractAbi;
import althing.ledger.types.Address;
import althing.ledger.types.Bytes;
import althing.ledger.types.MalformedException;
import althing.node.app.CommandFailure;
import althing.node.app.ExitCode;
import althing.node.app.client.RpcException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A contract that the command line can talk to. */
public record Contract(String name, Address address, ContractAbi abi) {

  /** System contracts by their lower-case names (DESIGN §3). */
  private static final Map<String, SystemName> SYSTEM = new LinkedHashMap<>();

  static {
    SYSTEM.put("treasury", new SystemName("Treasury", 0x1000));
    SYSTEM.put("iou", new SystemName("Iou", 0x1001));
    SYSTEM.put("governance", new SystemName("Governance", 0x1006));
  }

  private record SystemName(String resource, int number) {}

  /** The names that {@link #system} knows. */
  public static Iterable<String> systemNames() {
    return SYSTEM.keySet();
  }

  /** A system contract by its name. */
  public static Contract system(String name) {
    SystemName known = SYSTEM.get(name.toLowerCase(Locale.ROOT));
    if (known == null) {
      throw CommandFailure.usage(
          "no system contract is named '%s': there are %s, or give an address and --abi"
              .formatted(name, String.join(", ", SYSTEM.keySet())));
    }
    return new Contract(name, Address.system(known.number()), ContractAbi.load(known.resource()));
  }

  /**
   * @param nameOrAddress a system contract's name or number, or an address that comes with an ABI
   * @param abiFile ABI JSON of a contract that is not the system's
   */
  public static Contract of(String nameOrAddress, @Nullable Path abiFile) {
    if (!nameOrAddress.startsWith("0x")) {
      return system(nameOrAddress);
    }
    Address address;
    try {
      address = Address.fromHex(nameOrAddress);
    } catch (IllegalArgumentException e) {
      throw CommandFailure.usage("'" + nameOrAddress + "' is neither a name nor an address");
    }
    if (abiFile != null) {
      try (var in = Files.newInputStream(abiFile)) {
        return new Contract(nameOrAddress, address, ContractAbi.load(in));
      } catch (IOException e) {
        throw CommandFailure.failed("cannot read " + abiFile + ": " + e.getMessage());
      }
    }
    return at(address)
        .orElseThrow(
            () -> CommandFailure.usage("no system contract is at " + address + ": give --abi"));
  }

  /** The system contract at an address. */
  public static Optional<Contract> at(Address address) {
    return SYSTEM.entrySet().stream()
        .filter(entry -> Address.system(entry.getValue().number()).equals(address))
        .map(entry -> system(entry.getKey()))
        .findFirst();
  }

  /** A refused call as this contract names it: {@code NotOpen(0x12…, 3)}. */
  public CommandFailure refusal(RpcException refused) {
    String data = refused.data();
    if (data == null) {
      return new CommandFailure(ExitCode.REFUSED, refused.words(), refused);
    }
    try {
      String error = abi.decodeError(Bytes.fromHex(data)).toString();
      return new CommandFailure(ExitCode.REFUSED, name + " refused: " + error, refused);
    } catch (MalformedException | IllegalArgumentException _) {
      return new CommandFailure(ExitCode.REFUSED, refused.words() + " " + data, refused);
    }
  }
}
