package althing.genesis.key;

/** A password does not open a file, or the file was changed: the two cannot be told apart. */
public final class WrongPasswordException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  WrongPasswordException() {
    super("wrong password, or the file was changed");
  }
}
