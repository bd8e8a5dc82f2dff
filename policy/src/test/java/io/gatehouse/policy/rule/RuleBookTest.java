package io.gatehouse.policy.rule;

import static io.gatehouse.policy.rule.Books.book;
import static io.gatehouse.policy.rule.Books.call;
import static io.gatehouse.policy.rule.Books.decide;
import static io.gatehouse.policy.rule.Books.deny;
import static io.gatehouse.policy.rule.Books.outcome;
import static io.gatehouse.policy.rule.Books.tool;
import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.policy.Agreement;
import io.gatehouse.policy.Requirement;
import io.gatehouse.policy.rule.Rule.Scope;
import io.gatehouse.policy.rule.Verdict.Refusal;
import io.gatehouse.policy.rule.Verdict.Shadow;
import io.gatehouse.protocol.Caller;
import io.gatehouse.protocol.CallerId;
import io.gatehouse.protocol.Failure.Category;
import io.gatehouse.protocol.Slice;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RuleBookTest {
    private static final String ORDER = "{\"order\":\"o-1\",\"amount\":600}";

    @Test
    void withoutRulesEverythingPasses() {
        assertThat(RuleBook.NONE.of(tool()).decide(call(ORDER))).isSameAs(Verdict.ALLOWED);
        assertThat(RuleBook.compile(List.of(), (name, problem) -> {})).isSameAs(RuleBook.NONE);
    }

    @Test
    void conditionsSeeTheWholeCall() {
        for (String when : List.of(
                "caller.name == 'desk-1' && caller.user == '' && 'support' in caller.roles",
                "caller.scopes.size() == 0 && caller.address == '' && !has(caller.claims.org)",
                "tenant == '' && server == 'crm' && door == 'mcp'",
                "tool.name == 'refund' && tool.effects == 'write' && tool.annotations.title == 'Refund'",
                "!tool.annotations.destructiveHint",
                "client.name.startsWith('claude') && client.version == '2'",
                "time > timestamp('2026-01-01T00:00:00Z') && time.getHours('Europe/Berlin') == 14",
                "args.order.lowerAscii() == 'o-1' && args.?amount.orValue(0) > 500",
                "args.`order`.matches('^o-[0-9]+$')")) {
            assertThat(outcome(when, ORDER)).as(when).isEqualTo("denied");
        }
    }

    /// Whatever a credential holds.
    @Test
    void claimsAreListsOfTexts() {
        Caller caller = new Caller(
                CallerId.ofKey("desk-1"),
                "ann",
                Set.of(),
                Set.of("crm:read", "files", Caller.ANY_SCOPE),
                Map.of("level", 3, "groups", List.of("a", "b"), "department", "sales", "deep.flag", true),
                "10.0.0.7",
                "");
        RuleCall by = new RuleCall(caller, List.of(), "mcp", null, null, Books.NOW);
        for (String when : List.of(
                "'3' in caller.claims.level && 'b' in caller.claims.groups && caller.claims.department == ['sales']",
                "caller.claims[\"deep.flag\"] == ['true'] && caller.claims.?missing.orValue([]) == []",
                "has(caller.claims.groups) && !has(caller.claims.missing) && !('missing' in caller.claims)",
                "caller.user == 'ann' && caller.scopes == ['crm:read'] && caller.address.startsWith('10.')")) {
            assertThat(book(deny("r", when)).of(tool()).decide(by).refusal())
                    .as(when)
                    .isEqualTo(new Refusal("r", Category.ACCESS, "No: r.", ""));
        }
    }

    @Test
    void aTokenIsKnownByTheKeyThatItWasMadeWith() {
        Caller key = Caller.ofKey("desk-1");
        Caller same = Caller.of(CallerId.delegate(key.id(), ""));
        Caller forUser = Caller.of(CallerId.delegate(key.id(), "ann"));
        Caller outside =
                Caller.of(new CallerId(CallerId.Kind.TOKEN, "https://login.example.com/realms/a", "ann", "app", ""));
        Caller narrowed = Caller.of(CallerId.delegate(outside.id(), ""));
        Map<Caller, String> expected = Map.of(
                key,
                "desk-1,desk-1,",
                same,
                "desk-1,desk-1,",
                forUser,
                "desk-1/ann,desk-1,",
                outside,
                "login.example.com/realms/a/ann,,https://login.example.com/realms/a",
                narrowed,
                "login.example.com/realms/a/ann,,https://login.example.com/realms/a",
                Caller.ANONYMOUS,
                "anonymous,,");
        expected.forEach((caller, seen) -> {
            RuleCall by = new RuleCall(caller, List.of(), "mcp", null, null, Books.NOW);
            String when = "caller.name + ',' + caller.key + ',' + caller.issuer == '" + seen + "'";
            assertThat(book(deny("r", when)).of(tool()).decide(by).refusal())
                    .as(seen)
                    .isNotNull();
        });
    }

    @Test
    void theStrictestOfSeveralOutcomesCounts() {
        Rule confirm = asking("confirm", Agreement.CONFIRM, "args.?amount.orValue(0) > 100");
        Rule approve = asking("approve", Agreement.APPROVE, "args.?amount.orValue(0) > 500");
        RuleBook book = book(confirm, approve, deny("never", "args.?amount.orValue(0) > 900"));
        assertThat(decide(book, "{\"order\":\"o\",\"amount\":50}").requirement())
                .isEqualTo(Requirement.NONE);
        assertThat(decide(book, "{\"order\":\"o\",\"amount\":200}").requirement())
                .isEqualTo(new Requirement(Agreement.CONFIRM, "confirm says so"));
        Verdict both = decide(book, "{\"order\":\"o\",\"amount\":600}");
        assertThat(both.requirement()).isEqualTo(new Requirement(Agreement.APPROVE, "approve says so"));
        assertThat(both.asking()).containsExactly("confirm", "approve");
        Verdict denied = decide(book, "{\"order\":\"o\",\"amount\":1000}");
        assertThat(denied.refusal()).isNotNull();
        assertThat(denied.requirement()).isEqualTo(Requirement.NONE);
    }

    private static Rule asking(String name, Agreement agreement, String when) {
        return new Rule(name, Scope.EVERYTHING, when, new RuleOutcome.Ask(agreement, name + " says so"), false);
    }

    @Test
    void aRuleDeniesWhatItMatchesOnly() {
        RuleBook book = book(deny("large", "args.?amount.orValue(0) > 500"));
        assertThat(decide(book, ORDER).refusal()).isEqualTo(new Refusal("large", Category.ACCESS, "No: large.", ""));
        assertThat(decide(book, "{\"order\":\"o-1\",\"amount\":500}").refusal()).isNull();
        assertThat(decide(book, "{\"order\":\"o-1\"}").refusal()).isNull();
    }

    /// Patterns are an index: a rule for other tools is not even fitted to this one.
    @Test
    void patternsSayWhichCallsARuleCanMatch() {
        Rule elsewhere = scoped("a", new Scope(List.of("erp", "c?"), List.of(), List.of()), "args.?nothing.hasValue()");
        Rule otherTool = scoped("b", new Scope(List.of("*"), List.of("get_*"), List.of()), null);
        Rule otherDoor = scoped("c", new Scope(List.of("crm"), List.of("refund"), List.of("messages")), null);
        RuleBook book = book(elsewhere, otherTool, otherDoor);
        assertThat(decide(book, ORDER).refusal()).isNull();
        assertThat(book.of(tool()).withheld()).isFalse();
        RuleCall atMessages =
                new RuleCall(call(null).caller(), List.of(), "messages", null, Slice.of(ORDER), Books.NOW);
        assertThat(book.of(tool()).decide(atMessages).refusal()).isNotNull();
        assertThat(book.explain(tool(), call(ORDER))).extracting(Finding::kind).containsOnly(Finding.Kind.OUT_OF_SCOPE);
    }

    @Test
    void theStrictestOutcomeCountsWhateverTheOrder() {
        Rule narrow = narrow("cap", "amount", new ArgumentLimit.Max(new BigDecimal(100)));
        Rule deny = deny("no", "args.?amount.orValue(0) > 500");
        for (RuleBook book : List.of(book(narrow, deny), book(deny, narrow))) {
            Verdict verdict = decide(book, ORDER);
            assertThat(verdict.refusal()).extracting(Refusal::rule).isEqualTo("no");
            assertThat(verdict.narrowed()).isEmpty();
        }
        RuleBook caps = book(narrow, narrow("lower", "amount", new ArgumentLimit.Max(new BigDecimal(50))));
        assertThat(decide(caps, ORDER).narrowed()).containsExactly(Map.entry("amount", Slice.of("50")));
    }

    @Test
    void anErrorWhileEvaluatingDenies() {
        Refusal refusal = decide(book(deny("r", "args.?any.orValue(1) > 3")), "{\"order\":\"o\",\"any\":{}}")
                .refusal();
        assertThat(refusal).isNotNull();
        assertThat(refusal.category()).isEqualTo(Category.ACCESS);
        assertThat(refusal.reason()).contains("could not be evaluated");
        assertThat(refusal.problem()).contains("overload");
        assertThat(outcome("1 / (1 - 1) == 1", ORDER)).contains("could not be evaluated");
        assertThat(outcome("args.?any.orValue({}).zip == 'a'", ORDER)).contains("could not be evaluated");
    }

    @Test
    void aRuleInShadowModeReportsAndChangesNothing() {
        Rule deny = shadow(deny("s", "args.?amount.orValue(0) > 500"));
        Rule narrow = shadow(narrow("n", "amount", new ArgumentLimit.Max(new BigDecimal(1))));
        Rule failing = shadow(deny("f", "1 / (1 - 1) == 1"));
        Rule unfit = shadow(deny("u", "args.?nothing.hasValue()"));
        Rule judging = shadow(deny("j", "args.?rate.orValue(1.0) > 2.0"));
        RuleBook book = book(deny, narrow, failing, unfit, judging);
        assertThat(book.of(tool()).withheld()).isFalse();
        Verdict verdict = decide(book, "{\"order\":\"o\",\"amount\":600,\"rate\":\"x\"}");
        assertThat(verdict.refusal()).isNull();
        assertThat(verdict.narrowed()).isEmpty();
        assertThat(verdict.shadows()).extracting(Shadow::rule).containsExactly("s", "n", "f", "u", "j");
        assertThat(verdict.shadows())
                .extracting(Shadow::outcome)
                .containsExactly("deny", "narrow", "deny", "deny", "deny");
        assertThat(decide(book(deny), "{\"order\":\"o\"}").shadows()).isEmpty();
    }

    /// What a rule in shadow mode would have done, and no more.
    @Test
    void aRuleInShadowModeReportsWhatItWouldChange() {
        Rule capped = shadow(narrow("n", "amount", new ArgumentLimit.Max(new BigDecimal(700))));
        assertThat(decide(book(capped), ORDER).shadows()).isEmpty();
        Rule refusing = shadow(narrow("a", "order", new ArgumentLimit.Allowed(List.of(Slice.of("\"o-2\"")))));
        assertThat(decide(book(refusing), ORDER).shadows())
                .containsExactly(new Shadow("a", "deny", "The argument order must be one of \"o-2\"."));
        Rule asking = shadow(asking("c", Agreement.CONFIRM, "args.?amount.orValue(0) > 100"));
        assertThat(decide(book(asking), ORDER).shadows()).containsExactly(new Shadow("c", "confirm", "c says so"));
    }

    @Test
    void explainingTriesWhatARuleNarrows() {
        Rule allowed = narrow("a", "order", new ArgumentLimit.Allowed(List.of(Slice.of("\"o-2\""))));
        Rule within = narrow("w", "amount", new ArgumentLimit.Max(new BigDecimal(700)));
        Rule narrows = narrow("n", "amount", new ArgumentLimit.Max(new BigDecimal(7)));
        assertThat(book(allowed, within, narrows).explain(tool(), call(ORDER)))
                .extracting(Finding::kind)
                .containsExactly(Finding.Kind.WRONG_ARGUMENTS, Finding.Kind.WITHIN, Finding.Kind.NARROWS);
    }

    @Test
    void aToolThatIsAlwaysDeniedIsWithheld() {
        assertThat(book(deny("r", null)).of(tool()).withheld()).isTrue();
        assertThat(book(shadow(deny("r", null))).of(tool()).withheld()).isFalse();
        assertThat(book(deny("r", "true")).of(tool()).withheld()).isFalse();
        Scope oneDoor = new Scope(List.of(), List.of(), List.of("mcp"));
        assertThat(book(scoped("r", oneDoor, null)).of(tool()).withheld()).isFalse();
    }

    @Test
    void booksAreEqualWhenTheirRulesAre() {
        assertThat(book(deny("r", "true"))).isEqualTo(book(deny("r", "true")));
        assertThat(book(deny("r", "true"))).isNotEqualTo(book(deny("r", "false")));
    }

    private static Rule scoped(String name, Scope scope, @Nullable String when) {
        return new Rule(name, scope, when, new RuleOutcome.Deny("No."), false);
    }

    private static Rule narrow(String name, String argument, ArgumentLimit limit) {
        return new Rule(name, Scope.EVERYTHING, null, new RuleOutcome.Narrow(Map.of(argument, limit)), false);
    }

    private static Rule shadow(Rule rule) {
        return new Rule(rule.name(), rule.scope(), rule.when(), rule.outcome(), true);
    }
}
