package io.gatehouse.gateway.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.gateway.bridge.RequestStates.Opening;
import io.gatehouse.protocol.Failure.Outcome;
import io.gatehouse.protocol.Notification;
import io.gatehouse.protocol.ObjectView;
import io.gatehouse.protocol.Request;
import io.gatehouse.protocol.Response;
import io.gatehouse.seal.KeyRing;
import io.gatehouse.seal.KeyRotation;
import io.gatehouse.upstream.call.CallFailure;
import io.gatehouse.upstream.call.CallFailure.Kind;
import io.gatehouse.upstream.call.Told;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// A call that waits between the requests of its client.
class ParkedCallTest {
    private static final Duration TOGETHER = Duration.ofMillis(50);
    private static final Duration PARKED_FOR = Duration.ofMinutes(10);
    private static final String YES = "{\"action\":\"accept\",\"content\":{\"n\":1.10}}";
    private static final String NO = "{\"action\":\"decline\"}";

    private final ManualTimers timers = new ManualTimers();
    private final RequestStates states =
            new RequestStates(KeyRing.inMemory(KeyRotation.DEFAULT, InstantSource.system()), PARKED_FOR);
    private final ParkedCalls store = new ParkedCalls(states, timers, new BridgeSettings(PARKED_FOR, 3));
    private final List<String> heard = new ArrayList<>();
    private final List<String> cancelled = new ArrayList<>();

    private ParkedCall begun(TestRound first) {
        ParkedCall call = store.begin(first, false);
        assertThat(call).isNotNull();
        first.call = call;
        call.onCancelled(() -> {
            cancelled.add("cancelled");
            call.failed(CallFailure.open(
                    Kind.CANCELLED, "s", Outcome.SENT_OUTCOME_UNKNOWN, Told.of("The client cancelled the call")));
        });
        return call;
    }

    private void ask(ParkedCall call, String params) {
        call.ask(
                Request.of("9", "elicitation/create", params),
                answer -> heard.add(answer.body().text()));
    }

    private RoundState.Parked state(TestRound asked) {
        String text = String.valueOf(asked.result().string("requestState"));
        Opening opening = states.open(text, asked.binding());
        if (opening instanceof Opening.Valid(RoundState.Parked parked)) {
            return parked;
        }
        throw new AssertionError(opening.toString());
    }

    private TestRound resumed(ParkedCall call, TestRound asked, String answers) {
        TestRound next = new TestRound("");
        next.call = call;
        call.resume(state(asked), TestRound.object(answers), next);
        return next;
    }

    private TestRound asked(ParkedCall call, TestRound round, String params) {
        ask(call, params);
        timers.pass(TOGETHER);
        assertThat(round.end()).contains("input_required");
        return round;
    }

    @Test
    void questionsThatComeTogetherAreAskedTogetherAndTheirAnswersReachWhoAsked() {
        TestRound first = new TestRound("");
        ParkedCall call = begun(first);
        ask(call, "{\"message\":\"a\"}");
        assertThat(first.end()).isEqualTo("waits");
        asked(call, first, "{\"message\":\"b\"}");
        ObjectView questions = first.result().object("inputRequests");
        assertThat(questions.size()).isEqualTo(2);
        assertThat(questions.key(0)).isEqualTo("question-1");

        TestRound second = resumed(call, first, "{\"question-2\":" + NO + ",\"question-1\":" + YES + "}");
        assertThat(heard).hasSize(2);
        assertThat(heard.getFirst()).contains(YES);
        assertThat(heard.getLast()).contains(NO);
        call.respond(Response.result("{\"done\":1.10}"));
        assertThat(second.end()).contains("\"done\":1.10");
    }

    @Test
    void severalRoundsWork() {
        TestRound round = new TestRound("");
        ParkedCall call = begun(round);
        for (int number = 1; number <= 5; number++) {
            asked(call, round, "{\"message\":\"" + number + "\"}");
            round = resumed(call, round, "{\"question-" + number + "\":" + YES + "}");
        }
        call.respond(Response.result("{\"done\":true}"));
        assertThat(round.end()).contains("\"done\":true");
        assertThat(heard).hasSize(5);
    }

    @Test
    void theSameAnswersAgainGetTheSameEndAndOthersAreRefused() {
        TestRound first = new TestRound("");
        ParkedCall call = begun(first);
        asked(call, first, "{}");
        String answers = "{\"question-1\":" + YES + "}";
        TestRound second = resumed(call, first, answers);
        TestRound whileItRuns = resumed(call, first, answers);
        asked(call, second, "{\"message\":\"more\"}");
        assertThat(whileItRuns.end()).isEqualTo(second.end());
        assertThat(resumed(call, first, answers).end()).isEqualTo(second.end());
        assertThat(resumed(call, first, "{\"question-1\":" + NO + "}").end()).contains("-32602");

        TestRound third = resumed(call, second, "{\"question-2\":" + YES + "}");
        call.respond(Response.result("{\"done\":true}"));
        assertThat(third.end()).contains("\"done\":true");
        assertThat(resumed(call, second, "{\"question-2\":" + YES + "}").end()).isEqualTo(third.end());
        assertThat(resumed(call, second, "{\"question-2\":" + NO + "}").end()).contains("-32602");
        assertThat(heard).as("each answer is given once").hasSize(2);
    }

