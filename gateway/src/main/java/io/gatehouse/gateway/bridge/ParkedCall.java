package io.gatehouse.gateway.bridge;

import io.gatehouse.http.Cancellable;
import io.gatehouse.protocol.ErrorCode;
import io.gatehouse.protocol.Failure.Outcome;
import io.gatehouse.protocol.Json;
import io.gatehouse.protocol.Meta;
import io.gatehouse.protocol.Notification;
import io.gatehouse.protocol.ObjectView;
import io.gatehouse.protocol.Peer;
import io.gatehouse.protocol.Request;
import io.gatehouse.protocol.Response;
import io.gatehouse.protocol.Slice;
import io.gatehouse.protocol.Splice;
import io.gatehouse.seal.Sha256;
import io.gatehouse.upstream.UpstreamExchange;
import io.gatehouse.upstream.call.CallFailure;
import io.gatehouse.upstream.call.CallFailure.Kind;
import io.gatehouse.upstream.call.Told;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// A call of a modern client to an older server, which may ask in the middle of it. Then the client's request ends with
/// `input_required` and the call waits here; the client's next request brings the answers, and the call goes on.
public final class ParkedCall implements UpstreamExchange {
    /// Questions that come within this time are asked together.
    private static final Duration TOGETHER = Duration.ofMillis(50);
    /// How many questions of a server may wait for their answers.
    private static final int MOST_OPEN = 32;
    /// How many rounds a call may take.
    private static final int MOST_ROUNDS = 100;
    private static final String ENDED = "the call has ended";

    private final ParkedCalls store;
    private final String id = UUID.randomUUID().toString();
    private final Peer peer;
    private final String server;
    private final Map<String, Open> open = new LinkedHashMap<>();
    private final Set<String> keys = new HashSet<>();
    private final List<Round> waiting = new ArrayList<>();
    private final List<Runnable> cancellations = new ArrayList<>();
    /// The answers with which each round ended, and what the client was given for them.
    private final List<Answered> rounds = new ArrayList<>();
    /// The size of its first request, which is kept to the end of the call.
    private final int firstBytes;
    /// Null once the call has ended.
    private @Nullable Round latest;
    private boolean kept;
    private boolean parked;
    private boolean over;
    private boolean cancelled;
    private int questions;
    private @Nullable Cancellable timer;
    private @Nullable Consumer<Round> end;

    /// A question that has no answer yet.
    private record Open(Request question, Consumer<Response> asker) {}

    /// A round that the client has answered; what came of it is kept until the next is answered.
    private static final class Answered {
        private final byte[] answers;
        private @Nullable Consumer<Round> came;

        /// @param answers their digest
        Answered(byte[] answers) {
            this.answers = answers;
        }
    }

    ParkedCall(ParkedCalls store, Round first) {
        this.store = store;
        this.latest = first;
        this.peer = first.peer().compact();
        this.firstBytes = first.request().body().length();
        this.server = first.binding().server();
        waiting.add(first);
        first.onCancelled(() -> left(first));
    }

    @Override
    public Peer peer() {
        return peer;
    }

    @Override
    public boolean takesQuestions() {
        return true;
    }

    @Override
    public Map<String, String> parameterHeaders() {
        Round round = latest();
        return round == null ? Map.of() : round.parameterHeaders();
    }

    private synchronized @Nullable Round latest() {
        return latest;
    }

    /// The question goes through the gateway, which hands it to [#put].
    @Override
    public void ask(Request question, Consumer<Response> answer) {
        Round round = latest();
        if (round == null) {
            answer.accept(Response.error(ErrorCode.LIMIT_REACHED, ENDED));
        } else {
            round.ask(question, answer);
        }
    }

    /// Puts a question to the client, together with others that come soon.
    public void put(Request question, Consumer<Response> asker) {
        Response early = early(question);
        if (early != null) {
            asker.accept(early);
            return;
        }
        String refusal;
        synchronized (this) {
            refusal = refusal(question);
            if (refusal == null) {
                open.put(key(question), new Open(question, asker));
                if (!parked && timer == null) {
                    timer = store.timers().after(TOGETHER, this::park);
                }
            }
        }
        if (refusal != null) {
            asker.accept(Response.error(ErrorCode.LIMIT_REACHED, refusal));
        }
    }

    /// The answer that the first request brought along, to a question that has a key of its server's own.
    private synchronized @Nullable Response early(Request question) {
        String key = InputRequests.key(question);
        ObjectView params = latest == null ? null : latest.request().params();
        ObjectView answers = params == null || !rounds.isEmpty() ? null : params.object("inputResponses");
        Slice answer = answers == null || key == null ? null : answers.get(key);
        if (answer == null || InputRequests.problem(question.method(), answer) != null || !keys.add(key)) {
            return null;
        }
        return Response.result(answer.bytes());
    }

