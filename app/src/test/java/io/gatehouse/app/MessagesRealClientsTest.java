package io.gatehouse.app;

import static io.gatehouse.app.MessagesSteps.LISTING;
import static io.gatehouse.app.MessagesSteps.OLD;
import static io.gatehouse.app.MessagesSteps.USUAL;
import static io.gatehouse.app.MessagesSteps.ask;
import static io.gatehouse.app.MessagesSteps.declared;
import static io.gatehouse.app.MessagesSteps.goOn;
import static io.gatehouse.app.MessagesSteps.offering;
import static io.gatehouse.app.MessagesSteps.using;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.gatehouse.fixtures.MessagesClient;
import io.gatehouse.fixtures.RealTools;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// The published SDKs of the Messages API, current and older ones, with the gateway as their base address and nothing
/// else changed.
@Order(1)
@Tag("real")
class MessagesRealClientsTest {
    private static final String HOLDING = "gatehouse://server/holding";
    private static final List<String> LOOP =
            List.of("text", "mcp_tool_use", "mcp_tool_use", "mcp_tool_result", "mcp_tool_result", "text");

    @TempDir
    static Path folder;

    private static MessagesBed bed;

    @BeforeAll
    static void start() throws IOException {
        assumeTrue(RealTools.ready(), "run fixtures/clients/install");
        bed = new MessagesBed(folder);
    }

    @AfterAll
    static void stop() {
        if (bed != null) {
            bed.close();
        }
    }

    static Stream<MessagesClient> all() {
        return MessagesClient.all();
    }

    private static JsonNode perform(MessagesClient client, MessagesSteps steps) {
        return client.perform(bed.api(), MessagesBed.KEY, steps.all());
    }

    private static ObjectNode usingBoth(String text) {
        return using(
                using(ask(text), "everything", "gatehouse://server/everything"),
                "shop",
                bed.shop().toString());
    }

    private static ObjectNode usingEverything(String text) {
        return using(ask(text), "everything", "gatehouse://server/everything");
    }

    @ParameterizedTest
    @MethodSource("all")
    void whatHasNoMcpIsAsWithoutTheGateway(MessagesClient client) {
        MessagesSteps steps = new MessagesSteps()
                .plain(ask("How are you?"), false)
                .plain(ask("How are you?"), true)
                .add("create", ask("How are you?"), "interleaved-thinking-2025-05-14")
                .add("stream", ask("How are you?"))
                .count(ask("How are you?"))
                .models()
                .run(offering(ask("forecast"), "get_weather"), false, "get_weather", "sunny")
                .run(offering(ask("forecast"), "get_weather"), true, "get_weather", "sunny")
                .trying(1, "create", ask("limited"));

        JsonNode through = perform(client, steps);

        JsonNode direct = client.perform(bed.provider.address(), "sk-any", steps.all());
        assertThat(MessagesReport.stable(through)).isEqualTo(MessagesReport.stable(direct));
        assertThat(through.at("/0/message/content/0/text").stringValue()).isEqualTo("Fine, thank you.");
        assertThat(through.at("/5/models")).hasSize(3);
    }

    @ParameterizedTest
    @MethodSource("all")
    void aToolLoopIsOneMessageStreamedOrNot(MessagesClient client) {
        JsonNode seen = perform(
                client,
                new MessagesSteps()
                        .add("create", usingBoth("Where is order 10042?"), USUAL)
                        .add("stream", usingBoth("Where is order 10042?"), USUAL));

        JsonNode whole = seen.at("/0/message");
        assertThat(MessagesReport.types(whole)).as(seen.toString()).isEqualTo(LOOP);
        assertThat(whole.get("stop_reason").stringValue()).isEqualTo("end_turn");
        assertThat(whole.at("/usage/iterations")).hasSize(2);
        assertThat(whole.at("/content/1/server_name").stringValue()).isEqualTo("shop");
        assertThat(whole.at("/content/1/name").stringValue()).isEqualTo("shop_get_order");
        assertThat(whole.at("/content/1/input/id").stringValue()).isEqualTo("10042");
        assertThat(whole.at("/content/2/input/message").stringValue()).isEqualTo("grüße \"10042\"");
        assertThat(whole.at("/content/3/tool_use_id")).isEqualTo(whole.at("/content/1/id"));
        assertThat(whole.at("/content/4/content/0/text").stringValue()).isEqualTo("Echo: grüße \"10042\"");
        assertThat(whole.at("/content/5/text").stringValue()).contains("10042", "Echo: grüße");
        assertThat(MessagesReport.stable(seen.at("/1/message"))).isEqualTo(MessagesReport.stable(whole));
        assertThat(MessagesReport.texts(seen.at("/1/events")))
                .startsWith("message_start")
                .endsWith("message_stop")
                .containsOnlyOnce("message_start", "message_stop");
        assertThat(MessagesReport.texts(seen.at("/1/events")).stream().filter("content_block_start"::equals))
                .hasSameSizeAs(LOOP);
    }

