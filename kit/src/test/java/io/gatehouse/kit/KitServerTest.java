package io.gatehouse.kit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gatehouse.protocol.Filter;
import io.gatehouse.protocol.Handler;
import io.gatehouse.protocol.HeaderParameter;
import io.gatehouse.protocol.Notification;
import io.gatehouse.protocol.Revision;
import io.gatehouse.protocol.Slice;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class KitServerTest {
    private final ProbeServer probe = new ProbeServer();
    private final Client modern = Client.modern(probe.server);
    private final Client legacy = Client.legacy(probe.server);

    @ParameterizedTest
    @EnumSource(Revision.class)
    void answersEveryRevision(Revision revision) {
        Client client = new Client(probe.server, revision, "{}");

        assertThat(client.result("tools/call", "{\"name\":\"echo\",\"arguments\":{\"text\":\"hi\"}}")
                        .at("/content/0/text")
                        .asString())
                .isEqualTo("hi");
        assertThat(client.result("prompts/get", "{\"name\":\"greet\",\"arguments\":{\"who\":\"Ada\"}}")
                        .at("/messages/0/content/text")
                        .asString())
                .isEqualTo("Greet Ada");
        assertThat(client.result("resources/read", "{\"uri\":\"test://many/a%20b/data\"}")
                        .at("/contents/0/text")
                        .asString())
                .isEqualTo("a b");
    }

    @ParameterizedTest
    @ValueSource(strings = {"1e9999999999", "\"\\ud800\"", "-0", "MANY"})
    void aProgressTokenGoesBackAsItCame(String written) {
        String token = written.replace("MANY", "9".repeat(2_000));
        assertThat(modern.result("tools/call", "{\"name\":\"talk\",\"_meta\":{\"progressToken\":" + token + "}}")
                        .at("/content/0/text")
                        .asString())
                .isEqualTo("done");
        assertThat(modern.notifications().getFirst().body().text())
                .contains("\"params\":{\"progressToken\":" + token + ",\"progress\":1");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"text\":\"a\",\"\\ud800\":1}",
                "{\"text\":\"a\",\"text\":\"b\"}",
                "{\"text\":1e9999999999}",
                "{\"text\":MANY}",
                "{\"\\u0000\":1}"
            })
    void argumentsThatNoToolTakesAreRefusedAlone(String arguments) {
        assertThat(modern.result(
                                "tools/call",
                                "{\"name\":\"echo\",\"arguments\":" + arguments.replace("MANY", "9".repeat(100_000))
                                        + "}")
                        .path("isError")
                        .asBoolean())
                .isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"\\ud800\":1}|",
                "{\"\\u0000\":1,\"a\":1e999999}|",
                "{\"a\":1e2147483647}|",
                "{\"a\":1,\"a\":2}|",
                "{\"a\":\"\\udc00\"}|/a: string found, number expected"
            })
    void theArgumentsOfOtherServersAreCheckedHoweverTheyAreWritten(String arguments, @Nullable String problems) {
        ArgumentSchema schema =
                new ArgumentSchema(Slice.of("{\"properties\":{\"a\":{\"type\":\"number\"},\"\\udc00\":{}}}"));
        assertThat(schema.problems(Slice.of(arguments))).isEqualTo(problems == null ? "" : problems);
    }

    @Test
    void theArgumentsOfOtherServersThatNoTreeHoldsCannotBeChecked() {
        ArgumentSchema schema = new ArgumentSchema(Slice.of("{}"));
        for (String number : new String[] {"1e9999999999", "9".repeat(100_000)}) {
            assertThatThrownBy(() -> schema.problems(Slice.of("{\"a\":" + number + "}")))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageStartingWith("cannot be read: ");
        }
    }

    @Test
    void saysHowLongAnswersMayBeKeptToModernClientsOnly() {
        for (String list : List.of("tools/list", "prompts/list", "resources/list", "resources/templates/list")) {
            assertThat(modern.result(list, null).path("ttlMs").asLong(-1)).isEqualTo(60_000);
            assertThat(modern.result(list, null).path("cacheScope").asString()).isEqualTo("public");
            assertThat(legacy.result(list, null).propertyNames()).hasSize(1);
        }
        assertThat(modern.result("resources/read", "{\"uri\":\"test://one\"}")
                        .path("cacheScope")
                        .asString())
                .isEqualTo("private");
        assertThat(legacy.result("resources/read", "{\"uri\":\"test://one\"}").propertyNames())
                .containsExactly("contents");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{}|/text: required property 'text' not found",
                "{\"text\":7}|/text: integer found, string expected",
                "{\"text\":\"12345678901\"}|/text: must be at most 10 characters long",
                "{\"text\":\"a\",\"list\":[{\"n\":1},{\"n\":0}]}|/list/1/n: must have a minimum value of 1",
                "{\"text\":\"a\",\"other\":1}|/other:",
            })
    void namesThePathOfAnArgumentThatDoesNotFit(String arguments, String problem) {
        JsonNode result = modern.result("tools/call", "{\"name\":\"echo\",\"arguments\":" + arguments + "}");

        assertThat(result.path("isError").asBoolean()).isTrue();
        assertThat(result.at("/content/0/text").asString()).contains(problem);
    }

    @ParameterizedTest
    @ValueSource(strings = {"[]", "\"text\"", "7", "null"})
    void refusesArgumentsThatAreNoObject(String arguments) {
        assertThat(modern.error("tools/call", "{\"name\":\"echo\",\"arguments\":" + arguments + "}")
                        .path("code")
                        .asInt())
                .isEqualTo(-32602);
    }

    @Test
    void suggestsTheNearestNamesOfAnUnknownTool() {
        JsonNode error = modern.error("tools/call", "{\"name\":\"Ecko\"}");

        assertThat(error.path("code").asInt()).isEqualTo(-32602);
        assertThat(error.path("message").asString()).contains("\"Ecko\"", "did you mean echo");
    }

    @Test
    void tellsEachEraItsOwnCodeForAMissingResource() {
        JsonNode error = modern.error("resources/read", "{\"uri\":\"test://none\"}");

        assertThat(error.path("code").asInt()).isEqualTo(-32602);
        assertThat(error.at("/data/uri").asString()).isEqualTo("test://none");
        assertThat(legacy.error("resources/read", "{\"uri\":\"test://none\"}")
                        .path("code")
                        .asInt())
                .isEqualTo(-32002);
    }

    @Test
    void turnsWhatAToolThrowsIntoAToolError() {
        JsonNode result = modern.result("tools/call", "{\"name\":\"fail\"}");

        assertThat(result.path("isError").asBoolean()).isTrue();
        assertThat(result.at("/content/0/text").asString()).isEqualTo("it broke");
    }

    @Test
    void givesNothingOutThatBreaksTheToolsOwnOutputSchema() {
        assertThat(modern.error("tools/call", "{\"name\":\"wrong-output\"}")
                        .path("message")
                        .asString())
                .contains("wrong-output", "total");
    }

    @Test
    void namesTheArgumentsThatAreMirroredInHeaders() {
        assertThat(probe.server.headerParameters("routed", modern.peer()))
                .containsExactly(
                        new HeaderParameter("Region", List.of("region")),
                        new HeaderParameter("Size", List.of("inner", "size")));
        assertThat(probe.server.headerParameters("none", modern.peer())).isEmpty();
    }

    @Test
    void refusesAToolThatClientsWouldLeaveOutForItsHeaders() {
        Tool.Builder builder = Tool.named("priced")
                .input("{\"type\":\"object\",\"properties\":{\"price\":{\"type\":\"number\","
                        + "\"x-mcp-header\":\"Price\"}}}");
        assertThatThrownBy(() -> builder.does(call -> ToolResult.text("")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("tool priced, x-mcp-header: argument price: \"Price\" is not on a string, integer or"
                        + " boolean argument");
    }

    @Test
    void givesListsInPages() {
        KitBuilder builder = KitServer.builder("many", "1").settings(KitSettings.DEFAULT.withPageSize(10));
        IntStream.range(0, 25)
                .forEach(number -> builder.tool(Tool.named("tool-" + number).does(call -> ToolResult.text(""))));
        Client client = Client.modern(builder.build());
        List<String> names = new ArrayList<>();
        String params = "{}";
        for (int page = 0; page < 3; page++) {
            JsonNode result = client.result("tools/list", params);
            result.path("tools").forEach(tool -> names.add(tool.path("name").asString()));
            params = "{\"cursor\":" + result.path("nextCursor") + "}";
            assertThat(result.has("nextCursor")).isEqualTo(page < 2);
        }

        assertThat(names)
                .containsExactlyElementsOf(IntStream.range(0, 25)
                        .mapToObj(number -> "tool-" + number)
                        .toList());
        assertThat(client.error("tools/list", "{\"cursor\":\"nonsense\"}")
                        .path("code")
                        .asInt())
                .isEqualTo(-32602);
    }

    @Test
    void completesAtMostAHundredValuesAndSaysHowManyThereAre() {
        JsonNode completion = modern.result(
                        "completion/complete",
                        "{\"ref\":{\"type\":\"ref/prompt\",\"name\":\"greet\"},"
                                + "\"argument\":{\"name\":\"who\",\"value\":\"A\"}}")
                .path("completion");

        assertThat(completion.path("values").size()).isEqualTo(100);
        assertThat(completion.path("total").asInt()).isEqualTo(150);
        assertThat(completion.path("hasMore").asBoolean()).isTrue();
    }

    @Test
    void wantsTheRequiredArgumentsOfAPrompt() {
        assertThat(modern.error("prompts/get", "{\"name\":\"greet\"}")
                        .path("message")
                        .asString())
                .contains("\"who\"");
    }

    @Test
    void interruptsACallThatIsCancelled() throws InterruptedException {
        Client.Running running = legacy.start("tools/call", "{\"name\":\"wait\"}");
        assertThat(probe.started.await(20, TimeUnit.SECONDS)).isTrue();

        running.cancel();

        assertThat(probe.interrupted.await(20, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void runsABoundedNumberOfCalls() throws InterruptedException {
        ProbeServer small = new ProbeServer(KitSettings.DEFAULT.withMaxRunning(1));
        Client client = Client.modern(small.server);
        Client.Running waiting = client.start("tools/call", "{\"name\":\"wait\"}");
        assertThat(small.started.await(20, TimeUnit.SECONDS)).isTrue();

        assertThat(client.error("tools/call", "{\"name\":\"echo\",\"arguments\":{\"text\":\"a\"}}")
                        .path("code")
                        .asInt())
                .isEqualTo(-31003);
        waiting.cancel();
        assertThat(waiting.response().body().text()).contains("cancelled");
        assertThat(client.result("tools/call", "{\"name\":\"echo\",\"arguments\":{\"text\":\"a\"}}"))
                .isNotNull();
    }

    @Test
    void tellsListenersOfChangesThatTheyWant() {
        List<String> heard = new ArrayList<>();
        Handler.Listening listening = probe.server.listen(
                new Filter(true, false, false, Set.of("test://one", "test://none")),
                modern.peer(),
                new Handler.Listener() {
                    @Override
                    public void acknowledged(Filter honoured) {
                        heard.add("uris " + honoured.uris());
                    }

                    @Override
                    public void notification(Notification notification) {
                        heard.add(notification.method());
                    }

                    @Override
                    public void ended() {
                        heard.add("ended");
                    }
                });

        probe.server.updated("test://one");
        probe.server.updated("test://none");
        probe.server.removePrompt("greet");
        probe.server.put(Tool.named("new").does(call -> ToolResult.text("")));
        listening.close();
        probe.server.removeTool("new");

        assertThat(heard)
                .containsExactly(
                        "uris [test://one]", "notifications/resources/updated", "notifications/tools/list_changed");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"properties\":{\"a\":{\"type\":\"object\",\"x-mcp-header\":\"A\"}}}",
                "{\"properties\":{\"a\":{\"type\":\"string\",\"x-mcp-header\":\"A B\"}}}",
                "{\"properties\":{\"a\":{\"type\":\"string\",\"x-mcp-header\":\"A\"},"
                        + "\"b\":{\"type\":\"string\",\"x-mcp-header\":\"a\"}}}",
                "{\"properties\":{\"a\":{\"$ref\":\"https://example.com/schema\"}}}",
                "[]",
                "{"
            })
    void refusesToolsWhoseSchemaMakesNoSense(String schema) {
        assertThatThrownBy(() -> Tool.named("bad").input(schema).does(call -> ToolResult.text("")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("bad");
    }
}
