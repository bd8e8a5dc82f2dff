package io.gatehouse.doors.mcp;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.protocol.Method;
import io.gatehouse.protocol.Notification;
import io.gatehouse.protocol.Response;
import io.gatehouse.protocol.Revision;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/// The same scripts over every transport in every revision get the same answers.
@ParameterizedClass(name = "{0} {1}")
@MethodSource("ways")
@Timeout(60)
class ConversationTest {
    private static final String FAILURE = "\"data\":{\"io.gatehouse/failure\":{\"category\":\"validation\","
            + "\"outcome\":\"not_sent\",\"requestId\":\"*\"}}}}";

    enum Transport {
        STREAMABLE,
        EVENTS,
        STDIO
    }

    private final Transport transport;
    private final Revision revision;
    private Talk client;

    ConversationTest(Transport transport, Revision revision) {
        this.transport = transport;
        this.revision = revision;
    }

    static Stream<Object[]> ways() {
        return Stream.of(Transport.values())
                .flatMap(transport -> Stream.of(Revision.values())
                        .filter(revision -> transport != Transport.EVENTS || !revision.modern())
                        .map(revision -> new Object[] {transport, revision}));
    }

    @BeforeEach
    void connect() throws Exception {
        client = switch (transport) {
            case STREAMABLE -> new StreamableTalk(revision);
            case EVENTS -> new EventsTalk(revision);
            case STDIO -> new LinesTalk(revision);
        };
    }

    @AfterEach
    void close() throws Exception {
        client.close();
    }

    private static String error(int id, int code, String message) {
        return "{\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"error\":{\"code\":" + code + ",\"message\":\"" + message
                + "\"," + FAILURE;
    }

    private static String empty(int id) {
        return "{\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"result\":{}}";
    }

    private void onlyLegacy() {
        Assumptions.assumeFalse(revision.modern());
    }

    private void onlyWithOneStream() {
        Assumptions.assumeTrue(transport != Transport.STREAMABLE);
    }

    private void onlyModern() {
        Assumptions.assumeTrue(revision.modern());
    }

    @Test
    void theClientIsToldWhoTheServerIs() {
        String about = "\"capabilities\":{\"tools\":{\"listChanged\":true},\"logging\":{},"
                + "\"resources\":{\"subscribe\":true}}";
        String server = "\"serverInfo\":{\"name\":\"echo\",\"version\":\"1.10\"}";
        String said = "\"instructions\":\"say \\\"echo\\\"\"";
        if (revision.modern()) {
            assertThat(client.ask(client.request(1, "server/discover", "")))
                    .isEqualTo("{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{\"resultType\":\"complete\","
                            + "\"supportedVersions\":[\"2026-07-28\"]," + about + "," + said
                            + ",\"ttlMs\":5000,\"cacheScope\":\"public\",\"_meta\":{\"io.modelcontextprotocol/"
                            + server.substring(1) + "}}}");
        } else {
            assertThat(client.initialize("{}"))
                    .isEqualTo("{\"jsonrpc\":\"2.0\",\"id\":0,\"result\":{\"protocolVersion\":\"" + revision.id()
                            + "\"," + about + "," + server + "," + said + "}}");
        }
    }

    @Test
    void methodsBelongToTheirEra() {
        client.initialize("{}");
        List<String> foreign = revision.modern()
                ? List.of("initialize", "ping", "logging/setLevel", "resources/subscribe", "resources/unsubscribe")
                : List.of("server/discover", "subscriptions/listen");
        for (String method : foreign) {
            assertThat(client.ask(client.request(1, method, "")))
                    .isEqualTo(error(1, -32601, "There is no method " + method + " in revision " + revision + "."));
        }
        if (!revision.modern()) {
            assertThat(client.ask(client.request(2, "ping", ""))).isEqualTo(empty(2));
        }
        assertThat(client.ask(client.request(3, "x/y", "")))
                .isEqualTo("{\"jsonrpc\":\"2.0\",\"id\":3,\"error\":{\"code\":-32601,\"message\":\"no x/y\"}}");
    }

    @Test
    void aFailingHandlerIsHidden() {
        client.initialize("{}");
        assertThat(client.ask(client.call(1, "secret")))
                .startsWith("{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{")
                .contains(
                        "The server failed while it answered this request.",
                        "\"isError\":true",
                        "\"category\":\"downstream\"")
                .doesNotContain("secret detail");
    }

