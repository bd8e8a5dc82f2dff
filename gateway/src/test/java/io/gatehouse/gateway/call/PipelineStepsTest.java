package io.gatehouse.gateway.call;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.gateway.ListedServer;
import io.gatehouse.gateway.RecordedExchange;
import io.gatehouse.gateway.catalog.GatewaySettings;
import io.gatehouse.gateway.catalog.Toolset;
import io.gatehouse.gateway.catalog.ToolsetSettings;
import io.gatehouse.gateway.catalog.ToolsetSettings.Member;
import io.gatehouse.gateway.catalog.ViewBuilder;
import io.gatehouse.gateway.policy.Asked;
import io.gatehouse.gateway.policy.Decision;
import io.gatehouse.gateway.policy.Decision.Denied;
import io.gatehouse.gateway.policy.Guard;
import io.gatehouse.gateway.policy.Journal;
import io.gatehouse.gateway.policy.Policy;
import io.gatehouse.gateway.record.CallOutcome;
import io.gatehouse.gateway.record.CallRecord;
import io.gatehouse.gateway.record.CallRecord.Kind;
import io.gatehouse.gateway.record.Ledger;
import io.gatehouse.protocol.Failure.Category;
import io.gatehouse.protocol.Failure.Outcome;
import io.gatehouse.protocol.Filter;
import io.gatehouse.protocol.Handler;
import io.gatehouse.protocol.Notification;
import io.gatehouse.protocol.ObjectView;
import io.gatehouse.protocol.Request;
import io.gatehouse.protocol.Response;
import io.gatehouse.protocol.Revision;
import io.gatehouse.upstream.call.CallFailure;
import io.gatehouse.upstream.call.Told;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Everything that is asked of a toolset takes the steps that apply to it.
class PipelineStepsTest {
    private static final Policy ALLOW = (asked, decided) -> decided.accept(Decision.ALLOWED);

    private final List<CallRecord> told = new CopyOnWriteArrayList<>();
    private final List<String> asked = new CopyOnWriteArrayList<>();
    private final ListedServer crm = ListedServer.withTools("crm", "get");

    @ParameterizedTest
    @ValueSource(strings = {"tools/call", "resources/read", "tools/list", "prompts/list", "x/new"})
    void whatAPolicyDeniesReachesNoServer(String method) {
        CallPipeline pipeline = pipeline(denying(), null, null);
        RecordedExchange exchange = new RecordedExchange(Revision.NEWEST);
        String params = "{\"name\":\"crm_get\",\"uri\":\"file:///a\"}";
        pipeline.request(Request.of("1", method, params), exchange, toolset());
        assertThat(exchange.answer())
                .contains("Ask for the role of a clerk. Request ID: ", "\"category\":\"access\"", "not_sent")
                .contains(method.equals("tools/call") ? "\"isError\":true" : "-31004")
                .doesNotContain("clerks-only");
        assertThat(crm.received).isEmpty();
        assertThat(told).singleElement().satisfies(record -> {
            assertThat(record.outcome()).isEqualTo(CallOutcome.REFUSED);
            assertThat(record.decision()).isInstanceOf(Denied.class);
            assertThat(record.ending().category()).isEqualTo(Category.ACCESS);
            assertThat(record.problem()).contains("clerks-only");
        });
    }

    @Test
    void aDeniedSubscriptionHearsOfNothing() {
        List<Filter> honoured = new ArrayList<>();
        CallPipeline pipeline = pipeline(denying(), null, null);
        Toolset toolset = toolset();
        pipeline.listen(Filter.LISTS, new RecordedExchange(Revision.NEWEST).peer(), toolset, listener(honoured));
        assertThat(honoured).containsExactly(new Filter(false, false, false, Set.of()));
        assertThat(told).singleElement().extracting(CallRecord::kind).isEqualTo(Kind.SUBSCRIPTION);
    }

