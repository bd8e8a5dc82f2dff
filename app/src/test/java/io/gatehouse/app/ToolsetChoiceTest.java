package io.gatehouse.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.app.WireClient.Reply;
import io.gatehouse.fixtures.Era;
import io.gatehouse.protocol.Json;
import io.gatehouse.protocol.Revision;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// A toolset offers what was chosen of its servers, and nothing else by any way.
class ToolsetChoiceTest {
    @TempDir
    static Path folder;

    private static Bed bed;

    @BeforeAll
    static void start() throws Exception {
        List<String> command = PlainServer.command(Era.LEGACY);
        String arguments = command.stream().skip(1).map(Json::quote).collect(Collectors.joining(", ", "[", "]"));
        bed = new Bed(folder, """
                servers:
                  plain:
                    command: %s
                    args: %s
                    tools: {"wai?": {call-timeout: 300ms}, waits: {call-timeout: 1m}}
                toolsets:
                  some:
                    description: For the "few".
                    instructions: Be brief.
                    servers:
                      plain:
                        resources: {allow: "plain://items/*", deny: "plain://items/secret*"}
                        prompts: {deny: "gr*"}
                  none: {servers: {plain: {resources: false, prompts: false}}}
                  all: {servers: {plain: {resources: true, prompts: {allow: [greet]}}}}
                """.formatted(Json.quote(command.getFirst()), arguments));
        bed.awaitReady("plain");
    }

    @AfterAll
    static void stop() throws Exception {
        bed.close();
    }

    @ParameterizedTest
    @EnumSource(
            value = Revision.class,
            names = {"R2025_11_25", "R2026_07_28"})
    void resourcesAreListedReadAndCompletedAsChosen(Revision revision) {
        try (WireClient some = bed.client("some", revision);
                WireClient none = bed.client("none", revision);
                WireClient all = bed.client("all", revision)) {
            assertThat(all.send("resources/list", "").text()).contains("plain://one");
            assertThat(some.send("resources/list", "").result().path("resources"))
                    .isEmpty();
            assertThat(none.send("resources/list", "").result().path("resources"))
                    .isEmpty();
            assertThat(some.send("resources/templates/list", "").text()).contains("plain://items/{id}");
            assertThat(none.send("resources/templates/list", "").result().path("resourceTemplates"))
                    .isEmpty();
            assertThat(read(all, "plain://one").result()).isNotEmpty();
            assertThat(read(some, "plain://items/5").result()).isNotEmpty();
            assertThat(read(some, "plain://items/secret5").error()).isNotEmpty();
            assertThat(read(some, "plain://one").error()).isNotEmpty();
            assertThat(read(none, "plain://items/5").error()).isNotEmpty();
            String template = "\"ref\":{\"type\":\"ref/resource\",\"uri\":\"plain://items/{id}\"},"
                    + "\"argument\":{\"name\":\"id\",\"value\":\"p\"}";
            assertThat(some.send("completion/complete", template).text()).contains("paris");
            assertThat(none.send("completion/complete", template).error()).isNotEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Revision.class,
            names = {"R2025_11_25", "R2026_07_28"})
    void promptsAreListedGotAndCompletedAsChosen(Revision revision) {
        String completion = "\"ref\":{\"type\":\"ref/prompt\",\"name\":\"plain_greet\"},"
                + "\"argument\":{\"name\":\"city\",\"value\":\"p\"}";
        try (WireClient all = bed.client("all", revision)) {
            assertThat(all.send("prompts/list", "").text()).contains("plain_greet");
            assertThat(all.send("prompts/get", "\"name\":\"plain_greet\"").result())
                    .isNotEmpty();
            assertThat(all.send("completion/complete", completion).text()).contains("paris");
        }
        for (String toolset : List.of("some", "none")) {
            try (WireClient client = bed.client(toolset, revision)) {
                assertThat(client.send("prompts/list", "").result().path("prompts"))
                        .isEmpty();
                assertThat(client.send("prompts/get", "\"name\":\"plain_greet\"")
                                .error())
                        .isNotEmpty();
                assertThat(client.send("completion/complete", completion).error())
                        .isNotEmpty();
            }
        }
    }

    @Test
    void onlyChosenResourcesCanBeSubscribedTo() {
        try (WireClient some = bed.client("some", Revision.R2025_11_25);
                WireClient all = bed.client("all", Revision.R2025_11_25)) {
            assertThat(all.send("resources/subscribe", "\"uri\":\"plain://one\"")
                            .result())
                    .isEmpty();
            assertThat(some.send("resources/subscribe", "\"uri\":\"plain://one\"")
                            .error())
                    .isNotEmpty();
        }
    }

    @Test
    void aToolsetIntroducesItself() {
        try (WireClient some = bed.client("some", Revision.R2025_11_25);
                WireClient all = bed.client("all", Revision.R2025_11_25)) {
            assertThat(some.introduction)
                    .contains("\"instructions\":\"Be brief.\\n\\nbe plain\"")
                    .contains("\"name\":\"gatehouse\"", "\"description\":\"For the \\\"few\\\".\"");
            assertThat(all.introduction)
                    .contains("\"instructions\":\"be plain\"")
                    .doesNotContain("description");
        }
    }

    @Test
    void aToolMayHaveTimesOfItsOwn() {
        try (WireClient client = bed.client("all", Revision.R2025_11_25)) {
            Reply reply = client.call("plain_wait", "own");
            assertThat(reply.toolError()).isTrue();
            assertThat(reply.said()).contains("Server plain did not answer in time");
            Patience.until(
                    "the server heard of it",
                    () -> client.call("plain_waits", "own").said().equals("cancelled"));
        }
    }

    private static Reply read(WireClient client, String uri) {
        return client.send("resources/read", "\"uri\":" + Json.quote(uri));
    }
}