    @Test
    void aCancelledRequestGetsNoAnswer() throws Exception {
        client.initialize("{}");
        client.send(client.call(1, "hold"));
        var held = client.handler.held.take();

        client.cancel("1");

        assertThat(client.handler.cancelled.poll(20, TimeUnit.SECONDS)).isEqualTo("1");
        held.respond(Response.result("{}"));
        assertThat(client.ask(client.request(2, "tools/list", ""))).contains("\"id\":2");
    }

    @Test
    void progressComesBeforeTheAnswerAndLogsAsTheRevisionSays() {
        client.initialize("{}");
        client.send(client.call(1, "progress"));

        assertThat(client.next())
                .isEqualTo("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/progress\",\"params\":"
                        + "{\"progressToken\":1,\"progress\":1}}");
        if (!revision.modern()) {
            assertThat(client.next())
                    .isEqualTo("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/message\",\"params\":"
                            + "{\"level\":\"info\",\"data\":1}}");
        }
        assertThat(client.next())
                .isEqualTo("{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{"
                        + (revision.modern() ? "\"resultType\":\"complete\"," : "") + "\"content\":[]}}");
    }

    @Test
    void theLogLevelIsKeptInTheSession() throws Exception {
        onlyLegacy();
        client.initialize("{}");
        String wrong = "\\\"params.level\\\" must be one of the eight syslog levels, debug to emergency";

        assertThat(client.ask(client.request(1, "logging/setLevel", "\"level\":\"shout\"")))
                .isEqualTo(error(1, -32602, wrong));
        assertThat(client.ask(client.request(2, "logging/setLevel", "\"level\":\"error\"")))
                .isEqualTo(empty(2));
        assertThat(client.handler.peers.take().session().logLevel()).isEqualTo("error");
    }

    @Test
    void aLegacyClientIsAskedInTheMiddleOfACall() {
        client.initialize("{\"elicitation\":{}}");
        client.send(client.call(1, "ask"));
        String asked = client.next();
        if (revision.modern()) {
            assertThat(asked).contains("\"isError\":true", "a client without a session cannot be asked anything");
            return;
        }
        Matcher question = Pattern.compile(
                        "\\{\"jsonrpc\":\"2.0\",\"id\":(\"[^\"]+\"),\"method\":\"elicitation/create\","
                                + "\"params\":\\{\"message\":\"sure\\?\",\"requestedSchema\":\\{}}}")
                .matcher(asked);
        assertThat(question.matches()).as(asked).isTrue();
        String answer = "{\"jsonrpc\":\"2.0\",\"id\":" + question.group(1) + ",\"result\":{\"action\":\"accept\"}}";

        assertThat(client.ask(answer))
                .isEqualTo("{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{\"content\":[],\"answer\":" + answer + "}}");
    }

    @Test
    void aClientIsNotAskedWhatItDidNotDeclare() {
        onlyLegacy();
        client.initialize("{}");
        assertThat(client.ask(client.call(1, "ask"))).contains("the client did not declare the capability elicitation");
    }

    @Test
    void changesAreToldToWhoListens() {
        onlyLegacy();
        client.initialize("{}");
        client.ready();
        Waiting.until(() -> !client.handler.subscribers.isEmpty());
        client.handler.publish(Notification.of(Method.TOOLS_CHANGED, null));
        assertThat(client.next()).isEqualTo("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/tools/list_changed\"}");

        assertThat(client.ask(client.request(1, "resources/subscribe", "\"uri\":7")))
                .isEqualTo(error(1, -32602, "\\\"params.uri\\\" must be a string"));
        assertThat(client.ask(client.request(2, "resources/subscribe", "\"uri\":\"a:1\"")))
                .isEqualTo(empty(2));
        client.handler.publish(Notification.of(Method.RESOURCE_UPDATED, "{\"uri\":\"a:2\"}"));
        client.handler.publish(Notification.of(Method.RESOURCE_UPDATED, "{\"uri\":\"a:1\"}"));
        assertThat(client.next())
                .isEqualTo("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/resources/updated\",\"params\":"
                        + "{\"uri\":\"a:1\"}}");
        assertThat(client.ask(client.request(3, "resources/unsubscribe", "\"uri\":\"a:1\"")))
                .isEqualTo(empty(3));
        client.handler.publish(Notification.of(Method.RESOURCE_UPDATED, "{\"uri\":\"a:1\"}"));
        assertThat(client.ask(client.request(4, "ping", ""))).isEqualTo(empty(4));
    }

