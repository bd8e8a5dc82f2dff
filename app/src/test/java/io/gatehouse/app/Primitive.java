package io.gatehouse.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.app.WireClient.Reply;
import io.gatehouse.app.WireClient.Running;
import io.gatehouse.protocol.Json;
import io.gatehouse.protocol.Revision;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// What clients and servers of MCP do with each other, and how it is seen to work between a client and a [PlainServer].
enum Primitive {
    TOOLS("tools", Revision.R2024_11_05, Primitive::tools),
    RESOURCES("resources and templates", Revision.R2024_11_05, Primitive::resources),
    SUBSCRIPTIONS("subscriptions to resources", Revision.R2024_11_05, Primitive::subscriptions),
    PROMPTS("prompts", Revision.R2024_11_05, Primitive::prompts),
    COMPLETION("completion", Revision.R2024_11_05, Primitive::completion),
    LOGGING("logging", Revision.R2024_11_05, Primitive::logging),
    PROGRESS("progress", Revision.R2024_11_05, Primitive::progress),
    CANCELLATION("cancellation", Revision.R2024_11_05, Primitive::cancellation),
    LIST_CHANGED("changes of lists", Revision.R2024_11_05, Primitive::listChanged),
    PAGINATION("pages of lists", Revision.R2024_11_05, Primitive::pagination),
    ERRORS("errors", Revision.R2024_11_05, Primitive::errors),
    SAMPLING("sampling", Revision.R2024_11_05, Primitive::sampling),
    ROOTS("roots", Revision.R2024_11_05, Primitive::roots),
    STRUCTURED("structured output", Revision.R2025_06_18, Primitive::structured),
    FORMS("elicitation by form", Revision.R2025_06_18, Primitive::forms),
    URLS("elicitation by URL", Revision.R2025_11_25, Primitive::urls),
    TASKS("tasks extension", Revision.R2026_07_28, Primitive::tasks);

    private final String title;
    private final Revision since;
    private final BiConsumer<WireClient, String> check;

    Primitive(String title, Revision since, BiConsumer<WireClient, String> check) {
        this.title = title;
        this.since = since;
        this.check = check;
    }

    String title() {
        return title;
    }

    /// Why it cannot be between two revisions, or null.
    @Nullable
    String impossible(Revision client, Revision server) {
        if (client.compareTo(since) >= 0 && server.compareTo(since) >= 0) {
            return null;
        }
        return "begins with " + since;
    }

    /// Whether the client has a connection, and of a program a process, of its own for it, at servers of the legacy
    /// era.
    boolean apart() {
        return switch (this) {
            case LOGGING, SAMPLING, ROOTS, FORMS, URLS, TASKS -> true;
            default -> false;
        };
    }

    /// Fails unless it works.
    ///
    /// @param server name of the server at the gateway
    void check(WireClient client, String server) {
        check.accept(client, server + "_");
    }

    private static void tools(WireClient client, String prefix) {
        assertThat(client.send("tools/list", "").text()).contains(prefix + "echo");
        assertThat(client.call(prefix + "echo", "k").said()).contains("\"name\":\"echo\"", "\"key\":\"k\"");
    }

    private static void resources(WireClient client, String prefix) {
        assertThat(client.send("resources/list", "").text()).contains("plain://one");
        assertThat(client.send("resources/templates/list", "").text()).contains("plain://items/{id}");
        assertThat(client.send("resources/read", "\"uri\":\"plain://items/7\"")
                        .result()
                        .at("/contents/0/uri")
                        .asString())
                .isEqualTo("plain://items/7");
    }

    private static void subscriptions(WireClient client, String prefix) {
        client.listen("plain://one");
        client.call(prefix + "touch");
        client.awaitHeard("the update", message -> message.contains("resources/updated"));
    }

    private static void prompts(WireClient client, String prefix) {
        assertThat(client.send("prompts/list", "").text()).contains(prefix + "greet");
        assertThat(client.send("prompts/get", "\"name\":\"" + prefix + "greet\",\"arguments\":{\"who\":\"A\"}")
                        .text())
                .contains("{\\\"who\\\":\\\"A\\\"}");
    }

    private static void completion(WireClient client, String prefix) {
        assertThat(client.send(
                                "completion/complete",
                                "\"ref\":{\"type\":\"ref/prompt\",\"name\":\"" + prefix
                                        + "greet\"},\"argument\":{\"name\":\"who\",\"value\":\"par\"}")
                        .text())
                .contains("[\"paris\",\"park\"]");
    }

    private static void logging(WireClient client, String prefix) {
        String key = UUID.randomUUID().toString();
        boolean modern = client.revision().modern();
        if (!modern) {
            client.send("logging/setLevel", "\"level\":\"debug\"").result();
        }
        client.send(
                "tools/call",
                "\"name\":\"" + prefix + "log\",\"arguments\":{\"key\":\"" + key + "\"}",
                modern ? "\"io.modelcontextprotocol/logLevel\":\"debug\"" : "");
        client.awaitHeard("the log message", message -> message.contains(key));
    }

