package io.gatehouse.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.anthropic.client.AnthropicClient;
import com.anthropic.client.okhttp.AnthropicOkHttpClient;
import com.anthropic.core.http.StreamResponse;
import com.anthropic.errors.BadRequestException;
import com.anthropic.errors.NotFoundException;
import com.anthropic.errors.RateLimitException;
import com.anthropic.errors.SseException;
import com.anthropic.errors.UnauthorizedException;
import com.anthropic.helpers.BetaMessageAccumulator;
import com.anthropic.models.beta.messages.BetaContentBlock;
import com.anthropic.models.beta.messages.BetaContentBlockParam;
import com.anthropic.models.beta.messages.BetaMcpToolset;
import com.anthropic.models.beta.messages.BetaMessage;
import com.anthropic.models.beta.messages.BetaRawMessageStreamEvent;
import com.anthropic.models.beta.messages.BetaRequestMcpServerToolConfiguration;
import com.anthropic.models.beta.messages.BetaRequestMcpServerUrlDefinition;
import com.anthropic.models.beta.messages.BetaStopReason;
import com.anthropic.models.beta.messages.BetaTool;
import com.anthropic.models.beta.messages.BetaToolResultBlockParam;
import com.anthropic.models.beta.messages.MessageCountTokensParams;
import com.anthropic.models.beta.messages.MessageCreateParams;
import com.anthropic.models.models.ModelListParams;
import io.gatehouse.fixtures.RealTools;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The published Java SDK, the strictest of them, with the gateway as its base address: every object that it reads is
/// valid to it.
@Tag("real")
class MessagesJavaSdkTest {
    private static final String EVERYTHING = "gatehouse://server/everything";

    @TempDir
    static Path folder;

    private static MessagesBed bed;
    private static AnthropicClient client;

    @BeforeAll
    static void start() throws IOException {
        assumeTrue(RealTools.ready(), "run fixtures/clients/install");
        bed = new MessagesBed(folder);
        client = client(MessagesBed.KEY);
    }

    @AfterAll
    static void stop() {
        if (bed != null) {
            client.close();
            bed.close();
        }
    }

    private static AnthropicClient client(String key) {
        return AnthropicOkHttpClient.builder()
                .baseUrl(bed.api().toString())
                .apiKey(key)
                .build();
    }

    private static MessageCreateParams.Builder ask(String text) {
        return MessageCreateParams.builder().model("scripted").maxTokens(4000).addUserMessage(text);
    }

    private static MessageCreateParams.Builder using(MessageCreateParams.Builder request, String server, String url) {
        return request.addMcpServer(BetaRequestMcpServerUrlDefinition.builder()
                        .name(server)
                        .url(url)
                        .build())
                .addTool(BetaMcpToolset.builder().mcpServerName(server).build());
    }

    private static MessageCreateParams.Builder usingEverything(String text) {
        return using(ask(text), "everything", EVERYTHING).addBeta(MessagesSteps.USUAL);
    }

    private static BetaMessage whole(MessageCreateParams request) {
        return client.beta().messages().create(request).validate();
    }

    private static BetaMessage streamed(MessageCreateParams request) {
        BetaMessageAccumulator sum = BetaMessageAccumulator.create();
        try (StreamResponse<BetaRawMessageStreamEvent> stream =
                client.beta().messages().createStreaming(request)) {
            stream.stream().forEach(event -> sum.accumulate(event.validate()));
        }
        return sum.message().validate();
    }

    private static List<String> types(BetaMessage message) {
        return message.content().stream().map(MessagesJavaSdkTest::type).toList();
    }

    private static String type(BetaContentBlock block) {
        if (block.isMcpToolUse()) {
            return "use " + block.asMcpToolUse().name();
        }
        if (block.isMcpToolResult()) {
            return "result";
        }
        if (block.isMcpToolListing()) {
            return "listing";
        }
        if (block.isToolUse()) {
            return "own " + block.asToolUse().name();
        }
        return block.isText() ? "text" : block.isThinking() ? "thinking" : block.toString();
    }

    /// What a person would see of a message.
    private static List<String> said(BetaMessage message) {
        return message.content().stream()
                .map(block -> block.isText()
                        ? block.asText().text()
                        : block.isMcpToolUse()
                                ? block.asMcpToolUse()._input().toString()
                                : block.isMcpToolResult()
                                        ? block.asMcpToolResult().content().toString()
                                        : type(block))
                .toList();
    }

