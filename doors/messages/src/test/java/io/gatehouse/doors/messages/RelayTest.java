package io.gatehouse.doors.messages;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.doors.messages.api.Prices;
import io.gatehouse.doors.messages.api.RequestEntry;
import io.gatehouse.doors.messages.api.TokenUsage;
import io.gatehouse.models.ProviderTimes;
import io.gatehouse.models.UnsupportedFeatures;
import io.gatehouse.scripted.RecordedRequest;
import io.gatehouse.scripted.ScriptedModel;
import java.math.BigDecimal;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Requests without MCP pass through the door.
class RelayTest {
    private static final String SCRIPT = "turns: [{pieces: 3, say: \"Hello, is it me you are looking for?\"}]";

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void theAnswerIsTheProvidersOwnBytes(boolean stream) throws Exception {
        try (DoorBed bed = new DoorBed()) {
            bed.provider("direct", DoorBed.model(SCRIPT)).fallback("direct").open();
            int other = bed.listen(DoorBed.model(SCRIPT));
            String body = DoorBed.message("hi", stream);
            HttpResponse<String> relayed = bed.post("/v1/messages", body);
            HttpResponse<String> direct = bed.client.send(
                    HttpRequest.newBuilder(java.net.URI.create("http://127.0.0.1:" + other + "/v1/messages"))
                            .header("content-type", "application/json")
                            .header("anthropic-version", "2023-06-01")
                            .header("x-api-key", DoorBed.PROVIDER_KEY)
                            .POST(HttpRequest.BodyPublishers.ofString(body))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            assertThat(relayed.statusCode()).isEqualTo(200);
            assertThat(relayed.body()).isEqualTo(direct.body()).contains("Hel");
            for (String name : List.of("content-type", "request-id", "anthropic-ratelimit-tokens-remaining")) {
                assertThat(relayed.headers().allValues(name))
                        .as(name)
                        .isEqualTo(direct.headers().allValues(name))
                        .hasSize(1);
            }
        }
    }

    @Test
    void theProviderGetsTheBytesAndNoSecretOfTheCaller() throws Exception {
        ScriptedModel model = DoorBed.model(SCRIPT);
        try (DoorBed bed = new DoorBed()) {
            bed.provider("direct", model).fallback("direct").open();
            String body =
                    "{ \"max_tokens\" : 100, \"temperature\":0.50,\n\"model\":\"scripted-x\", \"metadata\":{\"user_id\":\"\\u0061\"},"
                            + " \"messages\":[{\"content\":\"hi\",\"role\":\"user\"}]}";
            HttpResponse<String> answer = bed.send(bed.request("/v1/messages?beta=true")
                    .header("authorization", "Bearer sk-of-the-caller")
                    .header("anthropic-beta", "mcp-client-2025-11-20,interleaved-thinking-2025-05-14")
                    .header("anthropic-beta", "mcp-client-2026-09-15")
                    .header("x-claude-code-session-id", "s-1")
                    .header("cookie", "a=b")
                    .header("x-forwarded-for", "10.0.0.1")
                    .POST(HttpRequest.BodyPublishers.ofString(body)));
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
            RecordedRequest sent = model.requests().getFirst();
            assertThat(sent.text()).isEqualTo(body);
            assertThat(sent.header("accept-encoding")).isEqualTo("identity");
            assertThat(sent.query()).isEqualTo("beta=true");
            assertThat(sent.header("anthropic-beta")).isEqualTo("interleaved-thinking-2025-05-14");
            assertThat(sent.header("x-claude-code-session-id")).isEqualTo("s-1");
            assertThat(sent.headers().stream().map(header -> header.name()))
                    .doesNotContain("authorization", "cookie", "x-forwarded-for")
                    .containsOnlyOnce("x-api-key", "anthropic-beta", "host");
        }
    }

    @Test
    void anEmptyListOfServersIsLeftOutAndNothingElse() throws Exception {
        ScriptedModel model = DoorBed.model(SCRIPT);
        try (DoorBed bed = new DoorBed()) {
            bed.provider("direct", model).fallback("direct").open();
            String body = DoorBed.message("hi", false).replace("{\"model\"", "{\"mcp_servers\":[], \"model\"");
            assertThat(bed.post("/v1/messages", body).statusCode()).isEqualTo(200);
            assertThat(model.requests().getFirst().text()).isEqualTo(DoorBed.message("hi", false));
        }
    }

    @Test
    void tokensAreCountedByTheProvider() throws Exception {
        try (DoorBed bed = new DoorBed()) {
            bed.provider("direct", DoorBed.model(SCRIPT)).fallback("direct").open();
            String body = "{\"model\":\"scripted\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}";
            assertThat(bed.post("/v1/messages/count_tokens", body).body()).contains("\"input_tokens\":");
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void eachRequestIsToldWithWhatItUsedAndCost(boolean stream) throws Exception {
        var price =
                new Prices.Entry("scripted*", new BigDecimal(3), new BigDecimal(15), BigDecimal.ZERO, BigDecimal.ZERO);
        try (DoorBed bed = new DoorBed()) {
            bed.provider(
                            "direct",
                            DoorBed.model(SCRIPT.replace("{pieces", "{usage: {input: 1000, output: 200}, pieces")))
                    .fallback("direct")
                    .prices(new Prices(List.of(price)))
                    .key("ci", "gate-key")
                    .open();
            HttpResponse<String> answer = bed.send(bed.request("/v1/messages")
                    .setHeader("x-api-key", "gate-key")
                    .POST(HttpRequest.BodyPublishers.ofString(DoorBed.message("hi", stream))));
            assertThat(answer.statusCode()).isEqualTo(200);
            RequestEntry entry = bed.entry();
            assertThat(entry.id())
                    .isEqualTo(answer.headers().firstValue("request-id").orElseThrow());
            assertThat(entry.caller()).isEqualTo("ci");
            assertThat(entry.model()).isEqualTo("scripted");
            assertThat(entry.provider()).isEqualTo("direct");
            assertThat(entry.status()).isEqualTo(200);
            assertThat(entry.ending()).isEqualTo("end_turn");
            assertThat(entry.usage()).isEqualTo(new TokenUsage(1_000, 200, 0, 0));
            assertThat(entry.cost()).isEqualByComparingTo("0.006");
        }
    }

    @Test
    void theKeyOfTheGatewayIsNeverPassedOn() throws Exception {
        try (FaultyProvider provider =
                        new FaultyProvider((self, socket, number) -> FaultyProvider.respond(socket, 200, "", "{}"));
                DoorBed bed = new DoorBed()) {
            bed.provider("direct", provider.port(), ProviderTimes.DEFAULT, UnsupportedFeatures.NONE, true)
                    .fallback("direct")
                    .key("ci", "gate-key")
                    .key("other", "other-key")
                    .open();
            String body = DoorBed.message("hi", false);
            bed.send(bed.request("/v1/messages")
                    .setHeader("x-api-key", "gate-key")
                    .POST(HttpRequest.BodyPublishers.ofString(body)));
            assertThat(provider.heads.getLast()).contains(DoorBed.PROVIDER_KEY).doesNotContain("gate-key");
            bed.send(bed.request("/v1/messages")
                    .setHeader("x-api-key", "sk-own")
                    .header("authorization", "Bearer gate-key")
                    .POST(HttpRequest.BodyPublishers.ofString(body)));
            assertThat(provider.heads.getLast())
                    .contains("sk-own")
                    .doesNotContain("gate-key")
                    .doesNotContain(DoorBed.PROVIDER_KEY);
            // Clients that know two variables for a key send what is in both.
            for (String second : List.of("gate-key", "other-key", " gate-key ", "Bearer gate-key")) {
                bed.send(bed.request("/v1/messages")
                        .setHeader("x-api-key", second)
                        .header("authorization", "Bearer gate-key")
                        .header("x-claude-code-session-id", second)
                        .header("anthropic-beta", second)
                        .POST(HttpRequest.BodyPublishers.ofString(body)));
                assertThat(provider.heads.getLast())
                        .contains(DoorBed.PROVIDER_KEY)
                        .doesNotContain("gate-key")
                        .doesNotContain("other-key");
            }
        }
    }

    @Test
    void otherPathsGoToAProviderThatServesThem() throws Exception {
        try (FaultyProvider provider = new FaultyProvider((self, socket, number) ->
                        FaultyProvider.respond(socket, 201, "etag: 7\r\n", "{\"id\":\"file_1\"}"));
                DoorBed bed = new DoorBed()) {
            bed.provider("direct", provider.port(), ProviderTimes.DEFAULT, UnsupportedFeatures.NONE, false)
                    .open();
            HttpResponse<String> answer =
                    bed.send(bed.request("/v1/files?limit=1").GET());
            assertThat(answer.statusCode()).isEqualTo(201);
            assertThat(answer.body()).isEqualTo("{\"id\":\"file_1\"}");
            assertThat(answer.headers().firstValue("etag")).contains("7");
            assertThat(answer.headers().firstValue("request-id")).isPresent();
            assertThat(provider.heads.getFirst()).startsWith("GET /v1/files?limit=1 HTTP/1.1\r\n");
            assertThat(bed.send(bed.request("/v1/models?limit=1000").GET()).statusCode())
                    .isEqualTo(201);
        }
    }

    @Test
    void aLargeAnswerComesWholeToASlowReader() throws Exception {
        String megabytes = "x".repeat(8 << 20);
        try (FaultyProvider provider = new FaultyProvider(
                        (self, socket, number) -> FaultyProvider.respond(socket, 200, "", megabytes));
                DoorBed bed = new DoorBed()) {
            bed.provider("direct", provider.port(), ProviderTimes.DEFAULT, UnsupportedFeatures.NONE, false)
                    .open();
            HttpResponse<String> answer =
                    bed.send(bed.request("/v1/files/file_1/content").GET());
            assertThat(answer.body()).isEqualTo(megabytes);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/v1/messages/",
                "/v1//messages",
                "/v1/messages%2F",
                "/v1/%6Dessages",
                "/v1/%256Dessages",
                "/v1/Messages",
                "/v1/messages;a=b",
                "/v1/./messages",
                "/v1/files/../messages",
                "/v1/messages%20",
                "/v1/messages%3Fbeta=true",
                "/v1/messages/count_tokens/",
                "/v1/messages%2fcount_tokens",
                "/v1/messages/batches/",
                "/v1/messages%2Fbatches"
            })
    void noServersTokenGoesToTheProviderByAnotherSpellingOfThePath(String path) throws Exception {
        try (FaultyProvider provider =
                        new FaultyProvider((self, socket, number) -> FaultyProvider.respond(socket, 200, "", "{}"));
                DoorBed bed = new DoorBed()) {
            bed.provider("direct", provider.port(), ProviderTimes.DEFAULT, UnsupportedFeatures.NONE, false)
                    .open();
            HttpResponse<String> answer = bed.post(path, "{\"mcp_servers\":[{\"authorization_token\":\"secret\"}]}");
            assertThat(answer.statusCode()).isEqualTo(404);
            assertThat(answer.body()).contains("not_found_error", "write it /v1/messages");
            assertThat(provider.requests).hasValue(0);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"mcp_servers\":[{\"authorization_token\":\"secret\"}]}",
                "{\"requests\":[{\"params\":{\"mcp_servers\":[{\"authorization_token\":\"secret\"}]}}]}"
            })
    void noServersTokenGoesToTheProviderByAPathBesideMessages(String body) throws Exception {
        try (FaultyProvider provider =
                        new FaultyProvider((self, socket, number) -> FaultyProvider.respond(socket, 200, "", "{}"));
                DoorBed bed = new DoorBed()) {
            bed.provider("direct", provider.port(), ProviderTimes.DEFAULT, UnsupportedFeatures.NONE, false)
                    .open();
            HttpResponse<String> answer = bed.post("/v1/messages/future", body);
            assertThat(answer.statusCode()).isEqualTo(400);
            assertThat(answer.body()).contains("mcp_servers: only /v1/messages");
            assertThat(provider.requests).hasValue(0);
            assertThat(bed.post("/v1/messages/batches/b1/cancel", "{}").statusCode())
                    .isEqualTo(200);
            assertThat(bed.post("/v1/messages/future", "no JSON").statusCode()).isEqualTo(200);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void onlyTheGatewaySaysWhichPagesMayReadTheAnswer(boolean stream) throws Exception {
        String cors = "Access-Control-Allow-Origin: *\r\nAccess-Control-Expose-Headers: request-id\r\n";
        try (FaultyProvider provider = new FaultyProvider((self, socket, number) -> {
                    if (stream) {
                        FaultyProvider.write(
                                socket, "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n" + cors + "\r\n");
                        socket.close();
                    } else {
                        FaultyProvider.respond(socket, 200, cors, "{}");
                    }
                });
                DoorBed bed = new DoorBed()) {
            bed.provider("direct", provider.port(), ProviderTimes.DEFAULT, UnsupportedFeatures.NONE, false)
                    .fallback("direct")
                    .origin("https://app.example")
                    .open();
            HttpResponse<String> answer = bed.send(bed.request("/v1/messages")
                    .header("origin", "https://app.example")
                    .POST(HttpRequest.BodyPublishers.ofString(DoorBed.message("hi", stream))));
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.headers().allValues("access-control-allow-origin"))
                    .containsExactly("https://app.example");
            assertThat(answer.headers().allValues("access-control-expose-headers"))
                    .singleElement()
                    .asString()
                    .contains("request-id", "retry-after", "x-should-retry", "*");
        }
    }

    @Test
    void noSettingOpensKeysCookiesOrHeadersOfTheConnection() throws Exception {
        ScriptedModel model = DoorBed.model(SCRIPT);
        List<String> named = List.of("Helicone-*", "x-title", "helicone-auth", "x-*", "cookie", "proxy-authorization");
        try (DoorBed bed = new DoorBed()) {
            bed.provider("direct", model, named)
                    .fallback("direct")
                    .key("ci", "gate-key")
                    .open();
            HttpRequest.Builder request = bed.request("/v1/messages")
                    .setHeader("x-api-key", "stays-here")
                    .header("authorization", "Bearer gate-key")
                    .header("helicone-user-id", "passed")
                    .header("Helicone-Property-App", "passed")
                    .header("X-Title", "passed")
                    .header("Helicone-Auth", "passed");
            for (String stays : List.of(
                    "cookie",
                    "proxy-authorization",
                    "te",
                    "http-referer",
                    "x-access-token",
                    "x-passwd",
                    "X-Pwd",
                    "X-Bearer",
                    "Xapikey",
                    "x-session",
                    "x-pat",
                    "X-Otp",
                    "x-csrf",
                    "x-signature",
                    "x-forwarded-for",
                    "x-real-ip")) {
                request.header(stays, "stays-here");
            }
            request.header("x-fixed", "stays-here")
                    .header("helicone-key-of-the-gateway", "gate-key")
                    .header("x-the-key-of-the-gateway", "Bearer gate-key")
                    .header("x-note", "user=ci;key=\"gate-key\", and more");
            HttpResponse<String> answer =
                    bed.send(request.POST(HttpRequest.BodyPublishers.ofString(DoorBed.message("hi", false))));
            assertThat(answer.statusCode()).isEqualTo(200);
            RecordedRequest sent = model.requests().getFirst();
            assertThat(List.of("helicone-user-id", "helicone-property-app", "x-title", "helicone-auth"))
                    .allSatisfy(name -> assertThat(sent.header(name)).isEqualTo("passed"));
            assertThat(sent.header("x-fixed")).isEqualTo("of-the-operator");
            assertThat(sent.headers())
                    .noneSatisfy(each -> assertThat(each.value()).containsAnyOf("stays-here", "gate-key"));
        }
    }

    @Test
    void onlyHeadersForTheProviderReachIt() throws Exception {
        ScriptedModel model = DoorBed.model(SCRIPT);
        try (DoorBed bed = new DoorBed()) {
            bed.provider("direct", model).fallback("direct").open();
            HttpRequest.Builder request = bed.request("/v1/messages");
            for (String stays : List.of(
                    "api-key",
                    "apikey",
                    "x_api_key",
                    "x-goog-api-key",
                    "ocp-apim-subscription-key",
                    "x-amz-security-token",
                    "X-Amzn-Oidc-Data",
                    "x-gitlab-token",
                    "cf-access-client-secret",
                    "Cf-Access-Jwt-Assertion",
                    "Mcp-Session-Id",
                    "mcp-authorization",
                    "x-mcp-shop",
                    "X-Access-Key",
                    "X-Password",
                    "X-Credential",
                    "X-Session",
                    "X-Jwt",
                    "X-Auth",
                    "X-Vault",
                    "Authentication",
                    "Set-Cookie",
                    "Sec-Fetch-Site",
                    "x-claude-code-ide-authorization",
                    "anthropic-admin-api-key",
                    "x-anthropic-session_token")) {
                request.header(stays, "secret-of-the-caller");
            }
            List<String> passed = List.of(
                    "idempotency-key",
                    "traceparent",
                    "tracestate",
                    "baggage",
                    "x-app",
                    "x-stainless-retry-count",
                    "x-claude-code-session-id",
                    "anthropic-client-platform");
            passed.forEach(name -> request.header(name, "for-the-provider"));
            HttpResponse<String> answer =
                    bed.send(request.POST(HttpRequest.BodyPublishers.ofString(DoorBed.message("hi", false))));
            assertThat(answer.statusCode()).isEqualTo(200);
            RecordedRequest sent = model.requests().getFirst();
            assertThat(passed).allSatisfy(name -> assertThat(sent.header(name)).isEqualTo("for-the-provider"));
            assertThat(sent.headers())
                    .noneSatisfy(each -> assertThat(each.value()).contains("secret-of-the-caller"));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "event: message_start\ndata: DATA\n\n",
                "event:message_start\ndata:DATA\n\n",
                "event: message_start\r\ndata: DATA\r\n\r\n",
                "data: DATA\n\n",
                ": comment\nid: 7\nevent: message_start\ndata: {\"type\":\"message_start\",\ndata: \"message\":MESSAGE}\n\n"
            })
    void usageIsReadHoweverTheEventsAreWritten(String written) throws Exception {
        String message = "{\"id\":\"msg_1\",\"usage\":{\"input_tokens\":7,\"output_tokens\":1}}";
        String events = "event: ping\ndata: {}\n\n"
                + written.replace("DATA", "{\"type\":\"message_start\",\"message\":MESSAGE}")
                        .replace("MESSAGE", message)
                + "event: message_stop\ndata: {\"type\":\"message_stop\"}\n\n";
        try (FaultyProvider provider = new FaultyProvider((self, socket, number) -> {
                    FaultyProvider.events(socket);
                    for (int at = 0; at < events.length(); at += 5) {
                        FaultyProvider.chunk(socket, events.substring(at, Math.min(events.length(), at + 5)));
                    }
                    FaultyProvider.write(socket, "0\r\n\r\n");
                });
                DoorBed bed = new DoorBed()) {
            bed.provider("direct", provider.port(), ProviderTimes.DEFAULT, UnsupportedFeatures.NONE, false)
                    .fallback("direct")
                    .open();
            assertThat(bed.post("/v1/messages", DoorBed.message("hi", true)).body())
                    .isEqualTo(events);
            assertThat(bed.entry().usage()).isEqualTo(new TokenUsage(7, 1, 0, 0));
        }
    }
}
