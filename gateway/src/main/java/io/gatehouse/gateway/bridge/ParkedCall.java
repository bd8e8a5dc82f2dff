package io.gatehouse.gateway.bridge;

import io.gatehouse.http.Cancellable;
import io.gatehouse.protocol.ErrorCode;
import io.gatehouse.protocol.Failure.Outcome;
import io.gatehouse.protocol.Notification;
import io.gatehouse.protocol.ObjectView;
import io.gatehouse.protocol.Peer;
import io.gatehouse.protocol.Request;
import io.gatehouse.protocol.Response;
import io.gatehouse.seal.Sha256;
import io.gatehouse.upstream.UpstreamExchange;
import io.gatehouse.upstream.call.CallFailure;
import io.gatehouse.upstream.call.CallFailure.Kind;
import io.gatehouse.upstream.call.Told;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// A call of a modern client to an older server, which may ask in the middle of it. Then the client's request ends with
/// `input_required` and the call waits here; the client's next request brings the answers, and the call goes on.
public final class ParkedCall implements UpstreamExchange {
    /// Questions that come within this time are asked together.
    private static final Duration TOGETHER = Duration.ofMillis(50);
    private static final String ENDED = "the call has ended";

    private final ParkedCalls store;
    private final String id = UUID.randomUUID().toString();
    private final Peer peer;
    private final String server;
    private final OpenQuestions open = new OpenQuestions();
    private final AnsweredRounds rounds = new AnsweredRounds();
    private final List<Round> waiting = new ArrayList<>();
    private final List<Runnable> cancellations = new ArrayList<>();
    /// The size of its first request, which is kept to the end of the call.
    private final int firstBytes;
    /// Null once the call has ended.
    private @Nullable Round latest;
    private boolean kept;
    private boolean parked;
    /// Whether a task has taken the place of the client's requests.
    private boolean task;
    private boolean over;
    private boolean cancelled;
    private @Nullable Cancellable timer;
    private @Nullable Consumer<Round> end;
    private Runnable afterwards = () -> {};

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

