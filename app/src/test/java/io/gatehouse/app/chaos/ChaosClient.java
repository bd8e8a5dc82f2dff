package io.gatehouse.app.chaos;

import io.gatehouse.app.chaos.OpenRequest.Ending;
import io.gatehouse.protocol.Json;
import io.gatehouse.protocol.Revision;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// An MCP client of one revision that calls tools all the time, and watches that each call gets one answer, its own,
/// in time.
abstract class ChaosClient implements AutoCloseable {
    static final JsonMapper JSON = new JsonMapper();
    /// The limits of a call at the gateway, the time to find a gateway that starts again, and a margin.
    static final Duration LONGEST = Duration.ofSeconds(75);

    private static final String FAILURE = "io.gatehouse/failure";
    private static final int MOST_PAUSE_MILLIS = 60;

    private final String name;
    private final Revision revision;
    private final boolean askable;
    private final List<String> servers;
    private final Book book;
    private final AtomicInteger calls = new AtomicInteger();
    private final AtomicInteger ids = new AtomicInteger();
    private final Map<String, OpenRequest> open = new ConcurrentHashMap<>();
    private final Set<String> over = ConcurrentHashMap.newKeySet();
    private final Set<String> updates = ConcurrentHashMap.newKeySet();
    private volatile boolean stopping;

    /// @param askable whether servers may ask it, if its revision has that
    ChaosClient(String name, Revision revision, boolean askable, List<String> servers, Book book) {
        this.name = name;
        this.askable = askable;
        this.revision = revision;
        this.servers = servers;
        this.book = book;
    }

    String name() {
        return name;
    }

    Revision revision() {
        return revision;
    }

    List<String> servers() {
        return servers;
    }

    Book book() {
        return book;
    }

    /// Sends a request and waits for its end, which comes through [#received] or [#end].
    ///
    /// @param target what `params` name, for a header
    /// @param params without braces and `_meta`
    abstract Ending send(OpenRequest request, String method, @Nullable String target, String params)
            throws InterruptedException;

    /// Sends the answer to a question.
    abstract void answer(String message);

    /// Listens to changes of each server's resource, now or again. Does nothing while it listens already and need not
    /// know that the gateway was another in the meantime.
    abstract void listen() throws InterruptedException;

    /// Calls tools until [#stop].
    void load(Random random) {
        try {
            while (!stopping) {
                Task task = Task.values()[random.nextInt(Task.values().length)];
                if (task != Task.ASK || canBeAsked()) {
                    boolean succeeded = call(servers.get(random.nextInt(servers.size())), task);
                    Thread.sleep(succeeded ? 0 : MOST_PAUSE_MILLIS);
                }
                Thread.sleep(random.nextInt(MOST_PAUSE_MILLIS));
            }
        } catch (InterruptedException over) {
            Thread.currentThread().interrupt();
        }
    }

    /// Ends [#load] after the calls that run.
    void stop() {
        stopping = true;
    }

    /// Subscribes to each server's resource.
    void subscribe() throws InterruptedException {
        for (String server : servers) {
            Ending ending = request("resources/subscribe", null, "\"uri\":\"" + ChaosServer.uri(server) + "\"");
            if (!(ending instanceof Ending.Answered(JsonNode message)) || !message.has("result")) {
                book.count("not subscribed: " + ending);
            }
        }
    }

    /// Whether the client declares elicitation, which its revision must have.
    boolean canBeAsked() {
        return askable && revision.compareTo(Revision.R2025_06_18) >= 0;
    }

    /// What the client declares.
    String capabilities() {
        return canBeAsked() ? "{\"elicitation\":{}}" : "{}";
    }

    /// The members of `params` for `initialize`.
    String introduction() {
        return "\"protocolVersion\":\"" + revision + "\",\"capabilities\":" + capabilities()
                + ",\"clientInfo\":{\"name\":" + Json.quote(name) + ",\"version\":\"1\"}";
    }

    /// Calls a tool.
    ///
    /// @return whether it succeeded
    boolean call(String server, Task task) throws InterruptedException {
        String id = name + "-" + calls.incrementAndGet();
        String members = "\"arguments\":{\"id\":\"" + id + "\"}";
        String more = "";
        while (true) {
            Ending ending = request("tools/call", server + "_" + task.tool(), members + more);
            if (ending instanceof Ending.Answered(JsonNode message)
                    && message.at("/result/resultType").asString("").equals("input_required")) {
                more = answers(id, message.path("result"));
                continue;
            }
            return ended(server, task, id, ending);
        }
    }

    /// Sends a request with a new id and waits for its end.
    Ending request(String method, @Nullable String target, String params) throws InterruptedException {
        OpenRequest request = begin(false);
        String named =
                target == null ? params : "\"name\":" + Json.quote(target) + (params.isEmpty() ? "" : ",") + params;
        Ending ending = send(request, method, target, named);
        forget(request);
        return ending;
    }

    /// A request with a new id.
    OpenRequest begin(boolean endless) {
        OpenRequest request = new OpenRequest(name + "." + ids.incrementAndGet(), endless);
        open.put(request.id(), request);
        return request;
    }

    /// The client waits for it no longer.
    void forget(OpenRequest request) {
        if (open.remove(request.id()) != null) {
            over.add(request.id());
        }
    }

