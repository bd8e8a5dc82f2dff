package io.gatehouse.policy.rule;

import static io.gatehouse.policy.rule.Books.outcome;
import static io.gatehouse.policy.rule.Books.problem;
import static io.gatehouse.policy.rule.Books.unfit;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// What is refused when a file is read, and what where a server lists.
class ConditionTest {
    @Test
    void unknownNamesAndWrongTypesAreRefused() {
        assertThat(problem("foo > 3")).contains("undeclared reference to 'foo'").contains("at character 1");
        assertThat(problem("caller.nme == 'x'")).contains("undefined field 'nme'");
        assertThat(problem("caller.name == 3")).contains("no matching overload");
        assertThat(problem("caller.name")).contains("expected type 'bool' but found 'string'");
        assertThat(problem("caller.name =="))
                .contains("mismatched input '<EOF>'")
                .endsWith("at character 15");
        assertThat(problem("tool.name.reverse() == 'x'")).contains("undeclared reference to 'reverse'");
    }

    @Test
    void argumentsAreReadByNameOnly() {
        for (String whole : new String[] {
            "args == args",
            "'x' in args",
            "args[caller.name] == 1",
            "dyn(args).x == 1",
            "size(args) > 1",
            "[args].size() > 1"
        }) {
            assertThat(problem(whole)).as(whole).startsWith("uses args as a whole");
        }
        assertThat(problem("[1].exists(args, args > 1)")).isNotEmpty();
        assertThat(problem("args.?x.?y.hasValue() && has(args.z) && args.`odd-name` == 1"))
                .isEmpty();
    }

    /// Claims that no rule names are not kept, so whoever reads one that is not written in the rule would read nothing.
    @Test
    void claimsAreReadByNameOnly() {
        for (String whole : new String[] {
            "caller.claims.exists(c, c == 'x')",
            "size(caller.claims) > 1",
            "caller.claims == {}",
            "caller.claims[tool.name] == []",
            "caller.name in caller.claims",
            "dyn(caller.claims).x == 1"
        }) {
            assertThat(problem(whole)).as(whole).startsWith("uses caller.claims as a whole");
        }
        for (String whole : new String[] {"caller == caller", "dyn(caller).claims.x == 1", "[caller].size() == 1"}) {
            assertThat(problem(whole)).as(whole).startsWith("uses caller as a whole");
        }
        assertThat(problem("caller.claims.department == 'sales'")).contains("no matching overload");
        assertThat(problem("caller.claims.realm_access.roles == []")).contains("does not support field selection");
    }

    @Test
    void theClaimsThatRulesReadAreKnown() {
        RuleBook book = Books.book(
                Books.deny("a", "'x' in caller.claims.one && caller.claims.?two.hasValue()"),
                Books.deny("b", "has(caller.claims.three) || 'four' in caller.claims"),
                Books.deny("c", "caller.claims[?\"realm.five\"].hasValue() || caller.claims[\"six/x\"] == ['y']"));
        assertThat(book.claims()).containsExactlyInAnyOrder("one", "two", "three", "four", "realm.five", "six/x");
    }

    @Test
    void conditionsAreBounded() {
        assertThat(problem("true || ".repeat(600) + "true")).contains("longer than 4096 characters");
        assertThat(problem("(".repeat(40) + "true" + ")".repeat(40))).isNotEmpty();
        assertThat(problem("!".repeat(4_000) + "true")).isEmpty();
        assertThat(problem("[[".repeat(30) + "1" + "]]".repeat(30) + " == [1]")).isNotEmpty();
        String many = IntStream.range(0, 300).mapToObj(String::valueOf).collect(Collectors.joining(",", "[", "]"));
        assertThat(outcome(many + ".exists(a, [1,2,3,4].exists(b, a * b < 0))", "{\"order\":\"o\"}"))
                .contains("could not be evaluated");
    }

