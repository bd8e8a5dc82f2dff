package io.gatehouse.gateway.call;

import io.gatehouse.gateway.policy.Asked;
import io.gatehouse.gateway.policy.Decision;
import io.gatehouse.gateway.policy.Policy;
import io.gatehouse.policy.Agreement;
import io.gatehouse.policy.Roles;
import io.gatehouse.policy.rule.RuleBook;
import io.gatehouse.policy.rule.RuleCall;
import io.gatehouse.policy.rule.ToolFacts;
import io.gatehouse.policy.rule.ToolRules;
import io.gatehouse.policy.rule.Verdict;
import io.gatehouse.policy.rule.Verdict.Refusal;
import io.gatehouse.policy.rule.Verdict.Shadow;
import io.gatehouse.protocol.Failure.Category;
import java.time.InstantSource;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Supplier;

/// Decides about calls of tools by the operator's rules. It is asked for everything that is sent to a server, so also
/// about a call that its client repeats with answers. It decides at once where that is cheap, otherwise on a thread of
/// its own.
public final class RulePolicy implements Policy {
    private static final System.Logger LOG = System.getLogger(RulePolicy.class.getName());
    private static final String BROKEN = "The rules of this gateway could not be evaluated for this call, so it was"
            + " denied. Ask the operator of the gateway to look at it.";

    private final Supplier<RuleBook> rules;
    private final Supplier<Roles> roles;
    private final BiConsumer<Asked, Shadow> shadows;
    private final InstantSource clock;

    /// @param rules those in force
    /// @param roles those in force, which rules can ask for
    /// @param shadows hears what rules in shadow mode would have done; must be quick
    public RulePolicy(
            Supplier<RuleBook> rules, Supplier<Roles> roles, BiConsumer<Asked, Shadow> shadows, InstantSource clock) {
        this.rules = rules;
        this.roles = roles;
        this.shadows = shadows;
        this.clock = clock;
    }

    @Override
    public void decide(Asked asked, Consumer<Decision> decided) {
        RuleBook book = rules.get();
        ToolFacts tool = book.none() ? null : asked.tool();
        if (tool == null) {
            decided.accept(Decision.ALLOWED);
            return;
        }
        RuleCall call = new RuleCall(
                asked.caller(),
                roles.get().of(asked.caller()).roles(),
                asked.door(),
                asked.clientInfo(),
                asked.writtenArguments(),
                clock.instant());
        ToolRules fitted = book.of(tool);
        Verdict verdict = fitted.decideQuickly(call);
        if (verdict == null) {
            Thread.ofVirtual().name("rules").start(() -> decideElsewhere(asked, fitted, call, decided));
        } else {
            decided.accept(decision(asked, verdict));
        }
    }

    /// Takes the time that a costly rule needs with large arguments.
    private void decideElsewhere(Asked asked, ToolRules fitted, RuleCall call, Consumer<Decision> decided) {
        Decision decision;
        try {
            decision = decision(asked, fitted.decide(call));
        } catch (RuntimeException | Error broken) {
            LOG.log(
                    System.Logger.Level.ERROR,
                    "The gateway could not evaluate rules for request " + asked.requestId() + ".",
                    broken);
            decision = new Decision.Denied("rules (" + broken + ")", Category.ACCESS, BROKEN);
        }
        decided.accept(decision);
    }

    private Decision decision(Asked asked, Verdict verdict) {
        verdict.shadows().forEach(shadow -> shadows.accept(asked, shadow));
        return decision(verdict);
    }

    private static Decision decision(Verdict verdict) {
        Refusal refusal = verdict.refusal();
        if (refusal != null) {
            return new Decision.Denied(
                    "rule " + refusal.rule() + (refusal.problem().isEmpty() ? "" : " (" + refusal.problem() + ")"),
                    refusal.category(),
                    refusal.reason());
        }
        if (verdict.requirement().agreement() != Agreement.NONE) {
            return new Decision.Demanding(
                    "rules " + String.join(", ", verdict.asking()), verdict.requirement(), verdict.narrowed());
        }
        return verdict.narrowed().isEmpty()
                ? Decision.ALLOWED
                : new Decision.Narrowed("rules " + String.join(", ", verdict.narrowing()), verdict.narrowed());
    }
}