    private static void progress(WireClient client, String prefix) {
        client.send("tools/call", "\"name\":\"" + prefix + "progress\"", "\"progressToken\":\"mine\"");
        client.awaitHeard("progress", message -> message.contains("\"progressToken\":\"mine\""));
    }

    private static void cancellation(WireClient client, String prefix) {
        String key = UUID.randomUUID().toString();
        Running call = client.start(prefix + "wait", key);
        Patience.until(
                "the call runs", () -> client.call(prefix + "waits", key).said().equals("waiting"));
        client.cancel(call);
        Patience.until(
                "the call is cancelled",
                () -> client.call(prefix + "waits", key).said().equals("cancelled"));
    }

    private static void listChanged(WireClient client, String prefix) {
        client.listen("plain://one");
        client.call(prefix + "change", "t" + UUID.randomUUID().toString().substring(0, 8));
        client.awaitHeard("the change", message -> message.contains("notifications/tools/list_changed"));
    }

    private static void pagination(WireClient client, String prefix) {
        List<String> names = new ArrayList<>();
        int pages = 0;
        String cursor = "";
        do {
            JsonNode page = client.send("tools/list", cursor).result();
            pages++;
            page.path("tools").forEach(tool -> names.add(tool.path("name").asString()));
            String next = page.path("nextCursor").asString(null);
            cursor = next == null ? "" : "\"cursor\":" + Json.quote(next);
        } while (!cursor.isEmpty());
        // Others add tools meanwhile, so that one may come on two pages.
        assertThat(names).contains(prefix + "ask", prefix + "echo", prefix + "touch", prefix + "waits");
        assertThat(pages).isGreaterThan(2);
    }

    private static void errors(WireClient client, String prefix) {
        assertThat(client.call(prefix + "fail").text()).contains("\"code\":4711", "\"message\":\"It broke.\"");
        assertThat(client.send("resources/read", "\"uri\":\"plain://none\"")
                        .error()
                        .path("code")
                        .asInt())
                .isEqualTo(client.revision().modern() ? -32602 : -32002);
    }

    private static void structured(WireClient client, String prefix) {
        assertThat(client.call(prefix + "echo")
                        .result()
                        .path("structuredContent")
                        .isMissingNode())
                .isFalse();
    }

    private static void sampling(WireClient client, String prefix) {
        asked(
                client,
                prefix,
                "sampling/createMessage",
                "{\"role\":\"assistant\",\"model\":\"m\",\"content\":{\"type\":\"text\",\"text\":\"this answer\"}}");
    }

    private static void roots(WireClient client, String prefix) {
        asked(client, prefix, "roots/list", "{\"roots\":[{\"uri\":\"file:///x\",\"name\":\"this answer\"}]}");
    }

    private static void forms(WireClient client, String prefix) {
        asked(client, prefix, "elicitation/create", "{\"action\":\"accept\",\"content\":{\"who\":\"this answer\"}}");
    }

    private static void urls(WireClient client, String prefix) {
        asked(client, prefix, "elicitation/create url", "{\"action\":\"accept\",\"_meta\":{\"x\":\"this answer\"}}");
    }

    private static void tasks(WireClient client, String prefix) {
        Reply begun = client.call(prefix + "echo", "task");
        assertThat(begun.result().path("resultType").asString()).isEqualTo("task");
        JsonNode id = begun.result().path("taskId");
        assertThat(id.asString()).isNotEqualTo("own");
        Reply ended = client.send("tasks/get", "\"taskId\":" + id);
        assertThat(ended.result().path("taskId")).isEqualTo(id);
        assertThat(ended.result().at("/result/content/0/text").asString()).contains("\"taskId\":\"own\"");
    }

    /// Calls a tool that asks, and answers in the way of the client's revision.
    private static void asked(WireClient client, String prefix, String question, String answer) {
        client.answering(message -> answer);
        String method = question.split(" ", 2)[0];
        String call = "\"name\":\"" + prefix + "ask\",\"arguments\":{\"key\":\"" + question + "\"}";
        Reply reply = client.send("tools/call", call);
        if (client.revision().modern()) {
            JsonNode inputs = reply.result().path("inputRequests");
            String key = inputs.propertyNames().iterator().next();
            assertThat(inputs.path(key).path("method").asString()).isEqualTo(method);
            reply = client.send(
                    "tools/call",
                    call + ",\"inputResponses\":{" + Json.quote(key) + ":" + answer + "},\"requestState\":"
                            + reply.result().path("requestState"));
        } else {
            client.awaitHeard("the question", message -> message.contains("\"method\":\"" + method + "\""));
        }
        assertThat(reply.said()).contains("this answer");
    }
}
