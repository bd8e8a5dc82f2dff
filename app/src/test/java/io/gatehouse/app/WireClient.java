package io.gatehouse.app;

import io.gatehouse.doors.mcp.stdio.StdioServer;
import io.gatehouse.protocol.Json;
import io.gatehouse.protocol.MirroredHeaders;
import io.gatehouse.protocol.Revision;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// An MCP client of one revision that shows what comes over the wire as it came.
abstract class WireClient implements AutoCloseable {
    private static final JsonMapper MAPPER = new JsonMapper();

    private final Revision revision;
    private final AtomicInteger ids = new AtomicInteger(100);
    private final Map<String, Running> running = new ConcurrentHashMap<>();
    private final List<String> heard = new ArrayList<>();
    private volatile @Nullable Function<String, String> person;

    WireClient(Revision revision) {
        this.revision = revision;
    }

    /// Connects as the revision wants: over HTTP+SSE for 2024-11-05, over Streamable HTTP for all others.
    ///
    /// @param endpoint of the gateway, `…/mcp`
    /// @param capabilities what the client declares, a JSON object
    static WireClient connect(URI endpoint, String toolset, Revision revision, String capabilities) {
        String suffix = toolset.isEmpty() ? "" : "/" + toolset;
        WireClient client = revision == Revision.R2024_11_05
                ? events(endpoint, suffix, "none")
                : new WireClientHttp(URI.create(endpoint + suffix), revision, capabilities);
        return client.begun(capabilities);
    }

    /// Connects over Streamable HTTP, with a key of the gateway.
    static WireClient connect(URI endpoint, String toolset, Revision revision, String capabilities, String key) {
        String suffix = toolset.isEmpty() ? "" : "/" + toolset;
        if (revision == Revision.R2024_11_05) {
            return events(endpoint, suffix, key).begun(capabilities);
        }
        WireClientHttp client = new WireClientHttp(URI.create(endpoint + suffix), revision, capabilities);
        client.shows(key);
        return ((WireClient) client).begun(capabilities);
    }

    private static WireClient events(URI endpoint, String suffix, String key) {
        return new WireClientEvents(URI.create(endpoint.toString().replaceAll("/mcp$", "/sse") + suffix), key);
    }

    /// Connects over a pair of streams.
    ///
    /// @param servers makes what serves it
    static WireClient connect(
            BiFunction<InputStream, OutputStream, StdioServer> servers, Revision revision, String capabilities) {
        WireClient client = new WireClientStdio(servers, revision, capabilities);
        return client.begun(capabilities);
    }

    private WireClient begun(String capabilities) {
        if (!revision.modern()) {
            initialize(capabilities);
        }
        return this;
    }

    /// The whole answer of `initialize`; empty in the modern era.
    String introduction = "";

    private void initialize(String capabilities) {
        Reply reply = send(
                "initialize",
                "\"protocolVersion\":\"" + revision + "\",\"capabilities\":" + capabilities
                        + ",\"clientInfo\":{\"name\":\"wire\",\"version\":\"1\"}");
        introduction = reply.text();
        post("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}", "notifications/initialized", null, null);
    }

    /// Sends one message; its answer, and all else that comes on the way, goes to [#take].
    ///
    /// @param name of what is called, for headers
    abstract void post(String message, String method, @Nullable String name, @Nullable Running call);

    /// Opens what the revision has for messages that belong to no request: changes of lists, and of the resource.
    abstract void listen(String uri);

    /// Ends a request that runs, as the revision has it.
    abstract void cancel(Running call);

    Revision revision() {
        return revision;
    }

    /// Who answers what the server asks: gets the request, gives the result.
    void answering(Function<String, String> how) {
        person = how;
    }

    /// Sends a request and waits for its answer.
    ///
    /// @param members of `params`, without braces; empty leaves `params` out where the revision allows it
    Reply send(String method, String members) {
        return start(method, members, "").reply();
    }

    /// [#send(String, String)] with members of `_meta`.
    Reply send(String method, String members, String meta) {
        return start(method, members, meta).reply();
    }

    /// Calls a tool without anything beside its name.
    Reply call(String tool) {
        return send("tools/call", "\"name\":" + Json.quote(tool));
    }

    /// Calls a tool with the argument `key`.
    Reply call(String tool, String key) {
        return start(tool, key).reply();
    }

    /// Starts a call of a tool with the argument `key`.
    Running start(String tool, String key) {
        return start(
                "tools/call", "\"name\":" + Json.quote(tool) + ",\"arguments\":{\"key\":" + Json.quote(key) + "}", "");
    }

