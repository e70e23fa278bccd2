package althing.node.rpc;

import althing.node.rpc.method.CallMeter;
import althing.node.rpc.method.Method;
import althing.node.rpc.method.MethodTable;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.FunctionTimer;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

/** Calls and time by method, errors by code: counted in adders and read when scraped. */
final class RpcMetrics implements CallMeter {

  private final MeterRegistry registry;
  private final Map<String, Usage> byMethod = new HashMap<>();
  private final Map<Integer, LongAdder> errors = new ConcurrentHashMap<>();

  private record Usage(LongAdder calls, LongAdder nanos) {}

  RpcMetrics(MeterRegistry registry, MethodTable methods) {
    this.registry = registry;
    for (Method method : methods.all()) {
      var usage = new Usage(new LongAdder(), new LongAdder());
      byMethod.put(method.name(), usage);
      FunctionTimer.builder(
              "althing.rpc.calls",
              usage,
              u -> u.calls().sum(),
              u -> u.nanos().sum(),
              TimeUnit.NANOSECONDS)
          .description("JSON-RPC calls and the time they took")
          .tag("method", method.name())
          .register(registry);
    }
  }

  @Override
  public void called(String method, long nanos) {
    Usage usage = byMethod.get(method);
    if (usage != null) {
      usage.calls().increment();
      usage.nanos().add(nanos);
    }
  }

  @Override
  public void failed(int code) {
    errors.computeIfAbsent(code, this::errorCounter).increment();
  }

  private LongAdder errorCounter(int code) {
    var counter = new LongAdder();
    FunctionCounter.builder("althing.rpc.errors", counter, LongAdder::sum)
        .description("JSON-RPC errors by code")
        .tag("code", Integer.toString(code))
        .register(registry);
    return counter;
  }
}
