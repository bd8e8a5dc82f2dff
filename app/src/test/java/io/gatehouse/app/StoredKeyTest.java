package io.gatehouse.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.app.cli.ExitCode;
import io.gatehouse.app.config.Configuration;
import io.gatehouse.app.config.KeyMaker;
import io.gatehouse.fixtures.Era;
import io.gatehouse.fixtures.FixtureServer;
import io.gatehouse.protocol.Revision;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Keys that commands make, and gateways that run on the same store.
class StoredKeyTest {
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final String PING = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"}";
    private static final String SAMPLE = "servers: {one: {command: \"true\", disabled: true}}\n";

    @TempDir
    Path folder;

    private KeyCommands commands;

    @BeforeEach
    void data() {
        commands = new KeyCommands(folder.resolve("data"));
    }

    @AfterAll
    static void stop() {
        HTTP.shutdownNow();
    }

    @Test
    void theFirstKeyClosesAnOpenGatewayAndOpensItToWhoHasTheKey() throws Exception {
        try (Bed bed = new Bed(folder, SAMPLE)) {
            assertThat(status(bed, null)).isEqualTo(200);
            String session = session(bed, null);
            CompletableFuture<HttpResponse<String>> stream = stream(bed, null, session);

            Run run = commands.tried("new", "ci");

            assertThat(run.err()).contains("This is the first key. From now on every caller needs one");
            Patience.until("nobody comes in without a key", () -> status(bed, null) == 401);
            assertThat(status(bed, "gh_wrong")).isEqualTo(401);
            String key = run.out()
                    .lines()
                    .filter(line -> line.startsWith("  gh_"))
                    .findFirst()
                    .orElseThrow();
            assertThat(status(bed, key.strip())).isEqualTo(200);
            stream.handle((answer, broken) -> 0).get(20, TimeUnit.SECONDS);
            assertThat(ping(bed, key.strip(), session).statusCode()).isEqualTo(404);
            assertThat(commands.tried("new", "other").err()).isEmpty();
        }
        commands.run("revoke", "ci");
        commands.run("revoke", "other");
        try (Bed bed = new Bed(folder, SAMPLE)) {
            assertThat(status(bed, null)).as("it stays closed without any key").isEqualTo(401);
        }
    }

    @Test
    void anEmptySectionAuthDemandsAKeyBeforeThereIsOne() throws Exception {
        try (Bed bed = new Bed(folder, "auth: {}\n" + SAMPLE)) {
            assertThat(status(bed, null)).isEqualTo(401);
            String key = commands.make("ci");
            Patience.until("the key works", () -> status(bed, key) == 200);
        }
    }

    @Test
    void everyGatewayOnTheStoreTakesARevocationOver() throws Exception {
        String key = commands.make("ci");
        try (Bed one = new Bed(folder, SAMPLE);
                Bed other = new Bed(folder, SAMPLE)) {
            assertThat(List.of(status(one, key), status(other, key))).containsOnly(200);
            CompletableFuture<HttpResponse<String>> stream = stream(other, key, session(other, key));

            commands.run("revoke", "ci");

            Patience.until("both refuse it", () -> status(one, key) == 401 && status(other, key) == 401);
            stream.handle((answer, broken) -> 0).get(20, TimeUnit.SECONDS);
        }
    }

    @Test
    void anExpiredKeyIsRefusedAndWhatItOpenedEnds() throws Exception {
        try (Bed bed = new Bed(folder, "auth: {}\n" + SAMPLE)) {
            String key = commands.make("ci", "--expires", "3s");
            Patience.until("the key works", () -> status(bed, key) == 200);
            CompletableFuture<HttpResponse<String>> stream = stream(bed, key, session(bed, key));
            stream.handle((answer, broken) -> 0).get(20, TimeUnit.SECONDS);
            HttpResponse<String> refused = ping(bed, key, null);
            assertThat(refused.statusCode()).isEqualTo(401);
            assertThat(refused.body()).contains("The key has expired. Ask the operator of this gateway for a new one.");
            assertThat(refused.headers().firstValue("WWW-Authenticate"))
                    .hasValue("Bearer realm=\"gatehouse\", error=\"invalid_token\","
                            + " error_description=\"The key has expired\"");
        }
    }

