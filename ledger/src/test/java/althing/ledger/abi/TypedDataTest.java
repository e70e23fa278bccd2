package althing.ledger.abi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import althing.ledger.Vectors;
import althing.ledger.types.Address;
import althing.ledger.types.Amount;
import althing.ledger.types.Bytes;
import althing.ledger.types.MalformedException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.node.ObjectNode;

/** EIP-712 and EIP-191. */
final class TypedDataTest {

  private static final ObjectMapper JSON = new ObjectMapper();

  private static final String MAIL =
      """
      {
        "types": {
          "EIP712Domain": [
            {"name": "name", "type": "string"},
            {"name": "version", "type": "string"},
            {"name": "chainId", "type": "uint256"},
            {"name": "verifyingContract", "type": "address"}
          ],
          "Person": [
            {"name": "name", "type": "string"},
            {"name": "wallet", "type": "address"}
          ],
          "Mail": [
            {"name": "from", "type": "Person"},
            {"name": "to", "type": "Person"},
            {"name": "contents", "type": "string"}
          ]
        },
        "primaryType": "Mail",
        "domain": {
          "name": "Ether Mail",
          "version": "1",
          "chainId": 1,
          "verifyingContract": "0xCcCCccccCCCCcCCCCCCcCcCccCcCCCcCcccccccC"
        },
        "message": {
          "from": {"name": "Cow", "wallet": "0xCD2a3d9F938E13CD947Ec05AbC7FE734Df8DD826"},
          "to": {"name": "Bob", "wallet": "0xbBbBBBBbbBBBbbbBbbBbbbbBBbBbbbbBbBbbBBbB"},
          "contents": "Hello, Bob!"
        }
      }
      """;

  /** The example of the EIP with every hash that it prints. */
  @Test
  void the_mail_of_the_eip_is_hashed_as_printed() {
    TypedData mail = parse(MAIL);

    assertThat(mail.types().encodeType("Mail"))
        .isEqualTo("Mail(Person from,Person to,string contents)Person(string name,address wallet)");
    assertThat(mail.types().typeHash("Mail").toHex())
        .isEqualTo("0xa0cedeb2dc280ba39b857546d74f5549c3a1d7bdc2dd96bf881f76108e23dac2");
    assertThat(mail.types().hashStruct("EIP712Domain", mail.domain()).toHex())
        .isEqualTo("0xf2cee375fa42b42143804025fc449deafd50cc031ca257e0b194a650a912090f");
    assertThat(mail.types().hashStruct("Mail", mail.message()).toHex())
        .isEqualTo("0xc52c0ee5d84264471806290a3f2c4cecfc5490626bf912d01f240d7a274b371e");
    assertThat(mail.digest().toHex())
        .isEqualTo("0xbe609aee343fb3c4b28e1df9e632fca64fcfaede20f02e86244efddf30957bd2");
  }

  @Test
  void the_domain_of_a_contract_needs_no_document() {
    Address contract = Address.fromHex("0xcccccccccccccccccccccccccccccccccccccccc");

    assertThat(TypedData.domainSeparator("Ether Mail", "1", Amount.ONE, contract).toHex())
        .isEqualTo("0xf2cee375fa42b42143804025fc449deafd50cc031ca257e0b194a650a912090f");
  }

  @Test
  void the_vectors_of_ethers_are_hashed_alike() {
    List<JsonNode> vectors = Vectors.items(Vectors.read("ethers-eip712-40.json")).toList();
    assertThat(vectors).hasSize(40);
    for (JsonNode vector : vectors) {
      ObjectNode document = JSON.createObjectNode();
      document.set("types", vector.get("types"));
      document.set("primaryType", vector.get("primaryType"));
      document.set("domain", vector.get("domain"));
      document.set("message", vector.get("data"));

      TypedData data = TypedData.parse(Bytes.wrap(JSON.writeValueAsBytes(document)));

      String name = vector.get("name").asString();
      byte[] encoded = data.types().encode(data.primaryType(), data.message());
      assertThat(Bytes.wrap(encoded).toHex()).as(name).isEqualTo(vector.get("encoded").asString());
      assertThat(data.digest().toHex()).as(name).isEqualTo(vector.get("digest").asString());
    }
  }

