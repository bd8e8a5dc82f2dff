package io.gatehouse.policy.rule;

import static io.gatehouse.policy.rule.Books.book;
import static io.gatehouse.policy.rule.Books.call;
import static io.gatehouse.policy.rule.Books.deny;
import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.policy.rule.Verdict.Refusal;
import io.gatehouse.protocol.Failure.Category;
import io.gatehouse.protocol.Slice;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Conditions read objects within arguments, which a schema describes inline or not at all.
class InnerObjectsTest {
    private static final String INLINE = """
            {"type":"object","required":["order","lines"],"properties":{
              "order":{"type":"object","required":["amount","to"],"properties":{
                "amount":{"type":"number"},
                "id":{"type":"string"},
                "a/b":{"type":"integer"},
                "to":{"type":"object","required":["place"],"properties":{
                  "place":{"type":"object","required":["city"],"properties":{"city":{"type":"string"}}}}}}},
              "order.to":{"type":"object","properties":{"city":{"type":"integer"}}},
              "lines":{"type":"array","items":{"type":"object","required":["sum"],
                "properties":{"sum":{"type":"integer"},"sub":{"type":"array","items":{"type":"object",
                  "required":["n"],"properties":{"n":{"type":"integer"}}}}}}},
              "by":{"type":"object","additionalProperties":{"type":"object","required":["n"],
                "properties":{"n":{"type":"integer"}}}}}}""";
    private static final String ARGUMENTS = "{\"order\":{\"amount\":6,\"id\":\"o\",\"a/b\":1,"
            + "\"to\":{\"place\":{\"city\":\"x\"}}},"
            + "\"lines\":[{\"sum\":1},{\"sum\":7,\"sub\":[{\"n\":3}]}],\"by\":{\"k\":{\"n\":2}}}";

    private static ToolFacts tool(String schema) {
        return new ToolFacts("crm", "refund", "write", null, Slice.of(schema));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "args.order.amount > 5.0",
                "args.order[\"amount\"] > 5.0",
                "args[\"order\"][\"amount\"] > 5.0",
                "args.order.?amount.orValue(0.0) > 5.0",
                "args[?\"order\"].?amount.orValue(0.0) > 5.0",
                "args.order[?\"id\"].orValue('') == 'o'",
                "has(args.order.id)",
                "args.order.?`a/b`.orValue(0) == 1",
                "args.order.to.place.city == 'x'",
                "args.order.to[\"place\"].city == 'x'",
                "args.lines.exists(l, l.sum > 5)",
                "args.lines[1].sum > 5",
                "args.lines[1][\"sum\"] > 5",
                "args.lines.exists(l, l.?sub.orValue([]).exists(s, s.n == 3))",
                "args.?by.orValue({}).exists(k, k == 'k')",
                "args.?by.?k.optMap(v, v.n == 2).orValue(false)"
            })
    void membersAreReadAtEveryDepth(String when) {
        RuleBook book = book(deny("r", when));
        ToolRules rules = book.of(tool(INLINE));
        assertThat(Books.told(rules)).as(when).isEmpty();
        assertThat(rules.decide(call(ARGUMENTS)).refusal())
                .as(when)
                .isEqualTo(new Refusal("r", Category.ACCESS, "No: r.", ""));
    }

    /// The types of the schema count, and a name cannot be taken for that of a type.
    @Test
    void membersHaveTheTypesOfTheSchema() {
        for (String wrong : new String[] {
            "args.order.amount == 'x'",
            "args.order[\"amount\"] == 'x'",
            "args.order.nothing == 1",
            "args.order.id == 'x'",
            "args.order[\"id\"] == 'x'",
            "args.order.to.place.city == 1",
            "args.lines[0].sum == 'x'",
            "type(args.order) == args.order"
        }) {
            assertThat(Books.told(book(deny("r", wrong)).of(tool(INLINE))))
                    .as(wrong)
                    .isNotEmpty();
        }
        assertThat(Books.told(book(deny("r", "args.?`order.to`.?city.orValue(1) == 1"))
                        .of(tool(INLINE))))
                .isEmpty();
    }

    /// A server may take another spelling of a key for the key, however little the schema says.
    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"type\":\"object\",\"required\":[\"order\"],\"properties\":{\"order\":{\"$ref\":\"#/$defs/O\"}}}",
                "{\"type\":\"object\",\"required\":[\"order\"],\"properties\":{\"order\":{\"type\":\"object\"}}}",
                "{\"type\":\"object\",\"required\":[\"order\"],\"properties\":{\"order\":{\"type\":\"object\","
                        + "\"properties\":{\"id\":{}},\"required\":[\"amount\"]}}}",
                "{\"type\":\"object\",\"required\":[\"order\"],\"properties\":{\"order\":{}}}"
            })
    void noKeyIsAnotherSpellingAtAnyDepth(String schema) {
        ToolRules rules = book(deny(
                        "r",
                        "dyn(args.order).?amount.orValue(0) > 500 || dyn(args.order)[?\"to\"].?city.orValue('') == 'x'"
                                + " || 'gift' in dyn(args.order)"))
                .of(tool(schema));
        assertThat(Books.told(rules)).isEmpty();
        for (String spelled : new String[] {
            "{\"amount\":1,\"Amount\":600}",
            "{\"amount\":1,\"amount\\u0000\":600}",
            "{\"amount\":1,\"amount\\u0000x\":600}",
            "{\"Amount\":600}",
            "{\"amount\\u0000x\":600}",
            "{\"GIFT\":true}",
            "{\"to\":{\"City\":\"x\"}}",
            "{\"list\":[{\"city\":1,\"ci\\u0000ty\":2,\"CI\":3}]}",
            "{\"other\":{\"k\":1,\"\u212a\":2}}"
        }) {
            Refusal refusal = rules.decide(call("{\"order\":" + spelled + "}")).refusal();
            assertThat(refusal).as(spelled).isNotNull();
            assertThat(refusal.category()).as(spelled).isEqualTo(Category.VALIDATION);
            assertThat(refusal.reason()).as(spelled).contains("another spelling of one of its keys");
        }
        for (String right : new String[] {"{\"amount\":1,\"Other\":2}", "{\"to\":{\"city\":\"y\",\"x\":{\"X\":1}}}"}) {
            assertThat(rules.decide(call("{\"order\":" + right + "}")).refusal())
                    .as(right)
                    .isNull();
        }
    }

    /// What the schema tells apart, its server tells apart.
    @Test
    void spellingsThatTheSchemaTellsApartAreTwoKeys() {
        ToolRules rules = book(deny("r", "args.order.?amount.orValue(0) > 500"))
                .of(tool("{\"type\":\"object\",\"required\":[\"order\"],\"properties\":{\"order\":{\"type\":\"object\","
                        + "\"properties\":{\"amount\":{\"type\":\"integer\"},\"Amount\":{\"type\":\"integer\"}}}}}"));
        assertThat(rules.decide(call("{\"order\":{\"amount\":1,\"Amount\":600}}"))
                        .refusal())
                .isNull();
        assertThat(rules.decide(call("{\"order\":{\"amount\":1,\"AMOUNT\":600}}"))
                        .refusal())
                .isNotNull();
    }
}
