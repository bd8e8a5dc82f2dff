package io.gatehouse.doors.mcp.streamable;

import io.gatehouse.doors.front.InFlight;
import io.gatehouse.doors.front.replicas.Neighbour;
import io.gatehouse.doors.front.replicas.Unpassed;
import io.gatehouse.doors.mcp.conversation.Batch;
import io.gatehouse.doors.mcp.conversation.ModernStatus;
import io.gatehouse.doors.mcp.conversation.OwnAnswers;
import io.gatehouse.doors.mcp.conversation.ResponseBytes;
import io.gatehouse.doors.mcp.http.HttpReplies;
import io.gatehouse.http.EventStream;
import io.gatehouse.protocol.Method;
import io.gatehouse.protocol.Request;
import io.gatehouse.protocol.RequestId;
import io.gatehouse.protocol.Response;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A message that another replica answers. Where that one goes away, the client hears for each of its requests how it
/// ended: 200 and an error.
final class PassedMessage implements Unpassed, InFlight.Task {
    private static final System.Logger LOG = System.getLogger(PassedMessage.class.getName());

    private final Incoming incoming;
    private final Neighbour to;
    private final InFlight work;
    private final Runnable again;
    private @Nullable Runnable giveUp;
    private boolean stopped;

    /// @param again looks for another replica, because nothing has happened yet
    PassedMessage(Incoming incoming, Neighbour to, InFlight work, Runnable again) {
        this.incoming = incoming;
        this.to = to;
        this.work = work;
        this.again = again;
    }

    /// It counts as being worked on, unless it only waits for news.
    ///
    /// @return false when everything that is worked on was told to stop already: then it is not to be passed
    boolean begin() {
        if (incoming.requests().stream().anyMatch(request -> !request.method().equals(Method.LISTEN))) {
            work.enter(this);
        }
        synchronized (this) {
            return !stopped;
        }
    }

    /// Was passed.
    void sent(Runnable givesUp) {
        boolean late;
        synchronized (this) {
            giveUp = givesUp;
            late = stopped;
        }
        if (late) {
            givesUp.run();
        }
    }

    @Override
    public void stop() {
        Runnable sent;
        synchronized (this) {
            stopped = true;
            sent = giveUp;
        }
        if (sent != null) {
            sent.run();
        }
    }

    @Override
    public void unsent() {
        over();
        again.run();
    }

    @Override
    public void stopping() {
        over();
        again.run();
    }

    @Override
    public void lost() {
        over();
        List<Request> requests = incoming.requests();
        if (requests.isEmpty()) {
            HttpReplies.busy(incoming.http(), 503, null, "The gateway that has this session does not answer.");
        } else if (incoming.batch()) {
            incoming.http()
                    .respond(
                            200,
                            HttpReplies.JSON,
                            Batch.array(requests.stream().map(this::ended).toList()));
        } else {
            Request request = requests.getFirst();
            Response response = outcome(request);
            incoming.http()
                    .respond(
                            incoming.modern() ? ModernStatus.of(response) : 200,
                            HttpReplies.JSON,
                            ResponseBytes.of(response, request, incoming.modern()));
        }
    }

    @Override
    public void broken(EventStream stream) {
        over();
        List<byte[]> endings = new ArrayList<>();
        for (Request request : incoming.requests()) {
            if (!request.method().equals(Method.LISTEN)) {
                endings.add(ended(request));
            }
        }
        endings.forEach(stream::send);
        stream.end();
    }

    @Override
    public void over() {
        work.leave(this);
    }

    private byte[] ended(Request request) {
        return ResponseBytes.of(outcome(request), request, incoming.modern());
    }

    private Response outcome(Request request) {
        String id = RequestId.next();
        LOG.log(
                System.Logger.Level.WARNING,
                "Replica {0} went away while it answered {1}; request {2}.",
                to.id(),
                request.method(),
                id);
        return OwnAnswers.stopped(request, id);
    }
}
