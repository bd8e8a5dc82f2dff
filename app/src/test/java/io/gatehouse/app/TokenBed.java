package io.gatehouse.app;

import io.gatehouse.fixtures.Era;
import io.gatehouse.fixtures.FixtureServer;
import io.gatehouse.fixtures.ScriptedProvider;
import io.gatehouse.fixtures.TokenIssuer;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import tools.jackson.databind.json.JsonMapper;

/// A gateway with an issuer of tokens, two servers with the same tools and a provider of models.
final class TokenBed implements AutoCloseable {
    static final String PUBLIC = "https://gw.example.com";
    static final JsonMapper MAPPER = new JsonMapper();

    private static final String LISTEN = "port: 0, public-url: \"" + PUBLIC + "/\"";

    final TokenIssuer issuer = new TokenIssuer();
    final FixtureServer one;
    final FixtureServer two;
    final ScriptedProvider provider = new ScriptedProvider("{models: [scripted], turns: [{say: done}]}");
    final HttpClient http = HttpClient.newHttpClient();
    private final Bed bed;

    /// Starts all of it.
    ///
    /// @param first which eras the first server speaks
    /// @param second which the second does
    /// @param auth the members `keys` and `roles`, of which the first stands under `auth`
    TokenBed(Path folder, Era first, Era second, Auth auth) throws Exception {
        one = new FixtureServer(new PlainServer(), 0, first);
        two = new FixtureServer(new PlainServer(), 0, second);
        bed = gateway(folder, file(issuer.name(), auth));
        bed.awaitReady("one");
        bed.awaitReady("two");
    }

    /// What differs between configurations.
    ///
    /// @param keys lines under `auth`
    /// @param issuer more members of the issuer, beginning with a comma; empty for none
    /// @param roles lines under `roles`
    /// @param rules lines under `rules`, in which ISSUER stands for the issuer's name; empty for none
    record Auth(String keys, String issuer, String roles, String rules) {
        Auth(String keys, String issuer, String roles) {
            this(keys, issuer, roles, "");
        }
    }

    /// A configuration with these servers.
    ///
    /// @param name of the issuer
    String file(String name, Auth auth) {
        return """
                auth:
                %s  issuers: [{issuer: "%s"%s}]
                servers:
                  one: {url: "%s", tools: {echo: {effects: read}, touch: {effects: write}}}
                  two: {url: "%s", tools: {echo: {effects: read}, touch: {effects: write}}}
                roles:
                %s%smodels: {providers: {script: {url: "%s", key: sk, retries: 0}}}
                """.formatted(
                auth.keys().indent(2),
                name,
                auth.issuer(),
                one.endpoint(),
                two.endpoint(),
                auth.roles().indent(2),
                auth.rules().isEmpty()
                        ? ""
                        : "rules:\n" + auth.rules().replace("ISSUER", name).indent(2),
                provider.address());
    }

    /// Another gateway.
    Bed gateway(Path folder, String file) throws Exception {
        return new Bed(folder, LISTEN, file);
    }

    /// What such a gateway's file begins with, for a reload.
    static String beginning(Path folder) {
        return "listen: {" + LISTEN + "}\ndata: " + folder.resolve("data") + "\n";
    }

    /// The gateway.
    Bed bed() {
        return bed;
    }

    /// What it does with tokens.
    TokenRequests tokens() {
        return new TokenRequests(http, bed);
    }

    HttpResponse<String> send(HttpRequest request) {
        return TokenRequests.send(http, request);
    }

    @Override
    public void close() throws Exception {
        bed.close();
        http.close();
        provider.close();
        two.close();
        one.close();
        issuer.close();
    }
}
