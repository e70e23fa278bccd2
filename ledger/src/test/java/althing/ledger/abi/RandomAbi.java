package althing.ledger.abi;

import althing.ledger.abi.AbiType.AddressType;
import althing.ledger.abi.AbiType.Bool;
import althing.ledger.abi.AbiType.DynamicArray;
import althing.ledger.abi.AbiType.DynamicBytes;
import althing.ledger.abi.AbiType.FixedArray;
import althing.ledger.abi.AbiType.FixedBytes;
import althing.ledger.abi.AbiType.Int;
import althing.ledger.abi.AbiType.Text;
import althing.ledger.abi.AbiType.Tuple;
import althing.ledger.abi.AbiType.Uint;
import althing.ledger.types.Address;
import althing.ledger.types.Bytes;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;

/** Types and values of them, drawn from a seed. */
final class RandomAbi {

  private static final String[] WORDS = {
    "", "oak", "ásgarðr", "議会", "🜂🜄", "a longer text of 36 chars"
  };

  private final Random random;

  RandomAbi(Random random) {
    this.random = random;
  }

  /** One to five types nested at most three deep. */
  Tuple arguments() {
    return tuple(3);
  }

  AbiType type(int depth) {
    return switch (random.nextInt(depth > 0 ? 10 : 7)) {
      case 0 -> new Uint(8 + 8 * random.nextInt(32));
      case 1 -> new Int(8 + 8 * random.nextInt(32));
      case 2 -> new AddressType();
      case 3 -> new Bool();
      case 4 -> new FixedBytes(1 + random.nextInt(32));
      case 5 -> new DynamicBytes();
      case 6 -> new Text();
      case 7 -> new DynamicArray(type(depth - 1));
      case 8 -> new FixedArray(type(depth - 1), 1 + random.nextInt(3));
      default -> tuple(depth - 1);
    };
  }

  Object value(AbiType type) {
    return switch (type) {
      case Uint(int bits) -> new BigInteger(random.nextInt(bits + 1), random);
      case Int(int bits) -> {
        var magnitude = new BigInteger(random.nextInt(bits), random);
        yield random.nextBoolean() ? magnitude : magnitude.not();
      }
      case AddressType() -> Address.wrap(bytes(Address.SIZE));
      case Bool() -> random.nextBoolean();
      case FixedBytes(int size) -> Bytes.wrap(bytes(size));
      case DynamicBytes() -> Bytes.wrap(bytes(random.nextInt(70)));
      case Text() -> WORDS[random.nextInt(WORDS.length)];
      case DynamicArray(var element) -> list(random.nextInt(4), () -> value(element));
      case FixedArray(var element, int length) -> list(length, () -> value(element));
      case Tuple tuple -> values(tuple);
    };
  }

  List<Object> values(Tuple tuple) {
    var values = new ArrayList<Object>();
    for (var component : tuple.components()) {
      values.add(value(component.type()));
    }
    return values;
  }

  private Tuple tuple(int depth) {
    return Tuple.of(list(1 + random.nextInt(5), () -> type(depth)));
  }

  private byte[] bytes(int size) {
    byte[] bytes = new byte[size];
    random.nextBytes(bytes);
    return bytes;
  }

  private static <T> List<T> list(int size, Supplier<T> item) {
    var list = new ArrayList<T>();
    for (int i = 0; i < size; i++) {
      list.add(item.get());
    }
    return list;
  }
}
