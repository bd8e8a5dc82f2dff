package io.gatehouse.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.app.config.KeyMaker;
import io.gatehouse.app.config.LocalKey;
import io.gatehouse.fixtures.Era;
import io.gatehouse.fixtures.FixtureServer;
import io.gatehouse.protocol.Revision;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// The admin API over real sockets: who may do what, and what comes of it.
class AdminApiTest {
    private static final Map<String, String> OPERATIONS = Map.of(
            "GET /status", "admin:read",
            "GET /servers", "admin:read",
            "GET /servers/plain", "admin:read",
            "GET /servers/plain/log", "admin:read",
            "POST /servers/plain/retry", "admin:write",
            "GET /keys", "keys",
            "GET /keys/none", "keys",
            "POST /keys/none/revoke", "keys",
            "GET /approvals", "SERVER:approve",
            "POST /approvals/999/approve", "SERVER:approve");

    @TempDir
    static Path folder;

    private static FixtureServer server;
    private static String yaml;
    private static Bed bed;
    private static AdminClient nobody;

    @BeforeAll
    static void start() throws Exception {
        server = new FixtureServer(new PlainServer(), 0, Era.BOTH);
        yaml = """
                auth:
                  keys:
                    - {name: boss, sha256: %s, operator: [admin:read, admin:write, keys, "mcp:approve"]}
                    - {name: reader, sha256: %s, operator: true}
                    - {name: writer, sha256: %s, operator: admin:write}
                    - {name: registrar, sha256: %s, operator: keys}
                    - {name: approver, sha256: %s, operator: "plain:approve"}
                    - {name: stranger, sha256: %s, operator: "other:approve"}
                    - {name: desk, sha256: %s}
                    - {name: led, sha256: %s}
                roles:
                  everything: {keys: boss, servers: "*", toolsets: "*", models: "*"}
                  desk: {keys: "desk", servers: plain}
                  lead: {keys: led, servers: plain, scopes: ["plain:read", "admin:read", "plain:approve"]}
                servers:
                  plain: {url: "%s", tools: {echo: {approval: approve}}}
                """.formatted(
                        hash("boss"),
                        hash("reader"),
                        hash("writer"),
                        hash("registrar"),
                        hash("approver"),
                        hash("stranger"),
                        hash("desk"),
                        hash("led"),
                        server.endpoint());
        bed = new Bed(folder, yaml);
        bed.awaitReady("plain");
        nobody = AdminClient.of(bed.gatehouse(), "");
    }

    @AfterAll
    static void stop() throws Exception {
        nobody.close();
        bed.close();
        server.close();
    }

    private static String hash(String name) {
        return KeyMaker.hash("key-of-" + name);
    }

    private static AdminClient by(String name) {
        return nobody.as("key-of-" + name);
    }

    private static AdminClient.Reply ask(AdminClient client, String operation) {
        String[] parts = operation.split(" ");
        return parts[0].equals("GET") ? client.get(parts[1]) : client.post(parts[1]);
    }

    @Test
    void everyOperationNeedsItsScopeAndNoOther() {
        Map<String, List<String>> scopes = Map.of(
                "reader", List.of("admin:read"),
                "writer", List.of("admin:write"),
                "registrar", List.of("keys"),
                "approver", List.of("SERVER:approve"),
                "led", List.of("admin:read", "SERVER:approve"),
                "desk", List.of());
        scopes.forEach((name, has) -> OPERATIONS.forEach((operation, needs) -> {
            AdminClient.Reply reply = ask(by(name), operation);
            if (has.contains(needs)) {
                assertThat(reply.status()).as(name + " " + operation).isIn(200, 202, 404);
            } else {
                assertThat(reply.refused(403)).as(name + " " + operation).contains(needs);
                assertThat(reply.http().headers().firstValue("WWW-Authenticate"))
                        .contains("Bearer realm=\"gatehouse\", error=\"insufficient_scope\", scope=\"" + needs + "\"");
            }
        }));
        OPERATIONS
                .keySet()
                .forEach(operation -> assertThat(ask(nobody, operation).refused(401))
                        .as(operation)
                        .contains("A key of this gateway is needed"));
        OPERATIONS
                .keySet()
                .forEach(operation -> assertThat(
                                ask(nobody.as("wrong"), operation).refused(401))
                        .as(operation)
                        .contains("does not know the key"));
    }

    @Test
    void theDocumentNamesEveryOperationAndItsScope() {
        Map<String, JsonNode> operations = nobody.documented().operations();
        assertThat(operations).hasSize(16);
        assertThat(operations.values().stream()
                        .map(each -> each.path("operationId").asString()))
                .doesNotHaveDuplicates();
        operations.forEach((operation, said) -> {
            String asked = operation.replace("/admin/v1", "").replaceAll("\\{[a-z]+}", "1");
            String scope = said.path("x-scope").asString();
            assertThat(ask(nobody, asked).status()).as(operation).isEqualTo(401);
            AdminClient.Reply reply = ask(by("desk"), asked);
            if (scope.isEmpty()) {
                assertThat(reply.status()).as(operation).isEqualTo(200);
            } else {
                assertThat(reply.refused(403)).as(operation).contains(scope);
            }
        });
    }

