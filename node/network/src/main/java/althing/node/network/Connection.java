package althing.node.network;

import althing.node.network.noise.CipherState;
import althing.node.network.noise.DhKey;
import althing.node.network.noise.NoiseException;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.DuplexChannel;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * One TCP connection, from the first byte to the last. Everything runs on the network's loop, but
 * for {@link #send} and what is counted; curve arithmetic is done elsewhere, and nothing is read
 * meanwhile.
 */
final class Connection extends ChannelInboundHandlerAdapter {

  /** Invariants: {@code remote} is known from WELCOMING on; {@code inbox} exists once OPEN. */
  private enum Phase {
    SHAKING,
    WELCOMING,
    OPEN,
    ENDED
  }

  /** A step of the handshake: what is to be sent, or nothing. */
  private interface Step {
    byte @Nullable [] take() throws ProtocolException;
  }

  /** One lane on its way in, at its number. */
  private record Incoming(LaneReader reader, TokenBucket messages, TokenBucket bytes) {}

  /** Points for what no honest peer sends. */
  static final int VIOLATION = 50;

  private static final int ASKED_TOO_OFTEN = 10;
  private static final long ASK_PAUSE_NANOS = TimeUnit.SECONDS.toNanos(10);
  private static final int BATCH_BYTES = 32 << 10;

  /** How long the other side may take to read why it is left. */
  private static final long FAREWELL_MILLIS = 500;

  private final Switchboard board;
  private final Channel channel;
  private final InetSocketAddress address;
  private final boolean outgoing;
  private final Optional<PeerId> expected;
  private final Outbox outbox;
  private final AtomicBoolean flushing = new AtomicBoolean();
  private final List<Incoming> incoming = new ArrayList<>();
  private final TokenBucket frames;
  private final AtomicLong bytesIn = new AtomicLong();
  private final AtomicLong bytesOut = new AtomicLong();
  private final AtomicLong messagesIn = new AtomicLong();
  private final AtomicLong roundTripMicros = new AtomicLong(-1);

  private Phase phase = Phase.SHAKING;
  private @Nullable Handshake handshake;
  private int awaited;
  private Handshake.@Nullable Remote remote;
  private @Nullable CipherState sending;
  private @Nullable CipherState receiving;
  private @Nullable Inbox inbox;
  private @Nullable ByteBuf pending;
  private boolean busy;
  private boolean held;
  private boolean throttled;
  private boolean leaving;
  private boolean asked;
  private long framesSent;
  private long framesReceived;
  private long keySince;
  private long openedAt;
  private long openedMillis;
  private long heardAt;
  private long pingedAt;
  private long answeredPeersAt;
  private long pingId;
  private boolean pingOut;

  Connection(
      Switchboard board,
      Channel channel,
      InetSocketAddress address,
      boolean outgoing,
      Optional<PeerId> expected) {
    this.board = board;
    this.channel = channel;
    this.address = address;
    this.outgoing = outgoing;
    this.expected = expected;
    outbox = new Outbox(board.settings());
    long now = board.now();
    int rate = board.limits().framesPerSecond();
    frames = new TokenBucket(rate, rate, now);
    for (Lane lane : Lane.ALL) {
      LaneLimits bounds = board.settings().lane(lane);
      incoming.add(
          new Incoming(
              new LaneReader(lane, bounds.maxMessageBytes()),
              new TokenBucket(bounds.messagesPerSecond(), bounds.messagesPerSecond(), now),
              new TokenBucket(bounds.bytesPerSecond(), bounds.bytesPerSecond(), now)));
    }
    heardAt = now;
  }

  /** Takes a message for sending; false if its lane is full. Any thread. */
  boolean send(Lane lane, byte[] message) {
    boolean taken = outbox.offer(lane, message);
    if (taken) {
      scheduleFlush();
    }
    return taken;
  }

  // The handshake.

  @Override
  public void handlerAdded(ChannelHandlerContext context) {
    if (channel.isActive()) {
      begin();
    }
  }

  @Override
  public void channelActive(ChannelHandlerContext context) {
    begin();
  }

  private void begin() {
    if (awaited != 0) {
      return;
    }
    board.later(
        board.limits().handshake().toMillis(),
        () -> {
          if (phase == Phase.SHAKING || phase == Phase.WELCOMING) {
            end(Reason.HANDSHAKE_TIMEOUT, false, true);
          }
        });
    if (outgoing) {
      awaited = Handshake.RESPONSE;
      shake(
          () -> {
            var shaking =
                Handshake.initiator(
                    board.credentials(), board.listenPort(), expected, board.ephemeral());
            handshake = shaking;
            return frame(Handshake.HELLO, shaking.hello());
          },
          () -> {});
    } else {
      awaited = Handshake.HELLO;
    }
  }

  private void readHandshake(byte[] body) throws ProtocolException {
    switch (awaited) {
      case Handshake.HELLO -> {
        Handshake.checkHello(board.credentials(), body);
        awaited = Handshake.FINISH;
        shake(
            () -> {
              DhKey ephemeral = board.ephemeral();
              var shaking = Handshake.responder(board.credentials(), board.listenPort(), ephemeral);
              handshake = shaking;
              return frame(Handshake.RESPONSE, shaking.respond(body));
            },
            () -> {});
      }
      case Handshake.RESPONSE ->
          // A connection that is not wanted ends before it is one for the other side.
          shake(
              () -> frame(Handshake.FINISH, handshake().finish(body)),
              () -> {
                shaken();
                phase = Phase.WELCOMING;
              });
      default ->
          shake(
              () -> {
                handshake().finished(body);
                return null;
              },
              () -> {
                shaken();
                open();
              });
    }
  }

  /** Does the arithmetic of {@code step} elsewhere, sends what it gives, and goes on. */
  private void shake(Step step, Runnable andThen) {
    busy = true;
    updateReading();
    board.shake(() -> {
      byte[] answer;
      ProtocolException refusal = null;
      try {
        answer = step.take();
      } catch (ProtocolException e) {
        answer = null;
        refusal = e;
      }
      byte[] frame = answer;
      var refused = refusal;
      board.execute(() -> stepTaken(frame, refused, andThen));
    });
  }

  private void stepTaken(
      byte @Nullable [] frame, @Nullable ProtocolException refused, Runnable andThen) {
    if (phase == Phase.ENDED) {
      return;
    }
    busy = false;
    if (refused != null) {
      violated(refused);
      return;
    }
    if (outgoing && awaited == Handshake.RESPONSE && frame != null && handshake().isIdentified()) {
      remote = handshake().remote();
      var unwanted = board.refusal(this, true);
      if (unwanted.isPresent()) {
        end(unwanted.get(), false, true);
        return;
      }
    }
    if (frame != null) {
      write(frame, frame.length);
      channel.flush();
    }
    andThen.run();
    updateReading();
    parse();
  }

  private void shaken() {
    var shaking = handshake();
    remote = shaking.remote();
    var transport = shaking.transport();
    sending = transport.sending();
    receiving = transport.receiving();
    handshake = null;
    keySince = board.now();
  }

  private Handshake handshake() {
    if (handshake == null) {
      throw new IllegalStateException("no handshake is under way");
    }
    return handshake;
  }

  /** The connection is wanted here, or ends with the reason why not. */
  private void open() {
    Optional<Reason> unwanted = board.refusal(this, false);
    if (unwanted.isPresent()) {
      end(unwanted.get(), false, true);
      return;
    }
    long now = board.now();
    phase = Phase.OPEN;
    openedAt = now;
    openedMillis = board.nowMillis();
    answeredPeersAt = now - ASK_PAUSE_NANOS;
    if (!outgoing) {
      outbox.control((byte) Frame.WELCOME);
    }
    inbox = board.opened(this);
    ping(now);
  }

  // Reading.

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    var in = (ByteBuf) message;
    if (phase == Phase.ENDED) {
      in.release();
      return;
    }
    heardAt = board.now();
    if (pending == null) {
      pending = in;
    } else {
      // What is left over is less than a frame, unless reading has just been stopped.
      pending.discardReadBytes().writeBytes(in);
      in.release();
    }
    parse();
  }

  private void parse() {
    try {
      while (!busy && !held && !throttled && phase != Phase.ENDED && readFrame()) {}
    } catch (ProtocolException e) {
      violated(e);
    }
    if (pending != null && !pending.isReadable()) {
      releasePending();
    }
  }

  /** Reads one frame, if it has come as a whole. */
  private boolean readFrame() throws ProtocolException {
    ByteBuf in = pending;
    if (in == null || in.readableBytes() < Frame.LENGTH_SIZE) {
      return false;
    }
    int length = in.getUnsignedShort(in.readerIndex());
    boolean shaking = phase == Phase.SHAKING;
    if (shaking) {
      checkHandshakeLength(length);
    } else if (length < Frame.MIN_CIPHER || length > Frame.MAX_CIPHER) {
      throw new ProtocolException(
          Reason.MALFORMED_FRAME, "frame length: %d bytes".formatted(length));
    }
    if (in.readableBytes() < Frame.LENGTH_SIZE + length) {
      return false;
    }
    in.skipBytes(Frame.LENGTH_SIZE);
    bytesIn.addAndGet(Frame.LENGTH_SIZE + length);
    board.metrics().bytesIn.increment(Frame.LENGTH_SIZE + length);
    if (shaking) {
      int kind = in.readUnsignedByte();
      byte[] body = new byte[length - 1];
      in.readBytes(body);
      takeHandshake(kind, body);
    } else {
      byte[] cipher = board.cipherText();
      in.readBytes(cipher, 0, length);
      open(cipher, length);
    }
    return true;
  }

  private void checkHandshakeLength(int length) throws ProtocolException {
    if (length != 1 + Handshake.sizeOf(awaited) && length != 2) {
      throw new ProtocolException(
          awaited == Handshake.HELLO ? Reason.WRONG_PROTOCOL : Reason.BAD_HANDSHAKE,
          "handshake frame: %d bytes, not %d".formatted(length, 1 + Handshake.sizeOf(awaited)));
    }
  }

  private void takeHandshake(int kind, byte[] body) throws ProtocolException {
    if (kind == Handshake.REFUSE && body.length == 1) {
      end(Reason.ofCode(body[0] & 0xff).orElse(Reason.BAD_HANDSHAKE), true, false);
    } else if (kind == awaited && body.length == Handshake.sizeOf(kind)) {
      readHandshake(body);
    } else {
      throw new ProtocolException(
          Reason.BAD_HANDSHAKE, "handshake frame: kind %d, not %d".formatted(kind, awaited));
    }
  }

  private void open(byte[] cipher, int length) throws ProtocolException {
    CipherState keys = receiving;
    if (keys == null) {
      throw new IllegalStateException("a frame before the handshake has ended");
    }
    byte[] plain = board.plainText();
    int size;
    try {
      size = keys.decrypt(board.aead(), cipher, 0, length, plain, 0);
    } catch (NoiseException e) {
      throw new ProtocolException(Reason.FORGED_FRAME, String.valueOf(e.getMessage()));
    }
    if (++framesReceived > board.limits().framesPerKey()) {
      throw new ProtocolException(
          Reason.KEY_EXHAUSTED, "frame %d under one key".formatted(framesReceived));
    }
    long now = board.now();
    frames.take(1, now);
    long wait = frames.waitNanos(now);
    int head = plain[0] & 0xff;
    if (head < Lane.ALL.size() && phase == Phase.OPEN) {
      wait = Math.max(wait, readLane(Lane.ALL.get(head), plain, size, now));
    } else {
      readControl(head, ByteBuffer.wrap(plain, 1, size - 1), now);
    }
    if (wait > 0 && phase != Phase.ENDED) {
      throttle(wait);
    }
  }

  /** Hands over the messages that the frame completes; how long to wait before the next one. */
  private long readLane(Lane lane, byte[] plain, int size, long now) throws ProtocolException {
    Inbox to = inbox;
    if (to == null) {
      throw new IllegalStateException("an open connection has an inbox");
    }
    Incoming stream = incoming.get(lane.number());
    int completed =
        stream
            .reader()
            .read(
                plain,
                1,
                size,
                message -> {
                  if (!to.offer(lane, message)) {
                    held = true;
                  }
                });
    if (held) {
      board.metrics().held.increment();
      updateReading();
    }
    if (completed > 0) {
      messagesIn.addAndGet(completed);
      board.metrics().received(lane, completed);
    }
    stream.messages().take(completed, now);
    stream.bytes().take(size, now);
    return Math.max(stream.messages().waitNanos(now), stream.bytes().waitNanos(now));
  }

  private void readControl(int head, ByteBuffer body, long now) throws ProtocolException {
    if (head == Frame.CLOSE && body.remaining() == 1) {
      end(Reason.ofCode(body.get() & 0xff).orElse(Reason.CONNECTION_LOST), true, false);
    } else if (head == Frame.WELCOME && !body.hasRemaining() && phase == Phase.WELCOMING) {
      open();
    } else if (phase != Phase.OPEN) {
      throw new ProtocolException(
          Reason.MALFORMED_FRAME, "frame %#x before welcome".formatted(head));
    } else if (head == Frame.PING && body.remaining() == Long.BYTES) {
      control(ByteBuffer.allocate(9).put((byte) Frame.PONG).putLong(body.getLong()).array());
    } else if (head == Frame.PONG && body.remaining() == Long.BYTES) {
      if (pingOut && body.getLong() == pingId) {
        pingOut = false;
        roundTripMicros.set((now - pingedAt) / 1_000);
      }
    } else if (head == Frame.REKEY && !body.hasRemaining() && receiving != null) {
      receiving.rekey(board.aead());
      framesReceived = 0;
    } else if (head == Frame.ASK_PEERS && !body.hasRemaining()) {
      answerPeers(now);
    } else if (head == Frame.PEERS && asked) {
      asked = false;
      board.heardOf(this, AddressBook.decode(body));
    } else {
      throw new ProtocolException(
          Reason.MALFORMED_FRAME, "frame %#x with %d bytes".formatted(head, body.remaining()));
    }
  }

  private void answerPeers(long now) {
    if (now - answeredPeersAt < ASK_PAUSE_NANOS) {
      board.penalise(peer(), ASKED_TOO_OFTEN, "asks for peers too often");
      return;
    }
    answeredPeersAt = now;
    control(AddressBook.encode(board.known(this)));
  }

  private void throttle(long waitNanos) {
    throttled = true;
    board.metrics().throttled.increment();
    updateReading();
    board.later(
        waitNanos / 1_000_000 + 1,
        () -> {
          throttled = false;
          resume();
        });
  }

  /** The handler has room again. */
  void resumeHeld() {
    if (inbox == null || !inbox.isFull()) {
      held = false;
      resume();
    }
  }

  private void resume() {
    if (phase != Phase.ENDED) {
      heardAt = board.now();
      parse();
      updateReading();
    }
  }

  private void updateReading() {
    channel.config().setAutoRead(phase == Phase.ENDED || !(busy || held || throttled));
  }

  // Writing.

  private void control(byte[] frame) {
    outbox.control(frame);
    scheduleFlush();
  }

  private void scheduleFlush() {
    if (flushing.compareAndSet(false, true)) {
      board.execute(this::flush);
    }
  }

  private void flush() {
    flushing.set(false);
    if (phase != Phase.OPEN) {
      return;
    }
    boolean written = false;
    while (channel.isWritable() && writeBatch()) {
      written = true;
    }
    if (leaving && outbox.isEmpty()) {
      end(Reason.SHUTTING_DOWN, false, true);
    } else if (written) {
      channel.flush();
    }
  }

  /** Encrypts frames until none waits or there are enough for one write. */
  private boolean writeBatch() {
    byte[] batch = board.batch();
    int size = 0;
    while (size < BATCH_BYTES) {
      int length = outbox.fill(board.plainText());
      if (length == 0) {
        break;
      }
      if (isKeyOld()) {
        size = seal(new byte[] {(byte) Frame.REKEY}, 1, batch, size);
        sending().rekey(board.aead());
        framesSent = 0;
        keySince = board.now();
        board.metrics().rekeys.increment();
      }
      size = seal(board.plainText(), length, batch, size);
    }
    if (size > 0) {
      write(batch, size);
    }
    return size > 0;
  }

  /** Whether the next frame but one needs a new key: this one is then the announcement. */
  private boolean isKeyOld() {
    return framesSent + 1 >= board.limits().framesPerKey()
        || board.now() - keySince > board.limits().keyAge().toNanos();
  }

  private int seal(byte[] plain, int length, byte[] out, int at) {
    int size = sending().encrypt(board.aead(), plain, 0, length, out, at + Frame.LENGTH_SIZE);
    ByteBuffer.wrap(out).putShort(at, (short) size);
    framesSent++;
    return at + Frame.LENGTH_SIZE + size;
  }

  private CipherState sending() {
    if (sending == null) {
      throw new IllegalStateException("no key to send with yet");
    }
    return sending;
  }

  private void write(byte[] bytes, int length) {
    bytesOut.addAndGet(length);
    board.metrics().bytesOut.increment(length);
    ByteBuf out = channel.alloc().ioBuffer(length).writeBytes(bytes, 0, length);
    var _ = channel.write(out, channel.voidPromise());
  }

  private static byte[] frame(int kind, byte[] body) {
    return ByteBuffer.allocate(Frame.LENGTH_SIZE + 1 + body.length)
        .putShort((short) (1 + body.length))
        .put((byte) kind)
        .put(body)
        .array();
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext context) {
    if (channel.isWritable()) {
      flush();
    }
  }

  // Time.

  /** Called now and then while open. */
  void tick(long now) {
    if (held || throttled) {
      heardAt = now;
    }
    if (now - heardAt > board.limits().silence().toNanos()) {
      end(Reason.SILENT, false, true);
    } else if (now - pingedAt > board.limits().ping().toNanos()) {
      ping(now);
    }
  }

  private void ping(long now) {
    pingedAt = now;
    pingOut = true;
    pingId++;
    control(ByteBuffer.allocate(9).put((byte) Frame.PING).putLong(pingId).array());
  }

  void askPeers() {
    asked = true;
    control(new byte[] {(byte) Frame.ASK_PEERS});
  }

  // The end.

  private void violated(ProtocolException violation) {
    board.violated(this, violation);
    end(violation.reason(), false, true);
  }

  /** Sends what waits, says goodbye, closes. */
  void leave() {
    if (phase == Phase.OPEN) {
      leaving = true;
      flush();
    } else {
      end(Reason.SHUTTING_DOWN, false, false);
    }
  }

  /**
   * Ends the connection, once.
   *
   * @param tell whether the other side is told the reason
   */
  void end(Reason reason, boolean byPeer, boolean tell) {
    if (phase == Phase.ENDED) {
      return;
    }
    boolean wasOpen = phase == Phase.OPEN;
    boolean known = sending != null;
    phase = Phase.ENDED;
    releasePending();
    if (tell && reason.code() > 0 && channel.isActive()) {
      sayGoodbye(reason, known);
    } else {
      close();
    }
    if (inbox != null) {
      inbox.end(reason);
    }
    board.ended(this, reason, byPeer, wasOpen);
  }

  /** Reads on without looking: a close with unread bytes would take the goodbye back. */
  private void sayGoodbye(Reason reason, boolean encrypted) {
    byte code = (byte) reason.code();
    if (encrypted) {
      byte[] batch = board.batch();
      write(batch, seal(new byte[] {(byte) Frame.CLOSE, code}, 2, batch, 0));
    } else {
      byte[] frame = frame(Handshake.REFUSE, new byte[] {code});
      write(frame, frame.length);
    }
    updateReading();
    channel
        .writeAndFlush(channel.alloc().ioBuffer(0))
        .addListener(_ -> {
          var _ = ((DuplexChannel) channel).shutdownOutput();
        });
    board.later(FAREWELL_MILLIS, this::close);
  }

  private void close() {
    var _ = channel.close();
  }

  private void releasePending() {
    if (pending != null) {
      pending.release();
      pending = null;
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    end(Reason.CONNECTION_LOST, true, false);
    board.closed(this);
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    if (cause instanceof IOException) {
      end(Reason.CONNECTION_LOST, true, false);
    } else {
      board.broken(cause);
    }
  }

  // What is known of it.

  boolean outgoing() {
    return outgoing;
  }

  boolean isOpen() {
    return phase == Phase.OPEN;
  }

  InetSocketAddress address() {
    return address;
  }

  boolean isIdentified() {
    return remote != null;
  }

  PeerId peer() {
    return remote().peer();
  }

  Handshake.Remote remote() {
    if (remote == null) {
      throw new IllegalStateException("the peer at " + address + " is not known yet");
    }
    return remote;
  }

  /** Whether it was open for this long. */
  boolean lasted(long now, long nanos) {
    return inbox != null && now - openedAt > nanos;
  }

  /** Where the peer can be reached by others, if anywhere. */
  Optional<InetSocketAddress> dialAddress() {
    if (outgoing) {
      return Optional.of(address);
    }
    int port = remote().listenPort();
    return port == 0
        ? Optional.empty()
        : Optional.of(new InetSocketAddress(address.getAddress(), port));
  }

  PeerSnapshot snapshot(boolean isStatic, int points) {
    Inbox waiting = inbox;
    return new PeerSnapshot(
        peer(),
        address,
        outgoing,
        isStatic,
        openedMillis,
        points,
        outbox.queued(),
        waiting == null ? 0 : waiting.waiting(),
        bytesIn.get(),
        bytesOut.get(),
        messagesIn.get(),
        outbox.messagesSent(),
        roundTripMicros.get());
  }
}
