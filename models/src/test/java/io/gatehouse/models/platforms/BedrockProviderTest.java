package io.gatehouse.models.platforms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gatehouse.http.BodyMode;
import io.gatehouse.http.Header;
import io.gatehouse.models.ModelRequest;
import io.gatehouse.models.Provider;
import io.gatehouse.models.ProviderTimes;
import io.gatehouse.models.RetryObserver;
import io.gatehouse.models.RetrySettings;
import io.gatehouse.models.RoutedModels;
import io.gatehouse.models.UnsupportedFeatures;
import io.gatehouse.models.platforms.PlatformBed.Answer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;
import software.amazon.awssdk.identity.spi.AwsSessionCredentialsIdentity;

/// Claude on Amazon Bedrock, with AWS's own signer and decoder as judges.
class BedrockProviderTest {
    private static final String MODEL = "anthropic.claude-test-v1:0";
    private static final String ANSWER = "{\"id\":\"msg_1\",\"type\":\"message\",\"role\":\"assistant\"}";
    private static final AwsAccess KEYS = new AwsAccess.Keys("AKIDEXAMPLE", "a/secret+key", null);
    private static final Header VERSION = new Header("anthropic-version", "2023-06-01");

    private FakePlatform platform;
    private PlatformBed bed;

    @BeforeEach
    void start() throws Exception {
        platform = new FakePlatform(FakePlatform.json(200, ANSWER));
        bed = new PlatformBed();
    }

    @AfterEach
    void stop() {
        bed.close();
        platform.close();
    }

    private Provider provider(AwsAccess access) {
        return PlatformProviders.bedrock(
                "aws",
                new BedrockSettings("eu-central-1", platform.uri(), access, Map.of("claude-test", MODEL), 1 << 20),
                bed.client);
    }

    private Provider provider() {
        return provider(KEYS);
    }

    @Test
    void aRequestIsSignedAsAwsWouldSignIt() {
        bed.ask(
                provider(),
                PlatformBed.messages("claude-test", "{\"model\":\"claude-test\",\"max_tokens\":1}", VERSION));

        List<String> covered =
                AwsVerifier.verify(platform.only(), AwsCredentialsIdentity.create("AKIDEXAMPLE", "a/secret+key"));
        assertThat(covered).contains("host", "x-amz-date");
        assertThat(platform.only().header("authorization")).contains("/eu-central-1/bedrock/aws4_request");
    }

    @Test
    void aWrongSecretIsNoticedByTheFake() {
        bed.ask(provider(), PlatformBed.messages("claude-test", "{\"max_tokens\":1}"));

        assertThatThrownBy(() ->
                        AwsVerifier.verify(platform.only(), AwsCredentialsIdentity.create("AKIDEXAMPLE", "another")))
                .isInstanceOf(AssertionError.class);
    }

    @Test
    void temporaryKeysSendTheirSessionToken() {
        Provider provider = provider(new AwsAccess.Keys("AKID", "secret", "session/token=="));
        bed.ask(provider, PlatformBed.messages("claude-test", "{\"max_tokens\":1}"));

        assertThat(platform.only().header("x-amz-security-token")).isEqualTo("session/token==");
        assertThat(AwsVerifier.verify(
                        platform.only(), AwsSessionCredentialsIdentity.create("AKID", "secret", "session/token==")))
                .contains("x-amz-security-token");
    }

    @Test
    void anApiKeyIsABearerTokenAndNothingIsSigned() {
        bed.ask(
                provider(new AwsAccess.ApiKey("bedrock-key")),
                PlatformBed.messages("claude-test", "{\"max_tokens\":1}"));

        assertThat(platform.only().header("authorization")).isEqualTo("Bearer bedrock-key");
        assertThat(platform.only().header("x-amz-date")).isNull();
    }

