package io.gatehouse.app;

import io.gatehouse.fixtures.FreePorts;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import tools.jackson.databind.json.JsonMapper;

/// Keycloak, unpacked from its distribution and started with one realm, as it is for development.
final class KeycloakProcess implements AutoCloseable {
    private static final String REALM = """
            {"realm": "acme", "enabled": true, "sslRequired": "none",
             "roles": {"realm": [{"name": "support"}]},
             "clientScopes": [
               {"name": "gateway", "protocol": "openid-connect", "protocolMappers": [
                 {"name": "audience", "protocol": "openid-connect", "protocolMapper": "oidc-audience-mapper",
                  "config": {"included.custom.audience": "%s", "access.token.claim": "true"}}]},
               {"name": "realm-roles", "protocol": "openid-connect", "protocolMappers": [
                 {"name": "roles", "protocol": "openid-connect", "protocolMapper": "oidc-usermodel-realm-role-mapper",
                  "config": {"claim.name": "realm_access.roles", "jsonType.label": "String", "multivalued": "true",
                             "access.token.claim": "true"}}]},
               {"name": "one:read", "protocol": "openid-connect",
                "attributes": {"include.in.token.scope": "true"}}],
             "clients": [
               {"clientId": "agent", "secret": "agent-secret", "directAccessGrantsEnabled": true,
                "serviceAccountsEnabled": true,
                "defaultClientScopes": ["gateway", "realm-roles"], "optionalClientScopes": ["one:read"]},
               {"clientId": "other", "secret": "other-secret", "directAccessGrantsEnabled": true,
                "defaultClientScopes": ["realm-roles"], "optionalClientScopes": ["one:read"]}],
             "users": [
               {"username": "alice", "enabled": true, "email": "alice@example.com", "emailVerified": true,
                "firstName": "Alice", "lastName": "A", "realmRoles": ["support"],
                "credentials": [{"type": "password", "value": "word-of-alice", "temporary": false}]}]}
            """;

    private final Process process;
    private final HttpClient http;
    private final String issuer;

    /// Starts it and waits until it answers.
    ///
    /// @param zip its distribution
    /// @param audience what its tokens are for
    KeycloakProcess(Path zip, Path folder, String audience, HttpClient http) throws Exception {
        this.http = http;
        Path home = unpack(zip, folder);
        Files.createDirectories(home.resolve("data/import"));
        Files.writeString(home.resolve("data/import/acme.json"), REALM.formatted(audience));
        int port = FreePorts.next();
        issuer = "http://127.0.0.1:" + port + "/realms/acme";
        ProcessBuilder start = new ProcessBuilder(
                "sh",
                home.resolve("bin/kc.sh").toString(),
                "start-dev",
                "--http-host=127.0.0.1",
                "--http-port=" + port,
                "--import-realm");
        start.environment().put("JAVA_HOME", System.getProperty("java.home"));
        start.redirectErrorStream(true)
                .redirectOutput(folder.resolve("keycloak.log").toFile());
        process = start.start();
    }

    private static Path unpack(Path zip, Path folder) throws IOException {
        Path home = null;
        try (InputStream in = Files.newInputStream(zip);
                ZipInputStream entries = new ZipInputStream(in)) {
            for (ZipEntry entry = entries.getNextEntry(); entry != null; entry = entries.getNextEntry()) {
                Path file = folder.resolve(entry.getName()).normalize();
                home = home == null ? folder.resolve(folder.relativize(file).getName(0)) : home;
                if (entry.isDirectory()) {
                    Files.createDirectories(file);
                } else {
                    Files.createDirectories(file.getParent());
                    Files.copy(entries, file);
                }
            }
        }
        if (home == null) {
            throw new IOException(zip + " has no files");
        }
        return home;
    }

    /// Its name in tokens.
    String issuer() {
        return issuer;
    }

    /// Whether it answers; fails when it has ended.
    boolean ready() {
        if (!process.isAlive()) {
            throw new AssertionError("Keycloak ended; see keycloak.log");
        }
        try {
            return http.send(
                                    HttpRequest.newBuilder(URI.create(issuer + "/.well-known/openid-configuration"))
                                            .build(),
                                    HttpResponse.BodyHandlers.discarding())
                            .statusCode()
                    == 200;
        } catch (IOException notYet) {
            return false;
        } catch (InterruptedException stopped) {
            throw new IllegalStateException(stopped);
        }
    }

    /// A token of Alice, by a client.
    String token(String client, String scope) {
        String form = "grant_type=password&username=alice&password=word-of-alice&client_id=" + client
                + "&client_secret=" + client + "-secret&scope=" + TokenRequests.encoded(scope);
        HttpResponse<String> answer = TokenRequests.send(
                http,
                HttpRequest.newBuilder(URI.create(issuer + "/protocol/openid-connect/token"))
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .POST(BodyPublishers.ofString(form))
                        .build());
        String token =
                new JsonMapper().readTree(answer.body()).path("access_token").asString("");
        if (token.isEmpty()) {
            throw new AssertionError("no token: " + answer.body());
        }
        return token;
    }

    @Override
    public void close() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }
}