    /// The request in which the client waits; null once the call has ended.
    public synchronized @Nullable Round latest() {
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

    /// Puts a question of the server to the client, together with others that come soon.
    public void put(Request question, Consumer<Response> asker) {
        Response early = early(question);
        if (early != null) {
            asker.accept(early);
            return;
        }
        put(question, asker, false);
    }

    /// Puts a question of the gateway itself to the client. What the client brought along before it was asked is no
    /// answer to it. When the time is over, the answer is [ErrorCode#NOT_ANSWERED], and the call does not end.
    public void putOwn(Request question, Consumer<Response> asker) {
        put(question, asker, true);
    }

    private void put(Request question, Consumer<Response> asker, boolean own) {
        String refusal;
        synchronized (this) {
            refusal = refusal(question);
            if (refusal == null) {
                open.add(question, asker, own);
                if (task) {
                    awaitAnswers();
                } else if (!parked && timer == null) {
                    timer = store.timers().after(TOGETHER, this::park);
                }
            }
        }
        if (refusal != null) {
            asker.accept(Response.error(ErrorCode.LIMIT_REACHED, refusal));
        } else {
            tellTask();
        }
    }

    /// Runs an action when the call has ended; at once if it has.
    public void onEnd(Runnable action) {
        synchronized (this) {
            if (!over) {
                afterwards = action;
                return;
            }
        }
        action.run();
    }

    /// For use under the lock.
    private void awaitAnswers() {
        if (!parked) {
            parked = true;
            stopTimer();
            timer = store.timers().after(store.parkedFor(), this::expire);
        }
    }

    /// A task asks at once.
    private void tellTask() {
        Round asks;
        Response result;
        synchronized (this) {
            asks = task ? latest : null;
            result = asks == null || open.isEmpty() ? null : questions(asks.binding());
        }
        if (asks != null && result != null) {
            asks.inputRequired(result);
        }
    }

    /// Lets a task take the place of the one request that waits.
    ///
    /// @return false when it waits no more, or others wait with it
    public boolean handOver(Round from, Round to) {
        synchronized (this) {
            if (over || waiting.size() != 1 || !waiting.contains(from)) {
                return false;
            }
            waiting.clear();
            join(to);
            task = true;
            if (!open.isEmpty()) {
                awaitAnswers();
            }
        }
        to.onCancelled(() -> left(to));
        return true;
    }

    /// What a task asks, a JSON object of `inputRequests`; null when it asks nothing.
    public synchronized @Nullable String questions() {
        return over || open.isEmpty() ? null : InputRequests.members(open.asked());
    }

    /// Takes answers to what a task asks. Those to no open question are ignored.
    ///
    /// @param answers by key, or null
    /// @return why they cannot be taken, for the client, or null
    public @Nullable String update(@Nullable ObjectView answers) {
        Runnable told;
        synchronized (this) {
            OpenQuestions.Answers read = open.read(answers);
            if (over || read.problem() != null || read.given().isEmpty()) {
                return over ? null : read.problem();
            }
            told = given(read);
        }
        told.run();
        return null;
    }

    /// The questions that a task asks, by key.
    public synchronized Map<String, Request> asked() {
        return over ? Map.of() : open.asked();
    }

    /// Takes the answer to one question that a task asks. One to no open question is ignored.
    ///
    /// @param answer a result, or the error that the client answered
    public void update(String key, Response answer) {
        Runnable told;
        synchronized (this) {
            if (over) {
                return;
            }
            told = given(new OpenQuestions.Answers(null, Map.of(key, answer)));
        }
        told.run();
    }

    /// For use under the lock.
    private Runnable given(OpenQuestions.Answers answers) {
        store.takes(id, firstBytes + open.bytesWithout(answers));
        Runnable told = open.take(answers);
        if (open.isEmpty()) {
            parked = false;
            stopTimer();
        }
        return told;
    }

    /// The answer that the first request brought along, to a question that has a key of its server's own.
    private synchronized @Nullable Response early(Request question) {
        ObjectView params =
                latest == null || rounds.count() > 0 ? null : latest.request().params();
        return open.early(question, params == null ? null : params.object("inputResponses"));
    }

    /// For use under the lock.
    private @Nullable String refusal(Request question) {
        if (over) {
            return ENDED;
        }
        if (open.full() || rounds.full()) {
            return "the call has asked too much";
        }
        if (!kept) {
            kept = store.keep(id, this);
        }
        if (!kept) {
            return "too many calls wait for answers already";
        }
        boolean room = store.takes(id, firstBytes + open.bytes() + latestBytes() + OpenQuestions.bytes(question));
        return room ? null : "the calls that wait for answers take too much memory already";
    }

    /// For use under the lock.
    private int latestBytes() {
        return latest == null || rounds.count() == 0
                ? 0
                : latest.request().body().length();
    }

    /// Ends the client's request with what is asked.
    private void park() {
        List<Round> asked;
        Response result;
        synchronized (this) {
            timer = null;
            if (task || latest == null || open.isEmpty() || waiting.isEmpty()) {
                return;
            }
            result = questions(latest.binding());
            rounds.came(round -> round.inputRequired(result));
            asked = List.copyOf(waiting);
            waiting.clear();
            parked = true;
            timer = store.timers().after(store.parkedFor(), this::expire);
        }
        asked.forEach(round -> round.inputRequired(result));
    }

    /// For use under the lock.
    private Response questions(RoundBinding binding) {
        String state = store.states().seal(new RoundState.Parked(id, rounds.count()), binding);
        return InputRequests.result(open.asked(), String.valueOf(state));
    }

    /// Takes the client's next request. The same request again, with the same answers, gets the same end.
    ///
    /// @param answers by the key of the question, or null
    public void resume(RoundState.Parked state, @Nullable ObjectView answers, Round next) {
        Taken taken;
        byte[] digest =
                Sha256.of(answers == null ? new byte[0] : answers.whole().bytes());
        synchronized (this) {
            if (state.round() < rounds.count()) {
                taken = repeated(state.round(), digest, next);
            } else if (over) {
                taken = Taken.ended(end);
            } else {
                taken = taken(digest, open.read(answers), next);
            }
        }
        Consumer<Round> outcome = taken.outcome();
        if (outcome != null) {
            outcome.accept(next);
        } else {
            // Not under the lock: where the client has left already, this ends the call.
            next.onCancelled(() -> left(next));
        }
        taken.told().run();
    }

    /// What becomes of a request that goes on with the call.
    ///
    /// @param outcome what it is answered at once; null when it waits for what the server does
    /// @param told gives the server its answers
    private record Taken(@Nullable Consumer<Round> outcome, Runnable told) {
        static Taken ended(@Nullable Consumer<Round> outcome) {
            return new Taken(outcome, () -> {});
        }
    }

    /// Takes a round that was answered before; for use under the lock.
    private Taken repeated(int number, byte[] digest, Round next) {
        Consumer<Round> outcome = rounds.repeated(number, digest);
        if (outcome == null) {
            join(next);
        }
        return Taken.ended(outcome);
    }

    /// Takes the answers to the open questions; for use under the lock.
    private Taken taken(byte[] digest, OpenQuestions.Answers answers, Round next) {
        String problem = answers.problem();
        if (problem != null) {
            return Taken.ended(round -> round.respond(Response.error(ErrorCode.INVALID_PARAMS, problem)));
        }
        if (answers.given().isEmpty() && !open.isEmpty()) {
            // Nothing of what is asked was answered: it is asked again.
            Response again = questions(next.binding());
            return Taken.ended(round -> round.inputRequired(again));
        }
        int nextBytes = open.allIn(answers) ? 0 : next.request().body().length();
        if (!store.takes(id, firstBytes + open.bytesWithout(answers) + nextBytes)) {
            return Taken.ended(round -> round.respond(Response.error(
                    ErrorCode.LIMIT_REACHED,
                    "The gateway has no memory for these answers now. Answer all questions at once, or try again"
                            + " later.")));
        }
        rounds.add(digest);
        Runnable told = open.take(answers);
        parked = false;
        stopTimer();
        join(next);
        if (!open.isEmpty()) {
            timer = store.timers().after(TOGETHER, this::park);
        }
        return new Taken(null, told);
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
        String waited = store.parkedFor().toSeconds() + " s";
        Response notAnswered = Response.error(ErrorCode.NOT_ANSWERED, "the client did not answer within " + waited);
        boolean late;
        Runnable told;
        synchronized (this) {
            late = parked && !over;
            told = late ? open.takeOwn(notAnswered) : null;
            if (late && told == null) {
                end = round -> round.failed(CallFailure.open(
                        Kind.ASKED,
                        server,
                        Outcome.SENT_OUTCOME_UNKNOWN,
                        new Told(
                                "Server " + server + " waited " + waited
                                        + " for answers in the middle of the call, which was then cancelled",
                                "Start the call again if it may be repeated.")));
            }
        }
        if (told != null) {
            told.run();
        } else if (late) {
            cancel();
        }
    }

    /// The gateway stops, or its caller is not known any more.
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
            Notification own = RoundProgress.in(round.request(), notification);
            if (own != null) {
                round.notify(own);
            }
        }
    }

    @Override
    public void respond(Response response) {
        end(round -> round.respond(response), response.body().length());
    }

    @Override
    public void failed(CallFailure failure) {
        end(round -> round.failed(failure), 0);
    }

    /// Ends it in this way for all requests that wait for its end, and for the same request if it comes again.
    ///
    /// @param bytes what keeping this end takes
    /// @return false when it has ended before
    public boolean end(Consumer<Round> how, int bytes) {
        List<Round> told;
        Consumer<Round> chosen;
        Runnable last;
        synchronized (this) {
            if (over) {
                return false;
            }
            over = true;
            last = afterwards;
            stopTimer();
            chosen = end == null ? how : end;
            if (kept) {
                end = store.takes(id, bytes) ? chosen : this::notKept;
                rounds.came(end);
                store.ended(id);
            }
            told = List.copyOf(waiting);
            waiting.clear();
            open.clear();
            cancellations.clear();
            latest = null;
        }
        last.run();
        told.forEach(chosen);
        return true;
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
