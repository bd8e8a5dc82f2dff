package io.gatehouse.models.platforms;

import static org.assertj.core.api.Assertions.assertThat;

import com.anthropic.backends.Backend;
import com.anthropic.bedrock.backends.BedrockBackend;
import com.anthropic.client.AnthropicClient;
import com.anthropic.client.okhttp.AnthropicOkHttpClient;
import com.anthropic.core.http.HttpRequest;
import com.anthropic.core.http.HttpResponse;
import com.anthropic.core.http.StreamResponse;
import com.anthropic.foundry.backends.FoundryBackend;
import com.anthropic.helpers.BetaMessageAccumulator;
import com.anthropic.models.beta.messages.BetaRawMessageStreamEvent;
import com.anthropic.models.beta.messages.MessageCountTokensParams;
import com.anthropic.models.beta.messages.MessageCreateParams;
import com.anthropic.vertex.backends.VertexBackend;
import com.google.auth.oauth2.AccessToken;
import com.google.auth.oauth2.GoogleCredentials;
import io.gatehouse.http.BodyMode;
import io.gatehouse.http.Header;
import io.gatehouse.models.ModelRequest;
import io.gatehouse.models.Provider;
import io.gatehouse.models.platforms.FakePlatform.Seen;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;
import software.amazon.awssdk.regions.Region;

/// Anthropic's published SDKs for the platforms and the gateway's providers send the same requests to
/// the same fakes.
@Tag("real")
class PlatformSdkTest {
    private static final String MODEL = "anthropic.claude-test-v1:0";
    private static final List<String> COMPARED =
            List.of("anthropic-version", "anthropic-beta", "content-type", "authorization", "x-api-key");
    private static final String MESSAGE = """
            {"id":"msg_1","type":"message","role":"assistant","model":"m","content":[{"type":"text","text":"Hi",\
            "citations":null}],"stop_reason":"end_turn","stop_sequence":null,"stop_details":null,"container":null,\
            "context_management":null,"diagnostics":null,"usage":{"input_tokens":1,"output_tokens":1,\
            "cache_creation":null,"cache_creation_input_tokens":null,"cache_read_input_tokens":null,\
            "server_tool_use":null,"service_tier":null,"inference_geo":null,"iterations":null,\
            "output_tokens_details":null,"speed":null}}""";

    /// A backend of the SDK that has its platform elsewhere.
    private record Elsewhere(Backend backend, String url) implements Backend {
        @Override
        public String baseUrl() {
            return url;
        }

        @Override
        public HttpRequest prepareRequest(HttpRequest request) {
            return backend.prepareRequest(request);
        }

        @Override
        public HttpRequest authorizeRequest(HttpRequest request) {
            return backend.authorizeRequest(request);
        }

        @Override
        public HttpResponse prepareResponse(HttpResponse response) {
            return backend.prepareResponse(response);
        }

        @Override
        public void close() {
            backend.close();
        }
    }

    private FakePlatform platform;
    private PlatformBed bed;

    @BeforeEach
    void start() throws Exception {
        platform = new FakePlatform(FakePlatform.json(200, MESSAGE));
        bed = new PlatformBed();
    }

    @AfterEach
    void stop() {
        bed.close();
        platform.close();
    }

    private AnthropicClient sdk(Backend backend) {
        return AnthropicOkHttpClient.builder()
                .backend(new Elsewhere(
                        backend, platform.uri() + URI.create(backend.baseUrl()).getPath()))
                .maxRetries(0)
                .build();
    }

    private static MessageCreateParams params(String model) {
        return MessageCreateParams.builder()
                .model(model)
                .maxTokens(10)
                .addUserMessage("Hello é")
                .addBeta("compact-2026-01-12")
                .addBeta("context-1m-2025-08-07")
                .build();
    }

    /// What the SDK sends to Anthropic's own API for the same parameters.
    private ModelRequest asSent(String path, java.util.function.Consumer<AnthropicClient> call, String model)
            throws Exception {
        try (FakePlatform anthropic = new FakePlatform(FakePlatform.json(500, "{}"))) {
            AnthropicClient client = AnthropicOkHttpClient.builder()
                    .baseUrl(anthropic.uri().toString())
                    .apiKey("any")
                    .maxRetries(0)
                    .build();
            try {
                call.accept(client);
            } catch (RuntimeException expected) {
                assertThat(anthropic.seen()).isNotEmpty();
            }
            Seen seen = anthropic.only();
            List<Header> headers = seen.headers().entrySet().stream()
                    .filter(header -> !List.of(
                                    "authorization", "x-api-key", "host", "content-length", "accept-encoding")
                            .contains(header.getKey().toLowerCase(java.util.Locale.ROOT)))
                    .map(header -> new Header(header.getKey(), String.join(",", header.getValue())))
                    .toList();
            return PlatformBed.request(
                    path,
                    model,
                    seen.text(),
                    seen.json().path("stream").asBoolean(false),
                    headers.toArray(Header[]::new));
        }
    }

    private void same(List<String> headers) {
        assertThat(platform.seen()).hasSize(2);
        Seen sdk = platform.seen().getFirst();
        Seen own = platform.seen().getLast();
        assertThat(own.method()).isEqualTo(sdk.method());
        assertThat(decoded(own.target())).isEqualTo(decoded(sdk.target()));
        assertThat(own.json()).isEqualTo(sdk.json());
        for (String header : headers) {
            assertThat(own.header(header)).as(header).isEqualTo(sdk.header(header));
        }
    }

