package io.gatehouse.gateway.call;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.gateway.ListedServer;
import io.gatehouse.gateway.RecordedExchange;
import io.gatehouse.gateway.catalog.GatewaySettings;
import io.gatehouse.gateway.catalog.Toolset;
import io.gatehouse.gateway.catalog.ToolsetSettings;
import io.gatehouse.gateway.catalog.ToolsetSettings.Member;
import io.gatehouse.gateway.catalog.ViewBuilder;
import io.gatehouse.gateway.policy.Decision;
import io.gatehouse.gateway.policy.Guard;
import io.gatehouse.gateway.policy.Journal;
import io.gatehouse.gateway.policy.Limits;
import io.gatehouse.gateway.policy.Policy;
import io.gatehouse.policy.CallLimit;
import io.gatehouse.policy.Claim;
import io.gatehouse.policy.Counters;
import io.gatehouse.policy.Covered;
import io.gatehouse.policy.Repetitions;
import io.gatehouse.policy.Taken;
import io.gatehouse.policy.Touch;
import io.gatehouse.policy.Usage;
import io.gatehouse.policy.UsageIndex;
import io.gatehouse.protocol.Failure.Category;
import io.gatehouse.protocol.Failure.Outcome;
import io.gatehouse.protocol.Request;
import io.gatehouse.protocol.Response;
import io.gatehouse.protocol.Revision;
import io.gatehouse.upstream.call.CallFailure;
import io.gatehouse.upstream.call.Told;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// What a call takes of a limit is given back once, however the call ends, also where counting takes time.
class HeldPlacesTest {
    private final ListedServer crm = ListedServer.withTools("crm", "get");
    private final Later counters = new Later();
    private final List<String> refused = new CopyOnWriteArrayList<>();

    /// Counters that answer when a test wants them to, as those on another machine do.
    private static final class Later implements Counters {
        private final AtomicInteger held = new AtomicInteger();
        private final AtomicReference<@Nullable Consumer<Taken>> asks = new AtomicReference<>();
        private boolean waits;

        @Override
        public void take(List<Claim> claims, Consumer<Taken> taken) {
            asks.set(taken);
            if (!waits) {
                grant();
            }
        }

        void grant() {
            held.incrementAndGet();
            taken(new Taken.Granted(held::decrementAndGet));
        }

        void taken(Taken what) {
            Consumer<Taken> asked = asks.getAndSet(null);
            assertThat(asked).isNotNull();
            asked.accept(what);
        }

        @Override
        public void touch(List<Touch> touches, Consumer<Taken> taken) {
            throw new AssertionError("nothing is counted");
        }
    }

    private CallPipeline pipeline(Policy policy, @Nullable Journal journal) {
        CallLimit limit = new CallLimit("alone", Covered.TOOLS, Set.of(), null, 1);
        UsageIndex usage = new UsageIndex(new Usage(List.of(limit), List.of(), List.of(), Map.of()));
        Limits limits =
                new Limits(() -> usage, caller -> List.of(), counters, new Repetitions(System::nanoTime), refused::add);
        return Pipelines.of(new Oversight(new Guard(List.of(policy), journal, limits), null, record -> {}));
    }

    private CallPipeline pipeline() {
        return pipeline((asked, decided) -> decided.accept(Decision.ALLOWED), null);
    }

    private Toolset toolset() {
        return new Toolset(
                "t",
                new ViewBuilder(ToolsetSettings.everything(""), GatewaySettings.DEFAULT)
                        .build(new LinkedHashMap<>(Map.of(crm, Member.whole(crm.name())))));
    }

    private RecordedExchange call(CallPipeline pipeline) {
        RecordedExchange exchange = new RecordedExchange(Revision.NEWEST);
        pipeline.request(Request.of("1", "tools/call", "{\"name\":\"crm_get\",\"arguments\":{}}"), exchange, toolset());
        return exchange;
    }

