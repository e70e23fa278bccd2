package althing.ledger.protocol;

import althing.ledger.types.MalformedException;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The parameters of a chain with their bounds: those of the parts that it is composed of. A default
 * is part of the format: it never changes, since the hash of a genesis leaves defaults out.
 */
public final class ParameterTable {

  private final SortedMap<String, Parameter> table = new TreeMap<>();

  private ParameterTable() {}

  /**
   * One parameter.
   *
   * @param meaning what it is, with its unit
   * @param min the least value allowed
   * @param max the greatest value allowed
   */
  public record Parameter(String name, String meaning, long defaultValue, long min, long max) {
    public Parameter {
      if (min < 0 || min > defaultValue || defaultValue > max) {
        throw new IllegalArgumentException(
            "parameter %s: %d is not from %d to %d".formatted(name, defaultValue, min, max));
      }
    }

    /** What is wrong with {@code value}; empty if nothing is. */
    public Optional<String> problem(long value) {
      return value < min || value > max
          ? Optional.of("%d is not from %d to %d".formatted(value, min, max))
          : Optional.empty();
    }
  }

  /** The table of all parts; a name stands in it once. */
  @SafeVarargs
  public static ParameterTable of(List<Parameter>... parts) {
    var table = new ParameterTable();
    for (List<Parameter> part : parts) {
      for (Parameter parameter : part) {
        if (table.table.put(parameter.name(), parameter) != null) {
          throw new IllegalArgumentException("two parameters are named " + parameter.name());
        }
      }
    }
    return table;
  }

  /** All parameters by name. */
  public Collection<Parameter> all() {
    return Collections.unmodifiableCollection(table.values());
  }

  public Optional<Parameter> parameter(String name) {
    return Optional.ofNullable(table.get(name));
  }

  /**
   * The values of all parameters: those given, and defaults for the rest.
   *
   * @throws MalformedException for a name that is not in the table or a value out of bounds
   */
  public SortedMap<String, Long> withDefaults(Map<String, Long> given) {
    var values = new TreeMap<String, Long>();
    table.forEach((name, parameter) -> values.put(name, parameter.defaultValue()));
    given.forEach((name, value) -> {
      Parameter parameter = table.get(name);
      if (parameter == null) {
        throw new MalformedException("parameters." + name + ": unknown field");
      }
      parameter
          .problem(value)
          .ifPresent(problem -> {
            throw new MalformedException("parameters." + name + ": " + problem);
          });
      values.put(name, value);
    });
    return Collections.unmodifiableSortedMap(values);
  }
}