    private static String decoded(String target) {
        return URI.create(target.replace("?beta=true", "")).getPath();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void onBedrock(boolean stream) throws Exception {
        AwsFrames frames = new AwsFrames()
                .chunk("{\"type\":\"message_start\",\"message\":"
                        + MESSAGE.replace("\"end_turn\"", "null").replaceFirst("\\[\\{.*?}]", "[]") + "}")
                .chunk("{\"type\":\"content_block_start\",\"index\":0,"
                        + "\"content_block\":{\"type\":\"text\",\"text\":\"\",\"citations\":null}}")
                .chunk(
                        "{\"type\":\"content_block_delta\",\"index\":0,\"delta\":{\"type\":\"text_delta\",\"text\":\"Hi\"}}")
                .chunk("{\"type\":\"content_block_stop\",\"index\":0}")
                .chunk(
                        "{\"type\":\"message_delta\",\"delta\":{\"stop_reason\":\"end_turn\"},\"usage\":{\"output_tokens\":1}}")
                .chunk("{\"type\":\"message_stop\"}");
        if (stream) {
            platform.replies(FakePlatform.answer(
                    200,
                    Map.of(
                            "content-type", "application/vnd.amazon.eventstream",
                            "x-amzn-bedrock-content-type", "application/json"),
                    frames.bytes()));
        }
        AnthropicClient sdk = sdk(BedrockBackend.builder()
                .awsCredentials(AwsBasicCredentials.create("AKID", "secret"))
                .region(Region.US_EAST_1)
                .build());
        assertThat(text(sdk, stream)).isEqualTo("Hi");

        Provider provider = PlatformProviders.bedrock(
                "aws",
                new BedrockSettings(
                        "us-east-1",
                        platform.uri(),
                        new AwsAccess.Keys("AKID", "secret", null),
                        Map.of(),
                        BedrockSettings.LARGEST_FRAME),
                bed.client);
        PlatformBed.Answer answer = bed.ask(
                provider,
                asSent("/v1/messages", client -> text(client, stream), MODEL),
                stream ? BodyMode.PIECES : BodyMode.WHOLE);

        same(List.of("content-type", "anthropic-beta", "anthropic-version"));
        assertThat(platform.seen())
                .allSatisfy(seen -> AwsVerifier.verify(seen, AwsCredentialsIdentity.create("AKID", "secret")));
        assertThat(answer.text()).contains(stream ? "event: message_stop\n" : "\"end_turn\"");
    }

    private static String text(AnthropicClient client, boolean stream) {
        if (!stream) {
            return client.beta()
                    .messages()
                    .create(params(MODEL))
                    .content()
                    .getFirst()
                    .asText()
                    .text();
        }
        BetaMessageAccumulator sum = BetaMessageAccumulator.create();
        try (StreamResponse<BetaRawMessageStreamEvent> events =
                client.beta().messages().createStreaming(params(MODEL))) {
            events.stream().forEach(sum::accumulate);
        }
        return sum.message().content().getFirst().asText().text();
    }

    private VertexBackend vertex() {
        return VertexBackend.builder()
                .googleCredentials(GoogleCredentials.create(
                        new AccessToken("token", Date.from(Instant.now().plusSeconds(3600)))))
                .region("us-east5")
                .project("my-project")
                .build();
    }

    private Provider ownVertex() {
        return PlatformProviders.vertex(
                "google",
                new VertexSettings(
                        "my-project",
                        "us-east5",
                        URI.create(platform.uri() + "/v1"),
                        new GoogleAccess.Token("token"),
                        Map.of()),
                bed.client);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void onVertex(boolean stream) throws Exception {
        if (stream) {
            platform.replies(FakePlatform.answer(
                    200,
                    Map.of("content-type", "text/event-stream"),
                    "event: ping\ndata: {\"type\":\"ping\"}\n\n".getBytes(StandardCharsets.UTF_8)));
        }
        call(sdk(vertex()), stream);

        bed.ask(ownVertex(), asSent("/v1/messages", client -> call(client, stream), "claude-test@20260101"));

        same(COMPARED);
    }

    private static void call(AnthropicClient client, boolean stream) {
        MessageCreateParams params = params("claude-test@20260101");
        if (stream) {
            try (StreamResponse<BetaRawMessageStreamEvent> events =
                    client.beta().messages().createStreaming(params)) {
                events.stream().forEach(event -> {});
            }
        } else {
            client.beta().messages().create(params);
        }
    }

    @Test
    void countingOnVertex() throws Exception {
        platform.replies(FakePlatform.json(200, "{\"input_tokens\":3,\"context_management\":null}"));
        count(sdk(vertex()));

        bed.ask(ownVertex(), asSent("/v1/messages/count_tokens", PlatformSdkTest::count, "claude-test"));

        same(COMPARED);
    }

    private static void count(AnthropicClient client) {
        client.beta()
                .messages()
                .countTokens(MessageCountTokensParams.builder()
                        .model("claude-test")
                        .addUserMessage("Hello")
                        .build());
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void onFoundry(boolean counting) throws Exception {
        if (counting) {
            platform.replies(FakePlatform.json(200, "{\"input_tokens\":3,\"context_management\":null}"));
        }
        AnthropicClient sdk = sdk(FoundryBackend.builder()
                .apiKey("azure-key")
                .resource("my-resource")
                .build());
        Provider provider = PlatformProviders.foundry(
                "azure",
                new FoundrySettings(
                        URI.create(platform.uri() + "/anthropic"), new FoundryAccess.ApiKey("azure-key"), Map.of()),
                bed.client);
        if (counting) {
            count(sdk);
            bed.ask(provider, asSent("/v1/messages/count_tokens", PlatformSdkTest::count, "claude-test"));
        } else {
            call(sdk, false);
            bed.ask(provider, asSent("/v1/messages", client -> call(client, false), "claude-test@20260101"));
        }

        same(COMPARED);
    }
}