    @Test
    void onlyWhatDiffersIsEditedInTheBody() {
        String body =
                "{ \"max_tokens\" : 1.0e1,\"model\":\"claude-test\", \"x\":{\"big\":123456789012345678901234567890},"
                        + " \"stream\": false , \"messages\":[ {\"role\":\"user\",\"content\":\"\\u00e9 é\"} ] }";
        Answer answer = bed.ask(
                provider(),
                PlatformBed.messages(
                        "claude-test",
                        body,
                        VERSION,
                        new Header("anthropic-beta", "context-1m-2025-08-07, compact-2026-01-12")));

        assertThat(platform.only().target()).isEqualTo("/model/anthropic.claude-test-v1:0/invoke");
        assertThat(platform.only().text())
                .isEqualTo("{\"anthropic_version\":\"bedrock-2023-05-31\","
                        + "\"anthropic_beta\":[\"context-1m-2025-08-07\",\"compact-2026-01-12\"], \"max_tokens\" : 1.0e1,"
                        + "\"x\":{\"big\":123456789012345678901234567890},"
                        + " \"messages\":[ {\"role\":\"user\",\"content\":\"\\u00e9 é\"} ] }");
        assertThat(platform.only().header("anthropic-version")).isNull();
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.text()).isEqualTo(ANSWER);
    }

    @Test
    void theNewVersionKeepsItsName() {
        bed.ask(
                provider(),
                PlatformBed.messages(
                        "claude-test", "{\"max_tokens\":1}", new Header("anthropic-version", "2026-10-21")));

        assertThat(platform.only().json().path("anthropic_version").asString()).isEqualTo("2026-10-21");
    }

    @Test
    void theUsersProfileGoesIntoTheBody() {
        bed.ask(
                provider(),
                PlatformBed.messages(
                        "claude-test", "{\"max_tokens\":1}", new Header("anthropic-user-profile-id", "uprof_1")));

        assertThat(platform.only().json().path("user_profile_id").asString()).isEqualTo("uprof_1");
        assertThat(platform.only().header("anthropic-user-profile-id")).isNull();
    }

    @Test
    void anArnStaysOneSegmentOfThePath() {
        String arn = "arn:aws:bedrock:eu-central-1:123:application-inference-profile/abc";
        bed.ask(provider(), PlatformBed.messages(arn, "{\"max_tokens\":1}"));

        assertThat(platform.only().target())
                .isEqualTo("/model/arn:aws:bedrock:eu-central-1:123:application-inference-profile%2Fabc/invoke");
        AwsVerifier.verify(platform.only(), AwsCredentialsIdentity.create("AKIDEXAMPLE", "a/secret+key"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".", ".."})
    void aModelThatLeadsElsewhereIsRefused(String model) {
        Answer answer = bed.ask(provider(), PlatformBed.messages(model, "{\"max_tokens\":1}"));

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.json().at("/error/message").asString()).startsWith("model: ");
        assertThat(platform.seen()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 7, 100, 1_000_000})
    void aStreamBecomesServerSentEvents(int size) {
        String first = "{\"type\":\"message_start\",\"message\":{\"id\":\"msg_1\",\"usage\":{\"input_tokens\":1.0}}}";
        String last = "{\"type\":\"message_stop\",\"amazon-bedrock-invocationMetrics\":{\"inputTokenCount\":1}}";
        byte[] frames = new AwsFrames()
                .chunk(first)
                .chunk("{\"keep\":\"alive\"}")
                .frame(Map.of(":message-type", "event", ":event-type", "later"), "{}")
                .chunk("{\"type\":\"content_block_delta\",\n \"delta\":{\"text\":\"Grüße\"}}")
                .chunk(last)
                .bytes();
        platform.replies(FakePlatform.pieces("application/vnd.amazon.eventstream", frames, size));
        ModelRequest request =
                PlatformBed.messages("claude-test", "{\"model\":\"claude-test\",\"max_tokens\":1,\"stream\":true}");

        Answer events = bed.ask(provider(), request, BodyMode.EVENTS);
        Answer pieces = bed.ask(provider(), request, BodyMode.PIECES);

        assertThat(platform.seen()).allSatisfy(seen -> {
            assertThat(seen.target()).isEqualTo("/model/anthropic.claude-test-v1:0/invoke-with-response-stream");
            assertThat(seen.text()).isEqualTo("{\"anthropic_version\":\"bedrock-2023-05-31\",\"max_tokens\":1}");
        });
        assertThat(events.lines())
                .containsExactly(
                        "message_start: " + first,
                        "content_block_delta: {\"type\":\"content_block_delta\",\n \"delta\":{\"text\":\"Grüße\"}}",
                        "message_stop: " + last);
        assertThat(events.headers().get("content-type")).isEqualTo("text/event-stream; charset=utf-8");
        assertThat(events.headers().get("request-id")).isEqualTo("aws-1");
        assertThat(pieces.text())
                .isEqualTo("event: message_start\ndata: " + first + "\n\nevent: content_block_delta\n"
                        + "data: {\"type\":\"content_block_delta\",  \"delta\":{\"text\":\"Grüße\"}}\n\n"
                        + "event: message_stop\ndata: " + last + "\n\n");
    }

    @ParameterizedTest
    @CsvSource({
        "throttlingException, rate_limit_error",
        "modelStreamErrorException, api_error",
        "serviceUnavailableException, overloaded_error",
        "validationException, invalid_request_error",
        "modelTimeoutException, timeout_error",
        "somethingNewException, api_error"
    })
    void anExceptionInTheStreamIsAnErrorEvent(String exception, String type) {
        byte[] frames = new AwsFrames()
                .chunk("{\"type\":\"ping\"}")
                .exception(exception, "Too much")
                .chunk("{\"type\":\"ping\"}")
                .bytes();
        platform.replies(FakePlatform.pieces("application/vnd.amazon.eventstream", frames, 50));

        Answer answer = bed.ask(provider(), PlatformBed.messages("claude-test", "{\"stream\":true}"), BodyMode.EVENTS);

        assertThat(answer.lines())
                .containsExactly(
                        "ping: {\"type\":\"ping\"}",
                        "error: {\"type\":\"error\",\"error\":{\"type\":\"" + type
                                + "\",\"message\":\"Amazon Bedrock: Too much\"}}");
    }

    @ParameterizedTest
    @CsvSource({
        "throttlingException, 429, rate_limit_error",
        "serviceUnavailableException, 529, overloaded_error",
        "validationException, 400, invalid_request_error"
    })
    void anExceptionBeforeAnythingElseIsAnErrorWithItsStatus(String exception, int status, String type)
            throws Exception {
        byte[] frames = new AwsFrames().exception(exception, "Too much").bytes();
        platform.replies(FakePlatform.pieces("application/vnd.amazon.eventstream", frames, 50));
        RetrySettings never = new RetrySettings(0, Duration.ofMillis(1), Duration.ofMillis(1));
        Provider provider = provider();
        Provider routed = new RoutedModels(
                        List.of(new RoutedModels.Member(
                                provider, ProviderTimes.DEFAULT, never, UnsupportedFeatures.NONE)),
                        List.of(),
                        List.of(provider.name()),
                        bed.timers(),
                        RetryObserver.NONE)
                .of("claude-test");

        Answer answer = bed.ask(routed, PlatformBed.messages("claude-test", "{\"stream\":true}"), BodyMode.PIECES);

        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.headers().get("content-type")).isEqualTo("application/json");
        assertThat(answer.json().at("/error/type").asString()).isEqualTo(type);
        assertThat(answer.json().at("/error/message").asString()).isEqualTo("Amazon Bedrock: Too much");
    }

    @ParameterizedTest
    @EnumSource(
            value = BodyMode.class,
            names = {"EVENTS", "PIECES"})
    void whatIsForOperatorsOfAnErrorInTheMiddleOfAStreamIsNotLost(BodyMode mode) {
        byte[] frames = new AwsFrames()
                .chunk("{\"type\":\"ping\"}")
                .exception("accessDeniedException", "arn:aws:iam::123456789012:role/x may not")
                .bytes();
        platform.replies(FakePlatform.pieces("application/vnd.amazon.eventstream", frames, 50));

        Answer answer = bed.ask(provider(), PlatformBed.messages("claude-test", "{\"stream\":true}"), mode);

        String all = mode == BodyMode.PIECES ? answer.text() : String.join("\n", answer.lines());
        assertThat(all)
                .contains("ping", "permission_error", "does not allow the gateway")
                .doesNotContain("arn:");
        assertThat(answer.problem()).isEqualTo("It said: arn:aws:iam::123456789012:role/x may not");
    }

    @Test
    void anErrorFrameIsAnErrorEvent() {
        byte[] frames = new AwsFrames()
                .frame(Map.of(":message-type", "error", ":error-code", "InternalFailure", ":error-message", "Oh"), "")
                .bytes();
        platform.replies(FakePlatform.pieces("application/vnd.amazon.eventstream", frames, 50));

        Answer answer = bed.ask(provider(), PlatformBed.messages("claude-test", "{\"stream\":true}"), BodyMode.EVENTS);

        assertThat(answer.lines())
                .containsExactly("error: {\"type\":\"error\",\"error\":{\"type\":\"api_error\","
                        + "\"message\":\"Amazon Bedrock: Oh\"}}");
    }

    @ParameterizedTest
    @EnumSource(
            value = BodyMode.class,
            names = {"EVENTS", "PIECES"})
    void aDamagedStreamEndsWithAnErrorEvent(BodyMode mode) {
        byte[] frames = new AwsFrames()
                .chunk("{\"type\":\"ping\"}")
                .chunk("{\"type\":\"ping\"}")
                .bytes();
        frames[frames.length - 30] ^= 1;
        platform.replies(FakePlatform.pieces("application/vnd.amazon.eventstream", frames, 64));

        Answer answer = bed.ask(provider(), PlatformBed.messages("claude-test", "{\"stream\":true}"), mode);

        String all = mode == BodyMode.PIECES ? answer.text() : String.join("\n", answer.lines());
        assertThat(all).contains("ping").contains("api_error").contains("damaged");
    }

    @Test
    void aStreamThatEndsInTheMiddleOfAnEventSaysSo() {
        byte[] frames = new AwsFrames()
                .chunk("{\"type\":\"ping\"}")
                .chunk("{\"type\":\"ping\"}")
                .bytes();
        platform.replies(FakePlatform.pieces(
                "application/vnd.amazon.eventstream", Arrays.copyOf(frames, frames.length - 5), 64));

        Answer answer = bed.ask(provider(), PlatformBed.messages("claude-test", "{\"stream\":true}"), BodyMode.EVENTS);

        assertThat(answer.lines()).hasSize(2);
        assertThat(answer.lines().getLast()).startsWith("error: ").contains("in the middle");
    }

    @Test
    void aFrameThatIsTooLargeIsNotCollected() {
        platform.replies(
                FakePlatform.pieces("application/vnd.amazon.eventstream", new byte[] {127, 0, 0, 0, 0, 0, 0, 0}, 8));

        Answer answer = bed.ask(provider(), PlatformBed.messages("claude-test", "{\"stream\":true}"), BodyMode.EVENTS);

        assertThat(answer.lines()).singleElement().asString().contains("too large");
    }

    @ParameterizedTest
    @CsvSource({
        "ValidationException:http://internal.amazon.com/coral/, 400, 400, invalid_request_error",
        "AccessDeniedException, 403, 403, permission_error",
        "UnrecognizedClientException, 403, 401, authentication_error",
        "ExpiredTokenException, 403, 401, authentication_error",
        "ResourceNotFoundException, 404, 404, not_found_error",
        "ThrottlingException, 429, 429, rate_limit_error",
        "ServiceQuotaExceededException, 400, 429, rate_limit_error",
        "ModelTimeoutException, 408, 504, timeout_error",
        "ModelErrorException, 424, 500, api_error",
        "ModelNotReadyException, 429, 529, overloaded_error",
        "InternalServerException, 500, 500, api_error",
        "ServiceUnavailableException, 503, 529, overloaded_error",
        "NewException, 403, 403, permission_error"
    })
    void errorsAreThoseOfAnthropicsApi(String exception, int status, int expected, String type) {
        platform.replies(FakePlatform.answer(
                status,
                Map.of("x-amzn-errortype", exception, "x-amzn-requestid", "aws-7", "content-type", "application/json"),
                "{\"message\":\"No \\\"way\\\"\"}".getBytes(StandardCharsets.UTF_8)));

        for (boolean stream : List.of(false, true)) {
            Answer answer = bed.ask(provider(), PlatformBed.messages("claude-test", "{\"stream\":" + stream + "}"));

            assertThat(answer.status()).isEqualTo(expected);
            boolean account = expected == 401 || expected == 403 || expected == 404;
            assertThat(answer.json().at("/error/type").asString()).isEqualTo(type);
            assertThat(answer.json().path("request_id").asString()).isEqualTo("aws-7");
            assertThat(answer.text().contains("No ")).isNotEqualTo(account);
            assertThat(answer.problem()).isEqualTo(account ? "It said: No \"way\"" : "");
            assertThat(answer.headers().get("request-id")).isEqualTo("aws-7");
            assertThat(answer.headers().get("content-type")).isEqualTo("application/json");
        }
    }

    @Test
    void anErrorOfTheModelItselfStaysAsItIs() {
        String error = "{\"type\":\"error\",\"error\":{\"type\":\"overloaded_error\",\"message\":\"Busy\"} }";
        platform.replies(FakePlatform.json(529, error));

        Answer answer = bed.ask(provider(), PlatformBed.messages("claude-test", "{}"));

        assertThat(answer.status()).isEqualTo(529);
        assertThat(answer.text()).isEqualTo(error);
    }

    @Test
    void tokensAreCountedByCountTokens() {
        platform.replies(FakePlatform.json(200, "{\"inputTokens\":42}"));

        Answer answer = bed.ask(
                provider(),
                PlatformBed.request(
                        "/v1/messages/count_tokens?beta=true",
                        "claude-test",
                        "{\"model\":\"claude-test\",\"messages\":[]}",
                        false,
                        VERSION));

        assertThat(answer.text()).isEqualTo("{\"input_tokens\":42}");
        assertThat(platform.only().target()).isEqualTo("/model/anthropic.claude-test-v1:0/count-tokens");
        assertThat(new String(
                        Base64.getDecoder()
                                .decode(platform.only()
                                        .json()
                                        .at("/input/invokeModel/body")
                                        .asString()),
                        StandardCharsets.UTF_8))
                .isEqualTo("{\"anthropic_version\":\"bedrock-2023-05-31\",\"max_tokens\":1,\"messages\":[]}");
    }

    @Test
    void betasOfMcpNeverGoOutAndOthersHaveTheirNameHere() {
        bed.ask(
                provider(),
                PlatformBed.messages(
                        "claude-test",
                        "{\"max_tokens\":1,\"anthropic_beta\":[\"mcp-client-2025-04-04\"]}",
                        new Header("anthropic-beta", "mcp-client-2025-11-20,context-1m-2025-08-07"),
                        new Header("Anthropic-Beta", "advanced-tool-use-2025-11-20,context-1m-2025-08-07")));

        assertThat(platform.only().text())
                .isEqualTo("{\"anthropic_version\":\"bedrock-2023-05-31\",\"max_tokens\":1,"
                        + "\"anthropic_beta\":[\"context-1m-2025-08-07\",\"tool-search-tool-2025-10-19\"]}");
        assertThat(platform.only().header("anthropic-beta")).isNull();
    }

    @Test
    void otherPathsAreNotFoundAndSayWhy() {
        Answer answer = bed.ask(provider(), PlatformBed.request("/v1/messages/batches", "claude-test", "{}", false));

        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.json().at("/error/message").asString())
                .contains("/v1/messages/batches")
                .contains("Amazon Bedrock");
    }

    @Test
    void aBodyThatIsNoObjectIsRefused() {
        assertThat(bed.ask(provider(), PlatformBed.messages("claude-test", "[1]"))
                        .status())
                .isEqualTo(400);
    }

    @Test
    void aLargeBodyIsSignedElsewhereAndArrivesWhole() {
        String text = "x".repeat(3 << 20);
        bed.ask(provider(), PlatformBed.messages("claude-test", "{\"system\":\"" + text + "\"}"));

        AwsVerifier.verify(platform.only(), AwsCredentialsIdentity.create("AKIDEXAMPLE", "a/secret+key"));
        assertThat(platform.only().json().path("system").asString()).hasSize(text.length());
    }
}
