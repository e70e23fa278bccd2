package althing.node.rpc.method;

import java.util.List;

/**
 * One method as callers know it, with the code behind it.
 *
 * @param summary one sentence for the reference page
 * @param code writes exactly one JSON value to the call
 */
public record Method(String name, String summary, List<Param<?>> params, Schema result, Code code) {

  public Method {
    params = List.copyOf(params);
  }

  /** Runs with one argument for each parameter, read and defaulted. */
  public interface Code {
    void run(Call call, Object[] arguments);
  }

  public interface Code0 {
    void run(Call call);
  }

  public interface Code1<A> {
    void run(Call call, A first);
  }

  public interface Code2<A, B> {
    void run(Call call, A first, B second);
  }

  public interface Code3<A, B, C> {
    void run(Call call, A first, B second, C third);
  }

  public static Method of(String name, String summary, Schema result, Code0 code) {
    return new Method(name, summary, List.of(), result, (call, _) -> code.run(call));
  }

  @SuppressWarnings("unchecked") // the dispatcher reads argument i with parameter i
  public static <A> Method of(
      String name, String summary, Param<A> first, Schema result, Code1<A> code) {
    return new Method(
        name, summary, List.of(first), result, (call, args) -> code.run(call, (A) args[0]));
  }

  @SuppressWarnings("unchecked") // the dispatcher reads argument i with parameter i
  public static <A, B> Method of(
      String name,
      String summary,
      Param<A> first,
      Param<B> second,
      Schema result,
      Code2<A, B> code) {
    return new Method(
        name,
        summary,
        List.of(first, second),
        result,
        (call, args) -> code.run(call, (A) args[0], (B) args[1]));
  }

  @SuppressWarnings("unchecked") // the dispatcher reads argument i with parameter i
  public static <A, B, C> Method of(
      String name,
      String summary,
      Param<A> first,
      Param<B> second,
      Param<C> third,
      Schema result,
      Code3<A, B, C> code) {
    return new Method(
        name,
        summary,
        List.of(first, second, third),
        result,
        (call, args) -> code.run(call, (A) args[0], (B) args[1], (C) args[2]));
  }
}
