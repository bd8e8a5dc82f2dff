package io.gatehouse.doors.messages.loop;

import io.gatehouse.doors.front.InFlight;
import io.gatehouse.doors.front.Visitor;
import io.gatehouse.doors.messages.MessagesSettings;
import io.gatehouse.doors.messages.api.ModelSpending;
import io.gatehouse.doors.messages.api.Prices;
import io.gatehouse.doors.messages.api.Reply;
import io.gatehouse.doors.messages.api.RequestEntry;
import io.gatehouse.doors.messages.api.RequestHeaders;
import io.gatehouse.doors.messages.api.RequestLogs;
import io.gatehouse.doors.messages.api.Trees;
import io.gatehouse.doors.messages.sources.Sampler;
import io.gatehouse.doors.messages.sources.SourceSettings;
import io.gatehouse.doors.messages.sources.ToolSource;
import io.gatehouse.doors.messages.translation.ResultStore;
import io.gatehouse.doors.messages.translation.ServerRequest;
import io.gatehouse.gateway.policy.Quotas;
import io.gatehouse.http.ClientCall;
import io.gatehouse.http.ClientRequest;
import io.gatehouse.http.ClientSettings;
import io.gatehouse.http.Deadlines;
import io.gatehouse.http.EngineSettings;
import io.gatehouse.http.Header;
import io.gatehouse.http.HttpClient;
import io.gatehouse.http.HttpExchange;
import io.gatehouse.http.HttpFailure;
import io.gatehouse.http.HttpHandler;
import io.gatehouse.http.ListenSettings;
import io.gatehouse.http.Listener;
import io.gatehouse.http.ResponseHandler;
import io.gatehouse.http.SocketBackend;
import io.gatehouse.http.WholeResponse;
import io.gatehouse.http.engine.HttpEngine;
import io.gatehouse.models.ApiException;
import io.gatehouse.models.ModelRequest;
import io.gatehouse.models.Provider;
import io.gatehouse.models.Providers;
import io.gatehouse.protocol.Caller;
import io.gatehouse.protocol.LoneSurrogates;
import io.gatehouse.scripted.RecordedRequest;
import io.gatehouse.scripted.ScriptedModel;
import io.gatehouse.scripted.script.Script;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// A loop on a port, in front of a scripted model on another and of servers made by hand.
final class LoopBed implements AutoCloseable {
    static final String OLDEST = "mcp-client-2025-04-04";
    static final String TOOLSETS = "mcp-client-2025-11-20";
    static final String NEWEST = "mcp-client-2026-09-15";

    private final HttpHandler model;
    /// Further headers of requests.
    final Map<String, String> headers = new ConcurrentHashMap<>();
    final Map<String, ToolSource> servers = new ConcurrentHashMap<>();
    /// What the servers of the last request may ask the model by.
    final Map<String, Sampler> samplers = new ConcurrentHashMap<>();
    final LinkedBlockingQueue<RequestEntry> log = new LinkedBlockingQueue<>();
    /// Counts streams and answers of the model that broke off because nobody wanted them any more.
    final LinkedBlockingQueue<String> abandoned = new LinkedBlockingQueue<>();

    /// Requests that have come to the model.
    final LinkedBlockingQueue<String> arrived = new LinkedBlockingQueue<>();

    /// What the loop works on.
    final InFlight work = new InFlight();

    private final HttpEngine engine = HttpEngine.start(new EngineSettings(1, SocketBackend.NIO));
    private final HttpClient client = engine.client(ClientSettings.defaults());
    private final Listener provider;
    private final Listener door;

    LoopBed(String script) throws Exception {
        this(script, LoopSettings.DEFAULT, Prices.NONE);
    }

    LoopBed(String script, LoopSettings settings) throws Exception {
        this(script, settings, Prices.NONE);
    }

    LoopBed(String script, LoopSettings settings, Prices prices) throws Exception {
        this(new ScriptedModel(Script.of(script, "test.yaml")), settings, prices);
    }

