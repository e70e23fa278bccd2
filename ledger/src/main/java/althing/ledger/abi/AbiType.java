package althing.ledger.abi;

import althing.ledger.types.MalformedException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A type of the Solidity contract ABI. Values of it are, in Java: {@code uintN} and {@code intN}
 * BigInteger, {@code address} Address, {@code bool} Boolean, {@code bytes} and {@code bytesN}
 * Bytes, {@code string} String, arrays and tuples List.
 *
 * <p>Bounds: at most {@link #MAX_DEPTH} types inside each other, and at most {@link
 * #MAX_STATIC_SIZE} bytes for the part of an encoding that the type alone fixes.
 */
public sealed interface AbiType {

  int MAX_DEPTH = 16;
  int MAX_STATIC_SIZE = 1 << 20;

  /** {@code uint<bits>}: 8, 16, … 256 bits. */
  record Uint(int bits) implements AbiType {
    public Uint {
      checkBits("uint", bits);
    }
  }

  /** {@code int<bits>}: 8, 16, … 256 bits, two's complement. */
  record Int(int bits) implements AbiType {
    public Int {
      checkBits("int", bits);
    }
  }

  /** {@code address}: 20 bytes. */
  record AddressType() implements AbiType {}

  /** {@code bool}. */
  record Bool() implements AbiType {}

  /** {@code bytes<size>}: 1 to 32 bytes. */
  record FixedBytes(int size) implements AbiType {
    public FixedBytes {
      if (size < 1 || size > 32) {
        throw new MalformedException("ABI type bytes" + size + ": the size is 1 to 32");
      }
    }
  }

  /** {@code bytes} of any length. */
  record DynamicBytes() implements AbiType {}

  /** {@code string}: UTF-8 of any length. */
  record Text() implements AbiType {}

  /** {@code T[]}. */
  record DynamicArray(AbiType element) implements AbiType {
    public DynamicArray {
      checkInner(element);
      checkBounds(1 + element.depth(), 32L);
    }
  }

  /** {@code T[length]}, 1 element or more. */
  record FixedArray(AbiType element, int length) implements AbiType {
    public FixedArray {
      checkInner(element);
      if (length < 1) {
        throw new MalformedException("ABI type: an array of fixed length has 1 element or more");
      }
      checkBounds(1 + element.depth(), (long) length * element.headSize());
    }
  }

  /** {@code (T1,T2,…)}, a Solidity struct or a list of arguments. */
  record Tuple(List<AbiParameter> components) implements AbiType {

    public static final Tuple EMPTY = new Tuple(List.of());

    public Tuple {
      components = List.copyOf(components);
      int depth = 0;
      long size = 0;
      for (var component : components) {
        checkInner(component.type());
        depth = Math.max(depth, component.type().depth());
        size += component.type().headSize();
      }
      checkBounds(1 + depth, size);
    }

    /** A tuple of components without names. */
    public static Tuple of(List<? extends AbiType> types) {
      var components = new ArrayList<AbiParameter>();
      for (AbiType type : types) {
        components.add(new AbiParameter("", type));
      }
      return new Tuple(components);
    }
  }

  /**
   * Reads a type as it stands in a signature: {@code uint256}, {@code (address,bytes32[4])[]}.
   * {@code uint} and {@code int} mean 256 bits; {@code tuple} may open a tuple.
   *
   * @throws MalformedException for anything else, also {@code fixed}, {@code ufixed} and {@code
   *     function}, which the ABI knows and this ledger does not
   */
  static AbiType parse(String text) {
    return AbiTypeParser.parse(text);
  }

  /** The name as it counts in signatures: no spaces, no aliases, no component names. */
  default String canonical() {
    return switch (this) {
      case Uint(int bits) -> "uint" + bits;
      case Int(int bits) -> "int" + bits;
      case AddressType() -> "address";
      case Bool() -> "bool";
      case FixedBytes(int size) -> "bytes" + size;
      case DynamicBytes() -> "bytes";
      case Text() -> "string";
      case DynamicArray(var element) -> element.canonical() + "[]";
      case FixedArray(var element, int length) -> element.canonical() + "[" + length + "]";
      case Tuple(var components) ->
          components.stream()
              .map(component -> component.type().canonical())
              .collect(Collectors.joining(",", "(", ")"));
    };
  }

  /** Whether the value decides how long the encoding is, so that its head is an offset. */
  default boolean isDynamic() {
    return switch (this) {
      case Uint _, Int _, AddressType _, Bool _, FixedBytes _ -> false;
      case DynamicBytes _, Text _, DynamicArray _ -> true;
      case FixedArray(var element, _) -> element.isDynamic();
      case Tuple(var components) -> {
        for (var component : components) {
          if (component.type().isDynamic()) {
            yield true;
          }
        }
        yield false;
      }
    };
  }

  /** Bytes it takes in the head of what holds it: 32 for the offset of a dynamic type. */
  default int headSize() {
    return isDynamic() ? 32 : staticSize();
  }

  /** Bytes of the heads of its elements or components, 32 for any other type. */
  default int staticSize() {
    return switch (this) {
      case FixedArray(var element, int length) -> length * element.headSize();
      case Tuple(var components) -> {
        int size = 0;
        for (var component : components) {
          size += component.type().headSize();
        }
        yield size;
      }
      case Uint _, Int _, AddressType _, Bool _, FixedBytes _ -> 32;
      case DynamicBytes _, Text _, DynamicArray _ -> 32;
    };
  }

  /** 0 for a plain type, else one more than the deepest type inside. */
  default int depth() {
    return switch (this) {
      case DynamicArray(var element) -> 1 + element.depth();
      case FixedArray(var element, _) -> 1 + element.depth();
      case Tuple(var components) -> {
        int depth = 0;
        for (var component : components) {
          depth = Math.max(depth, component.type().depth());
        }
        yield 1 + depth;
      }
      case Uint _, Int _, AddressType _, Bool _, FixedBytes _, DynamicBytes _, Text _ -> 0;
    };
  }

  private static void checkBits(String name, int bits) {
    if (bits < 8 || bits > 256 || bits % 8 != 0) {
      throw new MalformedException("ABI type " + name + bits + ": the width is 8, 16, … 256 bits");
    }
  }

  /** Every value inside another takes at least a word, so that input bounds the number of them. */
  private static void checkInner(AbiType type) {
    if (type instanceof Tuple(var components) && components.isEmpty()) {
      throw new MalformedException("ABI type: an empty tuple inside another type");
    }
  }

  private static void checkBounds(int depth, long staticSize) {
    if (depth > MAX_DEPTH) {
      throw new MalformedException("ABI type nested deeper than " + MAX_DEPTH);
    }
    if (staticSize > MAX_STATIC_SIZE) {
      throw new MalformedException(
          "ABI type of " + staticSize + " bytes, limit " + MAX_STATIC_SIZE);
    }
  }
}
