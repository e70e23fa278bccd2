package althing.node.core.peer;

import althing.node.core.Environment;
import althing.node.network.Lane;
import althing.node.network.PeerId;
import althing.node.network.PeerNetwork;
import althing.node.network.TokenBucket;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Function;

/**
 * Answers peers' questions on a lane of its own: one at a time, the peers in turn, each within its
 * allowance. Whoever lets more questions wait than it may is penalised, and they are forgotten.
 *
 * @param <Q> a question; equal questions are the same one
 */
public final class QuestionLane<Q> {

  private static final int MAX_CLIENTS = 1_024;
  private static final int TOO_MANY_POINTS = 10;
  private static final long MILLI = 1_000_000;

  private final Subject subject;
  private final Limits limits;
  private final Function<Q, Answer> answers;
  private final PeerNetwork network;
  private final Environment environment;
  private final Executor lane;
  private final Map<PeerId, Client> clients =
      new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<PeerId, Client> eldest) {
          return size() > MAX_CLIENTS;
        }
      };

  /**
   * What the questions are about.
   *
   * @param name of the lane that answers
   * @param wanted what a question asks for, in words
   * @param answersOn where answers are sent
   */
  public record Subject(String name, String wanted, Lane answersOn) {}

  /**
   * What one peer may ask for.
   *
   * @param waiting questions that wait, the one that is being answered among them
   */
  public record Limits(int waiting, long requestsPerSecond, long bytesPerSecond) {}

  /**
   * @param message to be sent
   * @param alsoRead bytes that were read for it beyond those that are sent; they count as well
   */
  public record Answer(byte[] message, long alsoRead) {}

  /** What one peer asked for and may still ask for; remembered when it leaves. */
  private final class Client {
    final Deque<Q> waiting = new ArrayDeque<>();
    final TokenBucket requests;
    final TokenBucket bytes;
    boolean served;

    Client(long now) {
      requests = new TokenBucket(limits.requestsPerSecond, 2 * limits.requestsPerSecond, now);
      bytes = new TokenBucket(limits.bytesPerSecond, limits.bytesPerSecond, now);
    }
  }

  /**
   * @param answers called on the lane
   */
  public QuestionLane(
      Subject subject,
      Limits limits,
      Function<Q, Answer> answers,
      PeerNetwork network,
      Environment environment) {
    this.subject = subject;
    this.limits = limits;
    this.answers = answers;
    this.network = network;
    this.environment = environment;
    lane = environment.lane(subject.name);
  }

  /** {@code peer} asks; it is answered later. */
  public synchronized void asked(PeerId peer, Q question) {
    var client = clients.computeIfAbsent(peer, _ -> new Client(environment.nanoTime()));
    if (client.waiting.size() == limits.waiting) {
      network.penalise(
          peer, TOO_MANY_POINTS, "more questions for %s than may wait".formatted(subject.wanted));
      return;
    }
    client.waiting.add(question);
    if (!client.served) {
      client.served = true;
      lane.execute(() -> serve(peer));
    }
  }

  /** What {@code peer} asked for is not needed any more. */
  public synchronized void disconnected(PeerId peer) {
    var client = clients.get(peer);
    if (client != null) {
      client.waiting.clear();
    }
  }

  private void serve(PeerId peer) {
    next(peer).ifPresent(question -> send(peer, question, answers.apply(question)));
  }

  /** The question to answer now, if there is one and the peer's allowance permits it. */
  private synchronized Optional<Q> next(PeerId peer) {
    var client = clients.get(peer);
    if (client == null) {
      return Optional.empty();
    }
    long now = environment.nanoTime();
    long wait = Math.max(client.requests.waitNanos(now), client.bytes.waitNanos(now));
    if (wait > 0 && !client.waiting.isEmpty()) {
      environment.schedule(wait / MILLI + 1, () -> lane.execute(() -> serve(peer)));
      return Optional.empty();
    }
    Q question = client.waiting.peek();
    if (question == null) {
      client.served = false;
      return Optional.empty();
    }
    client.requests.take(1, now);
    return Optional.of(question);
  }

  /** Answers, unless the peer has left since; a new connection knows nothing of the question. */
  private synchronized void send(PeerId peer, Q question, Answer answer) {
    var client = clients.get(peer);
    if (client == null) {
      return;
    }
    if (question.equals(client.waiting.peek())) {
      client.waiting.remove();
      network.send(peer, subject.answersOn, answer.message);
    }
    client.bytes.take(answer.message.length + answer.alsoRead, environment.nanoTime());
    lane.execute(() -> serve(peer));
  }
}
