package althing.node.rpc.ledger;

import althing.ledger.types.Address;
import althing.ledger.types.Amount;
import althing.ledger.types.Bytes;
import althing.ledger.types.Hash;
import althing.node.rpc.json.JsonOut;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.reflect.RecordComponent;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Records as JSON by the names of their components, so that an event of a projection that is yet to
 * be written needs no code here. What a class consists of is looked up once.
 */
final class RecordJson {

  /** Whole numbers that every JSON reader keeps exactly. */
  private static final long EXACT = 1L << 53;

  private static final ClassValue<List<Component>> COMPONENTS =
      new ClassValue<>() {
        @Override
        protected List<Component> computeValue(Class<?> type) {
          return components(type);
        }
      };

  private RecordJson() {}

  private record Component(String name, MethodHandle accessor) {
    @Nullable Object of(Object owner) {
      try {
        return accessor.invoke(owner);
      } catch (Throwable e) {
        throw new IllegalStateException("cannot read " + name + " of " + owner.getClass(), e);
      }
    }
  }

  /** Writes a record as an object. */
  static void write(JsonOut out, Record value) {
    out.object();
    for (Component component : COMPONENTS.get(value.getClass())) {
      out.name(component.name());
      writeValue(out, component.of(value));
    }
    out.endObject();
  }

  /** Whether the address is a component of the record, at any depth. */
  static boolean mentions(@Nullable Object value, Address address) {
    return switch (value) {
      case Address own -> own.equals(address);
      case Optional<?> optional -> mentions(optional.orElse(null), address);
      case Collection<?> all -> all.stream().anyMatch(each -> mentions(each, address));
      case Record owner -> {
        for (Component component : COMPONENTS.get(owner.getClass())) {
          if (mentions(component.of(owner), address)) {
            yield true;
          }
        }
        yield false;
      }
      case null, default -> false;
    };
  }

  private static void writeValue(JsonOut out, @Nullable Object value) {
    switch (value) {
      case null -> out.nil();
      case Address address -> out.address(address);
      case Hash hash -> out.hash(hash);
      case Bytes bytes -> out.data(bytes);
      case Amount amount -> out.text(amount.value().toString());
      case BigInteger number -> out.text(number.toString());
      case Boolean flag -> out.flag(flag);
      case Long number -> writeNumber(out, number);
      case Number number -> out.number(number.longValue());
      case Optional<?> optional -> writeValue(out, optional.orElse(null));
      case Collection<?> all -> {
        out.array();
        all.forEach(each -> writeValue(out, each));
        out.endArray();
      }
      case Map<?, ?> map -> {
        out.object();
        map.forEach((key, each) -> {
          out.name(String.valueOf(key));
          writeValue(out, each);
        });
        out.endObject();
      }
      case Record owner -> write(out, owner);
      default -> out.text(value.toString());
    }
  }

  private static void writeNumber(JsonOut out, long value) {
    if (value >= -EXACT && value <= EXACT) {
      out.number(value);
    } else {
      out.text(Long.toUnsignedString(value));
    }
  }

  private static List<Component> components(Class<?> type) {
    var components = new ArrayList<Component>();
    for (RecordComponent component : type.getRecordComponents()) {
      try {
        var accessor = component.getAccessor();
        accessor.setAccessible(true);
        components.add(
            new Component(component.getName(), MethodHandles.lookup().unreflect(accessor)));
      } catch (IllegalAccessException e) {
        throw new IllegalStateException("cannot read " + component, e);
      }
    }
    return List.copyOf(components);
  }
}