    @Test
    void aSubscriptionThatIsClosedBeforeItsDecisionDoesNotBegin() {
        AtomicReference<Consumer<Decision>> later = new AtomicReference<>();
        CallPipeline pipeline = pipeline((what, decided) -> later.set(decided), null, null);
        List<Filter> honoured = new ArrayList<>();
        Toolset toolset = toolset();
        Handler.Listening listening = pipeline.listen(
                Filter.LISTS, new RecordedExchange(Revision.NEWEST).peer(), toolset, listener(honoured));
        listening.close();
        later.get().accept(Decision.ALLOWED);
        toolset.show(new ViewBuilder(ToolsetSettings.everything(""), GatewaySettings.DEFAULT).build(Map.of()));
        assertThat(honoured).hasSizeLessThanOrEqualTo(1);
    }

    @Test
    void aDeniedNotificationIsNotHandedOn() {
        Notification notification = Notification.of("notifications/roots/list_changed", null);
        pipeline(denying(), null, null).notify(notification, new RecordedExchange(Revision.NEWEST).peer(), toolset());
        assertThat(crm.notified).isEmpty();
        pipeline(ALLOW, null, null).notify(notification, new RecordedExchange(Revision.NEWEST).peer(), toolset());
        assertThat(crm.notified).hasSize(1);
        assertThat(told).extracting(CallRecord::kind).containsOnly(Kind.NOTIFICATION);
    }

    @Test
    void aQuestionOfAServerIsDecidedAndRecordedWithItsCall() {
        List<Response> heard = new ArrayList<>();
        crm.answers((request, exchange) -> {
            exchange.ask(Request.of("9", "elicitation/create", "{}"), heard::add);
            exchange.respond(Response.result("{\"content\":[]}"));
        });
        Policy noQuestions = (what, decided) ->
                decided.accept(what.method().equals("elicitation/create") ? denied() : Decision.ALLOWED);
        call(pipeline(noQuestions, null, null));
        assertThat(heard)
                .singleElement()
                .satisfies(answer -> assertThat(answer.errorCode()).isEqualTo(-31004));
        assertThat(told).extracting(CallRecord::kind).containsExactly(Kind.QUESTION, Kind.CALL);
        assertThat(told)
                .extracting(CallRecord::requestId)
                .containsOnly(told.getFirst().requestId());
    }

    @Test
    void aPolicyDecidesByTheArguments() {
        Policy small = (what, decided) -> {
            ObjectView arguments = what.arguments();
            Long id = arguments == null ? null : arguments.integer("id");
            decided.accept(id == null || id > 10 ? denied() : Decision.ALLOWED);
        };
        CallPipeline pipeline = pipeline(small, null, null);
        call(pipeline, "{\"id\":7}");
        assertThat(call(pipeline, "{\"id\":11}").answer()).contains("Ask for the role of a clerk.");
        assertThat(told).extracting(one -> one.decision().label()).containsExactly("allowed", "denied");
    }

    @Test
    void aPolicyKnowsWhatIsCalledByTheNameOfItsServer() {
        call(pipeline(ALLOW, null, null));
        assertThat(asked).containsExactly("mcp anonymous tools/call get");
    }

    @Test
    void aCallWaitsForADecisionThatTakesLonger() throws Exception {
        AtomicReference<Consumer<Decision>> later = new AtomicReference<>();
        RecordedExchange exchange = call(pipeline((what, decided) -> later.set(decided), null, null));
        assertThat(crm.received).isEmpty();
        Thread.ofVirtual().start(() -> later.get().accept(Decision.ALLOWED)).join();
        assertThat(exchange.awaited()).contains("result");
        assertThat(crm.received).hasSize(1);
    }

    @Test
    void aBrokenPolicyLetsNothingThroughAndEndsTheCall() {
        RecordedExchange exchange = call(pipeline(
                (what, decided) -> {
                    throw new IllegalStateException("broken");
                },
                null,
                null));
        assertThat(exchange.answer())
                .contains("The gateway failed", "\"outcome\":\"not_sent\"")
                .doesNotContain("broken");
        assertThat(crm.received).isEmpty();
    }