    @Test
    void callsOfARevokedKeyThatWaitOrRunAsTasksAreCancelled() throws Exception {
        String key = commands.make("ci");
        LateServer late = new LateServer();
        try (OldHttpServer server = new OldHttpServer(late, Revision.R2025_11_25);
                Bed bed = new Bed(folder, """
                        servers:
                          slow: {url: "%1$s", tasks-after: 100ms}
                          plain: {url: "%1$s"}
                        """.formatted(server.endpoint()))) {
            List.of("slow", "plain").forEach(bed::awaitReady);
            try (WireClient client = WireClient.connect(
                    bed.endpoint(),
                    "",
                    Revision.NEWEST,
                    "{\"elicitation\":{\"form\":{}},\"extensions\":{\"io.modelcontextprotocol/tasks\":{}}}",
                    key)) {
                assertThat(client.send("tools/call", "\"name\":\"slow_late\",\"arguments\":{}")
                                .text())
                        .contains("\"resultType\":\"task\"");
                late.next();
                WireClient.Running parked = client.start("tools/call", "\"name\":\"plain_late\",\"arguments\":{}", "");
                LateServer.ask(late.next());
                assertThat(parked.reply().text()).contains("input_required");

                commands.run("revoke", "ci");

                Patience.until("both calls are cancelled", () -> late.cancelled.get() == 2);
            }
        }
    }

    @Test
    void aKeyOpensNothingFromAddressesThatItDoesNotName() throws Exception {
        String elsewhere = commands.make("far", "--address", "10.0.0.0/8", "--address", "fd00::/8");
        String here = commands.make("near", "--address", "127.0.0.1");
        try (Bed bed = new Bed(folder, SAMPLE)) {
            assertThat(status(bed, here)).isEqualTo(200);
            HttpResponse<String> refused = ping(bed, elsewhere, null);
            assertThat(refused.statusCode()).isEqualTo(401);
            assertThat(refused.body()).contains("The key cannot be used from this address");
            HttpResponse<String> forged = ping(bed, elsewhere, null, "X-Forwarded-For", "10.1.1.1");
            assertThat(forged.statusCode())
                    .as("nobody trusts the sender's own word")
                    .isEqualTo(401);
        }
        Configuration trusting =
                Yaml.load(folder, "listen: {port: 0, trusted-proxies: 127.0.0.1}\ndata: data\n" + SAMPLE);
        try (Bed bed = new Bed(folder, SAMPLE, read -> trusting)) {
            assertThat(ping(bed, elsewhere, null, "X-Forwarded-For", "10.1.1.1").statusCode())
                    .isEqualTo(200);
            assertThat(ping(bed, here, null, "X-Forwarded-For", "10.1.1.1").statusCode())
                    .isEqualTo(401);
        }
    }

    @Test
    void aRotatedKeyIsTheSameCallerAndItsOldSecretWorksForAWhile() throws Exception {
        String old = commands.make("ci");
        try (Bed bed = new Bed(folder, SAMPLE)) {
            String session = session(bed, old);
            String next = secret(commands.run("rotate", "ci", "--json"));
            Patience.until("the new secret works", () -> status(bed, next) == 200);
            assertThat(ping(bed, next, session).statusCode()).isEqualTo(200);
            assertThat(ping(bed, old, session).statusCode()).isEqualTo(200);

            String last = secret(commands.run("rotate", "ci", "--keep-old", "0s", "--json"));
            Patience.until("the last secret works", () -> status(bed, last) == 200);
            assertThat(ping(bed, next, session).statusCode()).isEqualTo(401);
            assertThat(ping(bed, old, session).statusCode())
                    .as("no secret from before works")
                    .isEqualTo(401);
        }
    }

    @Test
    void keysOfTheSameNameInTwoTenantsAreTwoCallers() throws Exception {
        String acme = commands.make("ci", "--tenant", "acme");
        String other = commands.make("ci", "--tenant", "other");
        try (Bed bed = new Bed(folder, SAMPLE)) {
            String session = session(bed, acme);
            assertThat(ping(bed, acme, session).statusCode()).isEqualTo(200);
            assertThat(ping(bed, other, session).statusCode()).isEqualTo(404);
        }
        Run several = commands.tried("revoke", "ci");
        assertThat(several.code()).isEqualTo(ExitCode.USAGE);
        assertThat(several.err()).contains("Several keys are named \"ci\". Name the tenant with --tenant");
        commands.run("revoke", "ci", "--tenant", "acme");
        assertThat(commands.run("list")).contains("other").doesNotContain("acme");
    }

