package io.gatehouse.gateway.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.http.Cancellable;
import io.gatehouse.http.Timers;
import io.gatehouse.protocol.Caller;
import io.gatehouse.protocol.Notification;
import io.gatehouse.protocol.ObjectView;
import io.gatehouse.protocol.Peer;
import io.gatehouse.protocol.Request;
import io.gatehouse.protocol.Response;
import io.gatehouse.protocol.Revision;
import io.gatehouse.seal.KeyRing;
import io.gatehouse.seal.KeyRotation;
import io.gatehouse.upstream.call.CallFailure;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// The number and the memory of calls that wait, and what one caller leaves to others.
class ParkedRoomTest {
    private static final Duration PARKED_FOR = Duration.ofMinutes(10);
    private static final int MOST = 8;
    private static final String YES = "{\"action\":\"accept\",\"content\":{}}";
    private static final String MEGABYTE = "x".repeat(1 << 20);

    private final List<Runnable> soon = new ArrayList<>();
    private final RequestStates states =
            new RequestStates(KeyRing.inMemory(KeyRotation.DEFAULT, InstantSource.system()), PARKED_FOR);
    private final ParkedCalls store = new ParkedCalls(states, new SoonOrNever(), new BridgeSettings(PARKED_FOR, MOST));
    private final List<String> heard = new ArrayList<>();

    /// Short times pass when a test says so, long ones never.
    private final class SoonOrNever implements Timers {
        @Override
        public Cancellable after(Duration delay, Runnable action) {
            if (delay.compareTo(Duration.ofSeconds(1)) > 0) {
                return () -> {};
            }
            soon.add(action);
            return () -> soon.remove(action);
        }

        @Override
        public Cancellable every(Duration period, Runnable action) {
            throw new AssertionError("nothing is repeated here");
        }
    }

    private final class Client implements Round {
        private final Request request;
        private final Caller caller;
        private @Nullable ParkedCall call;
        private @Nullable Response answer;
        private @Nullable CallFailure failure;
        private boolean left;

        Client(String caller, String more) {
            this.request = Request.of("1", "tools/call", "{\"name\":\"t\",\"arguments\":{}" + more + "}");
            this.caller = Caller.ofKey(caller);
        }

        String end() {
            return failure != null
                    ? failure.kind().name()
                    : answer == null ? "waits" : answer.body().text();
        }

        @Override
        public Request request() {
            return request;
        }

        @Override
        public RoundBinding binding() {
            return RoundBinding.of("tools", caller, "s", request);
        }

        @Override
        public void inputRequired(Response questions) {
            answer = questions;
        }

        @Override
        public Peer peer() {
            ObjectView capabilities = Response.result("{\"elicitation\":{}}").result();
            return new Peer(Revision.R2026_07_28, capabilities, null, caller, null);
        }

        @Override
        public void respond(Response response) {
            answer = response;
        }

        @Override
        public void failed(CallFailure why) {
            failure = why;
        }

        @Override
        public void notify(Notification notification) {}

        @Override
        public void ask(Request question, Consumer<Response> asker) {
            if (call == null) {
                throw new AssertionError("nobody waits");
            }
            call.put(question, asker);
        }

        @Override
        public void onCancelled(Runnable action) {
            if (left) {
                assertThat(Thread.holdsLock(call)).isFalse();
                action.run();
            }
        }
    }

    private ParkedCall begun(Client first) {
        ParkedCall call = store.begin(first, false);
        first.call = call;
        return call;
    }

    private void ask(ParkedCall call, String params) {
        call.ask(
                Request.of("9", "elicitation/create", params),
                answer -> heard.add(answer.body().text()));
        List.copyOf(soon).forEach(Runnable::run);
        soon.clear();
    }

    private Client answered(ParkedCall call, Client asked, int round, String answers) {
        return answered(call, asked, round, answers, false);
    }

    private Client answered(ParkedCall call, Client asked, int round, String answers, boolean leaves) {
        ObjectView result = asked.answer == null ? null : asked.answer.result();
        String state = result == null ? "" : String.valueOf(result.string("requestState"));
        RequestStates.Opening opening = states.open(state, asked.binding());
        assertThat(opening).as(asked.end()).isInstanceOf(RequestStates.Opening.Valid.class);
        RoundState.Parked parked = (RoundState.Parked) ((RequestStates.Opening.Valid) opening).state();
        assertThat(parked.round()).isEqualTo(round);
        Client next = new Client(asked.caller.name(), ",\"inputResponses\":" + answers);
        next.left = leaves;
        next.call = call;
        ObjectView params = next.request.params();
        call.resume(parked, params == null ? null : params.object("inputResponses"), next);
        return next;
    }

    private String callToTheEnd(String caller) {
        Client first = new Client(caller, "");
        ParkedCall call = begun(first);
        ask(call, "{}");
        if (!first.end().contains("input_required")) {
            return first.end();
        }
        Client second = answered(call, first, 0, "{\"question-1\":" + YES + "}");
        call.respond(Response.result("{\"done\":true}"));
        return second.end();
    }

