package io.gatehouse.policy.rule;

import static io.gatehouse.policy.rule.Books.book;
import static io.gatehouse.policy.rule.Books.decide;
import static io.gatehouse.policy.rule.Books.deny;
import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.policy.rule.Verdict.Refusal;
import io.gatehouse.protocol.Failure.Category;
import org.junit.jupiter.api.Test;

/// Arguments that rules read are judged first; the others are not looked at.
class JudgedArgumentsTest {
    private static final RuleBook BOOK = book(deny(
            "r",
            "args.order == 'x' || args.?amount.orValue(0) > 500 || args.?to.?city.orValue('') == 'x'"
                    + " || args.?any.hasValue() || args.?rate.orValue(0.0) > 1"));

    private static String refused(String arguments) {
        Refusal refusal = decide(BOOK, arguments).refusal();
        if (refusal == null) {
            return "";
        }
        assertThat(refusal.category())
                .isEqualTo(refusal.reason().equals("No: r.") ? Category.ACCESS : Category.VALIDATION);
        return refusal.reason();
    }

    @Test
    void noKeyStandsTwiceAtAnyDepth() {
        assertThat(refused("{\"order\":\"o\",\"amount\":1,\"amount\":600}"))
                .contains("The arguments name a key twice: \"amount\".");
        assertThat(refused("{\"order\":\"o\",\"tags\":1,\"tags\":1}")).contains("name a key twice");
        assertThat(refused("{\"order\":\"o\",\"to\":{\"city\":\"a\",\"city\":\"x\"}}"))
                .contains("The argument to has a key twice: \"city\".");
        assertThat(refused("{\"order\":\"o\",\"any\":[{\"a\":{\"b\":1,\"b\":2}}]}"))
                .contains("has a key twice");
        assertThat(refused("{\"order\":\"o\",\"lines\":[{\"sum\":1,\"sum\":2}]}"))
                .isEmpty();
    }

    @Test
    void noKeyIsAnotherSpelling() {
        assertThat(refused("{\"order\":\"o\",\"Amount\":600}"))
                .contains("The arguments have the key \"Amount\", another spelling of one that a rule reads.");
        assertThat(refused("{\"order\":\"o\",\"amount\\u0000\":600}")).contains("another spelling");
        assertThat(refused("{\"order\":\"o\",\"to\":{\"city\":\"a\",\"CITY\":\"x\"}}"))
                .contains("another spelling");
        assertThat(refused("{\"order\":\"o\",\"Tags\":[]}")).isEmpty();
    }

    @Test
    void typesAreThoseOfTheSchema() {
        assertThat(refused("{\"order\":7}"))
                .isEqualTo("The argument order must be a string. Correct it and call again.");
        assertThat(refused("{\"order\":\"o\",\"amount\":\"600\"}")).contains("must be an integer");
        assertThat(refused("{\"order\":\"o\",\"amount\":1.5}")).contains("must be an integer");
        assertThat(refused("{\"order\":\"o\",\"amount\":null}")).contains("must be an integer");
        assertThat(refused("{\"order\":\"o\",\"amount\":9223372036854775808}")).contains("must be an integer");
        assertThat(refused("{\"order\":\"o\",\"rate\":true}")).contains("must be a number");
        assertThat(refused("{\"order\":\"o\",\"to\":[]}")).contains("must be an object");
        assertThat(refused("{\"order\":\"o\",\"to\":{}}")).contains("The argument to.city is required.");
        assertThat(refused("{}")).contains("The argument order is required.");
        assertThat(refused("[]")).contains("must be an object");
        assertThat(decide(BOOK, null).refusal()).isNotNull();
    }

    @Test
    void numbersCountHoweverTheyAreSpelled() {
        assertThat(refused("{\"order\":\"o\",\"amount\":5.01e2}")).isEqualTo("No: r.");
        assertThat(refused("{\"order\":\"o\",\"amount\":600.0}")).isEqualTo("No: r.");
        assertThat(refused("{\"order\":\"o\",\"rate\":2}")).isEqualTo("No: r.");
        assertThat(refused("{\"order\":\"o\",\"rate\":0.5}")).isEmpty();
        assertThat(refused("{\"order\":\"o\",\"rate\":1e999}")).contains("too large a number");
        assertThat(refused("{\"order\":\"o\",\"rate\":1e99999999999}")).contains("too large a number");
        assertThat(refused("{\"order\":\"o\",\"rate\":0." + "1".repeat(200) + "}"))
                .contains("more than 100 digits");
    }

    /// A double between a number and its neighbour would compare as that one.
    @Test
    void numbersThatNoDoubleHoldsAreRefused() {
        for (String number :
                new String[] {"500.00000000000000001", "9007199254740993", "1e-400", "0.10000000000000001"}) {
            assertThat(refused("{\"order\":\"o\",\"rate\":" + number + "}"))
                    .as(number)
                    .isEqualTo("The argument rate is a number with more digits than a double holds."
                            + " Correct it and call again.");
        }
        assertThat(refused("{\"order\":\"o\",\"rate\":0.1}")).isEmpty();
        assertThat(refused("{\"order\":\"o\",\"rate\":0.30000000000000004}")).isEmpty();
        assertThat(refused("{\"order\":\"o\",\"rate\":-0.0}")).isEmpty();
        assertThat(refused("{\"order\":\"o\",\"any\":18446744073709551617}")).contains("more digits");
        assertThat(refused("{\"order\":\"o\",\"any\":18446744073709551616}")).isEqualTo("No: r.");
    }

    @Test
    void sizeAndDepthAreBounded() {
        assertThat(refused("{\"order\":\"" + "o".repeat(70_000) + "\"}")).contains("larger than 64 KB");
        assertThat(refused("{\"order\":\"o\",\"any\":" + "[".repeat(40) + "]".repeat(40) + "}"))
                .contains("nests");
        assertThat(refused("{\"order\":\"o\",\"note\":\"" + "o".repeat(70_000) + "\"}"))
                .isEmpty();
    }
}