    @Test
    void aKeyHasTheRolesThatItWasMadeWithAndNoneByItsName() throws Exception {
        Path file = folder.resolve("gatehouse.yaml");
        String roles = "auth: {}\nroles: {reader: {keys: ci, servers: one, scopes: 'one:read'}, all: {servers: '*'}}\n";
        Yaml.write(file, "data: data\n" + roles + SAMPLE);
        KeyCommands withRoles = new KeyCommands(List.of("--config", file.toString()));
        Run none = withRoles.tried("new", "ci");
        assertThat(none.code()).isEqualTo(ExitCode.USAGE);
        assertThat(none.err())
                .contains("--role: the configuration has roles, and a key without one may do nothing. Known:"
                        + " reader, all.");
        assertThat(withRoles.tried("new", "ci", "--role", "admin").err())
                .contains("there is no role \"admin\" in the configuration. Known: reader, all.");
        String with = withRoles.make("ops", "--role", "all");
        String byName = commands.make("ci");
        try (Bed bed = new Bed(folder, roles + SAMPLE)) {
            assertThat(status(bed, with)).isEqualTo(200);
            HttpResponse<String> refused = ping(bed, byName, null);
            assertThat(refused.statusCode()).isEqualTo(403);
            assertThat(refused.body()).contains("You have no role in this gateway.");
        }
        try (Bed bed = new Bed(folder, SAMPLE)) {
            assertThat(status(bed, with)).as("its role is no longer there").isEqualTo(403);
            assertThat(status(bed, byName)).isEqualTo(200);
        }
    }

    @Test
    void scopesOfAKeyNarrowWhatItsRolesGive() throws Exception {
        try (FixtureServer server = new FixtureServer(new PlainServer(), 0, Era.BOTH);
                Bed bed = new Bed(folder, """
                        auth: {}
                        servers:
                          one: {url: "%1$s", tools: {echo: {effects: read}, touch: {effects: write}}}
                          two: {url: "%1$s", tools: {echo: {effects: read}, touch: {effects: write}}}
                        """.formatted(server.endpoint()))) {
            List.of("one", "two").forEach(bed::awaitReady);
            String reads = commands.make("reads", "--scope", "mcp:read");
            String one = commands.make("one", "--scope", "one:write", "--operator");
            Patience.until("the keys work", () -> status(bed, one) == 200);
            try (WireClient client = WireClient.connect(bed.endpoint(), "", Revision.NEWEST, "{}", reads)) {
                assertThat(client.send("tools/list", "").text())
                        .contains("\"one_echo\"", "\"two_echo\"")
                        .doesNotContain("touch");
                WireClient.Reply refused = client.call("one_touch", "k");
                assertThat(refused.toolError()).isTrue();
                assertThat(refused.status()).isEqualTo(200);
                assertThat(refused.said()).contains("This needs the scope one:write, which your key does not have.");
            }
            try (WireClient client = WireClient.connect(bed.endpoint(), "", Revision.R2025_11_25, "{}", one)) {
                assertThat(client.send("tools/list", "").text())
                        .contains("\"one_touch\"")
                        .doesNotContain("\"one_echo\"", "\"two_");
                assertThat(client.call("one_touch", "k").toolError()).isFalse();
            }
        }
        assertThat(commands.tried("new", "x", "--scope", "crm:use").err())
                .contains("--scope: must be SERVER:EFFECT with the effect read, write, destroy, send or approve, or");
    }

    /// The server may be added later, so this is no error.
    @Test
    void aScopeOfAServerThatThereIsNotIsTold() throws Exception {
        Path file = folder.resolve("scoped.yaml");
        Yaml.write(file, "servers: {crm: {command: x}}");
        Run typo = Run.of(
                "key", "new", "typo", "--scope", "crmm:read", "--scope", "mcp:write", "--config", file.toString());
        assertThat(typo.code()).isZero();
        assertThat(typo.err())
                .contains(
                        "--scope: there is no server \"crmm\" in the configuration, so crmm:read opens nothing. Did you"
                                + " mean \"crm\"?")
                .doesNotContain("\"mcp\"");
    }

    @Test
    void onlyAKeyForOperatorsShowsWhatServersWrote() throws Exception {
        String operator = commands.make("ops", "--operator");
        String caller = commands.make("ci");
        try (Bed bed = new Bed(folder, SAMPLE)) {
            assertThat(get(bed, "/metrics", operator)).isEqualTo(200);
            assertThat(get(bed, "/metrics", caller)).isEqualTo(403);
            assertThat(get(bed, "/metrics", null)).isEqualTo(401);
        }
    }

