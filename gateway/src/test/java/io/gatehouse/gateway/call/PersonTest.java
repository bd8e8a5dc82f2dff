package io.gatehouse.gateway.call;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.gatehouse.gateway.ListedServer;
import io.gatehouse.gateway.RecordedExchange;
import io.gatehouse.gateway.bridge.Bridge;
import io.gatehouse.gateway.bridge.BridgeSettings;
import io.gatehouse.gateway.bridge.ManualTimers;
import io.gatehouse.gateway.catalog.GatewaySettings;
import io.gatehouse.gateway.catalog.Toolset;
import io.gatehouse.gateway.catalog.ToolsetSettings;
import io.gatehouse.gateway.catalog.ToolsetSettings.Member;
import io.gatehouse.gateway.catalog.ViewBuilder;
import io.gatehouse.gateway.person.PersonAnswer;
import io.gatehouse.gateway.person.PersonAnswer.Accepted;
import io.gatehouse.gateway.person.PersonAnswer.Cancelled;
import io.gatehouse.gateway.person.PersonAnswer.Declined;
import io.gatehouse.gateway.person.PersonAnswer.TooLate;
import io.gatehouse.gateway.person.PersonAnswer.Unreachable;
import io.gatehouse.gateway.person.PersonQuestion;
import io.gatehouse.gateway.person.PersonQuestion.Option;
import io.gatehouse.gateway.policy.Asked;
import io.gatehouse.gateway.policy.Decision;
import io.gatehouse.gateway.policy.Decision.Denied;
import io.gatehouse.gateway.policy.Guard;
import io.gatehouse.gateway.record.CallOutcome;
import io.gatehouse.gateway.record.CallRecord;
import io.gatehouse.gateway.record.CallRecord.Kind;
import io.gatehouse.protocol.ErrorCode;
import io.gatehouse.protocol.Failure.Category;
import io.gatehouse.protocol.Failure.Outcome;
import io.gatehouse.protocol.MalformedJsonException;
import io.gatehouse.protocol.ObjectView;
import io.gatehouse.protocol.Request;
import io.gatehouse.protocol.Response;
import io.gatehouse.protocol.Revision;
import io.gatehouse.protocol.Slice;
import io.gatehouse.seal.KeyRing;
import io.gatehouse.seal.KeyRotation;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/// A policy asks the person behind a call, whatever revision the client and the server speak.
class PersonTest {
    private static final Duration TOGETHER = Duration.ofMillis(50);
    private static final Duration PARKED_FOR = Duration.ofMinutes(10);
    private static final String FORMS = "{\"elicitation\":{}}";
    private static final String BOTH = "{\"elicitation\":{\"form\":{},\"url\":{}}}";
    private static final PersonQuestion CHOICE = new PersonQuestion.Choice(
            "Delete it?", List.of(new Option("once", "Only now"), new Option("always", "Always")));
    private static final String CHOSEN = "{\"action\":\"accept\",\"content\":{\"choice\":\"once\"}}";

    private final ManualTimers timers = new ManualTimers();
    private final Bridge bridge = Bridge.of(
            KeyRing.inMemory(KeyRotation.DEFAULT, InstantSource.system()), timers, new BridgeSettings(PARKED_FOR, 3));
    private final ListedServer crm = ListedServer.withTools("crm", "get");
    private final List<CallRecord> told = new CopyOnWriteArrayList<>();
    private final List<PersonAnswer> heard = new ArrayList<>();
    private PersonQuestion question = CHOICE;
    private final CallPipeline pipeline =
            Pipelines.of(new Oversight(new Guard(List.of(this::approve), null), null, told::add), bridge);

    private void approve(Asked asked, Consumer<Decision> decided) {
        if (asked.furtherRound() || !asked.method().equals("tools/call")) {
            decided.accept(Decision.ALLOWED);
            return;
        }
        asked.person().ask(question, answer -> {
            heard.add(answer);
            decided.accept(
                    answer instanceof Accepted
                            ? Decision.ALLOWED
                            : new Denied("approval", Category.ACCESS, "Nobody approved this call."));
        });
    }

