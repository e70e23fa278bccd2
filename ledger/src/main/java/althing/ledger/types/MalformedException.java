package althing.ledger.types;

/**
 * Bytes from outside that do not have the form they must have. The message names the field and,
 * where there is one, the offset. Caught at the edge; never a reason to stop.
 */
public final class MalformedException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public MalformedException(String message) {
    super(message, null, false, false);
  }
}
