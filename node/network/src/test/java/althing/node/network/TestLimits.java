package althing.node.network;

import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/** The default limits with some of them changed, by name. */
final class TestLimits {

  private TestLimits() {}

  static NetworkLimits with(Map<String, Object> changes) {
    var left = new HashMap<>(changes);
    RecordComponent[] components = NetworkLimits.class.getRecordComponents();
    try {
      Object[] values = new Object[components.length];
      for (int i = 0; i < values.length; i++) {
        Object changed = left.remove(components[i].getName());
        values[i] =
            changed != null ? changed : components[i].getAccessor().invoke(NetworkLimits.DEFAULT);
      }
      if (!left.isEmpty()) {
        throw new IllegalArgumentException("no such limits: " + left.keySet());
      }
      Class<?>[] types =
          Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
      return NetworkLimits.class.getDeclaredConstructor(types).newInstance(values);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }
}
