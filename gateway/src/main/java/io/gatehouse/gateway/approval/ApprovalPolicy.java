package io.gatehouse.gateway.approval;

import io.gatehouse.gateway.person.PersonAnswer;
import io.gatehouse.gateway.person.PersonQuestion;
import io.gatehouse.gateway.policy.Asked;
import io.gatehouse.gateway.policy.Decision;
import io.gatehouse.gateway.policy.Policy;
import io.gatehouse.gateway.policy.ToolUse;
import io.gatehouse.policy.Agreement;
import io.gatehouse.policy.Requirement;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;

/// Lets calls run that a person has to agree to once a person has. It must be the last policy: what it shows is what
/// is sent.
public final class ApprovalPolicy implements Policy {
    private static final String NO_FIELDS = "{\"type\":\"object\",\"properties\":{}}";

    private final List<Function<Asked, Requirement>> sources;
    private final Policy standing;
    private final ApprovalQueue queue;

    /// @param sources each says whose word a call needs; the strictest counts
    /// @param standing is asked again after a person had to be waited for
    /// @param queue where calls wait for somebody else
    public ApprovalPolicy(List<Function<Asked, Requirement>> sources, Policy standing, ApprovalQueue queue) {
        this.sources = List.copyOf(sources);
        this.standing = standing;
        this.queue = queue;
    }

    @Override
    public void decide(Asked asked, Consumer<Decision> decided) {
        Requirement required = requirement(asked);
        if (asked.furtherRound() && required.agreement() != Agreement.NONE) {
            queue.goOn(asked, required, decided);
            return;
        }
        switch (required.agreement()) {
            case NONE -> decided.accept(Decision.ALLOWED);
            case MODEL, CONFIRM, APPROVE -> {
                ToolUse use = asked.toolUse();
                if (use == null) {
                    decided.accept(Decision.ALLOWED);
                } else {
                    ask(asked, use, required, decided);
                }
            }
        }
    }

    private Requirement requirement(Asked asked) {
        Requirement strictest = Requirement.NONE;
        for (Function<Asked, Requirement> source : sources) {
            strictest = strictest.strictest(source.apply(asked));
        }
        return strictest;
    }

    private void ask(Asked asked, ToolUse use, Requirement required, Consumer<Decision> decided) {
        CallText text = CallText.folded(use.server(), use.tool(), use.shown());
        if (!text.complete()) {
            decided.accept(ApprovalTexts.tooLong());
            return;
        }
        switch (required.agreement()) {
            case NONE -> decided.accept(Decision.ALLOWED);
            case MODEL -> queue.repeat(asked, use, required, decided);
            case APPROVE -> queue.decide(asked, use, required, decided);
            case CONFIRM ->
                asked.person()
                        .ask(
                                new PersonQuestion.Form(ApprovalTexts.question(required, text), NO_FIELDS),
                                answer -> answered(asked, use, required, answer, decided));
        }
    }

    private void answered(
            Asked asked, ToolUse use, Requirement required, PersonAnswer answer, Consumer<Decision> decided) {
        switch (answer) {
            case PersonAnswer.Accepted accepted -> agreed(asked, decided);
            case PersonAnswer.Declined declined -> decided.accept(ApprovalTexts.declined());
            case PersonAnswer.Cancelled cancelled -> decided.accept(ApprovalTexts.cancelled());
            case PersonAnswer.TooLate late -> decided.accept(ApprovalTexts.late());
            case PersonAnswer.Unreachable nobody -> queue.decide(asked, use, required, decided);
        }
    }

    /// The person took time, in which the tool and the caller's roles may have changed.
    private void agreed(Asked asked, Consumer<Decision> decided) {
        if (!asked.current()) {
            decided.accept(ApprovalTexts.changed());
            return;
        }
        standing.decide(asked, decision -> {
            boolean stands = !(decision instanceof Decision.Denied);
            decided.accept(
                    stands ? new Decision.Agreed("the user of " + asked.caller().name(), null) : decision);
        });
    }
}
