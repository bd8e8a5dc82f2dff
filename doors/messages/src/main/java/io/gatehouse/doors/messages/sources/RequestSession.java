package io.gatehouse.doors.messages.sources;

import io.gatehouse.protocol.ErrorCode;
import io.gatehouse.protocol.Notification;
import io.gatehouse.protocol.Peer;
import io.gatehouse.protocol.Request;
import io.gatehouse.protocol.Response;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// What a server of the older era knows as the session of a conversation over the Messages API.
final class RequestSession implements Peer.Session {
    private final String id = UUID.randomUUID().toString();
    private final List<Runnable> atEnd = new ArrayList<>();
    private boolean ended;

    @Override
    public String id() {
        return id;
    }

    @Override
    public @Nullable String logLevel() {
        return null;
    }

    /// Outside a call there is nobody to ask.
    @Override
    public void ask(Request request, Consumer<Response> answer) {
        answer.accept(Response.error(
                ErrorCode.METHOD_NOT_FOUND, request.method() + " is answered in the middle of a call only"));
    }

    @Override
    public void notify(Notification notification) {
        // Nobody listens outside a call.
    }

    @Override
    public void onEnd(Runnable action) {
        synchronized (this) {
            if (!ended) {
                atEnd.add(action);
                return;
            }
        }
        action.run();
    }

    /// Ends the session, and with it the connections that were made for it.
    void end() {
        List<Runnable> actions;
        synchronized (this) {
            if (ended) {
                return;
            }
            ended = true;
            actions = List.copyOf(atEnd);
        }
        actions.forEach(Runnable::run);
    }
}
