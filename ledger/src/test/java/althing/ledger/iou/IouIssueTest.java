package althing.ledger.iou;

import static althing.ledger.iou.IouChain.CHAIN_ID;
import static althing.ledger.iou.IouChain.person;
import static althing.ledger.iou.IouChain.sp;
import static org.assertj.core.api.Assertions.assertThat;

import althing.ledger.abi.TypedData;
import althing.ledger.execution.TestChain;
import althing.ledger.iou.IouEvent.Issued;
import althing.ledger.iou.IouRefusal.AmountTooLarge;
import althing.ledger.iou.IouRefusal.BadSignature;
import althing.ledger.iou.IouRefusal.CollateralShort;
import althing.ledger.iou.IouRefusal.ExpiryOutOfRange;
import althing.ledger.iou.IouRefusal.SelfIou;
import althing.ledger.iou.IouRefusal.WrongNonce;
import althing.ledger.iou.IouRefusal.ZeroAddress;
import althing.ledger.iou.IouRefusal.ZeroAmount;
import althing.ledger.trust.TrustEvent;
import althing.ledger.trust.TrustScore;
import althing.ledger.types.Address;
import althing.ledger.types.Amount;
import althing.ledger.types.Bytes;
import althing.ledger.types.Hash;
import java.math.BigInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How IOUs come about: terms, collateral, signatures (E17, E2, E21, L5). */
class IouIssueTest {

  private final IouChain people = IouChain.start();

  @Test
  void a_new_account_locks_half_of_what_it_promises() {
    Hash id = people.issue("alice", "bob", 10);

    Iou iou = people.iou(id);
    assertThat(iou.state()).isEqualTo(IouState.OPEN);
    assertThat(iou.holder()).isEqualTo(person("bob"));
    assertThat(iou.outstanding()).isEqualTo(sp(10));
    assertThat(iou.collateral()).isEqualTo(sp(5));
    assertThat(people.escrow(id)).isEqualTo(sp(5));
    assertThat(people.debt("alice", "bob")).isEqualTo(sp(10));
  }

  @Test
  void the_id_is_a_hash_of_chain_debtor_and_nonce() {
    Hash first = people.issue("alice", "bob", 10);
    Hash second = people.issue("alice", "carol", 10);

    assertThat(first).isEqualTo(people.iou(first).terms().id(CHAIN_ID));
    assertThat(people.iou(first).terms().nonce()).isZero();
    assertThat(people.iou(second).terms().nonce()).isEqualTo(1);
    assertThat(first).isNotEqualTo(second);
    assertThat(first).isNotEqualTo(people.iou(first).terms().id(Amount.of(931)));
  }

  @Test
  void issuing_raises_the_debtors_trust_once_a_creditor_an_epoch() {
    people.issue("alice", "bob", 1);
    people.issue("alice", "bob", 1);
    assertThat(people.trust("alice")).isEqualTo(505_000);
    assertThat(people.trust("bob")).isEqualTo(TrustScore.START);

    people.issue("alice", "carol", 1);
    assertThat(people.trust("alice")).isEqualTo(510_000);

    people.passEpochs(1).issue("alice", "bob", 1);
    assertThat(people.trust("alice")).isEqualTo(515_000);
    assertThat(people.events(TrustEvent.Changed.class)).hasSize(3);
  }

  /** E21: many small promises never need less collateral than one large one. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 7, 999_999})
  void collateral_is_rounded_up(long amount) {
    Hash id = people.issue("alice", "bob", Amount.of(amount), 30, false);
    assertThat(people.iou(id).collateral()).isEqualTo(Amount.of((amount + 1) / 2));
  }

  @ParameterizedTest
  @CsvSource({
    "100, 500000, 50",
    "100, 0, 100",
    "100, 1000000, 0",
    "100, 999999, 1",
    "1, 999999, 1",
    "1000000, 333333, 666667",
    "1000001, 333333, 666668"
  })
  void collateral_is_what_trust_does_not_cover(long amount, long trust, long collateral) {
    assertThat(IouIssuing.requiredCollateral(Amount.of(amount), trust))
        .isEqualTo(Amount.of(collateral));
  }

  /** E17, E2. */
  @Test
  void terms_that_make_no_sense_are_refused_by_name() {
    Address bob = person("bob");
    people.refuses(new SelfIou(person("alice")), "alice", "issue", person("alice"), 1, 30, false);
    people.refuses(new ZeroAddress(), "alice", "issue", Address.ZERO, 1, 30, false);
    people.refuses(new ZeroAmount(), "alice", "issue", bob, 0, 30, false);
    Amount max = new Amount(BigInteger.ONE.shiftLeft(256).subtract(BigInteger.ONE));
    for (Amount amount : new Amount[] {max, IouTerms.MAX_AMOUNT.plus(Amount.ONE)}) {
      people.refuses(
          new AmountTooLarge(amount, IouTerms.MAX_AMOUNT),
          "alice",
          "issue",
          bob,
          amount,
          30,
          false);
    }
  }

