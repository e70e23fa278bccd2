package althing.node.network;

import althing.node.network.noise.Aead;

/** Sizes and first bytes of what is inside a frame: a lane's number, or the kind of a control. */
final class Frame {

  /** Most bytes before encryption: the head and 16 KiB. */
  static final int MAX_PLAIN = 1 + (16 << 10);

  static final int MIN_CIPHER = 1 + Aead.TAG_SIZE;
  static final int MAX_CIPHER = MAX_PLAIN + Aead.TAG_SIZE;

  /** Before each frame: its length after encryption. */
  static final int LENGTH_SIZE = 2;

  static final int PING = 0x80;
  static final int PONG = 0x81;
  static final int CLOSE = 0x82;
  static final int ASK_PEERS = 0x83;
  static final int PEERS = 0x84;
  static final int REKEY = 0x85;
  static final int WELCOME = 0x86;

  private Frame() {}
}