    @Test
    void whatMayHaveEffectsIsNotedBeforeItIsSent() {
        AtomicReference<Journal.Noted> noted = new AtomicReference<>();
        RecordedExchange exchange = call(pipeline(null, (what, then) -> noted.set(then), null));
        assertThat(crm.received).isEmpty();
        noted.get().safe();
        assertThat(crm.received).hasSize(1);
        assertThat(exchange.answer()).contains("result");
    }

    @Test
    void whatCannotBeNotedIsNotSent() {
        RecordedExchange exchange =
                call(pipeline(null, (what, then) -> then.failed(new IllegalStateException("disk full")), null));
        assertThat(crm.received).isEmpty();
        assertThat(exchange.answer()).contains("\"outcome\":\"not_sent\"").doesNotContain("disk full");
    }

    @Test
    void whatOnlyReadsIsNotNoted() {
        Journal never = (what, then) -> {
            throw new AssertionError("noted " + what.method());
        };
        ListedServer files = ListedServer.withResources("crm", "file:///a")
                .answers((request, exchange) -> exchange.respond(Response.result("{\"contents\":[]}")));
        RecordedExchange exchange = new RecordedExchange(Revision.NEWEST);
        pipeline(null, never, null)
                .request(Request.of("1", "resources/read", "{\"uri\":\"file:///a\"}"), exchange, toolset(files));
        assertThat(exchange.answer()).contains("contents");
    }

    @Test
    void anAnswerLeavesOnlyWhenItsRecordIsKept() {
        List<CallRecord> kept = new ArrayList<>();
        AtomicReference<Ledger.Kept> later = new AtomicReference<>();
        RecordedExchange exchange = call(pipeline(null, null, (record, then) -> {
            kept.add(record);
            later.set(then);
        }));
        assertThat(exchange.responses()).isEmpty();
        later.get().done();
        assertThat(exchange.answer()).contains("result");
        assertThat(kept).singleElement().satisfies(record -> {
            assertThat(record.server()).isEqualTo("crm");
            assertThat(record.subject().definition()).isNotNull();
            assertThat(record.measure().responseBytes()).isPositive();
        });
    }

    @Test
    void anAnswerWhoseRecordCannotBeKeptSaysThatTheCallWasDone() {
        RecordedExchange exchange =
                call(pipeline(null, null, (record, then) -> then.failed(new IllegalStateException("disk full"))));
        assertThat(exchange.answer())
                .contains("\"isError\":true", "\"outcome\":\"done\"")
                .doesNotContain("disk full");
    }