    /// Keys differ over the whole call; for use under the lock.
    private String key(Request question) {
        questions++;
        String own = InputRequests.key(question);
        if (own != null && keys.add(own)) {
            return own;
        }
        // A server may have given another question this name.
        String numbered = "question-" + questions;
        while (!keys.add(numbered)) {
            numbered += "-";
        }
        return numbered;
    }

    /// For use under the lock.
    private @Nullable String refusal(Request question) {
        if (over) {
            return ENDED;
        }
        if (open.size() >= MOST_OPEN || rounds.size() >= MOST_ROUNDS) {
            return "the call has asked too much";
        }
        if (!kept) {
            kept = store.keep(id, this);
        }
        if (!kept) {
            return "too many calls wait for answers already";
        }
        boolean room = store.takes(id, bytes(open.values()) + latestBytes() + bytes(question));
        return room ? null : "the calls that wait for answers take too much memory already";
    }

    /// What the call takes in memory with these questions, beside its latest request; for use under the lock.
    private long bytes(Collection<Open> asked) {
        return firstBytes
                + asked.stream().mapToLong(one -> bytes(one.question())).sum();
    }

    /// A question is kept as it came, and as it was passed on.
    private static long bytes(Request question) {
        return 2L * question.body().length();
    }

    /// For use under the lock.
    private int latestBytes() {
        return latest == null || rounds.isEmpty() ? 0 : latest.request().body().length();
    }

    /// Ends the client's request with what is asked.
    private void park() {
        List<Round> asked;
        Response result;
        synchronized (this) {
            timer = null;
            if (latest == null || open.isEmpty() || waiting.isEmpty()) {
                return;
            }
            result = questions(latest.binding());
            came(round -> round.inputRequired(result));
            asked = List.copyOf(waiting);
            waiting.clear();
            parked = true;
            timer = store.timers().after(store.parkedFor(), this::expire);
        }
        asked.forEach(round -> round.inputRequired(result));
    }

    /// For use under the lock.
    private Response questions(RoundBinding binding) {
        Map<String, Request> asked = new LinkedHashMap<>();
        open.forEach((key, one) -> asked.put(key, one.question()));
        String state = store.states().seal(new RoundState.Parked(id, rounds.size()), binding);
        return InputRequests.result(asked, String.valueOf(state));
    }

    /// What follows the answers of the last round; for use under the lock.
    private void came(Consumer<Round> what) {
        if (!rounds.isEmpty()) {
            rounds.getLast().came = what;
        }
    }

    /// Takes the client's next request. The same request again, with the same answers, gets the same end.
    ///
    /// @param answers by the key of the question, or null
    public void resume(RoundState.Parked state, @Nullable ObjectView answers, Round next) {
        Map<Open, Response> given = new LinkedHashMap<>();
        Consumer<Round> outcome;
        byte[] digest =
                Sha256.of(answers == null ? new byte[0] : answers.whole().bytes());
        synchronized (this) {
            if (state.round() < rounds.size()) {
                outcome = repeated(state.round(), digest, next);
            } else if (over) {
                outcome = end;
            } else {
                outcome = taken(digest, answers, next, given);
            }
        }
        if (outcome != null) {
            outcome.accept(next);
        } else {
            // Not under the lock: where the client has left already, this ends the call.
            next.onCancelled(() -> left(next));
        }
        given.forEach((question, answer) -> question.asker().accept(answer));
    }

    /// Takes a round that was answered before; for use under the lock.
    ///
    /// @return what the request is answered at once; null when it waits for what the server does
    private @Nullable Consumer<Round> repeated(int number, byte[] digest, Round next) {
        Answered before = rounds.get(number);
        if (!Sha256.same(before.answers, digest)) {
            return ParkedCall::otherAnswers;
        }
        if (number < rounds.size() - 1) {
            return ParkedCall::superseded;
        }
        if (before.came == null) {
            join(next);
        }
        return before.came;
    }

    /// Takes the answers to the open questions; for use under the lock.
    ///
    /// @return what the request is answered at once; null when it waits for what the server does
    private @Nullable Consumer<Round> taken(
            byte[] digest, @Nullable ObjectView answers, Round next, Map<Open, Response> given) {
        Map<String, Open> answered = new LinkedHashMap<>();
        for (Map.Entry<String, Open> one : open.entrySet()) {
            Slice answer = answers == null ? null : answers.get(one.getKey());
            if (answer == null) {
                continue;
            }
            String problem = InputRequests.problem(one.getValue().question().method(), answer);
            if (problem != null) {
                given.clear();
                String where = "params.inputResponses[" + Json.quote(one.getKey()) + "] " + problem + ".";
                return round -> round.respond(Response.error(ErrorCode.INVALID_PARAMS, where));
            }
            answered.put(one.getKey(), one.getValue());
            given.put(one.getValue(), Response.result(answer.bytes()));
        }
        if (answered.isEmpty() && !open.isEmpty()) {
            // Nothing of what is asked was answered: it is asked again.
            Response again = questions(next.binding());
            return round -> round.inputRequired(again);
        }
        List<Open> left = open.values().stream()
                .filter(one -> !answered.containsValue(one))
                .toList();
        int nextBytes = left.isEmpty() ? 0 : next.request().body().length();
        if (!store.takes(id, bytes(left) + nextBytes)) {
            given.clear();
            return round -> round.respond(Response.error(
                    ErrorCode.LIMIT_REACHED,
                    "The gateway has no memory for these answers now. Answer all questions at once, or try again"
                            + " later."));
        }
        if (!rounds.isEmpty()) {
            rounds.getLast().came = null;
        }
        rounds.add(new Answered(digest));
        open.keySet().removeAll(answered.keySet());
        parked = false;
        stopTimer();
        join(next);
        if (!open.isEmpty()) {
            timer = store.timers().after(TOGETHER, this::park);
        }
        return null;
    }

