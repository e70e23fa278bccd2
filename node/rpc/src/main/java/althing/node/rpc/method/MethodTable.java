package althing.node.rpc.method;

import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** All methods by name, in the order in which they are documented. */
public final class MethodTable {

  private final Map<String, Method> methods = new LinkedHashMap<>();

  public MethodTable(Collection<Method> methods) {
    for (Method method : methods) {
      if (this.methods.put(method.name(), method) != null) {
        throw new IllegalArgumentException("two methods are called " + method.name());
      }
    }
  }

  public Optional<Method> find(String name) {
    return Optional.ofNullable(methods.get(name));
  }

  public Collection<Method> all() {
    return Collections.unmodifiableCollection(methods.values());
  }

  /** The methods of one namespace, which is what precedes the first underscore or dot. */
  public List<Method> namespace(String namespace) {
    return all().stream().filter(method -> namespaceOf(method).equals(namespace)).toList();
  }

  static String namespaceOf(Method method) {
    return method.name().split("[_.]", 2)[0];
  }
}