    /// A bed with another provider.
    LoopBed(HttpHandler provider) throws Exception {
        this(provider, LoopSettings.DEFAULT, Prices.NONE);
    }

    LoopBed(HttpHandler provider, LoopSettings settings) throws Exception {
        this(provider, settings, Prices.NONE);
    }

    private LoopBed(HttpHandler model, LoopSettings settings, Prices prices) throws Exception {
        this.model = model;
        provider = listen(64 << 20, exchange -> {
            exchange.onClosed(() -> abandoned.add(exchange.path()));
            arrived.add(exchange.path());
            model.handle(exchange);
        });
        Providers providers = name -> new Direct(client, "http://127.0.0.1:" + provider.port());
        RequestLogs logs = new RequestLogs(log::add, () -> prices);
        Loop loop = new Loop(
                new LoopParts(
                        () -> settings,
                        () -> MessagesSettings.DEFAULT.resultBytes(),
                        () -> SourceSettings.DEFAULT,
                        () -> providers,
                        this::source,
                        EarlierResults.alone(new ResultStore(64 << 20, Duration.ofHours(1))),
                        logs,
                        new ModelSpending(Quotas.NONE, () -> prices)),
                work);
        door = listen(2 << 20, exchange -> Thread.ofVirtual().start(() -> answer(loop, logs, exchange)));
        servers.put("shop", TestTools.usual());
    }

    private Listener listen(long maxQueuedBytes, HttpHandler handler) throws Exception {
        return engine.listen(
                ListenSettings.builder()
                        .hosts(List.of("127.0.0.1"))
                        .drain(Duration.ofMillis(50))
                        .maxQueuedBytes(maxQueuedBytes)
                        .build(),
                handler);
    }

    private static final Visitor OPERATOR = new Visitor(Caller.ANONYMOUS, "", () -> true);

    private static void answer(Loop loop, RequestLogs logs, HttpExchange exchange) {
        Reply reply = new Reply(exchange, "req_test", logs.begin("req_test", exchange.path(), OPERATOR));
        RequestHeaders headers = RequestHeaders.of(exchange, key -> false);
        if (exchange.path().endsWith("/count_tokens")) {
            loop.countTokens(reply, OPERATOR, exchange.body(), headers);
        } else {
            loop.handle(reply, OPERATOR, exchange.body(), headers);
        }
    }

    private ToolSource source(ServerRequest server, Caller caller, String requestId, @Nullable Sampler sampler)
            throws ApiException {
        ToolSource source = servers.get(server.name());
        if (source == null) {
            throw ApiException.invalid("there is no server " + server.name());
        }
        if (sampler != null) {
            samplers.put(server.name(), sampler);
        }
        return source;
    }

    TestTools shop() {
        return (TestTools) servers.get("shop");
    }

    String address() {
        return "http://127.0.0.1:" + door.port();
    }

    /// The requests that came to the scripted model, in order.
    List<RecordedRequest> requests() {
        return ((ScriptedModel) model).requests();
    }

    /// The bodies that the scripted model was sent, in order.
    List<String> asked() {
        return requests().stream().map(RecordedRequest::text).toList();
    }

    /// A request of the second generation with one server, `shop`.
    static ObjectNode ask(String text) {
        ObjectNode body = Trees.object().put("model", "scripted").put("max_tokens", 2000);
        body.putArray("messages").addObject().put("role", "user").put("content", text);
        server(body, "shop");
        toolset(body, "shop");
        return body;
    }

    static ObjectNode server(ObjectNode body, String name) {
        return body.withArray("mcp_servers")
                .addObject()
                .put("type", "url")
                .put("name", name)
                .put("url", "https://" + name + ".example/mcp");
    }

    static ObjectNode toolset(ObjectNode body, String name) {
        return body.withArray("tools").addObject().put("type", "mcp_toolset").put("mcp_server_name", name);
    }

    static void clientTool(ObjectNode body, String name) {
        body.withArray("tools")
                .addObject()
                .put("name", name)
                .putObject("input_schema")
                .put("type", "object");
    }

