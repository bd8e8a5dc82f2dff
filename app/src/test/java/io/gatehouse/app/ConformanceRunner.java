package io.gatehouse.app;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.gatehouse.fixtures.ConformanceSuite;
import io.gatehouse.protocol.Revision;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The gateway as a client that the conformance suite can run: for each scenario a gateway starts whose only
/// server is the suite's, and a plain client calls through it what the scenario wants called. The suite starts a
/// program for each scenario, which asks this process, so that no scenario starts a Java process.
final class ConformanceRunner implements AutoCloseable {
    private final Path folder;
    private final Revision client;
    private final HttpServer listener;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final List<String> problems = new CopyOnWriteArrayList<>();

    /// @param client the revision of the clients in front of the gateway
    ConformanceRunner(Path folder, Revision client) throws IOException {
        this.folder = folder;
        this.client = client;
        listener = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        listener.setExecutor(threads);
        listener.createContext("/", this::answer);
        listener.start();
    }

    /// What the suite starts for each scenario.
    String command() {
        return ConformanceSuite.clientCommand(
                URI.create("http://127.0.0.1:" + listener.getAddress().getPort() + "/"));
    }

    /// The scenarios that could not be performed to the end, and why.
    List<String> problems() {
        return problems;
    }

    private void answer(HttpExchange exchange) throws IOException {
        JsonNode wanted = JsonMapper.shared().readTree(exchange.getRequestBody());
        String scenario = wanted.path("scenario").asString();
        String done;
        int status = 200;
        try {
            done = perform(URI.create(wanted.path("server").asString()), wanted.path("context"));
        } catch (Exception | AssertionError failed) {
            StringWriter trace = new StringWriter();
            failed.printStackTrace(new PrintWriter(trace));
            done = trace.toString();
            status = 500;
            problems.add(scenario + ": " + done);
        }
        byte[] body = done.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    private String perform(URI server, JsonNode context) throws Exception {
        try (TestGateway gateway = TestGateway.start(
                        Files.createTempDirectory(folder, "gateway"), """
                        servers:
                          suite: {url: "%s"}
                        toolsets:
                          bare: {names: bare, servers: [suite]}
                        """.formatted(server))
                .up()) {
            return ConformanceCalls.perform(gateway.address("/mcp"), "bare", client, context);
        }
    }

    @Override
    public void close() {
        listener.stop(0);
        threads.shutdownNow();
    }
}