  @Test
  void a_struct_may_hold_a_list_of_itself() {
    TypedData data =
        parse(
            """
            {"types": {"Node": [{"name": "value", "type": "uint8"},
                                {"name": "children", "type": "Node[]"}]},
             "primaryType": "Node", "domain": {},
             "message": {"value": 1, "children": [{"value": "0x2", "children": []}]}}
            """);

    assertThat(data.types().encodeType("Node")).isEqualTo("Node(uint8 value,Node[] children)");
    assertThat(data.message()).hasSize(2);
  }

  @ParameterizedTest(name = "{2}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          "contents": "Hello, Bob!" | "contents": "Hello", "more": 1 | message: unknown field "more"
          "contents": "Hello, Bob!" | "contents": 5 | message.contents: expected a text
          , "wallet": "0xbBbBBBBbbBBBbbbBbbBbbbbBBbBbbbbBbBbbBBbB" | | message.to.wallet: missing
          "0xbBbBBBBbbBBBbbbBbbBbbbbBBbBbbbbBbBbbBBbB" | "0xbb" | message.to.wallet: expected 20 bytes, found 1
          "0xbBbBBBBbbBBBbbbBbbBbbbbBBbBbbbbBbBbbBBbB" | "bb" | message.to.wallet: not hexadecimal bytes after 0x
          "chainId": 1 | "chainId": 1.5 | domain.chainId: not a whole number
          "chainId": 1 | "chainId": -1 | domain.chainId: -1 is no uint256
          "chainId": 1 | "chainId": "one" | domain.chainId: not a whole number
          "primaryType": "Mail" | "primaryType": "Post" | primaryType: "Post" is no struct of types
          "primaryType": "Mail" | "primaryType": "EIP712Domain" | primaryType: "EIP712Domain" is no struct of types
          "primaryType": "Mail", | | primaryType: missing
          "type": "Person" | "type": "uint" | types.Mail.from: unknown type "uint", write its width
          "type": "Person" | "type": "uint9" | types.Mail.from: ABI type uint9: the width is 8, 16, … 256 bits
          "type": "Person" | "type": "Persons" | types.Mail.from: unknown type "Persons"
          "type": "Person" | "type": "Person[0]" | types.Mail.from: unknown array length "0"
          "type": "Person" | "type": "Person]" | types.Mail.from: "Person]" is no name
          {"name": "chainId", | {"name": "chain", | types.EIP712Domain: has a field that the EIP does not name
          {"name": "from", | {"name": "to", | types.Mail: a field is there twice
          {"name": "from", | {"name": "from", "note": "", | types.Mail[0]: unknown field "note"
          """)
  void a_document_with_something_wrong_is_refused(String part, String change, String message) {
    String document = MAIL.replace(part, change == null ? "" : change);
    assertThat(document).isNotEqualTo(MAIL);

    assertThatThrownBy(() -> parse(document))
        .isInstanceOf(MalformedException.class)
        .hasMessage("typed data: " + message);
  }

  @Test
  void size_and_depth_are_bounded() {
    String open = "{\"value\": 1, \"children\": [";
    String deep =
        """
        {"types": {"Node": [{"name": "value", "type": "uint8"},
                            {"name": "children", "type": "Node[]"}]},
         "primaryType": "Node", "domain": {}, "message": %s}
        """
            .formatted(open.repeat(18) + "]}".repeat(18));

    assertThatThrownBy(() -> parse(deep)).hasMessageEndingWith("nested deeper than 16");
    assertThatThrownBy(() -> TypedData.parse(Bytes.wrap(new byte[TypedData.MAX_BYTES + 1])))
        .hasMessage("typed data: more than 65536 bytes");
    assertThatThrownBy(() -> parse("[".repeat(10_000)))
        .isInstanceOf(MalformedException.class)
        .hasMessageContaining("nesting depth");
    assertThatThrownBy(() -> parse("{\"types\": {}, \"types\": {}}"))
        .isInstanceOf(MalformedException.class)
        .hasMessageContaining("uplicate");
  }

  /** Computed with ethers: hashMessage("Hello World"). */
  @Test
  void a_personal_message_is_hashed_with_its_prefix_and_length() {
    assertThat(PersonalMessage.hash(Bytes.utf8("Hello World")).toHex())
        .isEqualTo("0xa1de988600a42c4b4ab089b619297c17d53cffae5d5120d82d8a92d0bb3b78f2");
  }

  private static TypedData parse(String json) {
    return TypedData.parse(Bytes.utf8(json));
  }
}
