package io.gatehouse.gateway.call;

import io.gatehouse.gateway.record.CallRecord.Kind;
import io.gatehouse.gateway.record.CallRecord.Subject;
import io.gatehouse.protocol.ObjectView;
import io.gatehouse.protocol.Peer;
import io.gatehouse.protocol.Response;
import org.jspecify.annotations.Nullable;

/// The first request of a call that ends while the call is still on its way, with a question of the gateway's own or
/// with a task: it has a record and an answer of its own.
final class AskingRound extends ToolsetPassage {
    private final RunningCall call;

    AskingRound(RunningCall call) {
        super(call.pipeline(), Kind.CALL, call.toolset(), call.requestId());
        this.call = call;
    }

    @Override
    Peer client() {
        return call.client();
    }

    @Override
    void answer(Response answer) {
        call.answer(answer);
    }

    @Override
    Subject subject() {
        return call.subject();
    }

    @Override
    int requestBytes() {
        return call.requestBytes();
    }

    @Override
    @Nullable
    ObjectView meta() {
        return call.meta();
    }

    @Override
    public String method() {
        return call.method();
    }
}
