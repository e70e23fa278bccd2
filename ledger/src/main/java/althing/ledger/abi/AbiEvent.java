package althing.ledger.abi;

import althing.ledger.abi.AbiType.DynamicArray;
import althing.ledger.abi.AbiType.DynamicBytes;
import althing.ledger.abi.AbiType.FixedArray;
import althing.ledger.abi.AbiType.FixedBytes;
import althing.ledger.abi.AbiType.Text;
import althing.ledger.abi.AbiType.Tuple;
import althing.ledger.block.Log;
import althing.ledger.crypto.Keccak256;
import althing.ledger.types.Address;
import althing.ledger.types.Hash;
import althing.ledger.types.MalformedException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * An event of a contract: at most 3 indexed arguments. Anonymous events are not known here.
 *
 * @param topic0 hash of {@link #signature()}
 */
public record AbiEvent(String name, List<Input> inputs, Tuple data, Hash topic0) {

  /** The most arguments that may be indexed, beside {@code topic0}. */
  public static final int MAX_INDEXED = 3;

  /** An argument; an indexed one is a topic, as its hash unless it fits a word. */
  public record Input(AbiParameter parameter, boolean indexed) {

    /** Whether the topic holds a hash and the value cannot be read back. */
    public boolean isHashed() {
      return indexed
          && switch (parameter.type()) {
            case DynamicBytes _, Text _, DynamicArray _, FixedArray _, Tuple _ -> true;
            case AbiType.Uint _, AbiType.Int _, AbiType.AddressType _, AbiType.Bool _ -> false;
            case FixedBytes _ -> false;
          };
    }
  }

  static AbiEvent of(String name, List<Input> inputs) {
    if (inputs.stream().filter(Input::indexed).count() > MAX_INDEXED) {
      throw new MalformedException("more than " + MAX_INDEXED + " indexed arguments");
    }
    var all = new Tuple(inputs.stream().map(Input::parameter).toList());
    var data =
        new Tuple(inputs.stream().filter(input -> !input.indexed()).map(Input::parameter).toList());
    byte[] signature = (name + all.canonical()).getBytes(StandardCharsets.UTF_8);
    return new AbiEvent(name, List.copyOf(inputs), data, Keccak256.hash(signature));
  }

  /** As in {@code Transfer(address,address,uint256)}. */
  public String signature() {
    return name + new Tuple(inputs.stream().map(Input::parameter).toList()).canonical();
  }

  /**
   * The log of one such event.
   *
   * @throws IllegalArgumentException if {@code arguments} are not of the event's types
   */
  public Log toLog(Address contract, List<?> arguments) {
    if (arguments.size() != inputs.size()) {
      throw new IllegalArgumentException(
          "%s: expected %d arguments, found %d".formatted(name, inputs.size(), arguments.size()));
    }
    var topics = new ArrayList<Hash>(1 + MAX_INDEXED);
    topics.add(topic0);
    var inData = new ArrayList<Object>(inputs.size());
    for (int i = 0; i < inputs.size(); i++) {
      Input input = inputs.get(i);
      if (input.indexed()) {
        var path = new AbiPath(null, input.parameter().name(), i);
        byte[] encoded = AbiEncoder.encodeInPlace(input.parameter().type(), arguments.get(i), path);
        topics.add(input.isHashed() ? Keccak256.hash(encoded) : Hash.wrap(encoded));
      } else {
        inData.add(arguments.get(i));
      }
    }
    return new Log(contract, topics, AbiCodec.encode(data, inData));
  }

  /**
   * The arguments of a log of this event, in order. An indexed argument that a topic holds as its
   * hash is that Hash.
   *
   * @throws MalformedException if the log is not one of this event
   */
  public List<Object> fromLog(Log log) {
    if (log.topics().isEmpty() || !log.topics().getFirst().equals(topic0)) {
      throw new MalformedException("log: topic 0 is not that of " + signature());
    }
    if (log.topics().size() != 1 + inputs.size() - data.components().size()) {
      throw new MalformedException("log: " + log.topics().size() + " topics for " + signature());
    }
    var inData = AbiCodec.decode(data, log.data()).iterator();
    var topics = log.topics().listIterator(1);
    var arguments = new ArrayList<Object>(inputs.size());
    for (Input input : inputs) {
      if (!input.indexed()) {
        arguments.add(inData.next());
      } else if (input.isHashed()) {
        arguments.add(topics.next());
      } else {
        var word = new Tuple(List.of(input.parameter()));
        arguments.add(AbiCodec.decode(word, topics.next().toBytes()).getFirst());
      }
    }
    return Collections.unmodifiableList(arguments);
  }
}