    @Test
    void anExplanationIsThatOfTheCommand() throws Exception {
        JsonNode there = by("reader").post("/explain", """
                {"caller": "led", "server": "plain", "tool": "echo", "arguments": {"key": "x"}}
                """).with(200);
        Run here = Run.of(
                "explain",
                "plain.echo",
                "--as",
                "led",
                "--arg",
                "key=x",
                "--json",
                "--config",
                folder.resolve("gatehouse.yaml").toString());
        assertThat(here.out().strip()).isEqualTo(there.toString());
        assertThat(there.path("approval").path("agreement").asString()).isEqualTo("approve");
        assertThat(by("reader")
                        .post("/explain", "{\"caller\": \"gone\", \"server\": \"plain\", \"tool\": \"echo\"}")
                        .refused(400))
                .contains("no key \"gone\"");
        assertThat(by("reader")
                        .post("/explain", "{\"caller\": \"led\", \"server\": \"plain\", \"tool\": \"none\"}")
                        .refused(400))
                .contains("has no tool");
    }

    @Test
    void callersAreToldWhoTheyAre() {
        JsonNode led = by("led").get("/whoami").with(200);
        assertThat(led.path("name").asString()).isEqualTo("led");
        assertThat(led.path("roles").toString()).isEqualTo("[\"lead\"]");
        assertThat(led.path("scopes").toString()).isEqualTo("[\"admin:read\",\"plain:approve\"]");
        assertThat(by("desk").get("/whoami").with(200).path("scopes").toString())
                .isEqualTo("[]");
        assertThat(by("boss").get("/whoami").with(200).path("scopes").toString())
                .contains("*:approve");
    }

    @Test
    void theStateOfTheGatewayIsThere() {
        JsonNode status = by("reader").get("/status").with(200);
        assertThat(status.path("ready").asBoolean()).isTrue();
        assertThat(status.path("servers").path("ready").asInt()).isEqualTo(1);
        assertThat(by("reader").get("/servers/plain").with(200).path("state").asString())
                .isEqualTo("ready");
        assertThat(by("reader").get("/servers/gone").refused(404)).contains("no server with this name");
        assertThat(by("reader")
                        .get("/servers/plain/log")
                        .with(200)
                        .path("lines")
                        .isArray())
                .isTrue();
        assertThat(by("writer")
                        .post("/servers/plain/retry")
                        .with(202)
                        .path("name")
                        .asString())
                .isEqualTo("plain");
    }

    @Test
    void aKeyIsMadeShownOnceRotatedAndRevoked() throws Exception {
        JsonNode made = by("boss").post("/keys", """
                {"name": "ci", "roles": ["desk"], "scopes": ["plain:read"], "addresses": ["127.0.0.0/8"],
                 "expires": "2090-01-01T00:00:00Z"}
                """).with(201);
        String key = made.path("key").asString();
        String id = made.path("id").asString();
        assertThat(key).startsWith("gh_");
        JsonNode shown = by("boss").get("/keys/" + id).with(200);
        assertThat(shown.toString()).doesNotContain(key).contains("\"expires\":\"2090-01-01T00:00:00Z\"");
        assertThat(by("boss").get("/keys?name=ci").with(200).path("keys").get(0))
                .isEqualTo(shown);
        assertThat(by("boss")
                        .post("/keys", "{\"name\": \"ci\", \"roles\": [\"desk\"]}")
                        .refused(409))
                .contains("named ci already");
        awaitWhoami(key, 200);

        JsonNode rotated = by("boss")
                .post("/keys/" + id + "/rotate", "{\"keepOldSeconds\": 0}")
                .with(200);
        String other = rotated.path("key").asString();
        awaitWhoami(other, 200);
        awaitWhoami(key, 401);

        assertThat(by("boss")
                        .post("/keys/" + id + "/revoke")
                        .with(200)
                        .path("state")
                        .asString())
                .isEqualTo("revoked");
        awaitWhoami(other, 401);
        assertThat(by("boss").get("/keys?name=ci").with(200).path("keys").size())
                .isZero();
        assertThat(by("boss")
                        .get("/keys?name=ci&all=true")
                        .with(200)
                        .path("keys")
                        .size())
                .isEqualTo(1);
    }

    private static void awaitWhoami(String key, int status) {
        Patience.until(
                "the key is taken over", () -> nobody.as(key).get("/whoami").status() == status);
    }