  /** E2, L5: an expiry that has come is refused, and one that is too far away. */
  @Test
  void the_expiry_is_between_the_next_epoch_and_ten_years() {
    people.passEpochs(2);
    for (BigInteger expiry :
        new BigInteger[] {
          BigInteger.ZERO,
          BigInteger.TWO,
          BigInteger.valueOf(3_653),
          BigInteger.ONE.shiftLeft(64).subtract(BigInteger.ONE)
        }) {
      people.refuses(
          new ExpiryOutOfRange(expiry, 3, 3_652),
          "alice",
          "issue",
          person("bob"),
          1,
          expiry,
          false);
    }
    people.issue("alice", "bob", Amount.ONE, 3, false);
    people.issue("alice", "bob", Amount.ONE, 3_652, false);
  }

  @Test
  void a_debtor_without_the_collateral_is_refused() {
    Hash _ = people.issue("alice", "bob", 1);
    Amount trusted = new Amount(BigInteger.valueOf(10).pow(25));
    Amount required = IouIssuing.requiredCollateral(trusted, 505_000);
    Amount gas = TestChain.BASE_FEE.times(2_000_000);
    people.refuses(
        new CollateralShort(required, people.balance("alice").minus(gas)),
        "alice",
        "issue",
        person("bob"),
        trusted,
        30,
        false);
  }

  @Test
  void anyone_hands_in_what_the_debtor_signed() {
    IouTerms terms = terms("alice", "bob", 10, 0);
    Bytes signature = IouSignature.sign(CHAIN_ID, terms, TestChain.key("alice"));

    submit("carol", terms, signature);

    Iou iou = people.iou(terms.id(CHAIN_ID));
    assertThat(iou.terms()).isEqualTo(terms);
    assertThat(iou.collateral()).isEqualTo(sp(5));
    assertThat(people.balance("alice")).isEqualTo(sp(9_995));
    assertThat(people.events(Issued.class)).hasSize(1);
  }

  /** E17, L5: the signature covers every term and the chain. */
  @Test
  void a_signature_under_other_terms_is_refused() {
    IouTerms terms = terms("alice", "bob", 10, 0);
    Bytes signature = IouSignature.sign(CHAIN_ID, terms, TestChain.key("alice"));

    refusesSigned(terms("alice", "carol", 10, 0), signature);
    refusesSigned(terms("alice", "bob", 11, 0), signature);
    refusesSigned(new IouTerms(person("alice"), person("bob"), sp(10), 31, false, 0), signature);
    refusesSigned(new IouTerms(person("alice"), person("bob"), sp(10), 30, true, 0), signature);
    refusesSigned(terms("dave", "bob", 10, 0), signature);
    refusesSigned(terms, IouSignature.sign(Amount.of(931), terms, TestChain.key("alice")));
    refusesSigned(terms, IouSignature.sign(CHAIN_ID, terms, TestChain.key("bob")));
  }

