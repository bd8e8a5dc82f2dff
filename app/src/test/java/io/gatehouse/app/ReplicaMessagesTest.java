package io.gatehouse.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.app.config.KeyMaker;
import io.gatehouse.fixtures.ScriptedProvider;
import io.gatehouse.protocol.CacheScope;
import io.gatehouse.protocol.Exchange;
import io.gatehouse.protocol.Filter;
import io.gatehouse.protocol.Handler;
import io.gatehouse.protocol.Identity;
import io.gatehouse.protocol.Method;
import io.gatehouse.protocol.Notification;
import io.gatehouse.protocol.Peer;
import io.gatehouse.protocol.Request;
import io.gatehouse.protocol.Response;
import io.gatehouse.protocol.Revision;
import io.gatehouse.protocol.Slice;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Conversations over the Messages API whose requests reach one of two gateways each.
class ReplicaMessagesTest {
    private static final String ANN = KeyMaker.make();
    private static final String BEN = KeyMaker.make();
    private static final String PICTURE = "\"media_type\":\"image/png\"";
    private static final String WORDS = "[Image: image/png, ";
    private static final String PIXEL =
            "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAA" + "AABJRU5ErkJggg==";

    @TempDir
    Path folder;

    private final HttpClient http = HttpClient.newHttpClient();
    private ScriptedProvider provider;
    private OldHttpServer server;
    private Bed first;
    private Bed second;

    @BeforeEach
    void start() throws Exception {
        provider = new ScriptedProvider("""
                turns:
                  - { when: { user: again }, say: still there }
                  - { when: { result: true }, say: "${result}" }
                  - { when: { user: count }, say: [ { call: "*count" } ] }
                  - say: [ { call: "*picture" } ]
                """);
        server = new OldHttpServer(new Counting(), Revision.R2025_11_25);
        ReplicaPair pair = new ReplicaPair(folder);
        first = replica(pair, 0);
        second = replica(pair, 1);
        for (Bed replica : List.of(first, second)) {
            replica.awaitReady("old");
            Patience.until("it knows the other", () -> replica.gatehouse().neighbours() == 1);
        }
    }

    private Bed replica(ReplicaPair pair, int number) throws Exception {
        return new Bed(
                pair.folder(number),
                pair.sections(number)
                        + """
                auth:
                  keys:
                    %s
                    %s
                servers: {old: {url: "%s"}}
                messages: {servers: {sampling: true}}
                models:
                  providers: {script: {url: "%s", key: sk-of-the-provider, retries: 0}}
                  default: script
                """.formatted(
                                        KeyMaker.line("ann", ANN),
                                        KeyMaker.line("ben", BEN),
                                        server.endpoint(),
                                        provider.address()));
    }

    @AfterEach
    void stop() throws Exception {
        http.close();
        first.close();
        second.close();
        server.close();
        provider.close();
    }

    /// A server of 2025-11-25 with a picture, and with a tool that says how often its session has called it.
    private static final class Counting implements Handler {
        private final Map<String, Integer> counts = new ConcurrentHashMap<>();

        @Override
        public void identify(Peer peer, Consumer<Identity> answer) {
            answer.accept(new Identity(
                    Slice.of("{\"name\":\"old\",\"version\":\"1\"}"),
                    Slice.of("{\"tools\":{}}"),
                    null,
                    0,
                    CacheScope.PRIVATE));
        }

        @Override
        public void request(Request request, Exchange exchange) {
            String schema = "\"inputSchema\":{\"type\":\"object\"}}";
            Peer.Session session = exchange.peer().session();
            exchange.respond(Response.result(
                    request.method().equals(Method.TOOLS_LIST)
                            ? "{\"tools\":[{\"name\":\"picture\"," + schema + ",{\"name\":\"count\"," + schema + "]}"
                            : "{\"content\":["
                                    + ("picture".equals(request.name())
                                            ? "{\"type\":\"image\",\"mimeType\":\"image/png\",\"data\":\"" + PIXEL
                                                    + "\"}"
                                            : "{\"type\":\"text\",\"text\":\"count "
                                                    + counts.merge(session == null ? "" : session.id(), 1, Integer::sum)
                                                    + "\"}")
                                    + "]}"));
        }