    @Test
    void listsComeInPages() {
        String first =
                by("registrar").get("/keys?limit=3").with(200).path("next").asString();
        JsonNode second = by("registrar").get("/keys?limit=3&after=" + first).with(200);
        assertThat(second.path("keys").size()).isEqualTo(3);
        assertThat(second.path("keys").get(0).path("name").asString()).isNotEmpty();
        assertThat(by("registrar").get("/keys?limit=0").refused(400)).contains("1 to 1000");
        assertThat(by("registrar").get("/keys?after=nothing").refused(400)).contains("no entry of the list");
    }

    @Test
    void anApprovalGivenHereLetsTheCallRunOnce() throws Exception {
        try (WireClient client = WireClient.connect(bed.endpoint(), "", Revision.R2025_11_25, "{}", "key-of-desk")) {
            JsonNode failure =
                    client.call("plain_echo", "gone").result().path("_meta").path("io.gatehouse/failure");
            String number = failure.path("approval").path("number").toString();
            String path = "/approvals/" + number;
            assertThat(by("stranger")
                            .get("/approvals")
                            .with(200)
                            .path("approvals")
                            .size())
                    .isZero();
            assertThat(by("stranger").post(path + "/approve").refused(404)).contains("There is no request " + number);
            JsonNode waiting = by("approver").get(path).with(200);
            assertThat(waiting.path("caller").asString()).isEqualTo("desk");
            assertThat(waiting.path("arguments").asString()).isEqualTo("{\"key\":\"gone\"}");
            assertThat(by("approver")
                            .get("/approvals")
                            .with(200)
                            .path("approvals")
                            .get(0))
                    .isEqualTo(waiting);

            JsonNode approved = by("approver").post(path + "/approve").with(200);
            assertThat(approved.path("decidedBy").asString()).isEqualTo("approver");
            assertThat(by("approver")
                            .post(path + "/deny", "{\"reason\": \"late\"}")
                            .refused(409))
                    .contains("it is approved");
            // Another gateway on the same store serves it.
            try (Bed other = new Bed(folder, yaml);
                    WireClient again =
                            WireClient.connect(other.endpoint(), "", Revision.R2026_07_28, "{}", "key-of-desk")) {
                other.awaitReady("plain");
                assertThat(again.call("plain_echo", "gone").said()).contains("\"key\":\"gone\"");
            }
            assertThat(by("approver").get(path).with(200).path("state").asString())
                    .isEqualTo("used");
        }
    }

    @Test
    void nobodyDecidesAboutTheirOwnCalls() throws Exception {
        try (WireClient client = WireClient.connect(bed.endpoint(), "", Revision.R2025_11_25, "{}", "key-of-boss")) {
            JsonNode failure =
                    client.call("plain_echo", "mine").result().path("_meta").path("io.gatehouse/failure");
            String path = "/approvals/" + failure.path("approval").path("number");
            assertThat(by("boss").post(path + "/approve").refused(403)).contains("their own calls");
            assertThat(by("approver")
                            .post(path + "/deny", "{\"reason\": \"no\"}")
                            .with(200)
                            .path("reason")
                            .asString())
                    .isEqualTo("no");
        }
    }

    @Test
    void whatIsNotUnderstoodIsRefused() {
        AdminClient boss = by("boss");
        assertThat(boss.post("/keys", "{\"name\": \"x\", \"role\": \"desk\"}").refused(400))
                .contains("unknown member", "roles");
        assertThat(boss.post("/keys", "{\"name\": \"" + LocalKey.NAME + "\", \"roles\": [\"desk\"]}")
                        .refused(400))
                .contains("the gateway's own key");
        assertThat(boss.post("/keys", "[1]").refused(400)).contains("a JSON object");
        assertThat(boss.post("/keys", "{\"name\": 1}").refused(400)).isEqualTo("name must be a string.");
        assertThat(boss.post("/keys", "{\"name\": \"x\", \"roles\": [\"none\"]}")
                        .refused(400))
                .startsWith("roles: there is no role \"none\"");
        assertThat(boss.post("/keys", "{\"name\": \"x\", \"expires\": \"tomorrow\"}")
                        .refused(400))
                .contains("expires");
        assertThat(boss.send(boss.request("/keys")
                                .header("Content-Type", "text/plain")
                                .POST(BodyPublishers.ofString("{\"name\": \"x\"}")))
                        .refused(415))
                .contains("application/json");
        assertThat(boss.get("/nothing").refused(404)).contains("openapi.json");
        assertThat(boss.post("/status").refused(405)).contains("use GET");
        assertThat(boss.get("/keys?all=maybe").refused(400)).contains("true or false");
        assertThat(boss.send(boss.request("/status").header("Origin", "https://evil.example"))
                        .refused(403))
                .contains("evil.example");
        assertThat(boss.post("/keys", "{\"name\": \"" + "x".repeat(70_000) + "\"}")
                        .refused(413))
                .isNotEmpty();
    }
}
