package io.gatehouse.gateway.call;

import io.gatehouse.gateway.catalog.Toolset;
import io.gatehouse.gateway.policy.Decision;
import io.gatehouse.gateway.policy.Passage;
import io.gatehouse.gateway.record.CallOutcome;
import io.gatehouse.gateway.record.CallRecord;
import io.gatehouse.gateway.record.CallRecord.Ending;
import io.gatehouse.gateway.record.CallRecord.Kind;
import io.gatehouse.gateway.record.CallRecord.Measure;
import io.gatehouse.gateway.record.CallRecord.Source;
import io.gatehouse.gateway.record.CallRecord.Subject;
import io.gatehouse.protocol.Caller;
import io.gatehouse.protocol.ErrorCode;
import io.gatehouse.protocol.Failure;
import io.gatehouse.protocol.Failure.Category;
import io.gatehouse.protocol.Failure.Outcome;
import io.gatehouse.protocol.ObjectView;
import io.gatehouse.protocol.Peer;
import io.gatehouse.protocol.Response;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/// Something that a client asks of a toolset, on its way. However it ends, it ends once.
abstract class ToolsetPassage extends Passage {
    static final System.Logger LOG = System.getLogger(CallPipeline.class.getName());

    private final CallPipeline pipeline;
    private final Kind kind;
    private final Toolset toolset;
    private final String requestId;
    private final long startedMillis = System.currentTimeMillis();
    private final long startedNanos = System.nanoTime();
    private final AtomicBoolean ended = new AtomicBoolean();
    private boolean answered;
    private Decision decision = Decision.ALLOWED;
    private @Nullable Ending ending;
    private @Nullable Response response;
    private @Nullable CallRecord record;

    ToolsetPassage(CallPipeline pipeline, Kind kind, Toolset toolset, String requestId) {
        this.pipeline = pipeline;
        this.kind = kind;
        this.toolset = toolset;
        this.requestId = requestId;
    }

    /// The client that asks.
    abstract Peer client();

    /// Gives whoever asked an answer.
    abstract void answer(Response answer);

    /// What is asked, as far as it is known by now.
    Subject subject() {
        return new Subject(method(), null, name(), null);
    }

    /// Tells the client beside the answer which scopes it could get, where a transport has a place for that.
    void tellScopes(List<String> scopes) {}

    /// The size of what was asked, in bytes.
    abstract int requestBytes();

    /// `_meta` of what was asked, or null.
    abstract @Nullable ObjectView meta();

    /// What is answered when a step failed.
    ///
    /// @param known what is known about its effects
    Response failure(Outcome known) {
        return Response.error(
                ErrorCode.INTERNAL,
                "The gateway failed while it handled this. Ask its operator to look at it. Request ID: " + requestId
                        + ".",
                new Failure(Category.DOWNSTREAM, known, subject().server(), requestId, null));
    }

    /// The method as whose answer a refusal is told: a call of a tool is answered with a result, any other request with
    /// an error.
    String answeredAs() {
        return method();
    }

    /// What is known about its effects while it has not ended.
    Outcome known() {
        return Outcome.NOT_SENT;
    }

    /// The toolset.
    final Toolset toolset() {
        return toolset;
    }

    /// Ends it, unless it has ended before.
    ///
    /// @param answer for the client; null when nobody waits any more
    /// @return whether it ends so
    final boolean ends(@Nullable Response answer, Ending how) {
        if (!ended.compareAndSet(false, true)) {
            return false;
        }
        response = answer;
        ending = how;
        giveBack();
        over(answer, how);
        return true;
    }

    /// It has ended so.
    void over(@Nullable Response answer, Ending how) {}

    /// Ends it unless it has ended before, and has it recorded and answered.
    ///
    /// @param answer for the client; null when nobody waits any more
    final void finish(@Nullable Response answer, Ending how) {
        if (!endsElsewhere(answer, how)) {
            finishHere(answer, how);
        }
    }

