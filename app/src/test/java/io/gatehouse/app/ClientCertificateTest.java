package io.gatehouse.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gatehouse.app.config.KeyMaker;
import io.gatehouse.fixtures.Era;
import io.gatehouse.fixtures.FixtureServer;
import io.gatehouse.http.PemFiles;
import io.gatehouse.protocol.Caller;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Version;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Callers who show a certificate on TLS.
class ClientCertificateTest {
    @TempDir
    static Path folder;

    private static TestAuthority authority;
    private static TestAuthority foreign;
    private static Path trusted;
    private static PemFiles shown;
    private static FixtureServer server;
    private static Bed bed;

    @BeforeAll
    static void start() throws Exception {
        authority = TestCertificates.shared().authority;
        foreign = TestCertificates.shared().foreign;
        trusted = Files.copy(authority.certificate(), folder.resolve("clients.pem"));
        shown = authority.files("gateway");
        server = new FixtureServer(new PlainServer(), 0, Era.BOTH);
        bed = new Bed(folder, listen(false), file());
        bed.awaitReady("one");
    }

    private static String listen(boolean required) {
        return "port: 0, tls: {certificate: " + shown.certificate() + ", key: " + shown.key()
                + "}, client-certificates: {ca: " + trusted + ", required: " + required + "}";
    }

    private static String file() {
        return """
                auth:
                  keys: [{name: ci, sha256: %s}]
                  certificates:
                    agents: {uri: "spiffe://acme.example/agent/*", roles: all, tenant: acme}
                    readers: {dns: reader.acme.example, roles: all, scopes: one:read}
                    named: {subject: "CN=named", roles: all}
                servers: {one: {url: "%s", tools: {echo: {effects: read}, touch: {effects: write}}}}
                roles: {all: {keys: ci, servers: one}}
                """.formatted(KeyMaker.hash("key-of-ci"), server.endpoint());
    }

    @AfterAll
    static void stop() throws Exception {
        bed.close();
        server.close();
    }

    private static HttpClient client(TestAuthority of, String alias, Version version) throws Exception {
        return HttpClient.newBuilder()
                .version(version)
                .sslContext(of.client(alias, authority))
                .build();
    }

    private static HttpResponse<String> ask(
            Bed where, HttpClient http, String method, String members, String... headers) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(where.endpoint())
                .header("Content-Type", "application/json")
                .header("Accept", "application/json, text/event-stream")
                .header("MCP-Protocol-Version", "2026-07-28")
                .header("Mcp-Method", method)
                .POST(BodyPublishers.ofString(RawHttp.message(method, members)));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private static HttpResponse<String> list(HttpClient http, String... headers) throws Exception {
        return ask(bed, http, "tools/list", "\"x\":1", headers);
    }

    private static Caller callerOf(HttpClient http, String... headers) throws Exception {
        String[] all = new String[headers.length + 2];
        System.arraycopy(headers, 0, all, 2, headers.length);
        all[0] = "Mcp-Name";
        all[1] = "one_echo";
        HttpResponse<String> answer =
                ask(bed, http, "tools/call", "\"name\":\"one_echo\",\"arguments\":{\"key\":\"a\"}", all);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return bed.calls().getLast().caller();
    }

    @ParameterizedTest
    @EnumSource(Version.class)
    void aCertificateSaysWhoCalls(Version version) throws Exception {
        try (HttpClient http = client(authority, "agent", version)) {
            HttpResponse<String> answer = list(http);
            assertThat(answer.version()).isEqualTo(version);
            assertThat(answer.body()).contains("one_echo", "one_touch");
            Caller caller = callerOf(http);
            assertThat(caller.name()).isEqualTo("agents");
            assertThat(caller.user()).isEqualTo("spiffe://acme.example/agent/1");
            assertThat(caller.tenant()).isEqualTo("acme");
        }
    }