    @ParameterizedTest
    @MethodSource("all")
    void theOlderFormChoosesToolsAtTheServer(MessagesClient client) {
        ObjectNode some = ask("echo");
        declared(some, "everything", "gatehouse://server/everything")
                .putObject("tool_configuration")
                .putArray("allowed_tools")
                .add("echo");
        ObjectNode none = ask("echo");
        declared(none, "everything", "gatehouse://server/everything")
                .putObject("tool_configuration")
                .put("enabled", false);

        JsonNode seen = perform(
                client,
                new MessagesSteps()
                        .add("create", some, OLD)
                        .add("stream", some, OLD)
                        .add("create", none, OLD));

        assertThat(MessagesReport.types(seen.at("/0/message")))
                .as(seen.toString())
                .containsExactly("mcp_tool_use", "mcp_tool_result", "text");
        assertThat(MessagesReport.stable(seen.at("/1/message")))
                .isEqualTo(MessagesReport.stable(seen.at("/0/message")));
        assertThat(MessagesReport.types(seen.at("/2/message"))).containsExactly("text");
    }

    @ParameterizedTest
    @MethodSource("all")
    void noBetaTwoBetasAndABaseUrlWithTheVersionWork(MessagesClient client) {
        ObjectNode old = ask("echo");
        declared(old, "everything", "gatehouse://server/everything/");

        JsonNode seen = client.perform(
                URI.create(bed.api() + "/v1"),
                MessagesBed.KEY,
                new MessagesSteps()
                        .add("create", usingEverything("echo"))
                        .add("stream", usingEverything("echo"), OLD, USUAL)
                        .add("create", old, OLD, USUAL)
                        .all());

        for (int step = 0; step < 3; step++) {
            assertThat(MessagesReport.types(seen.path(step).path("message")))
                    .as(seen.toString())
                    .containsExactly("mcp_tool_use", "mcp_tool_result", "text");
        }
    }

    @ParameterizedTest
    @MethodSource("all")
    void listingsComeFirstAndAreSentBack(MessagesClient client) {
        ObjectNode first = usingEverything("echo");
        JsonNode seen = perform(
                client, new MessagesSteps().add("create", first, LISTING).add("stream", first, LISTING));
        JsonNode answer = seen.at("/0/message");
        JsonNode further =
                perform(client, new MessagesSteps().add("create", goOn(first, answer, "echo it again"), LISTING));

        assertThat(MessagesReport.types(answer))
                .as(seen.toString())
                .containsExactly("mcp_tool_listing", "mcp_tool_use", "mcp_tool_result", "text");
        assertThat(MessagesReport.stable(seen.at("/1/message"))).isEqualTo(MessagesReport.stable(answer));
        assertThat(MessagesReport.types(further.at("/0/message")))
                .as(further.toString())
                .containsExactly("mcp_tool_use", "mcp_tool_result", "text");
    }

    /// Those whose tool runner knows `pause_turn`.
    static Stream<MessagesClient> goingOn() {
        return all().filter(client -> !client.name().equals("python-0"));
    }

    @ParameterizedTest
    @MethodSource("goingOn")
    void theToolRunnerGoesOnAfterAPause(MessagesClient client) {
        ObjectNode body = offering(usingEverything("many"), "get_weather");

        JsonNode seen = perform(
                client,
                new MessagesSteps().run(body, false, "get_weather", "sunny").run(body, true, "get_weather", "sunny"));

        for (JsonNode run : seen) {
            JsonNode messages = run.path("messages");
            assertThat(messages).as(run.toString()).hasSize(2);
            assertThat(messages.at("/0/stop_reason").stringValue()).isEqualTo("pause_turn");
            assertThat(messages.at("/0/usage/iterations")).hasSize(10);
            assertThat(messages.at("/1/stop_reason").stringValue()).isEqualTo("end_turn");
            List<String> types = Stream.concat(
                            MessagesReport.types(messages.get(0)).stream(),
                            MessagesReport.types(messages.get(1)).stream())
                    .toList();
            assertThat(types).filteredOn("mcp_tool_use"::equals).hasSize(12);
            assertThat(types).filteredOn("mcp_tool_result"::equals).hasSize(12);
            assertThat(types).endsWith("text");
        }
    }