    @Test
    void withADamagedStoreOnlyKeysOfTheFileAreLetIn() throws Exception {
        Files.createDirectories(folder.resolve("data"));
        Files.writeString(folder.resolve("data/store.db"), "this is no database, and long enough to be read as one");
        try (Bed bed = new Bed(folder, SAMPLE)) {
            HttpResponse<String> refused = ping(bed, null, null);
            assertThat(refused.statusCode()).isEqualTo(503);
            assertThat(refused.body()).contains("The gateway cannot check keys now. Try again in a moment.");
            assertThat(refused.headers().firstValue("Retry-After")).hasValue("1");
            assertThat(get(bed, "/v1/models", "gh_some")).isEqualTo(503);
            assertThat(get(bed, "/health", null)).isEqualTo(200);
        }
        String key = KeyMaker.make();
        try (Bed bed = new Bed(folder, "auth:\n  keys:\n    " + KeyMaker.line("ci", key) + "\n" + SAMPLE)) {
            assertThat(status(bed, key)).isEqualTo(200);
            assertThat(status(bed, "gh_other")).isEqualTo(503);
        }
        Run run = commands.tried("list");
        assertThat(run.code()).isEqualTo(ExitCode.FAILED);
        assertThat(run.err()).contains("The store's file is damaged. Restore it from a backup.");
    }

    @Test
    void aStoreThatIsLostOpensNothing() throws Exception {
        String key = commands.make("ci");
        Path file = folder.resolve("data/store.db");
        Path saved = folder.resolve("saved.db");
        try (Bed bed = new Bed(folder, SAMPLE)) {
            Files.move(file, saved);
            Patience.until("it is missed", () -> status(bed, "gh_unknown") == 503);
            assertThat(status(bed, key)).as("it is known").isEqualTo(200);
            assertThat(file).doesNotExist();
            assertThat(commands.tried("new", "other").err()).contains("The store's file store.db is gone.");
        }
        try (Bed bed = new Bed(folder, SAMPLE)) {
            assertThat(status(bed, null)).isEqualTo(503);
            Files.move(saved, file);
            Patience.until("it is found", () -> status(bed, key) == 200);
            assertThat(status(bed, null)).isEqualTo(401);
        }
    }

    @Test
    void aStoreThatIsReplacedCountsAtOnce() throws Exception {
        Path file = folder.resolve("data/store.db");
        String key = commands.make("ci");
        String other = new KeyCommands(folder.resolve("other")).make("other");
        try (Bed bed = new Bed(folder, SAMPLE)) {
            assertThat(status(bed, key)).isEqualTo(200);
            Files.deleteIfExists(folder.resolve("data/store.db-wal"));
            Files.deleteIfExists(folder.resolve("data/store.db-shm"));
            Files.move(folder.resolve("other/store.db"), file, StandardCopyOption.REPLACE_EXISTING);
            Patience.until("its keys count", () -> status(bed, other) == 200);
            assertThat(status(bed, key)).isEqualTo(401);
        }
    }

    @Test
    void aListShowsWhoHasAKeyAndWhenItWasUsed() throws Exception {
        assertThat(commands.run("list")).contains("There are no keys. Make one with `gatehouse key new NAME`.");
        JsonNode made = commands.made("ci", "--expires", "90d", "--address", "127.0.0.0/8");
        commands.make("old");
        commands.run("revoke", "old");
        try (Bed bed = new Bed(folder, SAMPLE)) {
            assertThat(status(bed, made.path("key").asString())).isEqualTo(200);
        }
        assertThat(commands.run("list"))
                .containsPattern("NAME  STATE   ROLES  SCOPES  EXPIRES +LAST USE +ID")
                .containsPattern("ci    active  -      -       20.*Z  20.*Z  "
                        + made.path("id").asString())
                .doesNotContain("old");
        assertThat(commands.run("list", "--all")).containsPattern("old   revoked");
        JsonNode all = new JsonMapper().readTree(commands.run("list", "--json"));
        assertThat(all.get(0).path("addresses").get(0).asString()).isEqualTo("127.0.0.0/8");
        assertThat(all.get(0).has("key")).isFalse();
        assertThat(commands.run("list", "--json"))
                .doesNotContain(made.path("key").asString());
    }

    @Test
    void aKeyOfTheFileIsChangedThere() throws Exception {
        Path file = folder.resolve("gatehouse.yaml");
        Yaml.write(file, "data: data\nauth:\n  keys:\n    " + KeyMaker.line("ci", KeyMaker.make()) + "\n" + SAMPLE);
        KeyCommands here = new KeyCommands(List.of("--config", file.toString()));
        assertThat(here.tried("new", "ci").err())
                .contains("The configuration file has a key named \"ci\". Choose another name.");
        here.make("other");
        assertThat(here.tried("revoke", "ci").err())
                .contains("The key \"ci\" is in the configuration file. Change it there, under auth.keys.");
        assertThat(here.run("list")).containsPattern("ci +active .* in the configuration file");
        Run none = here.tried("rotate", "nobody");
        assertThat(none.code()).isEqualTo(ExitCode.UNKNOWN);
        assertThat(none.err()).contains("No stored key is named \"nobody\".");
    }