    @Test
    void aToolLoopIsOneValidMessageStreamedOrNot() {
        MessageCreateParams request = using(
                        usingEverything("Where is order 10042?"),
                        "shop",
                        bed.shop().toString())
                .enabledThinking(2000)
                .build();

        BetaMessage message = whole(request);

        assertThat(types(message))
                .containsExactly(
                        "thinking", "text", "use shop_get_order", "use echo", "result", "result", "thinking", "text");
        assertThat(message.stopReason()).contains(BetaStopReason.END_TURN);
        assertThat(message.usage().iterations().orElseThrow()).hasSize(2);
        BetaMessage streamed = streamed(request);
        assertThat(said(streamed)).isEqualTo(said(message));
        assertThat(streamed.usage()).isEqualTo(message.usage());
        MessageCreateParams further = request.toBuilder()
                .addMessage(message)
                .addUserMessage("echo that")
                .build();
        assertThat(types(whole(further))).containsExactly("thinking", "use echo", "result", "thinking", "text");
    }

    @Test
    void resultsOfServersOfEveryKindAreValid() {
        MessageCreateParams.Builder building = ask("survey " + bed.note()).addBeta(MessagesSteps.USUAL);
        for (String server : List.of("files", "dbhub", "fixture", "shop")) {
            using(building, server, "gatehouse://server/" + server);
        }
        MessageCreateParams request = building.build();

        BetaMessage message = whole(request);

        assertThat(types(message))
                .hasSize(13)
                .endsWith("use execute_sql", "use read_text_file", "result", "result", "text");
        assertThat(message.content().get(11).asMcpToolResult().isError()).isTrue();
        assertThat(said(streamed(request))).isEqualTo(said(message));
    }

    @Test
    void aStreamThatIsClosedCancelsWhatRuns() {
        MessageCreateParams request = using(ask("leave left-java"), "holding", "gatehouse://server/holding")
                .addBeta(MessagesSteps.USUAL)
                .build();
        try (StreamResponse<BetaRawMessageStreamEvent> stream =
                client.beta().messages().createStreaming(request)) {
            assertThat(stream.stream()
                            .anyMatch(event -> event.isContentBlockStart()
                                    && event.asContentBlockStart()
                                            .contentBlock()
                                            .isMcpToolResult()))
                    .isTrue();
        }
        bed.holding.awaitState("left-java", "cancelled");
    }

