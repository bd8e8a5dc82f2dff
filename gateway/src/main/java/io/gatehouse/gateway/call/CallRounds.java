package io.gatehouse.gateway.call;

import io.gatehouse.gateway.bridge.ClientRounds;
import io.gatehouse.gateway.bridge.ParkedCall;
import io.gatehouse.gateway.bridge.Round;
import io.gatehouse.gateway.bridge.RoundState;
import io.gatehouse.gateway.record.CallOutcome;
import io.gatehouse.gateway.record.CallRecord.Ending;
import io.gatehouse.http.Cancellable;
import io.gatehouse.protocol.ErrorCode;
import io.gatehouse.protocol.ObjectView;
import io.gatehouse.protocol.Request;
import io.gatehouse.protocol.Response;
import io.gatehouse.upstream.UpstreamExchange;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// How a call goes on beyond the request that it came with: a modern client answers questions in further requests, so
/// that the call waits between them (is parked); a legacy client answers on the stream, and the call is sent again; and
/// a call that takes long becomes a task.
final class CallRounds {
    private final RunningCall call;
    private RoundState.@Nullable Parked resumes;
    private @Nullable ParkedCall parked;
    private @Nullable Cancellable becomesTask;
    private @Nullable ClientRounds legacy;
    private boolean further;
    /// Whether a task has taken the place of the request, because the client asked for one.
    private boolean task;
    /// Whether the gateway itself asked a modern client something: the call then ends in a later request.
    private boolean asked;

    CallRounds(RunningCall call) {
        this.call = call;
    }

    /// The request brings the answers that another call waits for.
    void resumes(RoundState.Parked state) {
        resumes = state;
    }

    /// Whether it does so.
    boolean resumes() {
        return resumes != null;
    }

    /// The request goes on with a call whose server asked for more.
    void goesOn() {
        further = true;
    }

    /// Whether it does so.
    boolean further() {
        return further;
    }

    /// Who takes what the server answers and asks: the call itself, or what waits between its requests.
    UpstreamExchange exchange() {
        ParkedCall waits = parked;
        if (task) {
            return call;
        }
        if (waits == null && call.peer().revision().modern() && call.legacyServer()) {
            waits = park();
        }
        if (waits == null) {
            return call;
        }
        tellDecision(waits);
        watch(waits);
        return waits;
    }

    /// A person agreed in the middle: the record of the request that brought the answer says so.
    private void tellDecision(ParkedCall waits) {
        if (asked && waits.latest() instanceof RunningCall other) {
            other.decision(call.decision());
        }
    }

    /// The call as one that can wait between requests of its client; null when its client cannot be asked anything and
    /// it becomes no task.
    private @Nullable ParkedCall park() {
        ParkedCall waits = call.pipeline().parked().begin(call, LongCall.may(call));
        parked = waits;
        return waits;
    }

    /// A task takes the place of the request from now on: it hears of the end, and has the questions.
    ///
    /// @param waits where the call is, handed over to the task
    void becomesTask(ParkedCall waits) {
        parked = waits;
        task = true;
    }

    /// Whether one has.
    boolean isTask() {
        return task;
    }

    /// Runs an action when the client wants no more of the call; false where that is up to the request.
    boolean onCancelled(Runnable action) {
        ParkedCall waits = task ? parked : null;
        if (waits == null) {
            return false;
        }
        waits.onCancelled(action);
        return true;
    }

    private void watch(ParkedCall waits) {
        becomesTask = LongCall.watch(call, waits);
    }

    /// It ends this request itself and becomes no task.
    void staysCall() {
        Cancellable planned = becomesTask;
        if (planned != null) {
            planned.cancel();
        }
    }

    /// Gives a call that waits here the client's answers, if this request brings some.
    ///
    /// @return whether it is a call of its own, which goes on
    boolean giveAnswers() {
        RoundState.Parked state = resumes;
        if (state == null) {
            return true;
        }
        ParkedCall waiting = call.pipeline().parked().find(state);
        if (waiting == null) {
            call.forgotten();
            return false;
        }
        call.markSent();
        parked = waiting;
        watch(waiting);
        ObjectView params = call.request().params();
        waiting.resume(state, params == null ? null : params.object("inputResponses"), call);
        return false;
    }

    /// Ends this request with questions: the client answers them in its next one. Until then the call does not run.
    void inputRequired(Response questions) {
        staysCall();
        call.rests();
        ToolsetPassage round = asked ? new AskingRound(call) : call;
        round.finishHere(questions, Ending.answered(CallOutcome.INPUT_REQUIRED));
    }

    /// Ends the call in the request in which its client waits for it by now.
    ///
    /// @return false when that is the request it came with
    boolean endsElsewhere(@Nullable Response answer, Ending how) {
        ParkedCall waits = asked || task ? parked : null;
        int bytes = answer == null ? 0 : answer.body().length();
        return waits != null && waits.end(round -> endAs(round, answer, how), bytes) || task;
    }

    /// A task may have taken the place of the request that waits.
    private void endAs(Round round, @Nullable Response answer, Ending how) {
        if (round instanceof RunningCall other) {
            other.decision(call.decision());
            other.finishHere(answer, how);
        } else if (answer != null) {
            round.respond(answer);
        } else {
            round.failed(call.cancelled());
        }
    }

    /// Asks a legacy client what the server wants to know, and sends the call again.
    void runRound() {
        ClientRounds known = legacy;
        if (known == null) {
            known = new ClientRounds(call, call.target().upstream().name(), call::again);
            legacy = known;
        }
        known.run(call.came());
    }

    /// Puts a question to the client: on the stream of the call, or as the end of this round of it.
    ///
    /// @param own whether the gateway itself asks
    void put(Request question, Consumer<Response> answer, boolean own) {
        ParkedCall waits = parked;
        if (waits == null) {
            call.putOnStream(question, answer);
        } else if (own) {
            waits.putOwn(question, answer);
        } else {
            waits.put(question, answer);
        }
    }

    /// Asks the client something for the gateway's own purposes.
    ///
    /// @param left runs when the client leaves before the call has ended
    void askPerson(Request question, Consumer<Response> answer, Runnable left) {
        if (call.peer().revision().modern()) {
            asked = parked != null || park() != null;
            if (!asked) {
                answer.accept(Response.error(
                        ErrorCode.INVALID_REQUEST, "a request of " + call.method() + " cannot wait for an answer"));
                return;
            }
        }
        ParkedCall waits = parked;
        if (waits == null) {
            call.onCancelled(left);
        } else {
            waits.onCancelled(left);
        }
        call.pipeline().askOwn(new Question(call, question, answer, true));
    }
}
