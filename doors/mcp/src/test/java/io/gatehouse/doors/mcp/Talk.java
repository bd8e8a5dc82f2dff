package io.gatehouse.doors.mcp;

import io.gatehouse.protocol.Revision;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/// A client of one transport and revision, as a script sees it: it sends messages and gets what comes back,
/// wherever that comes.
abstract class Talk implements AutoCloseable {
    private static final Pattern REQUEST_ID = Pattern.compile("\"requestId\":\"req_[^\"]+\"");

    final EchoHandler handler = new EchoHandler();
    final Revision revision;
    private final BlockingQueue<String> heard = new LinkedBlockingQueue<>();

    Talk(Revision revision) {
        this.revision = revision;
    }

    /// Sends a message.
    abstract void send(String message);

    /// Says that a request's answer is not wanted any more, as the transport does.
    void cancel(String id) {
        send("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/cancelled\",\"params\":{\"requestId\":" + id + "}}");
    }

    /// A legacy client is ready: it hears from now on what belongs to no request.
    void ready() {
        send("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}");
    }

    /// Something came from the server.
    final void hear(String message) {
        heard.add(message);
    }

    /// The next message from the server; ids of failures, which are random, read `*`.
    final String next() {
        try {
            String message = heard.poll(20, TimeUnit.SECONDS);
            if (message == null) {
                throw new AssertionError("nothing came");
            }
            return REQUEST_ID.matcher(message).replaceAll("\"requestId\":\"*\"");
        } catch (InterruptedException ending) {
            throw new IllegalStateException(ending);
        }
    }

    final String ask(String message) {
        send(message);
        return next();
    }

    /// A request of this revision: `members` of its parameters without the braces, perhaps empty.
    final String request(int id, String method, String members) {
        String meta = revision.modern() ? EndpointServer.META_2026 : "";
        String comma = members.isEmpty() || meta.isEmpty() ? "" : ",";
        return "{\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"method\":\"" + method + "\",\"params\":{" + members + comma
                + meta + "}}";
    }

    final String call(int id, String tool) {
        return request(id, "tools/call", "\"name\":\"" + tool + "\"");
    }

    /// `initialize`; nothing in the modern era.
    final String initialize(String capabilities) {
        return revision.modern()
                ? ""
                : ask("{\"jsonrpc\":\"2.0\",\"id\":0,\"method\":\"initialize\",\"params\":{\"protocolVersion\":\""
                        + revision.id() + "\",\"capabilities\":" + capabilities + "}}");
    }

    @Override
    public abstract void close() throws Exception;
}
