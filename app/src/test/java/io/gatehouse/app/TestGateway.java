package io.gatehouse.app;

import io.gatehouse.app.config.Configuration;
import io.gatehouse.app.config.ConfigurationException;
import io.gatehouse.app.config.ConfigurationLoader;
import io.gatehouse.doors.messages.api.RequestEntry;
import io.gatehouse.gateway.record.CallRecord;
import io.gatehouse.http.ListenException;
import io.gatehouse.http.Listener;
import io.gatehouse.upstream.call.ServerPhase;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// A whole gateway in this process, on a free port, from a configuration file.
final class TestGateway implements AutoCloseable {
    private final BlockingQueue<RequestEntry> requests;
    private final BlockingQueue<CallRecord> calls;
    private final Gatehouse gatehouse;
    private final Listener listener;

    private TestGateway(
            Gatehouse gatehouse,
            Listener listener,
            BlockingQueue<RequestEntry> requests,
            BlockingQueue<CallRecord> calls) {
        this.gatehouse = gatehouse;
        this.listener = listener;
        this.requests = requests;
        this.calls = calls;
    }

    /// Starts it on a free port of loopback; its file and its data lie in the folder.
    ///
    /// @param yaml the configuration; where it listens and keeps its data is already said
    static TestGateway start(Path folder, String yaml) throws IOException {
        Path file = folder.resolve("gatehouse.yaml");
        Files.writeString(file, yaml);
        return start(file, folder);
    }

    /// Starts one that serves the sample shop.
    static TestGateway startSample(Path folder) throws IOException {
        return start((Path) null, folder);
    }

    private static TestGateway start(@Nullable Path file, Path folder) throws IOException {
        Gatehouse gatehouse = null;
        try {
            ConfigurationLoader.Options options =
                    new ConfigurationLoader.Options(file, List.of(), List.of("127.0.0.1"), 0, folder.resolve("data"));
            Configuration configuration = new ConfigurationLoader(options, name -> null).load();
            BlockingQueue<RequestEntry> requests = new LinkedBlockingQueue<>();
            BlockingQueue<CallRecord> calls = new LinkedBlockingQueue<>();
            gatehouse = Gatehouse.local(
                    configuration,
                    call -> {
                        if (call.kind() == CallRecord.Kind.CALL) {
                            calls.add(call);
                        }
                    },
                    requests::add);
            return new TestGateway(gatehouse, gatehouse.listen(), requests, calls);
        } catch (ConfigurationException | ListenException e) {
            if (gatehouse != null) {
                gatehouse.close();
            }
            throw new IllegalStateException(e.getMessage(), e);
        }
    }

    /// A path of it.
    URI address(String path) {
        String scheme = gatehouse.configuration().listen().tls() == null ? "http" : "https";
        return URI.create(scheme + "://127.0.0.1:" + listener.port() + path);
    }

    /// The port of its admin API.
    int adminPort() {
        return Objects.requireNonNull(gatehouse.adminListener()).port();
    }

    /// How many other replicas answer.
    int neighbours() {
        return gatehouse.neighbours();
    }

    /// Waits until every server is up: a program may take longer to start than a first list waits.
    TestGateway up() {
        Patience.until(
                "every server is up",
                () -> gatehouse.gateway().servers().stream()
                        .allMatch(server -> server.state().phase() == ServerPhase.READY));
        return this;
    }

    /// What was told of the next request to a model, which must end soon.
    RequestEntry request() throws InterruptedException {
        RequestEntry entry = requests.poll(Patience.LIMIT.toSeconds(), TimeUnit.SECONDS);
        if (entry == null) {
            throw new AssertionError("nothing was told of a request");
        }
        return entry;
    }

    /// The record of the next call of a tool, prompt or resource, which must end soon.
    CallRecord call() throws InterruptedException {
        CallRecord call = calls.poll(Patience.LIMIT.toSeconds(), TimeUnit.SECONDS);
        if (call == null) {
            throw new AssertionError("nothing was told of a call");
        }
        return call;
    }

    /// Forgets what was told of requests and calls so far.
    void forgetRequests() {
        requests.clear();
        calls.clear();
    }

    @Override
    public void close() {
        listener.close();
        gatehouse.close();
    }
}
