package io.gatehouse.upstream.transport;

import io.gatehouse.http.Header;
import io.gatehouse.protocol.Json;
import io.gatehouse.protocol.MalformedJsonException;
import io.gatehouse.protocol.ObjectView;
import io.gatehouse.protocol.Slice;
import io.gatehouse.upstream.child.ChildEnvironment;
import io.gatehouse.upstream.settings.ChildSettings;
import io.gatehouse.upstream.settings.Transport;
import io.gatehouse.upstream.transport.ConnectFailure.Evidence;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/// A shell command that prints headers for one server as a JSON object of strings.
final class HeadersHelper {
    /// How long the command may take.
    private static final Duration LIMIT = Duration.ofSeconds(10);

    private static final int MAX_BYTES = 64 << 10;

    private HeadersHelper() {}

    /// Runs it and waits.
    ///
    /// @throws ConnectFailure when it fails; the message holds nothing of what it printed
    static Map<String, String> run(String server, Transport.HeadersCommand helper, URI url) throws ConnectFailure {
        ChildSettings child = new ChildSettings(
                "sh",
                List.of("-c", helper.command()),
                Map.of("CLAUDE_CODE_MCP_SERVER_NAME", server, "CLAUDE_CODE_MCP_SERVER_URL", url.toString()),
                List.of(),
                helper.folder());
        ProcessBuilder builder = new ProcessBuilder("sh", "-c", helper.command())
                .directory(helper.folder().toFile())
                .redirectErrorStream(false)
                .redirectError(ProcessBuilder.Redirect.DISCARD);
        builder.environment().clear();
        builder.environment().putAll(ChildEnvironment.of(child, System.getenv()));
        try {
            Process process = builder.start();
            process.getOutputStream().close();
            try {
                return headers(server, output(server, process));
            } finally {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly();
            }
        } catch (IOException refused) {
            throw failure(server, "could not be started: " + refused.getMessage());
        }
    }

    private static byte[] output(String server, Process process) throws ConnectFailure {
        CompletableFuture<byte[]> output = new CompletableFuture<>();
        Thread.ofVirtual().start(() -> {
            try {
                output.complete(process.getInputStream().readNBytes(MAX_BYTES));
            } catch (IOException closed) {
                output.completeExceptionally(closed);
            }
        });
        try {
            if (!process.waitFor(LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
                throw failure(server, "did not end within " + LIMIT.toMillis() + " ms");
            }
            if (process.exitValue() != 0) {
                throw failure(server, "exited with code " + process.exitValue());
            }
            return output.get(1, TimeUnit.SECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw failure(server, "was interrupted");
        } catch (java.util.concurrent.ExecutionException | java.util.concurrent.TimeoutException unread) {
            throw failure(server, "has output that could not be read");
        }
    }

    private static Map<String, String> headers(String server, byte[] output) throws ConnectFailure {
        try {
            ObjectView object = ObjectView.read(Slice.of(output));
            Map<String, String> headers = new LinkedHashMap<>();
            for (int index = 0; index < object.size(); index++) {
                Slice value = object.value(index);
                if (value.first() != '"') {
                    throw failure(server, "gave a header whose value is not a string");
                }
                Header checked = new Header(object.key(index), Json.unquote(value));
                headers.put(checked.name(), checked.value());
            }
            return headers;
        } catch (MalformedJsonException | IllegalArgumentException unfit) {
            throw failure(server, "did not print a JSON object of headers");
        }
    }

    private static ConnectFailure failure(String server, String happened) {
        return new ConnectFailure(
                Evidence.OUTAGE,
                "the headers-helper of server " + server + " " + happened,
                "run the command by hand in the folder of the file that names it; it must print a JSON object of"
                        + " strings within " + LIMIT.toSeconds() + " s");
    }
}
