package io.gatehouse.upstream;

import io.gatehouse.protocol.Method;
import io.gatehouse.protocol.Notification;
import io.gatehouse.protocol.Request;
import io.gatehouse.protocol.Response;
import io.gatehouse.upstream.call.Replies;
import io.gatehouse.upstream.reading.ServerWarning;
import io.gatehouse.upstream.transport.Connection;
import io.gatehouse.upstream.transport.ConnectionEvents;
import io.gatehouse.upstream.transport.ServerRequests;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Hears what the shared connection brings outside requests. No client is ever asked or told because of
/// it, except of resources that it watches.
final class SharedEvents implements ConnectionEvents {
    private static final System.Logger LOG = System.getLogger(SharedEvents.class.getName());

    private final UpstreamServer server;
    private final Bell bell;
    private volatile @Nullable String lost;

    SharedEvents(UpstreamServer server, Bell bell) {
        this.server = server;
        this.bell = bell;
    }

    /// What ended the connection, or null while it stands.
    @Nullable
    String lost() {
        return lost;
    }

    @Override
    public void notification(Notification notification, List<Replies> running) {
        switch (notification.method()) {
            case Method.TOOLS_CHANGED, Method.PROMPTS_CHANGED, Method.RESOURCES_CHANGED -> bell.outdated();
            case Method.RESOURCE_UPDATED -> server.updated(notification);
            case Method.MESSAGE -> message(notification, running);
            default -> log(notification);
        }
    }

    /// A modern server sends log messages only for calls that want them: with one such call there is no
    /// doubt.
    private void message(Notification notification, List<Replies> running) {
        Connection connection = server.connection();
        boolean modern = connection != null && connection.facts().revision().modern();
        if (modern && running.size() == 1) {
            running.getFirst().notification(notification);
        } else {
            log(notification);
        }
    }

    private void log(Notification notification) {
        LOG.log(
                System.Logger.Level.DEBUG,
                "server {0} sent {1} outside any request",
                server.name(),
                notification.method());
    }

    @Override
    public void asked(Request request, Consumer<Response> answer, List<Replies> running) {
        Response own = ServerRequests.own(server.settings(), request);
        if (own != null) {
            answer.accept(own);
            return;
        }
        if (running.size() == 1
                && running.getFirst() instanceof ServerCall only
                && only.answersWithoutSession(request)) {
            only.asked(request, answer);
            return;
        }
        answer.accept(ServerRequests.refusal(request));
        boolean ofCall =
                request.method().equals(Method.ELICIT) || request.method().equals(Method.SAMPLE);
        if (ofCall && running.size() == 1 && running.getFirst() instanceof ServerCall call) {
            call.refused(request);
        }
    }

    @Override
    public void outdated() {
        bell.outdated();
    }

    @Override
    public void renewed() {
        server.watches().renewed();
        bell.outdated();
    }

    @Override
    public void suspect() {
        bell.suspect();
    }

    @Override
    public void warned(ServerWarning warning) {
        server.warn(warning);
    }

    @Override
    public void lost(String problem) {
        lost = problem;
        bell.lost(problem);
    }
}