    /// The same request after an answer: the answer, and results for calls of the client's own tools.
    static ObjectNode goOn(JsonNode before, JsonNode message, String... results) {
        ObjectNode body = (ObjectNode) before.deepCopy();
        body.withArray("messages").addObject().put("role", "assistant").set("content", message.get("content"));
        List<ObjectNode> told = new ArrayList<>();
        int at = 0;
        for (JsonNode block : message.get("content")) {
            if (Trees.type(block).equals("tool_use")) {
                told.add(Trees.object()
                        .put("type", "tool_result")
                        .put("tool_use_id", block.path("id").asString())
                        .put("content", at < results.length ? results[at++] : "done"));
            }
        }
        if (!told.isEmpty()) {
            body.withArray("messages")
                    .addObject()
                    .put("role", "user")
                    .putArray("content")
                    .addAll(told);
        }
        return body;
    }

    static List<Header> headers(String beta) {
        return List.of(
                new Header("content-type", "application/json"),
                new Header("x-api-key", "sk-of-the-client"),
                new Header("anthropic-version", "2023-06-01"),
                new Header("anthropic-beta", beta));
    }

    private ClientRequest request(String path, String beta, JsonNode body) {
        List<Header> all = new ArrayList<>(headers(beta));
        headers.forEach((name, value) -> all.add(new Header(name, value)));
        return new ClientRequest(
                "POST",
                URI.create(address() + path),
                all,
                LoneSurrogates.escaped(body.toString()).getBytes(StandardCharsets.UTF_8),
                Deadlines.none());
    }

    WholeResponse post(JsonNode body, String beta) throws HttpFailure {
        return client.exchange(request("/v1/messages", beta, body));
    }

    WholeResponse count(JsonNode body, String beta) throws HttpFailure {
        return client.exchange(request("/v1/messages/count_tokens", beta, body));
    }

    /// The message that answers, which must be one.
    ObjectNode message(JsonNode body, String beta) throws HttpFailure {
        WholeResponse response = post(body, beta);
        ObjectNode answer = (ObjectNode) Trees.MAPPER.readTree(response.body());
        if (response.status() != 200) {
            throw new AssertionError(response.status() + " " + answer);
        }
        return answer;
    }

    ObjectNode message(JsonNode body) throws HttpFailure {
        return message(body, TOOLSETS);
    }

    /// Begins a stream.
    EventLog open(JsonNode body, String beta) {
        return begin(((ObjectNode) body.deepCopy()).put("stream", true), beta);
    }

    /// Begins a request.
    EventLog begin(JsonNode body, String beta) {
        EventLog events = new EventLog();
        events.of(client.send(request("/v1/messages", beta, body), events));
        return events;
    }

    /// A stream until its end.
    EventLog stream(JsonNode body, String beta) throws InterruptedException {
        EventLog events = open(body, beta);
        events.awaitEnd();
        return events;
    }

    EventLog stream(JsonNode body) throws InterruptedException {
        return stream(body, TOOLSETS);
    }

    @Override
    public void close() {
        engine.close();
    }

    /// A provider without retries and failover.
    private record Direct(HttpClient client, String address) implements Provider {
        @Override
        public String name() {
            return "direct";
        }

        @Override
        public ClientCall send(ModelRequest request, ResponseHandler answer) {
            List<Header> headers = new ArrayList<>(request.headers());
            headers.add(new Header("x-api-key", "sk-of-the-operator"));
            return client.send(
                    new ClientRequest(
                            request.method(),
                            URI.create(address + request.path()),
                            headers,
                            request.body(),
                            request.deadlines()),
                    answer);
        }
    }

    /// Waits for something that is to happen soon.
    static void await(CountDownLatch latch) throws InterruptedException {
        if (!latch.await(20, java.util.concurrent.TimeUnit.SECONDS)) {
            throw new AssertionError("it did not happen in time");
        }
    }
}
