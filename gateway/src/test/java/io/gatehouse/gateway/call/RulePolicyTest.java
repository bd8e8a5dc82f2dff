package io.gatehouse.gateway.call;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.gateway.policy.Asked;
import io.gatehouse.gateway.policy.Decision;
import io.gatehouse.policy.Roles;
import io.gatehouse.policy.rule.Rule;
import io.gatehouse.policy.rule.Rule.Scope;
import io.gatehouse.policy.rule.RuleBook;
import io.gatehouse.policy.rule.RuleOutcome;
import io.gatehouse.policy.rule.ToolFacts;
import io.gatehouse.protocol.Caller;
import io.gatehouse.protocol.Slice;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/// Whoever asks is never kept busy by a rule.
class RulePolicyTest {
    private static final RuleBook BOOK = RuleBook.compile(
            List.of(new Rule(
                    "r",
                    Scope.EVERYTHING,
                    "args.?body.orValue('').matches('^(a|b)+c$')",
                    new RuleOutcome.Deny("No."),
                    false)),
            (name, problem) -> {
                throw new IllegalArgumentException(problem);
            });

    private record Call(String body) implements Asked {
        @Override
        public String requestId() {
            return "r-1";
        }

        @Override
        public Caller caller() {
            return Caller.ANONYMOUS;
        }

        @Override
        public String door() {
            return "mcp";
        }

        @Override
        public String method() {
            return "tools/call";
        }

        @Override
        public String name() {
            return "echo";
        }

        @Override
        public ToolFacts tool() {
            return new ToolFacts("crm", "echo", "write", null, null);
        }

        @Override
        public Slice writtenArguments() {
            return Slice.of("{\"body\":\"" + body + "\"}");
        }
    }

    /// What became of a call, and on which thread.
    private record Decided(Decision decision, Thread thread) {}

    private static CompletableFuture<Decided> decide(String body) {
        RulePolicy policy = new RulePolicy(() -> BOOK, () -> Roles.NONE, (asked, shadow) -> {}, InstantSource.system());
        CompletableFuture<Decided> decided = new CompletableFuture<>();
        policy.decide(new Call(body), decision -> decided.complete(new Decided(decision, Thread.currentThread())));
        return decided;
    }

    private static Decided atOnce(String body) {
        CompletableFuture<Decided> decided = decide(body);
        assertThat(decided).isDone();
        return decided.join();
    }

    @Test
    void whatIsCheapIsDecidedBeforeItReturns() {
        assertThat(atOnce("abc").decision()).isInstanceOf(Decision.Denied.class);
        assertThat(atOnce("abcd").decision()).isEqualTo(Decision.ALLOWED);
        assertThat(atOnce("abc").thread()).isSameAs(Thread.currentThread());
    }

    @Test
    void whatIsCostlyIsDecidedOnAnotherThread() throws Exception {
        String large = "ab".repeat(20_000);
        Decided denied = decide(large + "c").get(1, TimeUnit.MINUTES);
        assertThat(denied.decision()).isInstanceOf(Decision.Denied.class);
        assertThat(denied.thread().isVirtual()).isTrue();
        assertThat(decide(large).get(1, TimeUnit.MINUTES).decision()).isEqualTo(Decision.ALLOWED);
    }
}