    /// The message of a request.
    String message(OpenRequest request, String method, String params) {
        String modern = revision.modern()
                ? ",\"io.modelcontextprotocol/protocolVersion\":\"" + revision
                        + "\",\"io.modelcontextprotocol/clientInfo\":{\"name\":" + Json.quote(name)
                        + ",\"version\":\"1\"},\"io.modelcontextprotocol/clientCapabilities\":" + capabilities()
                : "";
        return "{\"jsonrpc\":\"2.0\",\"id\":\"" + request.id() + "\",\"method\":\"" + method + "\",\"params\":{"
                + (params.isEmpty() ? "" : params + ",") + "\"_meta\":{\"progressToken\":\"" + request.id() + "\""
                + modern + "}}}";
    }

    private static String answers(String id, JsonNode result) {
        ObjectNode responses = JSON.createObjectNode();
        result.path("inputRequests")
                .propertyNames()
                .forEach(key -> responses
                        .putObject(key)
                        .put("action", "accept")
                        .putObject("content")
                        .put("answer", Task.answer(id)));
        String state = result.has("requestState") ? ",\"requestState\":" + result.get("requestState") : "";
        return ",\"inputResponses\":" + responses + state;
    }

    private boolean ended(String server, Task task, String id, Ending ending) {
        switch (ending) {
            case Ending.Lost(String why) -> book.ended(server, task, id, Told.LOST, why);
            case Ending.Refused(String why) -> book.ended(server, task, id, Told.REFUSED, why);
            case Ending.Answered(JsonNode message) -> {
                return answered(server, task, id, message);
            }
        }
        return false;
    }

    private boolean answered(String server, Task task, String id, JsonNode message) {
        JsonNode result = message.path("result");
        JsonNode error = message.path("error");
        String text = error.isObject()
                ? error.path("message").asString("")
                : result.at("/content/0/text").asString("");
        if (result.isObject() && !result.path("isError").asBoolean(false)) {
            if (!text.equals(task.expected(server, id))) {
                book.fault(name + " got another result for " + task + " " + server + " " + id + ": " + message);
            }
            book.ended(server, task, id, Told.SUCCESS, "");
            return true;
        }
        JsonNode failure = error.isObject()
                ? error.path("data").path(FAILURE)
                : result.path("_meta").path(FAILURE);
        Told told = switch (failure.path("outcome").asString("")) {
            case "not_sent" -> Told.NOT_SENT;
            case "sent_outcome_unknown" -> Told.OUTCOME_UNKNOWN;
            case "done" -> Told.DONE;
            default -> Told.FAILED;
        };
        book.ended(server, task, id, told, text.isEmpty() ? message.toString() : text);
        return false;
    }

    /// A message of the gateway.
    void received(JsonNode message) {
        String method = message.path("method").asString("");
        if (method.isEmpty()) {
            end(message.path("id").asString(""), new Ending.Answered(message));
        } else if (message.has("id")) {
            asked(method, message);
        } else if (method.equals("notifications/progress")) {
            progressed(message.path("params"));
        } else if (method.equals("notifications/subscriptions/acknowledged")) {
            book.count("acknowledged: "
                    + message.at("/params/notifications/resourceSubscriptions").size());
        } else if (method.equals("notifications/resources/updated")) {
            updates.add(message.at("/params/uri").asString(""));
        }
    }

    private void end(String id, Ending ending) {
        OpenRequest request = open.remove(id);
        if (request != null) {
            over.add(id);
            request.ending.complete(ending);
        } else if (over.contains(id)) {
            again(id, ending);
        } else {
            book.fault(name + " got an answer to what it never asked: " + ending);
        }
    }

    /// An answer to a request that had one, or that the client gave up.
    void again(String id, Ending ending) {
        book.fault(name + " got a second answer to " + id + ": " + ending);
    }

    private void progressed(JsonNode params) {
        String token = params.path("progressToken").asString("");
        OpenRequest request = open.get(token);
        if (request != null) {
            if (!request.progressed(params.path("progress").asDouble(0))) {
                book.fault(name + " got progress that does not grow: " + params);
            }
        } else if (!over.contains(token)) {
            book.fault(name + " got progress of what it never asked: " + params);
        }
    }

    private void asked(String method, JsonNode message) {
        String response = "{\"jsonrpc\":\"2.0\",\"id\":" + message.get("id") + ",";
        if (method.equals("ping")) {
            answer(response + "\"result\":{}}");
            return;
        }
        String question = message.at("/params/message").asString("");
        String call = question.replaceFirst("^" + Task.question(""), "");
        if (!call.startsWith(name + "-")) {
            book.fault(name + " was asked what another caused: " + message);
        }
        answer(response + "\"result\":{\"action\":\"accept\",\"content\":{\"answer\":\"" + Task.answer(call) + "\"}}}");
    }

    /// The requests that wait for longer than anything may take; they are given up.
    List<String> hanging() {
        List<String> hanging = new ArrayList<>();
        open.values().stream().filter(request -> request.olderThan(LONGEST)).forEach(request -> {
            forget(request);
            request.ending.complete(new Ending.Lost("no answer in time"));
            hanging.add(request.id());
        });
        return hanging;
    }

    /// Resources of which the client has heard that they changed.
    Set<String> updates() {
        return updates;
    }
}