    @Test
    void scopesNarrowIt() throws Exception {
        try (HttpClient http = client(authority, "reader", Version.HTTP_2)) {
            assertThat(list(http).body()).contains("one_echo").doesNotContain("one_touch");
            assertThat(callerOf(http).user()).isEqualTo("reader.acme.example");
        }
    }

    /// Neither the common name nor a name with an asterisk says whose a certificate is.
    @Test
    void whoeverIsNotNamedIsRefused() throws Exception {
        try (HttpClient http = client(authority, "gateway", Version.HTTP_2)) {
            HttpResponse<String> refused = list(http);
            assertThat(refused.statusCode()).isEqualTo(401);
            assertThat(refused.body()).contains("This gateway does not know whose certificate this is.");
        }
        try (HttpClient http = client(authority, null, Version.HTTP_2)) {
            assertThat(list(http).statusCode()).isEqualTo(401);
            assertThat(callerOf(http, "x-api-key", "key-of-ci").name()).isEqualTo("ci");
        }
    }

    @Test
    void aKeyDecidesAlone() throws Exception {
        try (HttpClient http = client(authority, "agent", Version.HTTP_1_1)) {
            assertThat(callerOf(http, "Authorization", "Bearer key-of-ci").name())
                    .isEqualTo("ci");
            assertThat(list(http, "Authorization", "Bearer key-of-nobody").statusCode())
                    .isEqualTo(401);
            assertThat(list(http, "x-api-key", "key-of-nobody").statusCode()).isEqualTo(401);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"expired", "web", "forged", "self"})
    void aCertificateThatDoesNotCountOpensNothing(String alias) throws Exception {
        TestAuthority of = alias.equals("forged") || alias.equals("self") ? foreign : authority;
        for (Version version : Version.values()) {
            try (HttpClient http = client(of, alias.equals("self") ? "foreign" : alias, version)) {
                assertThatThrownBy(() -> list(http, "x-api-key", "key-of-ci")).isInstanceOf(IOException.class);
            }
        }
    }

    @Test
    void whereItIsRequiredAKeyIsNotEnough(@TempDir Path other) throws Exception {
        try (Bed strict = new Bed(other, listen(true), file());
                HttpClient without = client(authority, null, Version.HTTP_2);
                HttpClient with = client(authority, "agent", Version.HTTP_2)) {
            assertThatThrownBy(() -> ask(strict, without, "tools/list", "\"x\":1", "x-api-key", "key-of-ci"))
                    .isInstanceOf(IOException.class);
            assertThat(ask(strict, with, "tools/list", "\"x\":1", "x-api-key", "key-of-ci")
                            .statusCode())
                    .isEqualTo(200);
        }
    }

    /// The authority of clients changes without a restart: also on connections that are open.
    @Test
    void anotherAuthorityTakesItsPlace(@TempDir Path other) throws Exception {
        try (Bed changing = new Bed(other, listen(false), file());
                HttpClient before = client(authority, "agent", Version.HTTP_2);
                HttpClient after = client(foreign, "forged", Version.HTTP_2)) {
            changing.awaitReady("one");
            assertThat(ask(changing, before, "tools/list", "\"x\":1").statusCode())
                    .isEqualTo(200);
            Files.copy(foreign.certificate(), trusted, StandardCopyOption.REPLACE_EXISTING);
            String start = "listen: {" + listen(false) + "}\ndata: " + other.resolve("data") + "\n";
            changing.gatehouse().apply(Yaml.load(other, start + file()));
            changing.renewCertificate();
            HttpResponse<String> refused = ask(changing, before, "tools/list", "\"x\":1");
            assertThat(refused.statusCode()).isEqualTo(401);
            assertThat(refused.body()).contains("The certificate is not valid here.");
            assertThat(ask(changing, after, "tools/list", "\"x\":1").statusCode())
                    .isEqualTo(200);
        } finally {
            Files.copy(authority.certificate(), trusted, StandardCopyOption.REPLACE_EXISTING);
        }
    }
}
