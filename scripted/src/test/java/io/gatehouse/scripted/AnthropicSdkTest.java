package io.gatehouse.scripted;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.anthropic.client.AnthropicClient;
import com.anthropic.client.okhttp.AnthropicOkHttpClient;
import com.anthropic.core.JsonValue;
import com.anthropic.core.http.StreamResponse;
import com.anthropic.errors.BadRequestException;
import com.anthropic.errors.RateLimitException;
import com.anthropic.errors.SseException;
import com.anthropic.helpers.BetaMessageAccumulator;
import com.anthropic.helpers.MessageAccumulator;
import com.anthropic.models.beta.messages.BetaMessage;
import com.anthropic.models.beta.messages.BetaRawMessageStreamEvent;
import com.anthropic.models.messages.ContentBlockParam;
import com.anthropic.models.messages.Message;
import com.anthropic.models.messages.MessageCountTokensParams;
import com.anthropic.models.messages.MessageCreateParams;
import com.anthropic.models.messages.RawMessageStreamEvent;
import com.anthropic.models.messages.StopReason;
import com.anthropic.models.messages.Tool;
import com.anthropic.models.messages.ToolResultBlockParam;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// The published Java SDK as a client: every object that it reads is valid to it.
@Tag("real")
class AnthropicSdkTest {
    private static Bed bed;
    private static AnthropicClient client;

    @BeforeAll
    static void start() throws Exception {
        bed = new Bed("""
                turns:
                  - { when: { user: busy }, times: 1, error: { status: 529, headers: { retry-after-ms: "1" } } }
                  - { when: { user: limited }, error: { status: 429, headers: { retry-after-ms: "1" } } }
                  - { when: { user: breaks }, say: a few words, error-after: 4 }
                  - { when: { user: refuse }, say: I would rather not, stop: refusal }
                  - { when: { result: true }, say: "It says: ${result}" }
                  - when: { tools: "*get_order" }
                    say:
                      - thinking: "An order, I see. 🍵"
                      - I look it up.
                      - { call: "*get_order", arguments: { id: "10042", note: "a \\"quoted\\" é 🍵" } }
                      - { call: "*get_order", arguments: { id: "10043" } }
                  - say: "Fine, ${seen}"
                """);
        client = AnthropicOkHttpClient.builder()
                .baseUrl(bed.address())
                .apiKey("sk-any")
                .build();
    }

    @AfterAll
    static void stop() {
        client.close();
        bed.close();
    }

    private static MessageCreateParams.Builder ask(String text) {
        return MessageCreateParams.builder().model("scripted").maxTokens(4000).addUserMessage(text);
    }

    private static MessageCreateParams.Builder withTools(String text) {
        return ask(text)
                .enabledThinking(2000)
                .addTool(Tool.builder()
                        .name("shop_get_order")
                        .inputSchema(Tool.InputSchema.builder()
                                .properties(JsonValue.from(Map.of("id", Map.of("type", "string"))))
                                .build())
                        .build());
    }

    @Test
    void aMessageIsValid() {
        Message message = client.messages().create(ask("hi").build()).validate();
        assertThat(message.content().getFirst().asText().text()).startsWith("Fine");
        assertThat(bed.model.requests().getLast().header("anthropic-version")).isEqualTo("2026-10-21");
        assertThat(client.messages().create(ask("refuse").build()).validate().stopReason())
                .contains(StopReason.REFUSAL);
    }

    @Test
    void aLoopOfToolCallsWithThinkingRuns() {
        MessageCreateParams first = withTools("Where are they?").build();
        Message called = client.messages().create(first).validate();
        assertThat(called.stopReason()).contains(StopReason.TOOL_USE);
        List<ContentBlockParam> results = called.content().stream()
                .filter(block -> block.isToolUse())
                .map(block -> ContentBlockParam.ofToolResult(ToolResultBlockParam.builder()
                        .toolUseId(block.asToolUse().id())
                        .content("shipped")
                        .build()))
                .toList();
        assertThat(results).hasSize(2);
        MessageCreateParams second = first.toBuilder()
                .addMessage(called)
                .addUserMessageOfContentBlockParams(results)
                .build();
        Message said = client.messages().create(second).validate();
        assertThat(said.content().getLast().asText().text()).isEqualTo("It says: shipped");
    }

    @Test
    void aStreamAddsUpToTheMessage() {
        MessageAccumulator sum = MessageAccumulator.create();
        try (StreamResponse<RawMessageStreamEvent> stream =
                client.messages().createStreaming(withTools("Stream it").build())) {
            stream.stream().forEach(event -> sum.accumulate(event.validate()));
        }
        Message streamed = sum.message().validate();
        Message whole = client.messages().create(withTools("Stream it").build()).validate();
        assertThat(streamed.content().stream()
                        .map(block -> block.isToolUse()
                                ? block.asToolUse()._input().toString()
                                : block.isText()
                                        ? block.asText().text()
                                        : block.asThinking().signature()))
                .isEqualTo(whole.content().stream()
                        .map(block -> block.isToolUse()
                                ? block.asToolUse()._input().toString()
                                : block.isText()
                                        ? block.asText().text()
                                        : block.asThinking().signature())
                        .toList());
        assertThat(streamed.usage().outputTokens()).isEqualTo(whole.usage().outputTokens());
    }

    @Test
    void betaMessagesAreValidToo() {
        var params = com.anthropic.models.beta.messages.MessageCreateParams.builder()
                .model("scripted")
                .maxTokens(100)
                .addUserMessage("hi")
                .addBeta("interleaved-thinking-2025-05-14")
                .build();
        client.beta().messages().create(params).validate();
        BetaMessageAccumulator sum = BetaMessageAccumulator.create();
        try (StreamResponse<BetaRawMessageStreamEvent> stream =
                client.beta().messages().createStreaming(params)) {
            stream.stream().forEach(event -> sum.accumulate(event.validate()));
        }
        BetaMessage streamed = sum.message().validate();
        assertThat(streamed.content().getFirst().asText().text()).startsWith("Fine");
    }

    @Test
    void errorsAreWhatTheSdkExpects() {
        assertThat(client.messages().create(ask("busy").build()).validate().content())
                .as("tried again")
                .isNotEmpty();
        assertThatThrownBy(() -> client.messages().create(ask("limited").build()))
                .isInstanceOf(RateLimitException.class);
        assertThatThrownBy(() -> client.messages()
                        .create(ask("x").putAdditionalBodyProperty("mcp_servers", JsonValue.from(List.of()))
                                .build()))
                .isInstanceOf(BadRequestException.class)
                .hasMessageContaining("mcp_servers: Extra inputs are not permitted");
        assertThatThrownBy(() -> {
                    try (var stream =
                            client.messages().createStreaming(ask("breaks").build())) {
                        stream.stream().forEach(RawMessageStreamEvent::validate);
                    }
                })
                .isInstanceOf(SseException.class);
    }

    @Test
    void modelsAndCountsAreValid() {
        assertThat(client.models().list().autoPager().stream()
                        .map(model -> model.validate().id()))
                .containsExactly("scripted");
        client.models().retrieve("scripted-x").validate();
        assertThat(client.messages()
                        .countTokens(MessageCountTokensParams.builder()
                                .model("scripted")
                                .addUserMessage("hi")
                                .build())
                        .validate()
                        .inputTokens())
                .isPositive();
    }
}
