package io.gatehouse.doors.mcp;

import io.gatehouse.doors.mcp.stdio.StdioServer;
import io.gatehouse.doors.mcp.stdio.StdioSettings;
import io.gatehouse.protocol.Revision;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/// A client of stdio.
final class LinesTalk extends Talk {
    private final PipedOutputStream out;
    private final StdioServer server;
    private final Thread serving;

    LinesTalk(Revision revision) throws IOException {
        super(revision);
        PipedInputStream toServer = new PipedInputStream(1 << 16);
        PipedInputStream fromServer = new PipedInputStream(1 << 16);
        PipedOutputStream answers = new PipedOutputStream(fromServer);
        out = new PipedOutputStream(toServer);
        server = new StdioServer(handler, toServer, answers, StdioSettings.DEFAULT.withDrain(Duration.ofMillis(100)));
        serving = Thread.ofPlatform().start(() -> {
            try (answers) {
                server.run();
            } catch (IOException broken) {
                throw new UncheckedIOException(broken);
            }
        });
        Thread.startVirtualThread(() -> listen(fromServer));
    }

    private void listen(PipedInputStream fromServer) {
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(fromServer, StandardCharsets.UTF_8))) {
            lines.lines().forEach(this::hear);
        } catch (IOException | UncheckedIOException ended) {
            // The server closed its side.
        }
    }

    @Override
    void send(String message) {
        try {
            out.write((message + "\n").getBytes(StandardCharsets.UTF_8));
            out.flush();
        } catch (IOException gone) {
            throw new UncheckedIOException(gone);
        }
    }

    @Override
    public void close() throws Exception {
        out.close();
        serving.join(Duration.ofSeconds(20));
    }
}