    private static void otherAnswers(Round round) {
        round.respond(Response.error(
                ErrorCode.INVALID_PARAMS,
                "params.inputResponses are not those that this round of the call was given before."));
    }

    private static void superseded(Round round) {
        round.respond(Response.error(
                ErrorCode.INVALID_PARAMS,
                "params.requestState is of an earlier round of the call. Send the one that came last."));
    }

    /// For use under the lock.
    private void join(Round next) {
        latest = next;
        waiting.add(next);
    }

    /// The client of one request waits no more. The call is cancelled when nobody waits, unless it is parked.
    private void left(Round round) {
        boolean last;
        synchronized (this) {
            if (over || !waiting.contains(round)) {
                return;
            }
            last = waiting.size() == 1;
            if (!last) {
                waiting.remove(round);
            }
        }
        if (last) {
            cancel();
        } else {
            round.failed(CallFailure.open(
                    Kind.CANCELLED, server, Outcome.SENT_OUTCOME_UNKNOWN, Told.of("The client cancelled the call")));
        }
    }

    /// Nobody answered in time.
    private void expire() {
        String minutes = store.parkedFor().toSeconds() + " s";
        boolean late;
        synchronized (this) {
            late = parked && !over;
            if (late) {
                end = round -> round.failed(CallFailure.open(
                        Kind.ASKED,
                        server,
                        Outcome.SENT_OUTCOME_UNKNOWN,
                        new Told(
                                "Server " + server + " waited " + minutes
                                        + " for answers in the middle of the call, which was then cancelled",
                                "Start the call again if it may be repeated.")));
            }
        }
        if (late) {
            cancel();
        }
    }

    /// The gateway stops.
    void stop() {
        cancel();
    }

    private void cancel() {
        List<Runnable> actions;
        synchronized (this) {
            cancelled = true;
            actions = List.copyOf(cancellations);
            cancellations.clear();
        }
        actions.forEach(Runnable::run);
    }

    @Override
    public void onCancelled(Runnable action) {
        synchronized (this) {
            if (!cancelled) {
                cancellations.add(action);
                return;
            }
        }
        action.run();
    }

    /// Progress carries the token of the request that waits; there is none to tell while the call is parked.
    @Override
    public void notify(Notification notification) {
        List<Round> told;
        synchronized (this) {
            told = List.copyOf(waiting);
        }
        for (Round round : told) {
            Notification own = forRound(notification, round);
            if (own != null) {
                round.notify(own);
            }
        }
    }

    private static @Nullable Notification forRound(Notification notification, Round round) {
        ObjectView params = notification.params();
        Slice token = params == null ? null : params.get(Meta.PROGRESS_TOKEN);
        if (token == null) {
            return notification;
        }
        ObjectView meta = round.request().meta();
        Slice own = meta == null ? null : meta.get(Meta.PROGRESS_TOKEN);
        if (own == null) {
            return null;
        }
        return own.equals(token)
                ? notification
                : Notification.of(
                        new Splice(notification.body()).replace(token, own).toBytes());
    }

    @Override
    public void respond(Response response) {
        end(round -> round.respond(response), response.body().length());
    }

    @Override
    public void failed(CallFailure failure) {
        end(round -> round.failed(failure), 0);
    }

    private void end(Consumer<Round> how, int bytes) {
        List<Round> told;
        Consumer<Round> chosen;
        synchronized (this) {
            if (over) {
                return;
            }
            over = true;
            stopTimer();
            chosen = end == null ? how : end;
            if (kept) {
                end = store.takes(id, bytes) ? chosen : this::notKept;
                came(end);
                store.ended(id);
            }
            told = List.copyOf(waiting);
            waiting.clear();
            open.clear();
            cancellations.clear();
            latest = null;
        }
        told.forEach(chosen);
    }

    private void notKept(Round round) {
        round.failed(CallFailure.open(
                Kind.DROPPED,
                server,
                Outcome.DONE,
                new Told("The call has ended, and its result was too large to be kept for a repeated request", "")));
    }

    /// For use under the lock.
    private void stopTimer() {
        Cancellable running = timer;
        if (running != null) {
            running.cancel();
            timer = null;
        }
    }
}
