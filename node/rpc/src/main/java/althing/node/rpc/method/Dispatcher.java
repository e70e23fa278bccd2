package althing.node.rpc.method;

import althing.ledger.chain.ChainReader.HistoryPrunedException;
import althing.ledger.chain.ChainReader.TooManyResultsException;
import althing.ledger.types.MalformedException;
import althing.node.rpc.json.JsonIn;
import althing.node.rpc.json.JsonNumber;
import althing.node.rpc.json.JsonOut;
import althing.node.rpc.json.ResponseBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonToken;
import tools.jackson.core.exc.StreamConstraintsException;

/**
 * JSON-RPC 2.0 over bytes: one request or a batch in, one answer or none out. A document is read
 * whole before anything of it runs. Safe from any thread.
 */
public final class Dispatcher {

  private static final Logger LOG = LoggerFactory.getLogger(Dispatcher.class);

  private final MethodTable methods;
  private final CallMeter meter;
  private final int maxBatch;
  private final int maxResponse;

  /**
   * @param maxBatch requests in one batch
   * @param maxResponse bytes of one answer, a whole batch's together
   */
  public Dispatcher(MethodTable methods, CallMeter meter, int maxBatch, int maxResponse) {
    this.methods = methods;
    this.meter = meter;
    this.maxBatch = maxBatch;
    this.maxResponse = maxResponse;
  }

  /**
   * The answer to a document.
   *
   * @param answer what to send, empty when there were only notifications
   * @param afterReply what to run once it is sent
   */
  public record Reply(Optional<ResponseBuffer> answer, List<Runnable> afterReply) {}

  /** Answers the document in {@code length} bytes from {@code offset} on. */
  public Reply answer(byte[] document, int offset, int length, Connection connection) {
    List<Request> requests;
    boolean batch;
    try (var in = new JsonIn(document, offset, length)) {
      JsonToken token = in.next();
      if (token == null) {
        return refusal(new RpcException(RpcException.PARSE_ERROR, "parse error: empty body"));
      }
      batch = token == JsonToken.START_ARRAY;
      requests = batch ? readBatch(in) : List.of(Request.read(in, token));
      if (in.next() != null) {
        return refusal(
            new RpcException(RpcException.PARSE_ERROR, "parse error: text after the document"));
      }
    } catch (StreamConstraintsException e) {
      return refusal(RpcException.invalidRequest(JsonIn.describe(e)));
    } catch (JacksonException e) {
      return refusal(
          new RpcException(RpcException.PARSE_ERROR, "parse error: " + JsonIn.describe(e)));
    } catch (RpcException e) {
      return refusal(e);
    }
    return batch ? runBatch(requests, connection) : runOne(requests.getFirst(), connection);
  }

  /** The answer to something that cannot be read: an error without id. */
  public Reply refusal(RpcException error) {
    meter.failed(error.code());
    var buffer = new ResponseBuffer(256, maxResponse);
    writeError(buffer, null, error);
    return new Reply(Optional.of(buffer), List.of());
  }

  private List<Request> readBatch(JsonIn in) {
    var requests = new ArrayList<Request>();
    for (var token = in.next(); token != JsonToken.END_ARRAY; token = in.next()) {
      if (requests.size() == maxBatch) {
        throw RpcException.invalidRequest(
            "batch too large: at most " + maxBatch + " requests in one batch");
      }
      requests.add(Request.read(in, token));
    }
    if (requests.isEmpty()) {
      throw RpcException.invalidRequest("empty batch");
    }
    return requests;
  }

  private Reply runOne(Request request, Connection connection) {
    var buffer = new ResponseBuffer(512, maxResponse);
    var afterReply = new ArrayList<Runnable>(0);
    answer(request, buffer, connection, afterReply);
    return new Reply(request.hasId() ? Optional.of(buffer) : Optional.empty(), afterReply);
  }

  private Reply runBatch(List<Request> requests, Connection connection) {
    var buffer = new ResponseBuffer(128 * requests.size(), maxResponse);
    var afterReply = new ArrayList<Runnable>(0);
    buffer.write('[');
    for (Request request : requests) {
      int mark = buffer.size();
      if (mark > 1) {
        buffer.write(',');
      }
      answer(request, buffer, connection, afterReply);
      if (!request.hasId()) {
        buffer.reset(mark);
      }
    }
    if (buffer.size() == 1) {
      return new Reply(Optional.empty(), afterReply);
    }
    buffer.write(']');
    return new Reply(Optional.of(buffer), afterReply);
  }

  /** Runs a request and writes its answer; whatever happens, one whole answer is written. */
  private void answer(
      Request request, ResponseBuffer buffer, Connection connection, List<Runnable> afterReply) {
    int mark = buffer.size();
    try {
      run(request, buffer, connection, afterReply);
    } catch (RuntimeException e) {
      buffer.reset(mark);
      RpcException error = errorFor(request, e);
      meter.failed(error.code());
      writeError(buffer, request.id(), error);
    }
  }

