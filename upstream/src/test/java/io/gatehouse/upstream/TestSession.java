package io.gatehouse.upstream;

import io.gatehouse.protocol.Caller;
import io.gatehouse.protocol.Notification;
import io.gatehouse.protocol.Peer;
import io.gatehouse.protocol.Request;
import io.gatehouse.protocol.Response;
import io.gatehouse.protocol.Revision;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/// A client's session as a door would keep it.
public final class TestSession implements Peer.Session {
    private final String id;
    private final List<Runnable> atEnd = new CopyOnWriteArrayList<>();
    final List<Notification> notified = new CopyOnWriteArrayList<>();
    final List<Request> asked = new CopyOnWriteArrayList<>();
    volatile String level;

    public TestSession(String id) {
        this.id = id;
    }

    /// A legacy client with this session.
    public Peer peer(String capabilities) {
        return peer(capabilities, Caller.ANONYMOUS);
    }

    public Peer peer(String capabilities, Caller caller) {
        return new Peer(Revision.R2025_11_25, Wire.object(capabilities), null, caller, this);
    }

    void end() {
        atEnd.forEach(Runnable::run);
    }

    @Override
    public String id() {
        return id;
    }

    @Override
    public String logLevel() {
        return level;
    }

    @Override
    public void ask(Request request, Consumer<Response> answer) {
        asked.add(request);
        answer.accept(Response.result("{}"));
    }

    @Override
    public void notify(Notification notification) {
        notified.add(notification);
    }

    @Override
    public void onEnd(Runnable action) {
        atEnd.add(action);
    }
}