    @Test
    void aCallThatIsAnswered() {
        crm.answers((request, exchange) -> {
            assertThat(counters.held).hasValue(1);
            exchange.respond(Response.result("{\"content\":[]}"));
        });
        assertThat(call(pipeline()).answer()).contains("content");
        assertThat(counters.held).hasValue(0);
    }

    @Test
    void aCallThatFails() {
        crm.answers((request, exchange) -> exchange.failed(CallFailure.open(
                CallFailure.Kind.BROKEN_OFF, "crm", Outcome.SENT_OUTCOME_UNKNOWN, Told.of("It broke off"))));
        assertThat(call(pipeline()).answer()).contains("It broke off");
        assertThat(counters.held).hasValue(0);
    }

    @Test
    void aCallWhoseStepFails() {
        crm.answers((request, exchange) -> {
            throw new IllegalStateException("the server's code is broken");
        });
        assertThat(call(pipeline()).answer()).contains("The gateway failed");
        assertThat(counters.held).hasValue(0);
    }

    @Test
    void aCallThatIsCancelled() {
        crm.answers((request, exchange) -> exchange.onCancelled(() -> exchange.failed(CallFailure.open(
                CallFailure.Kind.CANCELLED, "crm", Outcome.SENT_OUTCOME_UNKNOWN, Told.of("cancelled")))));
        RecordedExchange exchange = call(pipeline());
        assertThat(counters.held).hasValue(1);
        exchange.cancel();
        assertThat(counters.held).hasValue(0);
        exchange.cancel();
        assertThat(counters.held).hasValue(0);
    }

    @Test
    void aCallThatAPolicyDeniesAfterwards() {
        Policy denying = (asked, decided) -> {
            assertThat(counters.held).hasValue(1);
            decided.accept(new Decision.Denied("rule", Category.ACCESS, "No."));
        };
        assertThat(call(pipeline(denying, null)).answer()).contains("No.");
        assertThat(counters.held).hasValue(0);
    }

    @Test
    void aCallThatCannotBeNoted() {
        Journal broken = (asked, noted) -> noted.failed(new IllegalStateException("disk full"));
        assertThat(call(pipeline((asked, decided) -> decided.accept(Decision.ALLOWED), broken))
                        .answer())
                .contains("The gateway failed");
        assertThat(counters.held).hasValue(0);
        assertThat(crm.received).isEmpty();
    }

    @Test
    void aCallWaitsForItsPlace() {
        counters.waits = true;
        crm.answers((request, exchange) -> exchange.respond(Response.result("{\"content\":[]}")));
        RecordedExchange exchange = call(pipeline());
        assertThat(crm.received).isEmpty();
        counters.grant();
        assertThat(exchange.answer()).contains("content");
        assertThat(counters.held).hasValue(0);
    }

    @Test
    void whoIsRefusedLaterGetsAnAnswerEvenIfTellingTheWaitFails() {
        counters.waits = true;
        RecordedExchange exchange = new RecordedExchange(Revision.NEWEST).failingOnWaits();
        pipeline().request(Request.of("1", "tools/call", "{\"name\":\"crm_get\"}"), exchange, toolset());
        counters.taken(new Taken.Refused("alone", Taken.Why.CONCURRENT, Duration.ofSeconds(1)));
        assertThat(exchange.answer()).contains("The gateway failed");
    }

    @Test
    void aCallThatGetsNoneIsNotSent() {
        counters.waits = true;
        RecordedExchange exchange = call(pipeline());
        counters.taken(new Taken.Refused("alone", Taken.Why.CONCURRENT, Duration.ofSeconds(1)));
        assertThat(exchange.answer()).contains("rate_limit", "not_sent", "\"retryAfterMs\":1000");
        assertThat(crm.received).isEmpty();
        assertThat(exchange.wanted()).isEqualTo(Duration.ofSeconds(1));
        assertThat(refused).containsExactly("alone");
    }
}
