package io.gatehouse.gateway.call;

import io.gatehouse.gateway.record.CallOutcome;
import io.gatehouse.gateway.record.CallRecord.Ending;
import io.gatehouse.gateway.record.CallRecord.Kind;
import io.gatehouse.gateway.record.CallRecord.Subject;
import io.gatehouse.protocol.Failure.Outcome;
import io.gatehouse.protocol.ObjectView;
import io.gatehouse.protocol.Peer;
import io.gatehouse.protocol.Request;
import io.gatehouse.protocol.Response;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Something that a client is asked in the middle of a call, by the server or by the gateway itself. Its record has the
/// id of the call.
final class Question extends ToolsetPassage {
    private final RunningCall call;
    private final Request question;
    private final Peer client;
    private final Consumer<Response> asker;
    private final boolean own;

    /// @param asker takes the answer
    /// @param own whether the gateway itself asks
    Question(RunningCall call, Request question, Consumer<Response> asker, boolean own) {
        super(call.pipeline(), Kind.QUESTION, call.toolset(), call.requestId());
        this.call = call;
        this.question = question;
        this.client = call.peer();
        this.asker = asker;
        this.own = own;
    }

    /// Puts it to the client, which answers later.
    boolean put() {
        call.rounds().put(question, this::answered, own);
        return false;
    }

    private void answered(Response response) {
        String problem = response.failed() ? response.errorMessage() : null;
        CallOutcome outcome = response.failed() ? CallOutcome.ERROR : CallOutcome.OK;
        finish(response, new Ending(outcome, Outcome.DONE, null, problem));
    }

    @Override
    void answer(Response answer) {
        asker.accept(answer);
    }

    @Override
    Peer client() {
        return client;
    }

    @Override
    Subject subject() {
        return new Subject(method(), own ? null : call.subject().server(), name(), null);
    }

    @Override
    public String method() {
        return question.method();
    }

    @Override
    int requestBytes() {
        return question.body().length();
    }

    @Override
    @Nullable
    ObjectView meta() {
        return call.meta();
    }
}