    @Test
    void aSubscriptionOfTheModernEraIsAcknowledgedTaggedAndEnded() {
        onlyModern();
        String tag = "\"_meta\":{\"io.modelcontextprotocol/subscriptionId\":5}";

        assertThat(client.ask(
                        client.request(4, "subscriptions/listen", "\"notifications\":{\"resourceSubscriptions\":[1]}")))
                .isEqualTo(error(
                        4,
                        -32602,
                        "\\\"params.notifications\\\" must be an object of booleans and of at most 1000"
                                + " resourceSubscriptions and taskIds each"));
        assertThat(client.ask(client.request(
                        5,
                        "subscriptions/listen",
                        "\"notifications\":{\"toolsListChanged\":true,\"promptsListChanged\":true}")))
                .isEqualTo("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/subscriptions/acknowledged\",\"params\":{"
                        + tag + ",\"notifications\":{\"toolsListChanged\":true}}}");
        client.handler.publish(Notification.of(Method.RESOURCES_CHANGED, null));
        client.handler.publish(Notification.of(Method.TOOLS_CHANGED, null));
        assertThat(client.next())
                .contains("\"method\":\"notifications/tools/list_changed\"", "\"params\":{" + tag + "}");
        client.handler.subscribers.forEach(subscriber -> subscriber.listener().ended());
        assertThat(client.next())
                .isEqualTo("{\"jsonrpc\":\"2.0\",\"id\":5,\"result\":{\"resultType\":\"complete\"," + tag + "}}");
        Waiting.until(() -> client.handler.subscribers.isEmpty());
    }

    @Test
    void aSubscriptionEndsWithoutAnAnswerWhenTheClientWantsNoMore() {
        onlyModern();
        client.ask(client.request(5, "subscriptions/listen", "\"notifications\":{\"toolsListChanged\":true}"));

        client.cancel("5");

        Waiting.until(() -> client.handler.subscribers.isEmpty());
        assertThat(client.ask(client.request(6, "tools/list", ""))).contains("\"id\":6");
    }

    @Test
    void theRequiredMetaIsChecked() {
        onlyModern();
        String named = "{\"io.modelcontextprotocol/protocolVersion\":\"2026-07-28\"";
        String list = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/list\",\"params\":{\"_meta\":";

        assertThat(client.ask(list + named + "}}}"))
                .isEqualTo(error(
                        1,
                        -32602,
                        "params._meta[\\\"io.modelcontextprotocol/clientCapabilities\\\"], an object, is missing."
                                + " Revision 2026-07-28 requires it in every request."));
        assertThat(client.ask(list + named + ",\"io.modelcontextprotocol/clientCapabilities\":{},"
                        + "\"io.modelcontextprotocol/clientInfo\":7}}}"))
                .isEqualTo(
                        error(1, -32602, "params._meta[\\\"io.modelcontextprotocol/clientInfo\\\"] must be an object"));
        assertThat(client.ask(client.request(2, "tools/list", "").replace("2026-07-28", "2031-01-01")))
                .startsWith("{\"jsonrpc\":\"2.0\",\"id\":2,\"error\":{\"code\":-32022,\"message\":\"Protocol version"
                        + " 2031-01-01 is not supported here. Use one of [\\\"2026-07-28\\\"], or start a session with"
                        + " initialize.\",\"data\":{\"supported\":[\"2026-07-28\"],\"requested\":\"2031-01-01\"");
    }