    @ParameterizedTest
    @MethodSource("all")
    void theClientsOwnToolsRunBesideThoseOfServers(MessagesClient client) {
        ObjectNode body = offering(usingEverything("weather"), "get_weather");

        JsonNode seen = perform(
                client,
                new MessagesSteps().run(body, false, "get_weather", "sunny").run(body, true, "get_weather", "sunny"));

        for (JsonNode run : seen) {
            JsonNode messages = run.path("messages");
            assertThat(messages).as(run.toString()).hasSize(2);
            assertThat(messages.at("/0/stop_reason").stringValue()).isEqualTo("tool_use");
            assertThat(MessagesReport.types(messages.get(0))).containsExactly("tool_use", "mcp_tool_use");
            assertThat(MessagesReport.types(messages.get(1))).containsExactly("mcp_tool_result", "text");
            assertThat(messages.at("/1/content/0/tool_use_id")).isEqualTo(messages.at("/0/content/1/id"));
            assertThat(messages.at("/1/content/1/text").stringValue()).contains("sunny", "Echo: at the same time");
        }
    }

    @ParameterizedTest
    @MethodSource("all")
    void aToolThatFailsIsToldToTheModel(MessagesClient client) {
        ObjectNode body = using(ask("fail"), "shop", bed.shop().toString());

        JsonNode seen =
                perform(client, new MessagesSteps().add("create", body, USUAL).add("stream", body, USUAL));

        JsonNode message = seen.at("/0/message");
        assertThat(MessagesReport.types(message)).containsExactly("mcp_tool_use", "mcp_tool_result", "text");
        assertThat(message.at("/content/1/is_error").booleanValue()).isTrue();
        assertThat(message.at("/content/2/text").stringValue()).startsWith("That failed: ");
        assertThat(MessagesReport.stable(seen.at("/1/message"))).isEqualTo(MessagesReport.stable(message));
    }

    @ParameterizedTest
    @MethodSource("all")
    void errorsAreOfTheClassesThatTheSdkHas(MessagesClient client) {
        ObjectNode unknownServer = usingEverything("hi");
        unknownServer.withArray("tools").addObject().put("type", "mcp_toolset").put("mcp_server_name", "nobody");
        JsonNode seen = perform(
                client,
                new MessagesSteps()
                        .add("create", unknownServer, USUAL)
                        .add("stream", unknownServer, USUAL)
                        .add("create", usingEverything("hi").put("model", "nobody-has-it"), USUAL)
                        .add("create", ask("hi").put("model", "nobody-has-it"))
                        .trying(2, "create", usingEverything("limited"), USUAL)
                        .trying(2, "stream", usingEverything("limited"), USUAL)
                        .add("create", usingEverything("busy " + client.name()), USUAL)
                        .add("stream", usingEverything("breaks"), USUAL));
        JsonNode unknownKey = client.perform(
                bed.api(),
                "sk-wrong",
                new MessagesSteps()
                        .add("create", usingEverything("hi"), USUAL)
                        .add("create", ask("hi"))
                        .all());

        for (int at : new int[] {0, 1}) {
            MessagesReport.error(seen.get(at), "BadRequestError", 400, "invalid_request_error");
            assertThat(seen.get(at).at("/error/text").stringValue()).contains("nobody");
        }
        MessagesReport.error(seen.get(2), "NotFoundError", 404, "not_found_error");
        MessagesReport.error(seen.get(3), "NotFoundError", 404, "not_found_error");
        for (int at : new int[] {4, 5}) {
            MessagesReport.error(seen.get(at), "RateLimitError", 429, "rate_limit_error");
            assertThat(seen.get(at).get("attempts").intValue()).isEqualTo(3);
        }
        assertThat(seen.get(6).get("attempts").intValue())
                .as(seen.get(6).toString())
                .isEqualTo(2);
        assertThat(MessagesReport.types(seen.at("/6/message"))).containsExactly("text");
        assertThat(seen.at("/7/error/message").stringValue())
                .as(seen.get(7).toString())
                .isNotEmpty();
        assertThat(seen.at("/7/attempts").intValue()).isEqualTo(1);
        MessagesReport.error(unknownKey.get(0), "AuthenticationError", 401, "authentication_error");
        MessagesReport.error(unknownKey.get(1), "AuthenticationError", 401, "authentication_error");
    }