    /// [#finish], whoever else waits for it.
    final void finishHere(@Nullable Response answer, Ending how) {
        if (ends(answer, how)) {
            pipeline.finish(this);
        }
    }

    /// Ends it where the client waits for it by now, if that is another request than the one it came with.
    ///
    /// @return false when it has to end here
    boolean endsElsewhere(@Nullable Response answer, Ending how) {
        return false;
    }

    /// A step failed. Whoever asked gets an answer, so that nobody waits for ever.
    @Override
    public void broken(Throwable why) {
        broken("a request", known(), why);
    }

    /// [#broken(Throwable)], where the outcome is known.
    ///
    /// @param what could not be handled
    final void broken(String what, Outcome known, Throwable why) {
        String server = subject().server();
        String where = method() + (server == null ? "" : " of server " + server);
        LOG.log(
                System.Logger.Level.ERROR,
                "The gateway could not handle " + what + " (" + where + "), request " + requestId + ".",
                why);
        Response instead = failure(known);
        Ending how = new Ending(
                CallOutcome.FAILED, known, Category.DOWNSTREAM, "The gateway could not handle " + what + ": " + why);
        if (endsElsewhere(instead, how)) {
            return;
        }
        if (ends(instead, how)) {
            pipeline.finish(this);
        } else {
            rescue(instead);
        }
    }

    /// Gives the client its answer; the last step.
    final boolean answer() {
        Response answer = response;
        if (answer != null) {
            rescue(answer);
        }
        return true;
    }

    /// Answers with something else than was planned, because a step failed after the end; not if it has been answered.
    final void rescue(Response instead) {
        if (response != null && !answered) {
            answered = true;
            answer(instead);
        }
    }

    /// Its record, complete once it has ended.
    final CallRecord record() {
        CallRecord made = record;
        if (made == null) {
            made = made();
            record = made;
        }
        return made;
    }

    private @Nullable String recordedSession() {
        String bound = caller().boundSession();
        Peer.Session session = client().session();
        String own = session == null ? null : session.id();
        return bound.isEmpty() ? own : bound;
    }

    private CallRecord made() {
        Ending how = ending;
        if (how == null) {
            throw new IllegalStateException("it has not ended");
        }
        Response answer = response;
        return new CallRecord(
                requestId(),
                kind,
                new Source(caller(), recordedSession(), door(), TraceId.of(meta())),
                subject(),
                new Measure(
                        startedMillis,
                        System.nanoTime() - startedNanos,
                        requestBytes(),
                        answer == null ? 0 : answer.body().length()),
                decision,
                how);
    }

    @Override
    public final Caller caller() {
        return client().caller();
    }

    @Override
    public final @Nullable ObjectView clientInfo() {
        return client().clientInfo();
    }

    @Override
    public final String door() {
        return pipeline.door();
    }

    @Override
    public final String requestId() {
        return requestId;
    }

    @Override
    public @Nullable String name() {
        return null;
    }

    @Override
    public boolean hasEffects() {
        return false;
    }

    /// Where it goes through the gateway.
    final CallPipeline pipeline() {
        return pipeline;
    }

    /// What was decided about it.
    final Decision decision() {
        return decision;
    }

    /// Notes a decision that was made before.
    final void decision(Decision made) {
        decision = made;
    }

    /// Tells the client beside the answer when it is worth to try again, where there is a place for that.
    void tellWait(Duration wait) {}

    @Override
    public final void decided(Decision made) {
        decision = made;
        if (made instanceof Decision.Denied denied) {
            Duration wait = denied.retryAfter();
            if (wait != null) {
                tellWait(wait);
            }
            if (denied.steppable()) {
                tellScopes(denied.scopes());
            }
            Response refusal = Denials.response(answeredAs(), denied, subject().server(), requestId);
            finish(refusal, Ending.refused(denied.category(), Denials.problem(denied)));
        }
    }
}
