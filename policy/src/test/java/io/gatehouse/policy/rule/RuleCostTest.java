package io.gatehouse.policy.rule;

import static io.gatehouse.policy.rule.Books.book;
import static io.gatehouse.policy.rule.Books.call;
import static io.gatehouse.policy.rule.Books.decide;
import static io.gatehouse.policy.rule.Books.deny;
import static io.gatehouse.policy.rule.Books.outcome;
import static io.gatehouse.policy.rule.Books.tool;
import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.policy.rule.Finding.Kind;
import io.gatehouse.policy.rule.Verdict.Refusal;
import io.gatehouse.protocol.Failure.Category;
import java.util.Collections;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What evaluating a condition may cost, whatever the arguments are.
class RuleCostTest {
    private static final String LARGE = "(a{0,20}b?){18}c$";

    private static String arguments(int letters, int tags) {
        return "{\"order\":\"" + "a".repeat(letters) + "\",\"tags\":["
                + String.join(",", Collections.nCopies(tags, "\"aaaaaaaaaab\"")) + "]}";
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "args.order.matches('(a{0,20}b?){18}c$')",
                "args.order.matches('(a{0,20}b?){18}c$') && false",
                "args.?tags.orValue([]).exists(t, args.order.matches('(a{0,20}b?){18}c$') || t == 'zz')",
                "args.?tags.orValue([]).exists(t, args.order.contains(t))",
                "args.?tags.orValue([]).map(t, args.order + t).size() == 3",
                "args.?tags.orValue([]).exists(t, args.order.lowerAscii() == t)",
                "args.?tags.orValue([]).exists(t, args.order.trim() == t)",
                "args.?tags.orValue([]).exists(t, args.order.size() == 1 || args.order > 'b' || args.order >= 'c')",
                "args.?tags.orValue([]).exists(t, [args.order] == [args.order + t])",
                "args.?tags.orValue([]).exists(t, time.getHours(args.order) == 1)",
                "args.?tags.orValue([]).exists(t, int(args.order) == 1)",
                "args.?tags.orValue([]).all(t, args.?tags.orValue([]) == [t] || true)"
            })
    void whatCostsTooMuchDeniesTheCall(String when) {
        Refusal refusal = decide(book(deny("r", when)), arguments(50_000, 900)).refusal();
        assertThat(refusal).isNotNull();
        assertThat(refusal.category()).isEqualTo(Category.ACCESS);
        assertThat(refusal.reason())
                .startsWith("A rule of this gateway costs too much to evaluate with these arguments")
                .contains("smaller arguments");
        assertThat(refusal.problem()).isEqualTo("costs too much");
        assertThat(outcome(when, arguments(10, 3))).doesNotContain("costs too much");
    }

    @Test
    void explainSaysThatARuleCostsTooMuch() {
        RuleBook book = book(deny("r", "args.order.matches('" + LARGE + "')"), deny("s", "args.order == 'x'"));
        assertThat(book.explain(tool(), call(arguments(50_000, 0))))
                .extracting(Finding::kind)
                .containsExactly(Kind.TOO_COSTLY, Kind.NO_MATCH);
    }

    /// One rule that costs much leaves to the next what it may cost.
    @Test
    void eachRuleHasItsOwnBudget() {
        String half = "args.order.matches('(a?b?c?){8}d$')";
        assertThat(decide(book(deny("r", half), deny("s", half), deny("t", half)), arguments(50_000, 0))
                        .refusal())
                .isNull();
    }

    @Test
    void whatIsCheapIsDecidedAtOnce() {
        RuleBook book = book(
                deny("r", "args.?amount.orValue(0) > 500 && !('lead' in caller.roles)"),
                deny("s", "args.order.matches('^/etc/.*') || args.order.contains('DROP TABLE')"),
                deny("t", "caller.roles.exists(r, r.startsWith('x')) || args.?tags.orValue([]).exists(t, t == 'y')"));
        assertThat(book.of(tool()).decideQuickly(call(arguments(100, 20))))
                .isEqualTo(book.of(tool()).decide(call(arguments(100, 20))));
        assertThat(book.of(tool()).decideQuickly(call(arguments(60_000, 0)))).isNull();
        assertThat(RuleBook.NONE.of(tool()).decideQuickly(call(arguments(60_000, 0))))
                .isSameAs(Verdict.ALLOWED);
    }

    @Test
    void whatCostsMoreIsDecidedLaterInTheSameWay() {
        RuleBook book = book(deny("r", "args.?tags.orValue([]).exists(t, t.matches('(x|y)+z'))"));
        assertThat(book.of(tool()).decideQuickly(call(arguments(1, 900)))).isNull();
        assertThat(book.of(tool()).decide(call(arguments(1, 900)))).isEqualTo(Verdict.ALLOWED);
    }

    @Test
    void textIsFoundWhereverItIs() {
        var random = new Random(7);
        for (int round = 0; round < 2_000; round++) {
            String text = text(random, 600);
            String part = text(random, round % 2 == 0 ? 12 : 200);
            assertThat(TextSearch.contains(text, part)).as(part + " in " + text).isEqualTo(text.contains(part));
            int from = random.nextInt(text.length() + 1);
            assertThat(TextSearch.contains(text, text.substring(from))).isTrue();
        }
    }

    private static String text(Random random, int most) {
        return random.ints(random.nextInt(most), 'a', 'c')
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    /// The gateway's own functions are those of CEL.
    @Test
    void functionsOnTextDoWhatTheyDoElsewhere() {
        for (String right : new String[] {
            "' \\u2003 Ab\\u00a0'.trim() == 'Ab' && 'ÄbC'.lowerAscii() == 'Äbc' && 'äbC'.upperAscii() == 'äBC'",
            "'abc'.contains('bc') && 'abc'.contains('') && !'abc'.contains('abcd') && matches('xabc', 'b.$')",
            "'abc'.startsWith('a') && 'abc'.endsWith('c') && 'äö'.size() == 2 && size([1, 2]) == 2",
            "'a' in {'a': 1} && 1 in [2, 1] && !(3 in [1, 2]) && [1] + [2] == [1, 2] && 'a' + 'b' == 'ab'",
            "b'a' + b'b' == b'ab' && b'abc'.size() == 3 && string(1) == '1' && type(1) == int && dyn(1) == 1.0",
            "[1, 2, 3].filter(n, n > 1).map(n, n * 2) == [4, 6] && [1, 2].exists_one(n, n == 1) && 7 % 4 == 3",
            "duration('60s') < duration('2m') && timestamp('2026-01-01T00:00:00Z').getFullYear() == 2026"
        }) {
            assertThat(outcome(right, "{\"order\":\"o\"}")).as(right).isEqualTo("denied");
        }
    }
}
