package io.gatehouse.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import tools.jackson.databind.json.JsonMapper;

/// What clients of a gateway do with tokens: have them made, show them, revoke them.
record TokenRequests(HttpClient http, Bed bed) {
    static final String EXCHANGE = "urn:ietf:params:oauth:grant-type:token-exchange";
    static final String ACCESS = "urn:ietf:params:oauth:token-type:access_token";

    private static final JsonMapper MAPPER = new JsonMapper();

    static HttpResponse<String> send(HttpClient http, HttpRequest request) {
        try {
            return http.send(request, HttpResponse.BodyHandlers.ofString());
        } catch (Exception failed) {
            throw new IllegalStateException(failed);
        }
    }

    static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    /// Sends a form to an endpoint.
    ///
    /// @param headers names and values in turn
    HttpResponse<String> post(String path, String form, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(bed.endpoint().resolve(path))
                .header("Content-Type", "application/x-www-form-urlencoded; charset=utf-8")
                .POST(BodyPublishers.ofString(form));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return send(http, request.build());
    }

    /// A request for a token, with further parameters in pairs.
    HttpResponse<String> exchange(String subject, String... more) {
        StringBuilder form = new StringBuilder("grant_type=" + encoded(EXCHANGE) + "&subject_token=" + encoded(subject)
                + "&subject_token_type=" + encoded(ACCESS));
        for (int at = 0; at < more.length; at += 2) {
            form.append('&').append(more[at]).append('=').append(encoded(more[at + 1]));
        }
        return post("/oauth/token", form.toString());
    }

    /// A token.
    String token(String subject, String... more) {
        HttpResponse<String> answer = exchange(subject, more);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return MAPPER.readTree(answer.body()).path("access_token").asString();
    }

    /// Revokes a token.
    HttpResponse<String> revoke(String token, String... headers) {
        return post("/oauth/revoke", "token=" + encoded(token), headers);
    }

    /// The error in an answer.
    static String error(HttpResponse<String> answer) {
        assertThat(answer.headers().firstValue("Cache-Control")).contains("no-store");
        return MAPPER.readTree(answer.body()).path("error").asString();
    }

    /// Asks for the tools with a token.
    HttpResponse<String> list(String path, String token) {
        return send(
                http,
                HttpRequest.newBuilder(bed.endpoint().resolve(path))
                        .header("Authorization", "Bearer " + token)
                        .header("Content-Type", "application/json")
                        .header("Accept", "application/json, text/event-stream")
                        .header("MCP-Protocol-Version", "2026-07-28")
                        .header("Mcp-Method", "tools/list")
                        .POST(BodyPublishers.ofString(RawHttp.message("tools/list", "\"x\":1")))
                        .build());
    }
}