    @ParameterizedTest
    @MethodSource("all")
    void thePagesOfTheGatewaysOwnModelsAreTurned(MessagesClient client) {
        JsonNode seen = client.perform(
                bed.routed(),
                "sk-any",
                new MessagesSteps().models().modelsBefore("m-5").all());

        assertThat(MessagesReport.texts(seen.at("/0/models")))
                .containsExactly("m-1", "m-2", "m-3", "m-4", "m-5", "scripted");
        assertThat(seen.at("/0/attempts").intValue()).isEqualTo(3);
        assertThat(MessagesReport.texts(seen.at("/1/models"))).containsExactlyInAnyOrder("m-1", "m-2", "m-3", "m-4");
        assertThat(seen.at("/1/attempts").intValue()).isEqualTo(2);
    }

    @ParameterizedTest
    @MethodSource("all")
    void serversOfEveryKindWorkInOneMessage(MessagesClient client) {
        ObjectNode body = ask("survey " + bed.note());
        for (String server : List.of("files", "dbhub", "fixture")) {
            using(body, server, "gatehouse://server/" + server);
        }
        using(body, "shop", bed.shop().toString());

        JsonNode seen =
                perform(client, new MessagesSteps().add("create", body, USUAL).add("stream", body, USUAL));

        JsonNode message = seen.at("/0/message");
        List<String> types = new ArrayList<>(Collections.nCopies(4, "mcp_tool_use"));
        types.addAll(Collections.nCopies(4, "mcp_tool_result"));
        types.addAll(List.of("mcp_tool_use", "mcp_tool_use", "mcp_tool_result", "mcp_tool_result", "text"));
        assertThat(MessagesReport.types(message)).as(seen.toString()).isEqualTo(types);
        assertThat(message.at("/content/4/content/0/text").stringValue()).isEqualTo("remember this");
        assertThat(message.at("/content/5/content/0/text").stringValue()).contains("employee");
        assertThat(message.at("/content/6/content")).hasSize(3);
        assertThat(message.at("/content/6/content/1/text").stringValue()).startsWith("[Image: image/png, ");
        assertThat(message.at("/content/7/content/0/text").stringValue()).contains("10042");
        assertThat(message.at("/content/10/content/0/text").stringValue()).contains("42");
        assertThat(message.at("/content/11/is_error").booleanValue()).isTrue();
        assertThat(message.at("/content/12/text").stringValue()).contains("outside allowed directories");
        assertThat(MessagesReport.stable(seen.at("/1/message"))).isEqualTo(MessagesReport.stable(message));
        assertThat(bed.provider.requests().getLast().text())
                .as("the model sees the picture")
                .contains("\"media_type\":\"image/png\"");
    }

    @ParameterizedTest
    @MethodSource("all")
    void aStreamThatIsAbortedCancelsWhatRuns(MessagesClient client) {
        String left = "left-" + client.name();
        String held = "held-" + client.name();
        ObjectNode leaving = using(ask("leave " + left), "holding", HOLDING);
        ObjectNode staying = using(ask("stay " + held), "holding", HOLDING);
        int abandoned = bed.provider.abandoned();
        MessagesSteps steps = new MessagesSteps()
                .leave(using(ask("stalls"), "holding", HOLDING), "content_block_delta", USUAL)
                .leave(ask("stalls"), "content_block_delta")
                .leave(leaving, "mcp_tool_result", USUAL)
                .add("create", staying, USUAL);

        CompletableFuture<JsonNode> running = CompletableFuture.supplyAsync(() -> perform(client, steps));

        bed.holding.awaitState(held, "waiting");
        bed.holding.awaitState(left, "cancelled");
        Patience.until("the model is left", () -> bed.provider.abandoned() == abandoned + 2);
        assertThat(running).as("the program itself goes on").isNotDone();
        bed.holding.letGo(held);
        JsonNode seen = running.join();
        for (int step = 0; step < 3; step++) {
            assertThat(MessagesReport.texts(seen.get(step).path("events")))
                    .as(seen.toString())
                    .startsWith("message_start")
                    .doesNotContain("message_stop", "message_delta");
        }
        assertThat(MessagesReport.types(seen.at("/3/message")))
                .containsExactly("mcp_tool_use", "mcp_tool_result", "text");
    }

    @ParameterizedTest
    @MethodSource("all")
    void tokensAreCountedWithTheToolsOfServers(MessagesClient client) {
        JsonNode seen = perform(client, new MessagesSteps().count(ask("hi")).count(usingEverything("hi"), USUAL));

        assertThat(seen.at("/1/tokens").intValue())
                .as(seen.toString())
                .isGreaterThan(seen.at("/0/tokens").intValue() + 100);
    }
}
