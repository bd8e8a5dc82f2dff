package io.gatehouse.http.server;

import io.gatehouse.http.codec.ContentCodings;
import io.gatehouse.http.codec.InvalidRequests;
import io.gatehouse.http.loop.BodyCharge;
import io.gatehouse.http.loop.Timeout;
import io.gatehouse.http.memory.BodyCollector;
import io.gatehouse.http.memory.BodyMemory;
import io.gatehouse.http.memory.Buffers;
import io.netty.buffer.ByteBuf;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// The request of an exchange on its way in: its body is read, waits for memory, or is refused. Belongs to its event
/// loop.
abstract class IncomingExchange extends ExchangeMemory implements BodyCharge.Body {
    static final String RETRY_AFTER = "1";

    private static final long LINGER_NANOS = TimeUnit.MILLISECONDS.toNanos(500);
    private static final long BODY_BYTES_PER_SECOND = 16 << 10;
    /// So much shorter is the time for a body whose memory others wait for.
    private static final int HURRY = 3;

    final ServerConnection connection;
    final ServerStream stream;
    private final long begun = System.nanoTime();
    private long lastPiece = begun;
    private @Nullable BodyCollector collector;
    private boolean expecting;
    /// Whether all of the body has come; it may wait for room still.
    private boolean complete;

    private byte[] body = Buffers.EMPTY;

    IncomingExchange(ServerLoop server, ServerConnection connection, ServerStream stream) {
        super(server);
        this.connection = connection;
        this.stream = stream;
    }

    /// Whether the client is gone.
    abstract boolean gone();

    ServerStream stream() {
        return stream;
    }

    /// The body, once it is there.
    byte[] received() {
        return body;
    }

    /// Takes the head: refuses a body announced too large, else waits for it.
    void begin() {
        connection.requestBegins();
        String length = stream.header("content-length");
        long expected = length == null ? -1 : lengthOf(length);
        if (expected > server.settings().limits().maxBodyBytes()) {
            refuseBody();
            return;
        }
        if (encoded()) {
            stream.addHeader("Accept-Encoding", "identity"); // RFC 9110, section 15.5.16
            refuse(415, InvalidRequests.message(415));
            return;
        }
        String expectation = stream.header("expect");
        if (expectation != null && !expectation.equalsIgnoreCase("100-continue")) {
            refuse(417, InvalidRequests.message(417));
            return;
        }
        expecting = expectation != null;
        collector = new BodyCollector(server.settings().limits().maxBodyBytes(), expected);
        joinEndOf(server.reading());
        head(stream.headBytes());
        if (expected > BodyMemory.SMALL) {
            hold(expected);
        } else if (!holdUncounted(0, 0)) {
            server.cutOffLargest();
            hold(head());
        }
        if (collector != null && !waitsForMemory()) {
            askForBody();
        }
    }

    private boolean encoded() {
        return stream.header("content-encoding") != null
                && !ContentCodings.identity(stream.headers("content-encoding"));
    }

    private void askForBody() {
        if (expecting) {
            expecting = false;
            stream.continueBody();
        }
    }

    /// The body takes so much memory now.
    private void hold(long bytes) {
        String owning = owner();
        if (owning == null) {
            return;
        }
        BodyCharge charge = charge();
        if (charge == null && !server.takesBody(self())) {
            answerWithoutBody();
            return;
        }
        if (!memory().requests().fits(owning, bytes)) {
            refuse(413, "The request body is larger than the memory that the gateway has for requests.");
            return;
        }
        (charge == null ? chargeTo(owning) : charge).hold(bytes);
    }

    @Override
    public void pause() {
        stream.pauseBody();
    }

    @Override
    public void resume() {
        BodyCollector soFar = collector;
        BodyCharge charge = charge();
        if (soFar != null && charge != null) {
            // What had been read already and came while it waited.
            charge.hold(soFar.capacity(soFar.size()));
            if (collector == null || charge.waiting()) {
                return;
            }
        }
        askForBody();
        stream.resumeBody();
        if (complete && soFar != null) {
            deliver(soFar);
        }
    }

    @Override
    public void noRoom() {
        stream.addHeader("Retry-After", RETRY_AFTER);
        refuse(503, "The gateway has no memory for this request now.");
    }

    private static long lengthOf(String length) {
        try {
            return Long.parseLong(length);
        } catch (NumberFormatException e) {
            return -1;
        }
    }

    /// Takes a piece of the body, which is copied.
    void piece(ByteBuf piece) {
        BodyCollector soFar = collector;
        if (soFar == null) {
            return;
        }
        boolean large = charge() != null;
        if (large) {
            lastPiece = System.nanoTime();
        }
        int size = soFar.size() + piece.readableBytes();
        int capacity = soFar.capacity(size);
        if (large || !holdUncounted(size, capacity)) {
            giveUncounted();
            hold(capacity);
        }
        if (collector != null && !collector.add(piece)) {
            leave();
            refuseBody();
        }
    }

    /// Gives the exchange, whose body is there, to the handler.
    void bodyComplete() {
        if (collector == null || gone()) {
            return;
        }
        leave();
        complete = true;
        if (!waitsForMemory()) {
            deliver(collector);
        }
    }

    private void deliver(BodyCollector whole) {
        body = whole.body();
        collector = null;
        joinEndOf(server.answering());
        server.dispatch(self());
    }

    private void refuseBody() {
        refuse(
                413,
                "The request body is larger than " + server.settings().limits().maxBodyBytes() + " bytes.");
    }

    /// Gives up on a body that comes too slowly; sooner when others wait for the memory that it holds, and then also
    /// when it came fast at first and stopped.
    void checkReadDeadline(long now, long readNanos) {
        long late = late(now);
        long hurried = readNanos / HURRY;
        boolean slow = late >= hurried || now - lastPiece >= hurried;
        if (late >= readNanos
                || slow
                        && charge() != null
                        && !waitsForMemory()
                        && memory().requests().wanted()) {
            refuse(408, "The request body did not arrive in time.");
        }
    }

    /// Nanoseconds by which the body comes later than it should.
    private long late(long now) {
        BodyCollector soFar = collector;
        int came = soFar == null ? 0 : soFar.size();
        return now - begun - TimeUnit.SECONDS.toNanos(came / BODY_BYTES_PER_SECOND);
    }

    /// Whether the connection waits for nothing but the rest of this body, and that for longer than it should.
    boolean slow(long now) {
        return connection.onlyOne() && late(now) >= QuietConnections.GRACE_NANOS && !waitsForMemory();
    }

    /// Nanoseconds since its head came.
    long age(long now) {
        return now - begun;
    }

    ServerConnection connection() {
        return connection;
    }

    /// Answers an error before the body is there and closes, but lingers a little: an immediate close could destroy
    /// the answer on its way.
    void refuse(int status, String message) {
        leave();
        collector = null;
        giveUncounted();
        BodyCharge charge = charge();
        if (charge != null) {
            charge.close();
            stream.resumeBody();
        }
        stream.closeAfterwards();
        server.refuseBody(self(), status, message);
        closeSoon();
    }

    /// Has the handler answer from the head alone a request whose body it does not want.
    private void answerWithoutBody() {
        leave();
        collector = null;
        stream.closeAfterwards();
        server.dispatch(self());
        closeSoon();
    }

    private void closeSoon() {
        Runnable end = connection.http2() ? stream::abort : connection::cutOff;
        new Timeout(server.loop(), end, 0).start(LINGER_NANOS);
    }
}
