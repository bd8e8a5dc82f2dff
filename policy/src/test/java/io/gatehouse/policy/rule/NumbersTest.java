package io.gatehouse.policy.rule;

import static io.gatehouse.policy.rule.Books.outcome;
import static io.gatehouse.policy.rule.Books.unfit;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/// Numbers in arguments and conditions, and `null`.
class NumbersTest {
    private static String with(String argument, String value, String when) {
        return outcome(when, "{\"order\":\"o\",\"" + argument + "\":" + value + "}");
    }

    /// Neighbours among large integers are one double.
    @Test
    void largeIntegersAreToldApartWhateverTheSchemaSays() {
        for (String argument : List.of("amount", "limit", "any")) {
            String other = "args.?" + argument + ".orValue(0) != 1234567890123456789";
            assertThat(with(argument, "1234567890123456790", other))
                    .as(argument)
                    .isEqualTo("denied");
            assertThat(with(argument, "1234567890123456789", other))
                    .as(argument)
                    .isEqualTo("passed");
        }
    }

    @Test
    void wholeNumbersAreIntegersWithoutASchema() {
        for (String when : List.of(
                "type(args.?any.orValue(0)) == int",
                "string(args.?any.orValue(0)) == '500'",
                "args.?any.orValue(0) % 7 == 3",
                "args.?any.orValue(0) == 500",
                "args.?any.orValue(0) in [500]")) {
            assertThat(with("any", "500", when)).as(when).isEqualTo("denied");
        }
        assertThat(with("any", "0.5", "args.?any.orValue(0) == 0.5")).isEqualTo("denied");
        assertThat(with("any", "0.5", "args.?any.orValue(0) > 0")).isEqualTo("denied");
    }

    @Test
    void wholeNumbersInAConditionFitNumberArguments() {
        for (String when : List.of(
                "args.?rate.orValue(0) > 500",
                "args.?rate.orValue(-1) == 501",
                "501 == args.?rate.orValue(-1)",
                "args.?rate.orValue(1 + 1) * 2 != 1000",
                "args.?rate.orValue(0) - 1 >= 2 * 250",
                "-args.?rate.orValue(0) < -500",
                "args.?rate.orValue(0) in [1, 501]",
                "(args.?rate.hasValue() ? args.?rate.orValue(0) : 0) == 501",
                "args.?rate.optMap(r, r == 501).orValue(false)",
                "double(args.?amount.orValue(501)) == 501",
                "args.?price.orValue(501) == 501",
                "args.?rate.value() == 501")) {
            assertThat(unfit(when)).as(when).isEmpty();
            assertThat(with("rate", "501", when)).as(when).isEqualTo("denied");
        }
        String each = "args.?rates.orValue([]).exists(r, r.?rate.orValue(0) == 3)";
        assertThat(with("rates", "[{},{\"rate\":3}]", each)).isEqualTo("denied");
        assertThat(with("rates", "[{},{\"rate\":3.5}]", each)).isEqualTo("passed");
        assertThat(with("rate", "500.5", "args.?rate.orValue(0) > 500")).isEqualTo("denied");
        assertThat(outcome("args.?rate.orValue(0) > 500", "{\"order\":\"o\"}")).isEqualTo("passed");
    }

    /// Not every integer is a double.
    @Test
    void aNumberArgumentIsNotComparedWithTheNeighbourOfAnInteger() {
        assertThat(unfit("args.?rate.orValue(0) == 9007199254740993"))
                .contains("no matching overload")
                .contains("write whole numbers");
        assertThat(unfit("args.?rate.orValue(0) == 9007199254740992")).isEmpty();
    }

    @Test
    void nullIsAbsentWhereTheSchemaAllowsIt() {
        for (String argument : List.of("limit", "price", "any")) {
            String when = "args.?" + argument + ".orValue(200) > 100";
            assertThat(unfit(when)).as(argument).isEmpty();
            assertThat(with(argument, "null", when)).as(argument).isEqualTo("denied");
            assertThat(with(argument, "50", when)).as(argument).isEqualTo("passed");
            assertThat(with(argument, "null", "args.?" + argument + ".hasValue()"))
                    .as(argument)
                    .isEqualTo("passed");
            assertThat(with(argument, "null", "has(args." + argument + ")"))
                    .as(argument)
                    .isEqualTo("passed");
        }
        assertThat(with("note", "null", "args.?note.orValue('none') == 'none'")).isEqualTo("denied");
        assertThat(with("amount", "null", "args.?amount.orValue(0) > 100")).contains("must be an integer");
    }
}