    @Test
    void whatCannotBeReadIsRefusedAndWhatIsMissingIsAskedAgain() {
        TestRound first = new TestRound("");
        ParkedCall call = begun(first);
        ask(call, "{\"message\":\"a\"}");
        asked(call, first, "{\"message\":\"b\"}");
        for (String broken : List.of("7", "null", "[]", "{}", "{\"action\":\"perhaps\"}", "{\"action\":1}")) {
            assertThat(resumed(call, first, "{\"question-2\":" + YES + ",\"question-1\":" + broken + "}")
                            .end())
                    .as(broken)
                    .contains("-32602", "question-1");
        }
        assertThat(heard).isEmpty();
        TestRound again = resumed(call, first, "{\"other\":" + YES + "}");
        assertThat(again.result().object("inputRequests").size()).isEqualTo(2);

        TestRound half = resumed(call, again, "{\"question-2\":" + YES + "}");
        assertThat(heard).hasSize(1);
        timers.pass(TOGETHER);
        assertThat(half.result().object("inputRequests").key(0)).isEqualTo("question-1");
        resumed(call, half, "{\"question-1\":" + YES + "}");
        assertThat(heard).hasSize(2);
    }

    @Test
    void nobodyAnswersInTimeAndTheServerHearsSo() {
        TestRound first = new TestRound("");
        ParkedCall call = begun(first);
        asked(call, first, "{}");
        timers.pass(PARKED_FOR.minusSeconds(1));
        assertThat(cancelled).isEmpty();
        timers.pass(Duration.ofSeconds(1));
        assertThat(cancelled).hasSize(1);
        assertThat(resumed(call, first, "{\"question-1\":" + YES + "}").end())
                .startsWith("ASKED")
                .contains("600 s", "Start the call again");
        assertThat(heard).isEmpty();
        timers.pass(PARKED_FOR);
        assertThat(store.size()).isZero();
    }

    @Test
    void aServerThatGoesOnByItselfIsHeardWithTheNextRequest() {
        TestRound first = new TestRound("");
        ParkedCall call = begun(first);
        asked(call, first, "{}");
        call.respond(Response.result("{\"gave\":\"up\"}"));
        assertThat(resumed(call, first, "{\"question-1\":" + YES + "}").end()).contains("\"gave\":\"up\"");
        assertThat(heard).isEmpty();
    }

    @Test
    void whoeverWaitsLastCancels() {
        TestRound first = new TestRound("");
        ParkedCall call = begun(first);
        asked(call, first, "{}");
        first.cancel();
        assertThat(cancelled).as("it is parked").isEmpty();
        TestRound second = resumed(call, first, "{\"question-1\":" + YES + "}");
        TestRound same = resumed(call, first, "{\"question-1\":" + YES + "}");
        second.cancel();
        assertThat(second.end()).startsWith("CANCELLED");
        assertThat(cancelled).isEmpty();
        same.cancel();
        assertThat(cancelled).hasSize(1);
        assertThat(same.end()).startsWith("CANCELLED");
    }

    @Test
    void progressCarriesTheTokenOfTheRequestThatWaits() {
        TestRound first = new TestRound(",\"_meta\":{\"progressToken\":\"a\"}");
        ParkedCall call = begun(first);
        Notification progress =
                Notification.of("notifications/progress", "{\"progressToken\":\"a\",\"progress\":1.50}");
        call.notify(progress);
        asked(call, first, "{}");
        call.notify(progress);
        TestRound second = new TestRound(",\"_meta\":{\"progressToken\":7}");
        call.resume(state(first), TestRound.object("{\"question-1\":" + YES + "}"), second);
        call.notify(progress);
        assertThat(first.heard).containsExactly(progress);
        assertThat(second.heard)
                .singleElement()
                .satisfies(one -> assertThat(one.body().text()).contains("\"progressToken\":7", "\"progress\":1.50"));
    }

    @Test
    void aServerMayNotAskWithoutEnd() {
        TestRound first = new TestRound("");
        ParkedCall call = begun(first);
        for (int number = 0; number < 5_000; number++) {
            ask(call, "{\"message\":\"again\"}");
        }
        timers.pass(TOGETHER);
        assertThat(first.result().object("inputRequests").size()).isEqualTo(32);
        assertThat(heard).hasSize(5_000 - 32).allMatch(answer -> answer.contains("error"));
    }

    @Test
    void noMoreCallsWaitThanMay() {
        for (int number = 0; number < 3; number++) {
            TestRound round = new TestRound("");
            asked(begun(round), round, "{}");
        }
        TestRound fourth = new TestRound("");
        ParkedCall call = begun(fourth);
        ask(call, "{}");
        assertThat(heard).singleElement().satisfies(answer -> assertThat(answer).contains("too many calls"));
        call.respond(Response.result("{}"));
        assertThat(fourth.end()).contains("result");
        assertThat(store.size()).isEqualTo(3);
    }

    @Test
    void endsThatAreTooLargeAreNotKept() {
        TestRound first = new TestRound("");
        ParkedCall call = begun(first);
        asked(call, first, "{}");
        TestRound second = resumed(call, first, "{\"question-1\":" + YES + "}");
        call.respond(Response.result("{\"t\":\"" + "x".repeat(17 << 20) + "\"}"));
        assertThat(second.end()).hasSizeGreaterThan(17 << 20);
        assertThat(resumed(call, first, "{\"question-1\":" + YES + "}").end()).startsWith("DROPPED");
    }

    @Test
    void keysOfTheServersOwnAreKeptAndUsedOnce() {
        String named = "{\"message\":\"m\",\"_meta\":{\"io.gatehouse/question\":\"who\",\"own\":1.10}}";
        TestRound first = new TestRound(",\"inputResponses\":{\"who\":" + YES + "}");
        ParkedCall call = begun(first);
        ask(call, named);
        assertThat(heard).as("answered beforehand").hasSize(1);
        asked(call, first, named);
        ObjectView questions = first.result().object("inputRequests");
        assertThat(questions.key(0)).isEqualTo("question-1");
        assertThat(questions.whole().text()).contains("\"own\":1.10").doesNotContain("io.gatehouse");
    }
}
