package althing.consensus.pbft;

/** Journal records to bytes and back; {@code docs/formats.md} has them byte by byte. */
final class JournalCodec {

  private static final int FLOOR = 1;
  private static final int OWN_VOTE = 2;
  private static final int BLOCK = 3;
  private static final int CERTIFICATE = 4;
  private static final int FORGOTTEN = 5;

  private JournalCodec() {}

  static byte[] encode(JournalRecord record) {
    var out = new ByteWriter();
    switch (record) {
      case JournalRecord.Forgotten _ -> out.put(FORGOTTEN);
      case JournalRecord.Floor(var epoch, var view) ->
          out.put(FLOOR).putNumber(epoch).putNumber(view);
      case JournalRecord.OwnVote(var vote, var signature) -> {
        VoteCodec.write(out.put(OWN_VOTE), vote);
        out.put(signature);
      }
      case JournalRecord.Block(var block) ->
          out.put(BLOCK).putSized(block.encoded(), Integer.MAX_VALUE, "block");
      case JournalRecord.Certificate(var certificate) ->
          QuorumCertificateCodec.write(out.put(CERTIFICATE), certificate);
    }
    return out.toArray();
  }

  /**
   * Reads exactly what {@link #encode} writes.
   *
   * @throws MalformedMessageException for anything else
   */
  static JournalRecord decode(byte[] encoded, BlockReader blocks) {
    var in = new ByteReader("journal record", encoded);
    int tag = in.unsignedByte("tag");
    JournalRecord record =
        switch (tag) {
          case FLOOR -> new JournalRecord.Floor(in.number("epoch", 0), in.number("view", 0));
          case OWN_VOTE -> new JournalRecord.OwnVote(VoteCodec.read(in), in.signature());
          case BLOCK -> {
            int at = in.offset();
            byte[] block = in.sized(Integer.MAX_VALUE, "block");
            try {
              yield new JournalRecord.Block(blocks.read(block));
            } catch (MalformedBlockException e) {
              throw in.refusal(at, e.what());
            }
          }
          case CERTIFICATE -> new JournalRecord.Certificate(QuorumCertificateCodec.read(in));
          case FORGOTTEN -> new JournalRecord.Forgotten();
          default -> throw in.refusal(0, "unknown tag " + tag);
        };
    in.end();
    return record;
  }
}
