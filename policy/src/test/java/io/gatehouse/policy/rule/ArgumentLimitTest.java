package io.gatehouse.policy.rule;

import static io.gatehouse.policy.rule.Books.book;
import static io.gatehouse.policy.rule.Books.decide;
import static io.gatehouse.policy.rule.Books.tool;
import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.policy.rule.ArgumentLimit.Allowed;
import io.gatehouse.policy.rule.ArgumentLimit.Max;
import io.gatehouse.policy.rule.ArgumentLimit.MaxItems;
import io.gatehouse.policy.rule.ArgumentLimit.Value;
import io.gatehouse.policy.rule.Rule.Scope;
import io.gatehouse.policy.rule.Verdict.Refusal;
import io.gatehouse.protocol.Failure.Category;
import io.gatehouse.protocol.Slice;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ArgumentLimitTest {
    private static final Allowed OWN = new Allowed(List.of(Slice.of("\"a\""), Slice.of("\"b\"")));

    private static Rule rule(String name, String argument, ArgumentLimit limit) {
        return new Rule(name, Scope.EVERYTHING, null, new RuleOutcome.Narrow(Map.of(argument, limit)), false);
    }

    /// The argument as it is changed, `same` where it is not, or why the call is refused.
    private static String narrowed(String argument, ArgumentLimit limit, String arguments) {
        Verdict verdict = decide(book(rule("r", argument, limit)), arguments);
        Refusal refusal = verdict.refusal();
        if (refusal != null) {
            assertThat(refusal.category()).isEqualTo(Category.VALIDATION);
            return refusal.reason();
        }
        Slice changed = verdict.narrowed().get(argument);
        assertThat(verdict.narrowing()).isEqualTo(changed == null ? List.of() : List.of("r"));
        return changed == null ? "same" : changed.text();
    }

    @Test
    void aFixedValueReplacesWhateverCame() {
        Value fixed = new Value(Slice.of("\"o-1\""));
        assertThat(narrowed("order", fixed, "{\"order\":\"o-2\"}")).isEqualTo("\"o-1\"");
        assertThat(narrowed("order", fixed, "{\"order\":\"o-1\"}")).isEqualTo("same");
        assertThat(narrowed("any", new Value(Slice.of("[1]")), "{}")).isEqualTo("[1]");
    }

    @Test
    void aNumberIsNotLargerThanTheMaximum() {
        Max most = new Max(new BigDecimal("100"));
        assertThat(narrowed("amount", most, "{\"amount\":600}")).isEqualTo("100");
        assertThat(narrowed("amount", most, "{\"amount\":1e2}")).isEqualTo("same");
        assertThat(narrowed("amount", most, "{}")).isEqualTo("100");
        assertThat(narrowed("amount", most, "{\"amount\":\"600\"}")).contains("must be an integer");
        assertThat(narrowed("any", most, "{\"any\":\"600\"}")).contains("must be a number");
        assertThat(narrowed("limit", most, "{\"limit\":null}")).isEqualTo("100");
    }

    @Test
    void aListKeepsItsFirstItems() {
        assertThat(narrowed("tags", new MaxItems(1), "{\"tags\":[ \"b\" , \"a\"]}"))
                .isEqualTo("[\"b\"]");
        assertThat(narrowed("tags", new MaxItems(2), "{\"tags\":[ \"b\" , \"a\"]}"))
                .isEqualTo("same");
        assertThat(narrowed("tags", new MaxItems(2), "{}")).isEqualTo("same");
    }

    @Test
    void onlyAllowedValuesStay() {
        assertThat(narrowed("order", OWN, "{\"order\":\"\\u0061\"}")).isEqualTo("same");
        assertThat(narrowed("order", OWN, "{\"order\":\"c\"}"))
                .isEqualTo("The argument order must be one of \"a\", \"b\". Correct it and call again.");
        assertThat(narrowed("tags", OWN, "{\"tags\":[\"c\",\"b\"]}")).isEqualTo("[\"b\"]");
        assertThat(narrowed("tags", OWN, "{\"tags\":[\"c\"]}")).contains("must be one of");
        assertThat(narrowed("tags", OWN, "{}")).contains("must be one of");
        Allowed numbers = new Allowed(List.of(Slice.of("1"), Slice.of("2")));
        assertThat(narrowed("amount", numbers, "{\"amount\":1.0}")).isEqualTo("same");
        assertThat(narrowed("amount", numbers, "{\"amount\":3}")).contains("must be one of 1, 2.");
    }

    @Test
    void limitsOfSeveralRulesHoldTogether() {
        RuleBook book = book(rule("allowed", "order", OWN), rule("fixed", "order", new Value(Slice.of("\"c\""))));
        assertThat(decide(book, "{\"order\":\"a\"}").refusal())
                .extracting(Refusal::rule)
                .isEqualTo("allowed");
        RuleBook contrary = book(
                rule("one", "order", new Value(Slice.of("\"c\""))), rule("two", "order", new Value(Slice.of("\"d\""))));
        Refusal refusal = decide(contrary, "{\"order\":\"a\"}").refusal();
        assertThat(refusal).isNotNull();
        assertThat(refusal.rule()).isEqualTo("two");
        assertThat(refusal.category()).isEqualTo(Category.ACCESS);
        assertThat(refusal.reason()).contains("Ask the operator").doesNotContain("Correct it");
        assertThat(refusal.problem()).isEqualTo("sets the argument order to another value than a rule before it");
        assertThat(contrary.of(tool()).conflicts())
                .containsExactly(new ToolRules.Conflict("order", List.of("one", "two"), true));
        assertThat(book.of(tool()).conflicts()).isEmpty();
        assertThat(decide(contrary, "{\"order\":\"c\"}").refusal()).isNotNull();
    }

    @Test
    void aLimitHasToFitTheTypeOfTheArgument() {
        assertThat(unfit("order", new Max(BigDecimal.ONE)))
                .isEqualTo("r: narrows the argument order, which is no number, which max is for");
        assertThat(unfit("amount", new Max(new BigDecimal("1.5")))).contains("is an integer");
        assertThat(unfit("rate", new Max(new BigDecimal("1.5")))).isEmpty();
        assertThat(unfit("order", new MaxItems(1))).contains("is no list");
        assertThat(unfit("amount", OWN)).contains("is not of the type of the allowed values");
        assertThat(unfit("tags", OWN)).isEmpty();
        assertThat(unfit("amount", new Value(Slice.of("\"x\"")))).contains("is not of the type of value");
        assertThat(unfit("nothing", OWN)).contains("which the tool does not have");
    }

    private static String unfit(String argument, ArgumentLimit limit) {
        return Books.told(book(rule("r", argument, limit)).of(tool()));
    }
}
