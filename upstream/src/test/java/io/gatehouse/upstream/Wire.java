package io.gatehouse.upstream;

import io.gatehouse.protocol.MalformedMessageException;
import io.gatehouse.protocol.Message;
import io.gatehouse.protocol.ObjectView;
import io.gatehouse.protocol.Request;
import io.gatehouse.protocol.Response;
import io.gatehouse.protocol.Slice;
import io.gatehouse.upstream.transport.Messages;
import java.time.Duration;
import java.util.function.BooleanSupplier;

/// Messages from text, and waiting.
public final class Wire {
    private Wire() {}

    static Message message(String json) {
        try {
            return Messages.READER.read(Slice.of(json));
        } catch (MalformedMessageException malformed) {
            throw new AssertionError(malformed);
        }
    }

    static Request request(String json) {
        return (Request) message(json);
    }

    /// A call of the tool `echo`.
    static Request echo() {
        return request("{\"jsonrpc\":\"2.0\",\"id\":\"client-7\",\"method\":\"tools/call\","
                + "\"params\":{\"name\":\"echo\",\"arguments\":{\"n\":1.10}}}");
    }

    static ObjectView object(String json) {
        return Response.result(json).result();
    }

    /// Waits until something holds.
    public static void until(String what, BooleanSupplier holds) {
        until(what, Duration.ofSeconds(10), holds);
    }

    public static void until(String what, Duration patience, BooleanSupplier holds) {
        long end = System.nanoTime() + patience.toNanos();
        while (!holds.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new AssertionError("not within " + patience + ": " + what);
            }
            Thread.onSpinWait();
            java.util.concurrent.locks.LockSupport.parkNanos(2_000_000);
        }
    }
}