    @ParameterizedTest
    @CsvSource({
        "R2026_07_28,R2026_07_28",
        "R2026_07_28,R2025_06_18",
        "R2025_11_25,R2026_07_28",
        "R2025_11_25,R2025_06_18",
        "R2025_06_18,R2025_06_18"
    })
    void acceptedCallsAreSentOnceAndDeclinedOnesNever(Revision client, Revision server) {
        crm.speaks(server);
        assertThat(answered(client, CHOSEN)).contains("\"content\":[]");
        assertThat(heard.getFirst())
                .isInstanceOfSatisfying(
                        Accepted.class,
                        accepted -> assertThat(accepted.choice()).isEqualTo("once"));
        assertThat(crm.received).hasSize(1);
        assertThat(crm.received.getFirst().body().text()).doesNotContain("requestState", "inputResponses");

        assertThat(answered(client, "{\"action\":\"decline\"}")).contains("Nobody approved this call.", "not_sent");
        assertThat(heard.getLast()).isInstanceOf(Declined.class);
        assertThat(answered(client, "{\"action\":\"accept\",\"content\":{\"choice\":\"never offered\"}}"))
                .contains("Nobody approved this call.");
        assertThat(heard.getLast()).isInstanceOf(Cancelled.class);
        assertThat(crm.received).hasSize(1);
    }

    @Test
    void theRecordsOfAModernCallSayWhatBecameOfEachRequest() {
        answered(Revision.R2026_07_28, "{\"action\":\"decline\"}");
        assertThat(told.stream().filter(one -> one.kind() == Kind.CALL))
                .extracting(CallRecord::outcome)
                .containsExactly(CallOutcome.INPUT_REQUIRED, CallOutcome.REFUSED);
        assertThat(told.getLast().decision()).isInstanceOf(Denied.class);
        assertThat(told.stream().filter(one -> one.kind() == Kind.QUESTION))
                .singleElement()
                .satisfies(one -> assertThat(one.subject().server()).isNull());
    }

    @Test
    void theSameAnswerAgainGetsTheSameEndAndSendsNothing() {
        RecordedExchange first = call(Revision.R2026_07_28, "");
        String retry = retry(first, CHOSEN);
        String end = call(Revision.R2026_07_28, retry).answer();
        assertThat(call(Revision.R2026_07_28, retry).answer()).isEqualTo(end);
        assertThat(call(Revision.R2026_07_28, retry(first, "{\"action\":\"decline\"}"))
                        .answer())
                .contains("-32602");
        assertThat(crm.received).hasSize(1);
        assertThat(heard).hasSize(1);
    }

    @Test
    void anAnswerThatCameBeforeTheQuestionIsNone() {
        RecordedExchange first = call(Revision.R2026_07_28, ",\"inputResponses\":{\"question-1\":" + CHOSEN + "}");
        assertThat(first.answer()).contains("input_required");
        assertThat(crm.received).isEmpty();
    }

    @Test
    void theRoundsOfAServerComeAfterThePersonAndNeedItOnlyOnce() {
        crm.answers((request, exchange) -> exchange.respond(Response.result(
                request.body().text().contains("requestState")
                        ? "{\"content\":[]}"
                        : "{\"resultType\":\"input_required\",\"requestState\":\"more\"}")));
        RecordedExchange second = call(Revision.R2026_07_28, retry(call(Revision.R2026_07_28, ""), CHOSEN));
        assertThat(second.answer()).contains("input_required");
        RecordedExchange third = call(Revision.R2026_07_28, ",\"requestState\":" + state(second));
        assertThat(third.answer()).contains("\"content\":[]");
        assertThat(crm.received).hasSize(2);
        assertThat(heard).hasSize(1);
    }

    @Test
    void anOlderServerMayAskAfterThePersonDid() {
        crm.speaks(Revision.R2025_06_18)
                .answers((request, exchange) -> exchange.ask(
                        Request.of("9", "elicitation/create", "{\"message\":\"Which?\"}"),
                        answer -> exchange.respond(Response.result("{\"content\":[],\"which\":1}"))));
        RecordedExchange second = call(Revision.R2026_07_28, retry(call(Revision.R2026_07_28, ""), CHOSEN));
        timers.pass(TOGETHER);
        assertThat(second.answer()).contains("Which?");
        RecordedExchange third = call(
                Revision.R2026_07_28,
                ",\"requestState\":" + state(second) + ",\"inputResponses\":{\"question-2\":" + CHOSEN + "}");
        assertThat(third.answer()).contains("\"which\":1");
        assertThat(heard).hasSize(1);
    }

