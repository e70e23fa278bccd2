package althing.node.core;

import althing.ledger.block.Block;
import althing.ledger.block.Receipt;
import althing.ledger.chain.ChainReader;
import althing.ledger.chain.ChainReader.HistoryPrunedException;
import althing.ledger.chain.ProofReader;
import althing.ledger.event.RecordedEvent;
import althing.ledger.projection.Projection;
import althing.ledger.transaction.SignedTransaction;
import althing.ledger.types.Address;
import althing.ledger.types.Amount;
import althing.ledger.types.Bytes;
import althing.ledger.types.Hash;
import althing.node.core.finality.FinalityProof;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** The running node as its RPC surface and command line see it. Safe from any thread. */
public interface NodeApi {

  /** The final chain. */
  ChainReader chain();

  long chainId();

  /** Software name and version, as in {@code web3_clientVersion}. */
  String clientVersion();

  /** Balance after the block at {@code height}; zero for an account nobody has used. */
  Amount balance(Address account, long height) throws HistoryPrunedException;

  /** Nonce after the block at {@code height}: transactions of {@code account} up to there. */
  long nonce(Address account, long height) throws HistoryPrunedException;

  /** The projections that make up the state, in registry order. */
  List<Projection<?>> projections();

  /** Proofs over the event log and the state, and the log's tiles. */
  ProofReader proofs();

  /**
   * What makes the block at {@code height} final, from genesis on.
   *
   * @throws IllegalArgumentException if there is no such block, or more validator sets came before
   *     it than a proof holds
   */
  FinalityProof finality(long height);

  /** The most events that one answer may fold again. */
  int MAX_FOLDED_EVENTS = 100_000;

  /**
   * The events that wrote the state entry {@code key} up to and including {@code height}, from the
   * newest on, block by block until there are {@code limit} or more.
   *
   * @throws WorkLimitException if the first block to look into holds too many events
   */
  Explanation explain(Bytes key, long height, int limit)
      throws HistoryPrunedException, WorkLimitException;

  /**
   * @param events in log order
   * @param next height as of which the older ones are to be asked for; empty when these are all
   */
  record Explanation(List<RecordedEvent> events, OptionalLong next) {}

  /**
   * Folds the events of a range of blocks again and compares each header's state root.
   *
   * @throws WorkLimitException if the range holds too many events
   */
  VerifyReport verify(long fromHeight, long toHeight)
      throws HistoryPrunedException, WorkLimitException;

  /** What was asked for costs too much at once. The message names the limit and what to do. */
  final class WorkLimitException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public WorkLimitException(String message) {
      super(message, null, false, false);
    }
  }

  /**
   * @param events events that were folded
   * @param finding what differs and where, null when every root agrees
   */
  record VerifyReport(long fromHeight, long toHeight, long events, @Nullable String finding) {}

  /** How far the node is behind, or empty when it follows the head. */
  Optional<SyncProgress> syncing();

  /**
   * @param starting height at which catching up began
   * @param current newest height held
   * @param highest newest height known of
   */
  record SyncProgress(long starting, long current, long highest) {}

  /** Validators that this node saw sign votes which contradict each other; the oldest first. */
  List<Evidence> evidence();

  /**
   * Two votes of one view that no honest validator casts both.
   *
   * @param validator the node key that signed both, 32 bytes
   */
  record Evidence(Bytes validator, SignedVote first, SignedVote second) {}

  /**
   * @param kind {@code propose}, {@code prepare}, {@code commit} or {@code skip}
   * @param height of the block; 0 for a skip
   * @param block zero for a skip
   * @param signed the bytes that the validator signed
   * @param signature Ed25519, 64 bytes
   */
  record SignedVote(
      String kind, long epoch, long view, long height, Hash block, Bytes signed, Bytes signature) {}

  /** Connected peers. */
  int peerCount();

  /** Block gas limit now in force. */
  long blockGasLimit();

  /** The base fee that the next block, made now, would have. */
  Amount nextBaseFee();

  /**
   * Puts a transaction into the mempool.
   *
   * @param encoded EIP-2718 envelope
   * @return its hash
   * @throws RejectedException with the words that clients parse (ETHEREUM 1.5)
   */
  Hash submit(Bytes encoded) throws RejectedException;

  /** The transaction in the mempool with this hash. */
  Optional<SignedTransaction> pending(Hash hash);

  /** Nonce after the head and the gapless pooled transactions of {@code account}. */
  long pendingNonce(Address account);

  /** Pooled transactions by sender and nonce. */
  PoolContent poolContent();

  /**
   * @param pending executable now, one after the other
   * @param queued behind a nonce gap
   */
  record PoolContent(
      Map<Address, NavigableMap<Long, SignedTransaction>> pending,
      Map<Address, NavigableMap<Long, SignedTransaction>> queued) {}

  /**
   * Runs a call on top of the state after {@code height}, changing nothing.
   *
   * @param height a final height, or the head's for {@code pending}
   */
  CallResult call(CallRequest request, long height);

  /**
   * A gas limit with which the call succeeds on top of {@code height}: exact where nothing can
   * change it, with a reserve for calls of system contracts.
   */
  CallResult estimateGas(CallRequest request, long height);

  /**
   * @param from caller; zero address when nobody is named
   * @param gas limit, null for the block's
   * @param gasPrice price to check against the balance, null for none
   */
  record CallRequest(
      Address from,
      @Nullable Address to,
      @Nullable Long gas,
      @Nullable Amount gasPrice,
      Amount value,
      Bytes data,
      List<althing.ledger.transaction.Transaction.AccessListEntry> accessList) {}

  /**
   * @param gasUsed gas the call used, or the estimate
   * @param output ABI outputs, or ABI error data when refused
   * @param refusal words for people when refused: {@code execution reverted: ...}; null on success
   * @param events what the call would emit
   */
  record CallResult(
      boolean succeeded,
      long gasUsed,
      Bytes output,
      @Nullable String refusal,
      List<RecordedEvent> events) {}

  /** Stub code of a system contract, empty for other accounts. */
  Bytes codeOf(Address account);

  /** Whether the node serves: chain open, engine running, not behind. */
  boolean isReady();

  /** Starts telling {@code listener} what happens; close to stop. */
  AutoCloseable subscribe(NodeListener listener);

  /** Callbacks come in order from one thread and must return quickly. */
  interface NodeListener {
    /** A block became final. */
    void onBlock(Block block, List<Receipt> receipts, List<RecordedEvent> events);

    /** A transaction entered the mempool. */
    void onPending(SignedTransaction transaction);
  }

  /** A transaction was not accepted. The message is what clients match; {@code code} JSON-RPC's. */
  final class RejectedException extends Exception {
    private static final long serialVersionUID = 1L;
    private final int code;

    public RejectedException(int code, String message) {
      super(message, null, false, false);
      this.code = code;
    }

    public int code() {
      return code;
    }
  }
}