    @Test
    void regularExpressionsAreWrittenInTheRuleAndTakeLinearTime() {
        assertThat(problem("args.?x.orValue('').matches('(?=a)')")).contains("RE2 does not take");
        assertThat(problem("args.?x.orValue('').matches('(a')")).contains("RE2 does not take");
        assertThat(problem("args.?x.orValue('').matches('((a{100}){100}){100}')"))
                .isNotEmpty();
        assertThat(problem("'x'.matches(caller.name)")).contains("not written in the rule");
        assertThat(problem("matches('x', caller.name)")).contains("not written in the rule");
        String evil = "a".repeat(60_000) + "!";
        assertThat(outcome("args.order.matches('^(a+)+$')", "{\"order\":\"" + evil + "\"}"))
                .isEqualTo("passed");
    }

    @Test
    void whatMayBeAbsentIsReadAsAnOptionalValue() {
        assertThat(unfit("args.order == 'x'")).isEmpty();
        assertThat(unfit("args.amount > 3"))
                .contains("reads amount, which may be absent")
                .contains(".?amount");
        assertThat(unfit("has(args.amount) && args.amount > 3")).contains("reads amount, which may be absent");
        assertThat(unfit("args.?amount.orValue(0) > 3 || has(args.note)")).isEmpty();
        assertThat(unfit("args.?to.city.orValue('') == 'x'")).isEmpty();
        assertThat(unfit("args.?to.orValue({}) == {}")).isNotEmpty();
        assertThat(unfit("args.?lines.orValue([]).all(l, l.sum > 3)")).contains("reads sum, which may be absent");
        assertThat(unfit("args.?lines.orValue([]).all(l, l.?sum.orValue(0) > 3)"))
                .isEmpty();
        assertThat(unfit("args.?any.orValue({}).zip == 'x'")).isEmpty();
    }

    @Test
    void aConditionIsCheckedAgainstTheSchemaOfATool() {
        assertThat(unfit("args.?amout.orValue(0) > 3"))
                .isEqualTo("r: uses the argument amout, which the tool does not have");
        assertThat(unfit("args.?amount.orValue('') == 'x'")).contains("r: ").contains("no matching overload");
        assertThat(unfit("args.order > 3")).contains("no matching overload");
        assertThat(unfit("args.?to.?town.hasValue()")).contains("undefined field 'town'");
        assertThat(unfit("!args.?note.hasValue() || args.?rate.orValue(1.0) > 2"))
                .isEmpty();
        assertThat(unfit("args.?note.orValue(0) > 2")).contains("no matching overload");
    }

    @Test
    void constantsWithWhichItCouldNeverBeEvaluatedAreRefused() {
        assertThat(problem("time.getHours('Europe/Berln') < 6"))
                .isEqualTo("asks for the time in \"Europe/Berln\", which is no time zone such as Europe/Berlin");
        assertThat(problem("time.getDayOfWeek('Mars') == 1")).contains("no time zone");
        for (String zone : new String[] {"Europe/Berlin", "UTC", "+02:00", "-08:00", "02:00"}) {
            assertThat(problem("time.getHours('" + zone + "') < 6")).as(zone).isEmpty();
            assertThat(outcome("time.getHours('" + zone + "') < 24", "{\"order\":\"o\"}"))
                    .as(zone)
                    .isEqualTo("denied");
        }
        assertThat(problem("time > timestamp('2026-13-01T00:00:00Z')")).contains("has the time \"2026-13-01");
        assertThat(problem("time > timestamp('2026-12-01T00:00:00Z') - duration('5x')"))
                .contains("has the duration \"5x\"");
        assertThat(problem("time > timestamp('2026-12-01T00:00:00+01:00') - duration('1h30m')"))
                .isEmpty();
        assertThat(problem("tool.effects == 'delete'"))
                .isEqualTo("compares tool.effects with \"delete\"; it is one of read, write, destroy, send");
        assertThat(problem("!('sse' in [door]) && door in ['mcp', 'sse']")).contains("compares door with \"sse\"");
        assertThat(problem("'destroy' == tool.effects && door != 'messages'")).isEmpty();
        assertThat(problem("args.?amount.orValue(0) % 0 == 1")).isEqualTo("divides by zero");
    }
}