        @Override
        public void notification(Notification notification, Peer peer) {
            // It hears nothing.
        }

        @Override
        public Listening listen(Filter filter, Peer peer, Listener listener) {
            listener.acknowledged(Filter.NOTHING);
            return () -> {};
        }
    }

    private JsonNode send(Bed replica, String key, JsonNode body) throws Exception {
        URI address = replica.endpoint().resolve("/v1/messages");
        HttpResponse<String> answer = http.send(
                HttpRequest.newBuilder(address)
                        .header("Content-Type", "application/json")
                        .header("anthropic-version", "2023-06-01")
                        .header("anthropic-beta", MessagesSteps.USUAL)
                        .header("x-api-key", key)
                        .POST(HttpRequest.BodyPublishers.ofString(body.toString()))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return JsonMapper.shared().readTree(answer.body());
    }

    private ObjectNode ask(String text) {
        return MessagesSteps.using(
                MessagesSteps.ask(text), "old", server.endpoint().toString());
    }

    /// The next request of a conversation in which the first replica has seen a picture.
    private JsonNode seen() throws Exception {
        ObjectNode ask = ask("look");
        JsonNode message = send(first, ANN, ask);
        assertThat(provider.requests().getLast().text()).contains(PICTURE);
        return MessagesSteps.goOn(ask, message, "look again");
    }

    @Test
    void aPictureIsFetchedFromTheReplicaThatRemembersIt() throws Exception {
        JsonNode next = seen();
        String before = prefix(provider.requests().getLast().text());
        JsonNode message = send(second, ANN, next);
        assertThat(provider.requests().getLast().text()).contains(PICTURE).startsWith(before);
        first.close();
        send(second, ANN, MessagesSteps.goOn(next, message, "look again"));
        assertThat(provider.requests().getLast().text()).contains(PICTURE);
    }

    /// What comes before the last message's end, which a provider's cache knows.
    private static String prefix(String body) {
        return body.substring(0, body.lastIndexOf("]}"));
    }

    @Test
    void nobodyElseGetsIt() throws Exception {
        JsonNode next = seen();
        send(second, BEN, next);
        assertThat(provider.requests().getLast().text()).contains(WORDS).doesNotContain(PICTURE);
    }

    @Test
    void whereThatReplicaIsGoneTheModelReadsWhatTheClientWasTold() throws Exception {
        JsonNode next = seen();
        first.close();
        send(second, ANN, next);
        assertThat(provider.requests().getLast().text()).contains(WORDS).doesNotContain(PICTURE);
    }

    @Test
    void noClientReachesWhatIsRememberedByItself() throws Exception {
        JsonNode next = seen();
        String id = next.at("/messages/1/content/0/id").asString();
        HttpResponse<String> answer = http.send(
                HttpRequest.newBuilder(first.endpoint().resolve("/v1/remembered/" + id + "/" + "0".repeat(64)))
                        .header("x-api-key", ANN)
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode())
                .as("a path of the provider, which the key does not open")
                .isEqualTo(403);
    }

    @Test
    void theSessionWithAServerIsMadeAgainInTheOtherReplica() throws Exception {
        assertThat(counted(first)).isEqualTo("count 1");
        assertThat(counted(first)).isEqualTo("count 2");
        assertThat(counted(second)).isEqualTo("count 1");
        assertThat(counted(first)).isEqualTo("count 3");
        assertThat(counted(second)).isEqualTo("count 2");
    }

    private String counted(Bed replica) throws Exception {
        return send(replica, ANN, ask("count")).at("/content/1/content/0/text").asString();
    }
}