    @Test
    void listingsAreValid() {
        MessageCreateParams request = using(ask("echo"), "everything", EVERYTHING)
                .addBeta(MessagesSteps.LISTING)
                .build();

        BetaMessage message = whole(request);

        assertThat(types(message)).containsExactly("listing", "use echo", "result", "text");
        assertThat(said(streamed(request))).isEqualTo(said(message));
        MessageCreateParams further = request.toBuilder()
                .addMessage(message)
                .addUserMessage("echo it again")
                .build();
        assertThat(types(whole(further))).containsExactly("use echo", "result", "text");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void theOlderFormChoosesTools(boolean enabled) {
        MessageCreateParams request = ask("echo")
                .addBeta(MessagesSteps.OLD)
                .addMcpServer(BetaRequestMcpServerUrlDefinition.builder()
                        .name("everything")
                        .url(EVERYTHING)
                        .toolConfiguration(BetaRequestMcpServerToolConfiguration.builder()
                                .enabled(enabled)
                                .build())
                        .build())
                .build();

        assertThat(types(whole(request))).isEqualTo(enabled ? List.of("use echo", "result", "text") : List.of("text"));
        assertThat(types(streamed(request))).isEqualTo(types(whole(request)));
    }

    @Test
    void theToolRunnerGoesOnAfterAPause() {
        List<BetaMessage> messages = new ArrayList<>();
        client.beta()
                .messages()
                .toolRunner(usingEverything("many").build())
                .forEach(message -> messages.add(message.validate()));

        assertThat(messages)
                .extracting(message -> message.stopReason().orElseThrow())
                .containsExactly(BetaStopReason.PAUSE_TURN, BetaStopReason.END_TURN);
        assertThat(messages.stream().flatMap(message -> types(message).stream()))
                .filteredOn("result"::equals)
                .hasSize(12);
    }

    @Test
    void theClientsOwnToolsRunBesideThoseOfServers() {
        MessageCreateParams request = usingEverything("weather")
                .addTool(BetaTool.builder()
                        .name("get_weather")
                        .inputSchema(BetaTool.InputSchema.builder().build())
                        .build())
                .build();

        BetaMessage asking = whole(request);

        assertThat(types(asking)).containsExactly("own get_weather", "use echo");
        assertThat(asking.stopReason()).contains(BetaStopReason.TOOL_USE);
        MessageCreateParams further = request.toBuilder()
                .addMessage(asking)
                .addUserMessageOfContentBlockParams(
                        List.of(BetaContentBlockParam.ofToolResult(BetaToolResultBlockParam.builder()
                                .toolUseId(
                                        asking.content().getFirst().asToolUse().id())
                                .content("sunny")
                                .build())))
                .build();
        BetaMessage answer = whole(further);
        assertThat(types(answer)).containsExactly("result", "text");
        assertThat(said(answer).getLast()).contains("sunny", "Echo: at the same time");
        assertThat(said(streamed(further))).isEqualTo(said(answer));
    }

    @Test
    void errorsAreOfTheClassesThatTheSdkHas() {
        MessageCreateParams unknown = usingEverything("hi")
                .addTool(BetaMcpToolset.builder().mcpServerName("nobody").build())
                .build();
        assertThatThrownBy(() -> whole(unknown))
                .isInstanceOf(BadRequestException.class)
                .hasMessageContaining("nobody");
        assertThatThrownBy(() -> streamed(unknown)).isInstanceOf(BadRequestException.class);
        assertThatThrownBy(
                        () -> whole(usingEverything("hi").model("nobody-has-it").build()))
                .isInstanceOf(NotFoundException.class);
        assertThatThrownBy(() -> whole(usingEverything("limited").build())).isInstanceOf(RateLimitException.class);
        assertThat(types(whole(usingEverything("busy java").build())))
                .as("tried again")
                .containsExactly("text");
        assertThatThrownBy(() -> streamed(usingEverything("breaks").build())).isInstanceOf(SseException.class);
        AnthropicClient unknownKey = client("sk-wrong");
        assertThatThrownBy(() -> unknownKey
                        .beta()
                        .messages()
                        .create(usingEverything("hi").build()))
                .isInstanceOf(UnauthorizedException.class);
        unknownKey.close();
    }

    @Test
    void thePagesOfTheGatewaysOwnModelsAreTurned() {
        AnthropicClient routed = AnthropicOkHttpClient.builder()
                .baseUrl(bed.routed().toString())
                .apiKey("sk-any")
                .build();
        ModelListParams.Builder pages = ModelListParams.builder().limit(2);
        assertThat(routed.models().list(pages.build()).autoPager().stream()
                        .map(model -> model.validate().id()))
                .containsExactly("m-1", "m-2", "m-3", "m-4", "m-5", "scripted");
        assertThat(routed.models().list(pages.beforeId("m-5").build()).autoPager().stream()
                        .map(model -> model.validate().id()))
                .containsExactlyInAnyOrder("m-1", "m-2", "m-3", "m-4");
        routed.close();
    }

    @Test
    void modelsAndCountsAreValid() {
        assertThat(client.models().list().autoPager().stream()
                        .map(model -> model.validate().id()))
                .containsExactly("scripted", "scripted-large", "scripted-small");
        MessageCountTokensParams.Builder count =
                MessageCountTokensParams.builder().model("scripted").addUserMessage("hi");
        long alone =
                client.beta().messages().countTokens(count.build()).validate().inputTokens();
        count.addBeta(MessagesSteps.USUAL)
                .addMcpServer(BetaRequestMcpServerUrlDefinition.builder()
                        .name("everything")
                        .url(EVERYTHING)
                        .build())
                .addTool(BetaMcpToolset.builder().mcpServerName("everything").build());
        assertThat(client.beta()
                        .messages()
                        .countTokens(count.build())
                        .validate()
                        .inputTokens())
                .isGreaterThan(alone + 100);
    }
}