  /** L5: malleated and malformed signatures have no signer. */
  @Test
  void a_signature_that_no_key_can_have_made_is_refused() {
    IouTerms terms = terms("alice", "bob", 10, 0);
    Bytes good = IouSignature.sign(CHAIN_ID, terms, TestChain.key("alice"));
    BigInteger order =
        new BigInteger("fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141", 16);
    BigInteger highS = order.subtract(new BigInteger(1, good.slice(32, 64).unsafeArray()));
    byte v = good.get(64);
    byte otherV = (byte) (v == 27 ? 28 : 27);

    for (Bytes bad :
        new Bytes[] {
          Bytes.EMPTY,
          good.slice(0, 64),
          good.concat(Bytes.of((byte) 0)),
          Bytes.wrap(new byte[65]),
          good.slice(0, 64).concat(Bytes.of((byte) (v - 27))),
          good.slice(0, 64).concat(Bytes.of((byte) 29)),
          good.slice(0, 32).concat(word(highS)).concat(Bytes.of(otherV))
        }) {
      people.refuses(
          new BadSignature(Address.ZERO, person("alice")),
          "carol",
          "issueSigned",
          call(terms, bad));
    }
  }

  /** L5: each signed promise is taken once and in order. */
  @Test
  void a_nonce_that_is_used_or_ahead_is_refused() {
    IouTerms first = terms("alice", "bob", 1, 0);
    Bytes signature = IouSignature.sign(CHAIN_ID, first, TestChain.key("alice"));
    submit("bob", first, signature);

    people.refuses(
        new WrongNonce(BigInteger.ZERO, 1), "bob", "issueSigned", call(first, signature));

    IouTerms third = terms("alice", "bob", 1, 2);
    Bytes ahead = IouSignature.sign(CHAIN_ID, third, TestChain.key("alice"));
    people.refuses(new WrongNonce(BigInteger.TWO, 1), "bob", "issueSigned", call(third, ahead));
  }

  @Test
  void an_issue_of_the_debtors_own_voids_a_signature_for_that_nonce() {
    IouTerms terms = terms("alice", "bob", 1, 0);
    Bytes signature = IouSignature.sign(CHAIN_ID, terms, TestChain.key("alice"));
    people.issue("alice", "carol", 1);
    people.refuses(
        new WrongNonce(BigInteger.ZERO, 1), "bob", "issueSigned", call(terms, signature));
  }

  /** The signed data is what wallets show: the typed data document hashes to the same digest. */
  @Test
  void the_digest_is_that_of_the_typed_data_document() {
    IouTerms terms = terms("alice", "bob", 10, 7);
    String document =
        """
        {"types":{"Iou":[
          {"name":"debtor","type":"address"},{"name":"creditor","type":"address"},
          {"name":"amount","type":"uint256"},{"name":"expiryEpoch","type":"uint64"},
          {"name":"consentRequired","type":"bool"},{"name":"nonce","type":"uint64"}]},
         "primaryType":"Iou",
         "domain":{"name":"Althing IOU","version":"1","chainId":930,
          "verifyingContract":"0x0000000000000000000000000000000000001001"},
         "message":{"debtor":"%s","creditor":"%s","amount":"10000000000000000000",
          "expiryEpoch":30,"consentRequired":false,"nonce":7}}
        """
            .formatted(person("alice"), person("bob"));
    assertThat(IouSignature.digest(CHAIN_ID, terms))
        .isEqualTo(TypedData.parse(Bytes.utf8(document)).digest());
  }

  private void refusesSigned(IouTerms terms, Bytes signature) {
    Address signer = IouSignature.signer(CHAIN_ID, terms, signature).orElse(Address.ZERO);
    assertThat(signer).isNotEqualTo(terms.debtor());
    people.refuses(
        new BadSignature(signer, terms.debtor()), "carol", "issueSigned", call(terms, signature));
  }

  private void submit(String who, IouTerms terms, Bytes signature) {
    people.does(who, "issueSigned", call(terms, signature));
  }

  private static Object[] call(IouTerms terms, Bytes signature) {
    return new Object[] {
      terms.debtor(),
      terms.creditor(),
      terms.amount(),
      terms.expiryEpoch(),
      terms.consentRequired(),
      terms.nonce(),
      signature
    };
  }

  private static IouTerms terms(String debtor, String creditor, long whole, long nonce) {
    return new IouTerms(person(debtor), person(creditor), sp(whole), 30, false, nonce);
  }

  private static Bytes word(BigInteger value) {
    byte[] digits = new Amount(value).toBytes();
    return Bytes.wrap(Bytes.concat(new byte[32 - digits.length], digits));
  }
}