    @Test
    void whoDoesNotAnswerInTimeIsToldSoInBothEras() {
        RecordedExchange modern = call(Revision.R2026_07_28, "");
        timers.pass(PARKED_FOR);
        assertThat(heard).singleElement().isInstanceOf(TooLate.class);
        assertThat(call(Revision.R2026_07_28, retry(modern, CHOSEN)).answer()).contains("Nobody approved", "not_sent");

        RecordedExchange legacy = call(Revision.R2025_11_25, "");
        legacy.questions().getFirst().answer().accept(Response.error(ErrorCode.NOT_ANSWERED, "late"));
        assertThat(heard.getLast()).isInstanceOf(TooLate.class);
        assertThat(legacy.answer()).contains("Nobody approved");
        assertThat(crm.received).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(
            value = Revision.class,
            names = {"R2026_07_28", "R2025_11_25"})
    void aClientThatLeavesEndsTheCall(Revision revision) {
        RecordedExchange first = exchange(revision, FORMS);
        send(first, "");
        first.cancel();
        for (RecordedExchange.Asked one : first.questions()) {
            one.answer().accept(Response.error(0, "the client's request has ended"));
        }
        assertThat(heard).singleElement().isInstanceOf(Cancelled.class);
        assertThat(crm.received).isEmpty();
        assertThat(told.stream().filter(one -> one.kind() == Kind.CALL))
                .singleElement()
                .satisfies(one -> {
                    assertThat(one.outcome()).isEqualTo(CallOutcome.CANCELLED);
                    assertThat(one.ending().known()).isEqualTo(Outcome.NOT_SENT);
                });
    }

    @ParameterizedTest
    @CsvSource({"R2026_07_28", "R2025_11_25"})
    void aPageIsOpenedOnlyWhereTheClientCan(Revision revision) {
        question = new PersonQuestion.OpenPage("Sign in", URI.create("https://gateway.test/sign-in"));
        RecordedExchange without = exchange(revision, FORMS);
        send(without, "");
        assertThat(heard)
                .singleElement()
                .isInstanceOfSatisfying(
                        Unreachable.class,
                        unreachable -> assertThat(unreachable.why()).contains("elicitation.url"));
        assertThat(without.answer()).contains("Nobody approved");

        RecordedExchange with = exchange(revision, BOTH);
        send(with, "");
        timers.pass(TOGETHER);
        String asked = revision.modern()
                ? with.answer()
                : with.questions().getFirst().question().body().text();
        assertThat(asked).contains("\"mode\":\"url\"", "https://gateway.test/sign-in");
        assertThat(asked.contains("elicitationId")).isEqualTo(!revision.modern());
    }

    @Test
    void whereNothingCanBeShownNobodyIsAsked() {
        RecordedExchange silent = exchange(Revision.R2026_07_28, "{}");
        send(silent, "");
        assertThat(heard).singleElement().isInstanceOf(Unreachable.class);
        assertThat(silent.answer()).contains("Nobody approved");
    }

    @Test
    void tooManyThatWaitAreToldAtOnce() {
        for (int open = 0; open < 3; open++) {
            assertThat(call(Revision.R2026_07_28, "").answer()).contains("input_required");
        }
        RecordedExchange one = exchange(Revision.R2026_07_28, FORMS);
        send(one, "");
        assertThat(heard).singleElement().isInstanceOf(Unreachable.class);
        assertThat(one.answer()).contains("Nobody approved");
    }

    @Test
    void optionsThatAreNoChoiceAreRefused() {
        List<Option> same = List.of(new Option("a", "A"), new Option("a", "B"));
        assertThatIllegalArgumentException().isThrownBy(() -> new PersonQuestion.Choice("?", same));
        assertThatIllegalArgumentException().isThrownBy(() -> new PersonQuestion.Choice("?", List.of()));
    }

    /// The end of a call whose person answers so.
    private String answered(Revision revision, String answer) {
        RecordedExchange first = call(revision, "");
        if (revision.modern()) {
            return call(revision, retry(first, answer)).answer();
        }
        first.questions().getFirst().answer().accept(Response.result(answer));
        return first.answer();
    }

    private RecordedExchange call(Revision revision, String more) {
        RecordedExchange exchange = exchange(revision, FORMS);
        send(exchange, more);
        timers.pass(TOGETHER);
        return exchange;
    }

    private static RecordedExchange exchange(Revision revision, String capabilities) {
        return new RecordedExchange(revision, capabilities).askable();
    }

    private void send(RecordedExchange exchange, String more) {
        pipeline.request(
                Request.of("7", "tools/call", "{\"name\":\"crm_get\",\"arguments\":{\"id\":1.10}" + more + "}"),
                exchange,
                toolset());
    }

    private Toolset toolset() {
        return new Toolset(
                "t",
                new ViewBuilder(ToolsetSettings.everything(""), GatewaySettings.DEFAULT)
                        .build(new LinkedHashMap<>(Map.of(crm, Member.whole(crm.name())))));
    }

    private static String retry(RecordedExchange asked, String answer) {
        return ",\"requestState\":" + state(asked) + ",\"inputResponses\":{\"question-1\":" + answer + "}";
    }

    private static String state(RecordedExchange asked) {
        try {
            ObjectView result = ObjectView.read(Slice.of(asked.answer())).object("result");
            return String.valueOf(result == null ? null : result.get("requestState"));
        } catch (MalformedJsonException malformed) {
            throw new AssertionError(asked.answer(), malformed);
        }
    }
}