    @Test
    void whatAKeyCannotBeIsSaidBeforeAnythingIsStored() {
        assertThat(commands.tried("new", "c i").err()).contains("A name has 1 to 64 letters, digits, - and _.");
        assertThat(commands.tried("new", "local-commands").err()).contains("is the gateway's own key");
        assertThat(commands.tried("new", "ci", "--address", "10.0.0.1/8").err())
                .contains("--address: '10.0.0.1/8' is not a range of IP addresses");
        assertThat(commands.tried("new", "ci", "--expires", "soon").err())
                .contains("\"soon\" is not a time. Write 12h, 90d, 2030-01-31 or 2030-01-31T12:00:00Z.");
        assertThat(commands.tried("new", "ci", "--expires", "2020-01-01").err())
                .contains("\"2020-01-01\" is over. Give a time in the future.");
        assertThat(commands.tried("new", "ci", "--provider-path", "admin:read").err())
                .contains("--provider-path: must be a name as in /v1/NAME");
        assertThat(commands.tried("revoke", "ci").err()).contains("There is no store in");
        assertThat(commands.tried("new", "ci", "--tenant", "a b").err()).contains("a tenant has 1 to 64 letters");
        assertThat(commands.tried("new", "ci", "--for-file", "--operator").err())
                .contains("--for-file goes with");
        assertThat(folder.resolve("data")).doesNotExist();
        commands.make("ci");
        Run taken = commands.tried("new", "ci");
        assertThat(taken.code()).isEqualTo(ExitCode.USAGE);
        assertThat(taken.err()).contains("A key is named \"ci\" already.");
    }

    @Test
    void otherMachinesAreLetInWithStoredKeysAlone() throws Exception {
        String yaml = "listen: {host: 0.0.0.0}\ndata: data\n" + SAMPLE;
        assertThat(Yaml.refused(folder, yaml)).asString().contains("no keys are set");
        commands.make("ci");
        assertThat(Yaml.load(folder, yaml).auth().required()).isTrue();
    }

    private static String secret(String json) {
        return new JsonMapper().readTree(json).path("key").asString();
    }

    private static int status(Bed bed, String key) {
        try {
            return ping(bed, key, null).statusCode();
        } catch (IOException | InterruptedException failed) {
            throw new AssertionError(failed);
        }
    }

    private static int get(Bed bed, String path, String key) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(bed.endpoint().resolve(path));
        if (key != null) {
            request.header("x-api-key", key);
        }
        return HTTP.send(request.build(), BodyHandlers.ofString()).statusCode();
    }

    private static HttpResponse<String> ping(Bed bed, String key, String session, String... headers)
            throws IOException, InterruptedException {
        return HTTP.send(
                request(bed, key, session, headers)
                        .POST(BodyPublishers.ofString(PING))
                        .build(),
                BodyHandlers.ofString());
    }

    private static String session(Bed bed, String key) throws Exception {
        String initialize = "{\"jsonrpc\":\"2.0\",\"id\":0,\"method\":\"initialize\",\"params\":{\"protocolVersion\":"
                + "\"2025-11-25\",\"capabilities\":{},\"clientInfo\":{\"name\":\"t\",\"version\":\"1\"}}}";
        HttpRequest request = request(bed, key, null)
                .POST(BodyPublishers.ofString(initialize))
                .build();
        return HTTP.send(request, BodyHandlers.ofString())
                .headers()
                .firstValue("Mcp-Session-Id")
                .orElseThrow();
    }

    private static CompletableFuture<HttpResponse<String>> stream(Bed bed, String key, String session) {
        HttpRequest request =
                request(bed, key, session, "Accept", "text/event-stream").GET().build();
        return HTTP.sendAsync(request, BodyHandlers.ofString());
    }

    private static HttpRequest.Builder request(Bed bed, String key, String session, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(bed.endpoint())
                .header("Content-Type", "application/json")
                .header("Accept", "application/json, text/event-stream");
        if (key != null) {
            request.header("Authorization", "Bearer " + key);
        }
        if (session != null) {
            request.header("Mcp-Session-Id", session);
        }
        for (int index = 0; index < headers.length; index += 2) {
            request.setHeader(headers[index], headers[index + 1]);
        }
        return request;
    }
}