    /// A thousand calls within ten minutes, each of which had ended, took the room of all others.
    @Test
    void callsThatHaveEndedMakeRoom() {
        for (int number = 0; number < 10 * MOST; number++) {
            assertThat(callToTheEnd("a")).contains("\"done\":true");
        }
        assertThat(callToTheEnd("b")).contains("\"done\":true");
        assertThat(store.size()).isLessThanOrEqualTo(MOST);
    }

    /// One caller could have all places.
    @Test
    void oneCallerLeavesRoomToOthers() {
        for (int number = 0; number < 2 * MOST; number++) {
            ask(begun(new Client("greedy", "")), "{}");
        }
        assertThat(store.size()).isEqualTo(MOST / 2);
        assertThat(heard).hasSize(2 * MOST - MOST / 2).allMatch(answer -> answer.contains("too many calls"));
        assertThat(callToTheEnd("other")).contains("\"done\":true");
    }

    /// Questions, answers and arguments of megabytes filled the heap: nothing but the results of calls was counted.
    @Test
    void whatAnEndedCallWasAskedAndAnsweredTakesNoMemory() {
        Client round = new Client("a", ",\"more\":\"" + MEGABYTE + "\"");
        ParkedCall call = begun(round);
        for (int number = 0; number < 20; number++) {
            ask(call, "{\"message\":\"" + MEGABYTE + "\"}");
            assertThat(store.bytes()).isBetween(3L << 20, 5L << 20);
            round = answered(
                    call,
                    round,
                    number,
                    "{\"question-" + (number + 1) + "\":{\"action\":\"accept\",\"content\":{\"t\":\"" + MEGABYTE
                            + "\"}}}");
        }
        assertThat(heard).hasSize(20).allMatch(answer -> answer.contains("accept"));
        call.respond(Response.result("{\"done\":true}"));
        assertThat(round.end()).contains("\"done\":true");
        assertThat(store.bytes()).isLessThan(1_000);
    }

    @Test
    void questionsForWhichThereIsNoMemoryAreRefused() {
        ParkedCall call = begun(new Client("a", ""));
        for (int number = 0; number < 20; number++) {
            ask(call, "{\"message\":\"" + MEGABYTE + "\"}");
        }
        assertThat(heard).hasSizeGreaterThan(10).allMatch(answer -> answer.contains("too much memory"));
        assertThat(store.bytes()).isLessThan(16 << 20);
        assertThat(callToTheEnd("b")).contains("\"done\":true");
        call.respond(Response.result("{}"));
        assertThat(store.bytes()).isLessThan(1_000);
    }

    @Test
    void anEarlierRoundIsNotKept() {
        Client first = new Client("a", "");
        ParkedCall call = begun(first);
        ask(call, "{}");
        Client second = answered(call, first, 0, "{\"question-1\":" + YES + "}");
        ask(call, "{}");
        assertThat(answered(call, first, 0, "{\"question-1\":" + YES + "}").end())
                .isEqualTo(second.end());
        answered(call, second, 1, "{\"question-2\":" + YES + "}");
        assertThat(answered(call, first, 0, "{\"question-1\":" + YES + "}").end())
                .contains("earlier round");
    }

    /// The second question took the place of the first, which then nobody answered: the call had no end.
    @Test
    void aNumberedQuestionDoesNotReplaceOneThatItsServerNamedSo() {
        Client first = new Client("a", "");
        ParkedCall call = begun(first);
        call.ask(
                Request.of("8", "elicitation/create", "{\"_meta\":{\"io.gatehouse/question\":\"question-2\"}}"),
                answer -> heard.add(answer.body().text()));
        ask(call, "{}");
        ObjectView result = first.answer == null ? null : first.answer.result();
        ObjectView questions = result == null ? null : result.object("inputRequests");
        assertThat(questions).isNotNull();
        assertThat(questions.size()).isEqualTo(2);
        answered(call, first, 0, "{\"" + questions.key(0) + "\":" + YES + ",\"" + questions.key(1) + "\":" + YES + "}");
        assertThat(heard).hasSize(2);
    }

    /// The end of the call ran under its lock, and with it whatever else that end set off.
    @Test
    void aClientThatHasLeftAlreadyEndsTheCallOutsideItsLock() {
        Client first = new Client("a", "");
        ParkedCall call = begun(first);
        List<String> cancelled = new ArrayList<>();
        call.onCancelled(() -> {
            assertThat(Thread.holdsLock(call)).isFalse();
            cancelled.add("cancelled");
        });
        ask(call, "{}");
        answered(call, first, 0, "{\"question-1\":" + YES + "}", true);
        assertThat(cancelled).hasSize(1);
    }

    /// The gateway failed, and said that its operator had to look at it.
    @Test
    void anAnswerThatNamesAMemberTwiceIsRefused() {
        Client first = new Client("a", "");
        ParkedCall call = begun(first);
        ask(call, "{}");
        for (String answer : List.of(
                "{\"action\":\"accept\",\"action\":\"decline\"}",
                "{\"action\":\"accept\",\"_meta\":{\"a\":1,\"a\":2}}")) {
            assertThat(answered(call, first, 0, "{\"question-1\":" + answer + "}")
                            .end())
                    .contains("-32602", "question-1", "twice");
        }
        assertThat(heard).isEmpty();
    }
}