    @Test
    void aRecordHasTheTraceAndTheDigestOfTheDefinition() {
        RecordedExchange exchange = new RecordedExchange(Revision.NEWEST);
        String parent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
        pipeline(null, null, null)
                .request(
                        Request.of(
                                "1",
                                "tools/call",
                                "{\"name\":\"crm_get\",\"_meta\":{\"traceparent\":\"" + parent + "\"}}"),
                        exchange,
                        toolset());
        assertThat(told).singleElement().satisfies(record -> {
            assertThat(record.source().trace()).isEqualTo("0af7651916cd43dd8448eb211c80319c");
            assertThat(record.subject().definition().hex()).matches("[0-9a-f]{64}");
            assertThat(record.decision()).isEqualTo(Decision.ALLOWED);
        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "00",
                "00-00000000000000000000000000000000-b7ad6b7169203331-01",
                "00-0AF7651916CD43DD8448EB211C80319C-b7ad6b7169203331-01",
                "00-0af7651916cd43dd8448eb211c80319c b7ad6b7169203331-01"
            })
    void aTraceThatIsNotValidIsNotRecorded(String parent) {
        pipeline(null, null, null)
                .request(
                        Request.of(
                                "1",
                                "tools/call",
                                "{\"name\":\"crm_get\",\"_meta\":{\"traceparent\":\"" + parent + "\"}}"),
                        new RecordedExchange(Revision.NEWEST),
                        toolset());
        assertThat(told)
                .singleElement()
                .satisfies(record -> assertThat(record.source().trace()).isNull());
    }

    /// Cancelled by the client and answered by the server on two threads at once, many times: one record, and never
    /// two answers.
    @Test
    void aCallThatIsCancelledAndAnsweredAtTheSameTimeEndsOnce() throws Exception {
        for (int round = 0; round < 200; round++) {
            told.clear();
            CyclicBarrier both = new CyclicBarrier(2);
            AtomicReference<Runnable> answer = new AtomicReference<>();
            AtomicReference<Runnable> cancel = new AtomicReference<>();
            crm.answers((request, exchange) -> {
                answer.set(() -> exchange.respond(Response.result("{\"content\":[]}")));
                cancel.set(() -> exchange.failed(CallFailure.open(
                        CallFailure.Kind.CANCELLED,
                        "crm",
                        Outcome.SENT_OUTCOME_UNKNOWN,
                        Told.of("The client cancelled the call"))));
            });
            RecordedExchange exchange = call(pipeline(null, null, null));
            CountDownLatch done = new CountDownLatch(2);
            for (Runnable end : List.of(answer.get(), cancel.get())) {
                Thread.ofPlatform().start(() -> {
                    try {
                        both.await();
                        end.run();
                    } catch (Exception interrupted) {
                        Thread.currentThread().interrupt();
                    } finally {
                        done.countDown();
                    }
                });
            }
            assertThat(done.await(30, TimeUnit.SECONDS)).isTrue();
            assertThat(told).hasSize(1);
            boolean answered = told.getFirst().outcome() == CallOutcome.OK;
            assertThat(exchange.responses()).hasSize(answered ? 1 : 0);
        }
    }

    private CallPipeline pipeline(@Nullable Policy policy, @Nullable Journal journal, @Nullable Ledger ledger) {
        List<Policy> policies = policy == null ? List.of() : List.of(this::heard, policy);
        return Pipelines.of(new Oversight(new Guard(policies, journal), ledger, told::add));
    }

    private void heard(Asked what, Consumer<Decision> decided) {
        asked.add(what.door() + " " + what.caller().name() + " " + what.method() + " " + what.name());
        decided.accept(Decision.ALLOWED);
    }

    private static Policy denying() {
        return (what, decided) -> decided.accept(denied());
    }

    private static Decision denied() {
        return new Denied("clerks-only", Category.ACCESS, "Ask for the role of a clerk.");
    }

    private static Handler.Listener listener(List<Filter> honoured) {
        return new Handler.Listener() {
            @Override
            public void acknowledged(Filter what) {
                honoured.add(what);
            }

            @Override
            public void notification(Notification notification) {
                throw new AssertionError("heard " + notification.method());
            }

            @Override
            public void ended() {}
        };
    }

    private RecordedExchange call(CallPipeline pipeline) {
        return call(pipeline, "{}");
    }

    private RecordedExchange call(CallPipeline pipeline, String arguments) {
        RecordedExchange exchange = new RecordedExchange(Revision.NEWEST);
        String params = "{\"name\":\"crm_get\",\"arguments\":" + arguments + "}";
        pipeline.request(Request.of("7", "tools/call", params), exchange, toolset());
        return exchange;
    }

    private Toolset toolset() {
        return toolset(crm);
    }

    private static Toolset toolset(ListedServer server) {
        return new Toolset(
                "t",
                new ViewBuilder(ToolsetSettings.everything(""), GatewaySettings.DEFAULT)
                        .build(new LinkedHashMap<>(Map.of(server, Member.whole(server.name())))));
    }
}
