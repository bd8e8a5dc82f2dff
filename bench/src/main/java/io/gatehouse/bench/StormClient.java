package io.gatehouse.bench;

import java.io.IOException;
import java.net.ConnectException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// A client with a stream, which comes back to the gateway when it was restarted. Used by one thread at a time.
final class StormClient implements AutoCloseable {
    private static final Pattern EVENT_ID = Pattern.compile("^id: ?(\\S+)$", Pattern.MULTILINE);
    /// What every answer to a call ends with.
    private static final String END_OF_ANSWER = "}}";
    private static final int ID = 10_000_001;
    private static final long PAUSE_MILLIS = 50;
    private static final long PATIENCE_SECONDS = 60;

    private final Era era;
    private final Address address;
    private final String session;
    private String lastEvent = "";
    private @Nullable OpenStream stream;

    /// @param session of a legacy client, which outlives the gateway's process; empty for a modern one
    StormClient(Era era, Address address, String session) {
        this.era = era;
        this.address = address;
        this.session = session;
    }

    /// Opens its stream, a legacy one where it was lost, and calls a tool over another connection.
    ///
    /// @throws IOException when either is not answered as it should be
    void serve() throws IOException, InterruptedException {
        OpenStream opened = connection();
        stream = opened;
        if (era == Era.MODERN) {
            opened.open(Calls.numbered(Calls.listen(address), ID), "acknowledged");
        } else {
            Matcher id = EVENT_ID.matcher(
                    opened.open(Calls.numbered(Calls.stream(address, session, lastEvent), ID), "\n\n"));
            lastEvent = id.find() ? id.group(1) : lastEvent;
        }
        String call = Calls.toolsCall(era, address, List.of(session)).getFirst();
        try (OpenStream calling = connection()) {
            String answer = calling.open(Calls.numbered(call, ID), END_OF_ANSWER);
            if (!answer.contains(UpstreamAnswers.TEXT)) {
                throw new IOException("a call was answered with " + answer);
            }
        }
    }

    private OpenStream connection() throws IOException, InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (true) {
            try {
                return new OpenStream(address.port());
            } catch (ConnectException refused) {
                if (System.nanoTime() > end) {
                    throw refused;
                }
                Thread.sleep(PAUSE_MILLIS);
            }
        }
    }

    /// Its stream breaks.
    @Override
    public void close() throws IOException {
        if (stream != null) {
            stream.close();
        }
    }
}