    @Test
    void batchesAreAnsweredWhereTheRevisionHasThem() {
        client.initialize("{}");
        String batch = "[" + client.request(1, "ping", "") + ",{\"jsonrpc\":\"2.0\",\"method\":\"notifications/x\"},7,"
                + client.request(2, "server/discover", "") + ",{\"jsonrpc\":\"2.0\",\"id\":3,\"method\":\"initialize\","
                + "\"params\":{\"protocolVersion\":\"" + revision.id() + "\"}}]";
        client.send(batch);
        if (!revision.batches()) {
            assertThat(client.next())
                    .startsWith("{\"jsonrpc\":\"2.0\",\"id\":null,\"error\":{\"code\":-32600,\"message\":\"")
                    .contains("one message at a time; only revision 2025-03-26 has arrays of messages.");
            return;
        }
        List<String> answers = new ArrayList<>();
        if (transport == Transport.EVENTS) {
            for (int count = 0; count < 4; count++) {
                answers.add(client.next());
            }
        } else {
            String array = client.next();
            assertThat(array).startsWith("[{").endsWith("}]");
            answers.addAll(List.of(array.substring(1, array.length() - 1).split(",(?=\\{\"jsonrpc\")")));
        }
        assertThat(answers.getFirst()).startsWith("{\"jsonrpc\":\"2.0\",\"id\":null,\"error\":{\"code\":-32600");
        assertThat(answers.subList(1, answers.size()))
                .containsExactly(
                        empty(1),
                        error(2, -32601, "There is no method server/discover in revision " + revision + "."),
                        error(3, -32600, "\\\"initialize\\\" must not be part of a batch."));
    }

    @Test
    void whatIsNoMessageIsRefusedAndTheConversationGoesOn() {
        client.initialize("{}");
        assertThat(client.ask("nonsense"))
                .startsWith("{\"jsonrpc\":\"2.0\",\"id\":null,\"error\":{\"code\":-32700,\"message\":\"not a message: ")
                .endsWith(FAILURE);
        assertThat(client.ask("{\"jsonrpc\":\"1.0\",\"id\":4,\"method\":\"ping\"}"))
                .startsWith("{\"jsonrpc\":\"2.0\",\"id\":4,\"error\":{\"code\":-32600,\"message\":\"")
                .endsWith(FAILURE);
        assertThat(client.ask("{\"jsonrpc\":\"2.0\",\"id\":4,\"id\":5,\"method\":\"ping\"}"))
                .startsWith("{\"jsonrpc\":\"2.0\",\"id\":null,\"error\":{\"code\":-32600,\"message\":\"not a message: ")
                .contains("duplicate")
                .endsWith(FAILURE);
        assertThat(client.ask(client.request(6, "tools/list", ""))).contains("\"id\":6");
    }

    @Test
    void aNotificationOfAnExtensionReachesTheHandler() throws Exception {
        client.initialize("{}");
        String params = revision.modern() ? ",\"params\":{" + EndpointServer.META_2026 + "}" : "";
        client.send("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/x\"" + params + "}");
        assertThat(client.handler.notifications.poll(20, TimeUnit.SECONDS).method())
                .isEqualTo("notifications/x");
    }

    @Test
    void anIdThatIsInUseIsRefusedWhereAllAnswersGoOverOneStream() throws Exception {
        onlyWithOneStream();
        client.initialize("{}");
        client.send(client.call(1, "hold"));
        var held = client.handler.held.take();
        assertThat(client.ask(client.request(1, "tools/list", "")))
                .isEqualTo(error(1, -32600, "A request with the ID 1 is still running."));
        held.respond(Response.result("{\"content\":[]}"));
        assertThat(client.next()).contains("\"id\":1", "\"content\":[]");
        assertThat(client.ask(client.request(1, "tools/list", ""))).contains("\"tools\"");
    }

    @Test
    void aQuestionIsWithdrawnWithTheCancelledCallWhereTheStreamGoesOn() {
        onlyLegacy();
        onlyWithOneStream();
        client.initialize("{\"elicitation\":{}}");
        Matcher question = Pattern.compile("\"id\":(\"[^\"]+\")").matcher(client.ask(client.call(1, "ask")));
        assertThat(question.find()).isTrue();
        client.cancel("1");
        assertThat(client.next())
                .isEqualTo("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/cancelled\",\"params\":{\"requestId\":"
                        + question.group(1) + ",\"reason\":\"nobody waits for the answer any more\"}}");
    }

    @Test
    void anInitializeEndsWhatTheEarlierOneBegan() {
        onlyLegacy();
        onlyWithOneStream();
        client.initialize("{}");
        client.ready();
        assertThat(client.ask(client.request(1, "resources/subscribe", "\"uri\":\"a:1\"")))
                .isEqualTo(empty(1));
        assertThat(client.initialize("{}")).contains("protocolVersion");
        Waiting.until(() -> client.handler.subscribers.isEmpty());
    }
}