    Running start(String method, String members, String meta) {
        String id = String.valueOf(ids.incrementAndGet());
        Running call = new Running(id);
        running.put(id, call);
        String all = members + meta(meta, members.isEmpty());
        String message = "{\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"method\":" + Json.quote(method)
                + (all.isEmpty() ? "}" : ",\"params\":{" + all + "}}");
        JsonNode params = MAPPER.readTree("{" + members + "}");
        String source = MirroredHeaders.nameSource(method);
        String name = source == null ? null : params.path(source).asString(null);
        post(message, method, name, call);
        return call;
    }

    private String meta(String own, boolean first) {
        String reserved = revision.modern() ? reserved() : "";
        String all = reserved + (reserved.isEmpty() || own.isEmpty() ? "" : ",") + own;
        return all.isEmpty() ? "" : (first ? "" : ",") + "\"_meta\":{" + all + "}";
    }

    String reserved() {
        return "";
    }

    /// What a modern client says of itself in every request.
    String modernMeta(String capabilities) {
        return "\"io.modelcontextprotocol/protocolVersion\":\"" + revision
                + "\",\"io.modelcontextprotocol/clientInfo\":{\"name\":\"wire\",\"version\":\"1\"},"
                + "\"io.modelcontextprotocol/clientCapabilities\":" + capabilities;
    }

    /// Listens as modern clients do, to all lists and one resource.
    void startListening(String uri) {
        start(
                "subscriptions/listen",
                "\"notifications\":{\"toolsListChanged\":true,\"promptsListChanged\":true,"
                        + "\"resourcesListChanged\":true,\"resourceSubscriptions\":[\"" + uri + "\"]}",
                "");
        awaitHeard("acknowledged", message -> message.contains("subscriptions/acknowledged"));
    }

    /// A message of the server.
    void take(int status, String message) {
        JsonNode json = MAPPER.readTree(message);
        String id = json.path("id").toString();
        if (!json.has("method")) {
            Running call = running.remove(id);
            if (call != null) {
                call.reply.complete(new Reply(status, message));
            }
            return;
        }
        synchronized (heard) {
            heard.add(message);
            heard.notifyAll();
        }
        Function<String, String> asked = person;
        if (json.has("id") && asked != null) {
            String answer = "{\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"result\":" + asked.apply(message) + "}";
            post(answer, "response", null, null);
        }
    }

    /// Nothing more will come for a call.
    void ended(@Nullable Running call, int status, String instead) {
        if (call != null && running.remove(call.id) != null) {
            call.reply.complete(new Reply(status, instead));
        }
    }

    /// All notifications and questions so far.
    List<String> heard() {
        synchronized (heard) {
            return List.copyOf(heard);
        }
    }

    /// The first notification or question that fits, as soon as it has come.
    String awaitHeard(String what, Predicate<String> fits) {
        Patience.until(what + "; heard: " + heard(), () -> heard().stream().anyMatch(fits));
        return heard().stream().filter(fits).findFirst().orElseThrow();
    }

    /// Goes away without a word.
    abstract void drop();

    @Override
    public abstract void close();

    /// A request that waits for its answer.
    static final class Running {
        final String id;
        final CompletableFuture<Reply> reply = new CompletableFuture<>();
        volatile Runnable drop = () -> {};

        Running(String id) {
            this.id = id;
        }

        Reply reply() {
            try {
                return reply.get(Patience.LIMIT.toSeconds(), TimeUnit.SECONDS);
            } catch (Exception none) {
                throw new AssertionError("no answer came", none);
            }
        }
    }

    /// An answer.
    ///
    /// @param status of HTTP; 0 where it came on a stream that others share
    /// @param text the message as it came, or what was there instead
    record Reply(int status, String text) {
        JsonNode json() {
            return MAPPER.readTree(text);
        }

        JsonNode result() {
            JsonNode result = json().path("result");
            if (!result.isObject()) {
                throw new AssertionError("no result: " + this);
            }
            return result;
        }

        JsonNode error() {
            JsonNode error = json().path("error");
            if (!error.isObject()) {
                throw new AssertionError("no error: " + this);
            }
            return error;
        }

        /// The text of the first content block of a tool's result.
        String said() {
            return result().path("content").path(0).path("text").asString("");
        }

        boolean toolError() {
            return result().path("isError").asBoolean(false);
        }
    }
}
