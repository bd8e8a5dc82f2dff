package io.gatehouse.app;

import io.gatehouse.protocol.HeaderParameter;
import io.gatehouse.protocol.HeaderRoom;
import io.gatehouse.protocol.HeaderRoomException;
import io.gatehouse.protocol.MalformedJsonException;
import io.gatehouse.protocol.MirroredHeaders;
import io.gatehouse.protocol.ObjectView;
import io.gatehouse.protocol.Revision;
import io.gatehouse.protocol.Slice;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/// A client over Streamable HTTP, of either era.
final class WireClientHttp extends WireClient {
    /// One for all, as its threads are costly.
    private static final HttpClient CLIENT =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private final ExecutorService readers = Executors.newVirtualThreadPerTaskExecutor();
    private volatile URI address;
    private final String capabilities;
    private final Queue<Runnable> drops = new ConcurrentLinkedQueue<>();
    private final Map<String, List<HeaderParameter>> mirrored = new ConcurrentHashMap<>();
    private volatile @Nullable String session;
    private volatile @Nullable String key;

    WireClientHttp(URI address, Revision revision, String capabilities) {
        super(revision);
        this.address = address;
        this.capabilities = capabilities;
    }

    /// From now on shows a key.
    void shows(String shown) {
        key = shown;
    }

    /// Sends what comes next to another address, with the same session.
    void moveTo(URI other) {
        address = other;
    }

    /// From now on mirrors arguments of a tool in headers, where the revision wants that.
    void mirror(String tool, List<HeaderParameter> parameters) {
        mirrored.put(tool, parameters);
    }

    @Override
    String reserved() {
        return modernMeta(capabilities);
    }

    @Override
    void post(String message, String method, @Nullable String name, @Nullable Running call) {
        HttpRequest.Builder request = request().header("Content-Type", "application/json");
        if (revision().modern()) {
            request.header("Mcp-Method", method);
            if (name != null) {
                request.header("Mcp-Name", name);
                mirror(request, message, mirrored.getOrDefault(name, List.of()));
            }
        }
        exchange(request.POST(BodyPublishers.ofString(message)).build(), call, method.equals("initialize"));
    }

    private static void mirror(HttpRequest.Builder request, String message, List<HeaderParameter> parameters) {
        HeaderRoom room = new HeaderRoom();
        try {
            for (HeaderParameter parameter : parameters) {
                ObjectView params = ObjectView.read(Slice.of(message)).object("params");
                String value = MirroredHeaders.value(parameter, params.object("arguments"), room);
                if (value != null) {
                    request.header(parameter.name(), value);
                }
            }
        } catch (MalformedJsonException | HeaderRoomException impossible) {
            throw new AssertionError(impossible);
        }
    }

    private HttpRequest.Builder request() {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(address).header("Accept", "application/json, text/event-stream");
        String known = session;
        if (known != null) {
            request.header("Mcp-Session-Id", known);
        }
        String shown = key;
        if (shown != null) {
            request.header("Authorization", "Bearer " + shown);
        }
        if (known != null || revision().modern()) {
            request.header("MCP-Protocol-Version", revision().id());
        }
        return request;
    }

    private void exchange(HttpRequest request, @Nullable Running call, boolean first) {
        CompletableFuture<HttpResponse<InputStream>> answer = CLIENT.sendAsync(request, BodyHandlers.ofInputStream());
        Runnable drop = () -> drop(answer);
        drops.add(drop);
        if (call != null) {
            call.drop = drop;
        }
        readers.execute(() -> {
            try {
                HttpResponse<InputStream> response = answer.join();
                if (first) {
                    session = response.headers().firstValue("Mcp-Session-Id").orElse(null);
                }
                read(response, call);
            } catch (RuntimeException | IOException broken) {
                ended(call, 0, "broken: " + broken);
            }
        });
    }

    private void read(HttpResponse<InputStream> response, @Nullable Running call) throws IOException {
        String type = response.headers().firstValue("Content-Type").orElse("");
        try (InputStream body = response.body()) {
            if (!type.startsWith("text/event-stream")) {
                String text = new String(body.readAllBytes(), StandardCharsets.UTF_8);
                if (text.startsWith("{\"jsonrpc\"")) {
                    take(response.statusCode(), text);
                }
                ended(call, response.statusCode(), text);
                return;
            }
            BufferedReader lines = new BufferedReader(new InputStreamReader(body, StandardCharsets.UTF_8));
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.startsWith("data: ") && line.length() > 6) {
                    take(response.statusCode(), line.substring(6));
                }
            }
            ended(call, response.statusCode(), "the stream ended without an answer");
        }
    }

    private static void drop(CompletableFuture<HttpResponse<InputStream>> answer) {
        answer.cancel(true);
        if (answer.isDone() && !answer.isCompletedExceptionally()) {
            try {
                answer.join().body().close();
            } catch (IOException closed) {
                // It is gone all the same.
            }
        }
    }

    @Override
    void listen(String uri) {
        if (revision().modern()) {
            startListening(uri);
            return;
        }
        openStream();
        send("resources/subscribe", "\"uri\":\"" + uri + "\"").result();
    }

    /// Opens the stream of the session, as most clients do: for what the server says or asks outside requests.
    void openStream() {
        HttpRequest stream =
                request().header("Accept", "text/event-stream").GET().build();
        CompletableFuture<HttpResponse<InputStream>> answer = CLIENT.sendAsync(stream, BodyHandlers.ofInputStream());
        drops.add(() -> drop(answer));
        HttpResponse<InputStream> response = answer.join();
        if (response.statusCode() != 200) {
            throw new AssertionError("GET answered " + response.statusCode() + ": " + said(response));
        }
        readers.execute(() -> {
            try {
                read(response, null);
            } catch (IOException closed) {
                // The test is over.
            }
        });
    }

    private static String said(HttpResponse<InputStream> response) {
        try (InputStream body = response.body()) {
            return new String(body.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException broken) {
            return broken.toString();
        }
    }

    @Override
    void cancel(Running call) {
        if (revision().modern()) {
            call.drop.run();
        } else {
            post(
                    "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/cancelled\",\"params\":{\"requestId\":" + call.id
                            + ",\"reason\":\"enough\"}}",
                    "notifications/cancelled",
                    null,
                    null);
        }
    }

    /// Ends the session, where there is one.
    void delete() {
        if (session != null) {
            try {
                CLIENT.send(request().DELETE().build(), BodyHandlers.discarding());
            } catch (IOException | InterruptedException failed) {
                throw new AssertionError(failed);
            }
        }
    }

    @Override
    void drop() {
        drops.forEach(Runnable::run);
        readers.shutdownNow();
    }

    @Override
    public void close() {
        delete();
        drop();
    }
}