  private void run(
      Request request, ResponseBuffer buffer, Connection connection, List<Runnable> afterReply) {
    if (request.problem().isPresent()) {
      throw request.problem().get();
    }
    Method method =
        methods
            .find(request.method())
            .orElseThrow(() -> RpcException.unknownMethod(shorten(request.method())));
    Object[] arguments = Arguments.read(method.params(), request.params());
    if (buffer.isFull()) {
      throw tooLarge();
    }
    long started = System.nanoTime();
    var out = new JsonOut(buffer);
    try {
      out.object().name("jsonrpc").text("2.0");
      writeId(out, request.id());
      out.name("result");
      method.code().run(new Call(out, connection, afterReply), arguments);
      out.endObject();
      out.close();
    } catch (RuntimeException e) {
      closeQuietly(out);
      throw e;
    } finally {
      meter.called(method.name(), System.nanoTime() - started);
    }
  }

  /** Gives back the writer's buffers; what this writes is taken back with the rest. */
  private static void closeQuietly(JsonOut out) {
    try {
      out.close();
    } catch (ResponseBuffer.FullException _) {
      // the answer is dropped anyway
    }
  }

  private RpcException errorFor(Request request, RuntimeException problem) {
    return switch (problem) {
      case RpcException e -> e;
      case HistoryPrunedException e ->
          new RpcException(
              RpcException.PRUNED, "pruned history unavailable: " + String.valueOf(e.getMessage()));
      case TooManyResultsException e ->
          new RpcException(RpcException.LIMIT_EXCEEDED, String.valueOf(e.getMessage()));
      case ResponseBuffer.FullException _ -> tooLarge();
      case MalformedException e -> RpcException.invalidParams(String.valueOf(e.getMessage()));
      default -> {
        LOG.error("{} failed", request.method(), problem);
        yield new RpcException(RpcException.INTERNAL_ERROR, "internal error");
      }
    };
  }

  private RpcException tooLarge() {
    return new RpcException(
        RpcException.RESPONSE_TOO_LARGE, "response too large: more than " + maxResponse + " bytes");
  }

  private static void writeError(ResponseBuffer buffer, @Nullable Object id, RpcException error) {
    buffer.pastLimit(() -> write(buffer, id, error));
  }

  private static void write(ResponseBuffer buffer, @Nullable Object id, RpcException error) {
    try (var out = new JsonOut(buffer)) {
      out.object().name("jsonrpc").text("2.0");
      writeId(out, id);
      out.name("error").object();
      out.name("code").number(error.code());
      out.name("message").text(error.text());
      var data = error.data();
      if (data != null) {
        out.name("data").data(data);
      }
      out.endObject().endObject();
    }
  }

  private static void writeId(JsonOut out, @Nullable Object id) {
    out.name("id");
    switch (id) {
      case null -> out.nil();
      case JsonNumber number -> out.number(number);
      default -> out.text(id.toString());
    }
  }

  private static String shorten(String name) {
    return name.length() <= 64 ? name : name.substring(0, 64) + "...";
  }

  /** Reads the arguments of a call: by position, or by name. */
  private static final class Arguments {

    static Object[] read(List<Param<?>> params, @Nullable Object given) {
      return switch (given) {
        case null -> byPosition(params, List.of());
        case Map<?, ?> named -> byName(params, named);
        default -> byPosition(params, (List<?>) given);
      };
    }

    private static Object[] byPosition(List<Param<?>> params, List<?> given) {
      if (given.size() > params.size()) {
        throw RpcException.invalidParams("too many arguments, want at most " + params.size());
      }
      var arguments = new Object[params.size()];
      for (int i = 0; i < arguments.length; i++) {
        arguments[i] = one(params.get(i), i, i < given.size() ? given.get(i) : null);
      }
      return arguments;
    }

    private static Object[] byName(List<Param<?>> params, Map<?, ?> given) {
      for (Object name : given.keySet()) {
        if (params.stream().noneMatch(param -> param.name().equals(name))) {
          throw RpcException.invalidParams("unknown argument " + shorten(String.valueOf(name)));
        }
      }
      var arguments = new Object[params.size()];
      for (int i = 0; i < arguments.length; i++) {
        arguments[i] = one(params.get(i), i, given.get(params.get(i).name()));
      }
      return arguments;
    }

    private static <T> Object one(Param<T> param, int position, @Nullable Object value) {
      if (value != null) {
        return param.reader().read(position, value);
      }
      return param
          .fallback()
          .orElseThrow(
              () -> RpcException.invalidParams("missing value for required argument " + position));
    }
  }
}
