package althing.node.rpc.method;

/** Counts calls. Called on the path of every call: no locks, no allocation. */
public interface CallMeter {

  void called(String method, long nanos);

  void failed(int code);
}
