package io.gatehouse.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.app.cli.ExitCode;
import io.gatehouse.app.config.KeyMaker;
import io.gatehouse.fixtures.Era;
import io.gatehouse.fixtures.FixtureServer;
import io.gatehouse.protocol.Revision;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What nobody gets by the admin API: more than they have, and what belongs to another tenant. Also its commands.
class AdminRightsTest {
    private static final JsonMapper JSON = new JsonMapper();

    @TempDir
    static Path folder;

    private static FixtureServer server;
    private static Bed bed;
    private static AdminClient boss;
    private static String registrar;
    private static String acme;
    private static String narrow;

    @BeforeAll
    static void start() throws Exception {
        server = new FixtureServer(new PlainServer(), 0, Era.BOTH);
        bed = new Bed(folder, "port: 0, public-url: \"https://gw.example.com\"", """
                auth: {keys: [{name: boss, sha256: %s, provider-paths: files, operator: [admin:read, keys, "mcp:approve"]}]}
                roles:
                  everything: {keys: boss, servers: "*", toolsets: "*", models: "*", outside-servers: true}
                  desk: {servers: plain, scopes: ["plain:read", "plain:write"]}
                  reader: {servers: plain, scopes: "plain:read"}
                  other: {servers: "*", scopes: "*:read"}
                  lead: {servers: plain, scopes: ["*", "plain:approve"]}
                servers: {plain: {url: "%s", tools: {echo: {approval: approve}}}}
                """.formatted(
                        KeyMaker.hash("key-of-boss"), server.endpoint()));
        bed.awaitReady("plain");
        boss = AdminClient.of(bed.gatehouse(), "key-of-boss");
        registrar = made("\"registrar\", \"roles\": [\"desk\"], \"scopes\": [\"keys\", \"provider:files\"]");
        acme = made("\"acme-admin\", \"tenant\": \"acme\", \"roles\": [\"desk\"],"
                + " \"scopes\": [\"keys\", \"mcp:approve\", \"admin:read\"]");
        narrow = made("\"narrow\", \"roles\": [\"desk\"], \"scopes\": [\"plain:read\", \"keys\"],"
                + " \"expires\": \"2090-01-01T00:00:00Z\", \"addresses\": [\"127.0.0.0/8\"]");
        awaitKnown(narrow);
    }

    @AfterAll
    static void stop() throws Exception {
        boss.close();
        bed.close();
        server.close();
    }

    private static String made(String nameAndMore) {
        return boss.post("/keys", "{\"name\": " + nameAndMore + "}")
                .with(201)
                .path("key")
                .asString();
    }

    private static void awaitKnown(String key) {
        Patience.until("the key is known", () -> boss.as(key).get("/whoami").status() == 200);
    }

    private static String refused(String key, String body) {
        return boss.as(key).post("/keys", body).refused(403);
    }

    @Test
    void nobodyMakesAKeyThatMayDoMoreThanTheyMay() {
        assertThat(refused(registrar, "{\"name\": \"a\", \"roles\": [\"other\"]}"))
                .contains("role other may do more");
        assertThat(refused(registrar, "{\"name\": \"a\", \"roles\": [\"lead\"]}"))
                .contains("role lead may do more");
        assertThat(refused(registrar, "{\"name\": \"a\", \"roles\": [\"everything\"]}"))
                .contains("role everything may do more");
        assertThat(refused(registrar, "{\"name\": \"a\", \"roles\": [\"desk\"], \"scopes\": [\"admin:read\"]}"))
                .contains("do not have the scope admin:read");
        assertThat(refused(registrar, "{\"name\": \"a\", \"scopes\": [\"plain:approve\"]}"))
                .contains("do not have the scope plain:approve");
        assertThat(refused(registrar, "{\"name\": \"a\", \"scopes\": [\"keys\", \"provider:batches\"]}"))
                .contains("do not have the scope provider:batches");
        // The boss has no admin:write either.
        assertThat(refused("key-of-boss", "{\"name\": \"a\", \"scopes\": [\"admin:write\"]}"))
                .contains("do not have the scope admin:write");

        boss.as(registrar)
                .post("/keys", "{\"name\": \"fewer\", \"roles\": [\"reader\"]}")
                .with(201);
        boss.as(registrar)
                .post(
                        "/keys",
                        "{\"name\": \"same\", \"roles\": [\"desk\"], \"scopes\": [\"keys\", \"provider:files\"]}")
                .with(201);
        boss.post("/keys", "{\"name\": \"other\", \"roles\": [\"other\"], \"scopes\": [\"plain:approve\"]}")
                .with(201);
    }

    @Test
    void nobodyMakesAKeyWithVeryManyScopes() {
        String scopes = IntStream.range(0, 100)
                .mapToObj(at -> "\"" + "s".repeat(50) + at + ":read\"")
                .collect(Collectors.joining(","));
        assertThat(boss.post("/keys", "{\"name\": \"much\", \"scopes\": [" + scopes + "]}")
                        .refused(400))
                .contains("characters together; at most 4096 are allowed. Name fewer.");
    }

    @Test
    void aKeyThatScopesNarrowMakesNoWiderOne() {
        assertThat(refused(narrow, "{\"name\": \"b\", \"roles\": [\"desk\"]}")).contains("Your own scopes");
        assertThat(refused(narrow, "{\"name\": \"b\", \"roles\": [\"desk\"], \"scopes\": [\"plain:write\"]}"))
                .contains("Your own scopes");
        assertThat(refused(narrow, "{\"name\": \"b\", \"roles\": [\"desk\"], \"scopes\": [\"mcp:read\"]}"))
                .contains("Your own scopes");
        assertThat(refused(
                        narrow,
                        "{\"name\": \"b\", \"roles\": [\"desk\"], \"scopes\": [\"plain:read\"], \"expires\":"
                                + " \"2091-01-01T00:00:00Z\"}"))
                .contains("cannot last longer than your own");
        assertThat(refused(
                        narrow,
                        "{\"name\": \"b\", \"roles\": [\"desk\"], \"scopes\": [\"plain:read\"], \"addresses\":"
                                + " [\"10.0.0.0/8\"]}"))
                .contains("from more addresses than your own");
        JsonNode made = boss.as(narrow)
                .post("/keys", "{\"name\": \"b\", \"roles\": [\"desk\"], \"scopes\": [\"plain:read\"]}")
                .with(201);
        assertThat(made.path("expires").asString()).isEqualTo("2090-01-01T00:00:00Z");
        assertThat(made.path("addresses").toString()).isEqualTo("[\"127.0.0.0/8\"]");
    }

    @Test
    void nobodyGetsTheSecretOfAKeyThatMayDoMoreThanTheyMay() {
        String id = boss.post("/keys", "{\"name\": \"strong\", \"roles\": [\"other\"]}")
                .with(201)
                .path("id")
                .asString();
        assertThat(boss.as(registrar).post("/keys/" + id + "/rotate").refused(403))
                .contains("cannot get a new secret", "role other may do more");
        assertThat(boss.as(narrow).post("/keys/" + id + "/rotate").refused(403)).contains("cannot get a new secret");
        boss.as(registrar).post("/keys/" + id + "/revoke").with(200);
    }

    @Test
    void whoBelongsToATenantSeesKeysOfThatTenantOnly() {
        AdminClient admin = boss.as(acme);
        JsonNode made = admin.post("/keys", "{\"name\": \"bot\", \"roles\": [\"desk\"]}")
                .with(201);
        assertThat(made.path("tenant").asString()).isEqualTo("acme");
        assertThat(refused(acme, "{\"name\": \"bot2\", \"tenant\": \"globex\", \"roles\": [\"desk\"]}"))
                .contains("only manage keys of the tenant acme");
        String id = boss.post("/keys", "{\"name\": \"bot\", \"tenant\": \"globex\", \"roles\": [\"desk\"]}")
                .with(201)
                .path("id")
                .asString();
        JsonNode seen = admin.get("/keys?all=true").with(200).path("keys");
        seen.forEach(key -> assertThat(key.path("tenant").asString()).isEqualTo("acme"));
        assertThat(seen.toString()).contains("\"bot\"", "\"acme-admin\"").doesNotContain("registrar", "boss");
        String unknown = admin.get("/keys/" + "x".repeat(16)).refused(404);
        assertThat(admin.get("/keys/" + id).refused(404)).isEqualTo(unknown);
        assertThat(admin.post("/keys/" + id + "/rotate").refused(404)).isEqualTo(unknown);
        assertThat(admin.post("/keys/" + id + "/revoke").refused(404)).isEqualTo(unknown);
        // What all tenants share is none of their business.
        assertThat(admin.get("/status").refused(403)).contains("admin:read");
    }

    @Test
    void whoBelongsToATenantDecidesAboutItsCallsOnly() throws Exception {
        String globex = boss.post("/keys", "{\"name\": \"caller\", \"tenant\": \"globex\", \"roles\": [\"desk\"]}")
                .with(201)
                .path("key")
                .asString();
        String own = boss.post("/keys", "{\"name\": \"caller\", \"tenant\": \"acme\", \"roles\": [\"desk\"]}")
                .with(201)
                .path("key")
                .asString();
        awaitKnown(own);
        awaitKnown(globex);
        AdminClient admin = boss.as(acme);
        String theirs = waiting(globex);
        String ours = waiting(own);
        JsonNode seen = admin.get("/approvals").with(200).path("approvals");
        assertThat(seen.valueStream()
                        .map(each -> each.path("number").toString())
                        .toList())
                .contains(ours)
                .doesNotContain(theirs);
        JsonNode page = boss.get("/approvals?limit=1&after=" + (Long.parseLong(theirs) - 1))
                .with(200);
        assertThat(page.path("approvals")
                        .valueStream()
                        .map(each -> each.path("number").toString()))
                .containsExactly(theirs);
        assertThat(page.path("next").asString()).isEqualTo(theirs);
        assertThat(boss.get("/approvals?limit=1&after=" + theirs)
                        .with(200)
                        .at("/approvals/0/number")
                        .toString())
                .isEqualTo(ours);
        assertThat(admin.get("/approvals/" + theirs).refused(404)).isEqualTo("There is no request " + theirs + ".");
        assertThat(admin.post("/approvals/" + theirs + "/approve").refused(404))
                .isEqualTo("There is no request " + theirs + ".");
        assertThat(admin.get("/approvals/999999").refused(404)).isEqualTo("There is no request 999999.");
        admin.post("/approvals/" + ours + "/approve").with(200);
        boss.post("/approvals/" + theirs + "/deny").with(200);
    }

    @Test
    void whatWasMadeWithAKeyNeitherAdministersNorHidesWhoseCallItIs() throws Exception {
        String form = "grant_type=urn:ietf:params:oauth:grant-type:token-exchange&subject_token=key-of-boss"
                + "&subject_token_type=urn:ietf:params:oauth:token-type:access_token";
        HttpRequest exchange = HttpRequest.newBuilder(bed.endpoint().resolve("/oauth/token"))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString(form))
                .build();
        String token = JSON.readTree(
                        boss.client().send(exchange, BodyHandlers.ofString()).body())
                .path("access_token")
                .asString();
        assertThat(boss.as(token).get("/whoami").refused(401)).contains("The token is for something else");
        String number = waiting(token);
        assertThat(boss.get("/approvals/" + number).with(200).path("caller").asString())
                .isEqualTo("boss");
        assertThat(boss.post("/approvals/" + number + "/approve").refused(403)).contains("their own calls");
    }

    private static String waiting(String key) throws Exception {
        try (WireClient client = WireClient.connect(bed.endpoint(), "", Revision.R2026_07_28, "{}", key)) {
            return client.call("plain_echo", "gone")
                    .result()
                    .at("/_meta/io.gatehouse~1failure/approval/number")
                    .toString();
        }
    }

    @Test
    void commandsDoTheSameThereAsOnTheStore() throws Exception {
        Path file = folder.resolve("boss.key");
        Files.writeString(file, "key-of-boss\n");
        List<String> there = List.of("--url", boss.root().toString(), "--key-file", file.toString());
        List<String> here = List.of("--config", folder.resolve("gatehouse.yaml").toString());

        JsonNode made =
                JSON.readTree(run(there, "key", "new", "remote", "--role", "desk", "--expires", "90d", "--json"));
        assertThat(made.path("key").asString()).startsWith("gh_");
        assertThat(run(there, "key", "list", "--json")).isEqualTo(run(here, "key", "list", "--json"));
        assertThat(run(there, "key", "list")).isEqualTo(run(here, "key", "list"));
        assertThat(run(there, "key", "rotate", "remote", "--keep-old", "0s"))
                .contains("The key of remote", "no longer works");
        assertThat(run(there, "key", "revoke", "remote")).isEqualTo("Revoked the key of remote.\n");
        Run gone = tried(there, "key", "revoke", "remote");
        assertThat(gone.code()).isEqualTo(ExitCode.UNKNOWN);
        assertThat(gone.err()).contains("No stored key is named \"remote\".");
        Run refused = tried(there, "key", "new", "x", "--role", "nobody");
        assertThat(refused.code()).isEqualTo(ExitCode.USAGE);
        assertThat(refused.err()).contains("there is no role \"nobody\"");

        String caller = JSON.readTree(run(there, "key", "new", "asker", "--role", "desk", "--json"))
                .path("key")
                .asString();
        awaitKnown(caller);
        String number = waiting(caller);
        assertThat(run(there, "approvals", "--json")).isEqualTo(run(here, "approvals", "--json"));
        assertThat(run(there, "approvals", "show", number)).isEqualTo(run(here, "approvals", "show", number));
        assertThat(run(there, "approvals", "approve", number)).contains("Approved request " + number);
        assertThat(tried(there, "approvals", "deny", number).err()).contains("it is approved");
        assertThat(run(there, "servers")).contains("plain").contains("ready");
        assertThat(JSON.readTree(run(there, "servers", "--json"))
                        .get(0)
                        .path("name")
                        .asString())
                .isEqualTo("plain");
        assertThat(tried(there, "logs", "gone").code()).isEqualTo(ExitCode.UNKNOWN);
    }

    @Test
    void aKeyIsNeverSentWhereItCouldBeRead() {
        Run plain = Run.of("servers", "--url", "http://gw.example.com:9420", "--key-file", "any");
        assertThat(plain.code()).isEqualTo(ExitCode.USAGE);
        assertThat(plain.err()).contains("has no TLS");
        Run without = Run.of("servers", "--url", "https://gw.example.com:9420");
        assertThat(without.err()).contains("GATEHOUSE_KEY");
        assertThat(Run.of("key", "list", "--key-file", "any").err()).contains("need --url");
        assertThat(Run.of("servers", "--url", "gw.example.com", "--key-file", "any")
                        .err())
                .contains("is not the URL of a gateway");
    }

    private static String run(List<String> where, String... command) {
        Run run = tried(where, command);
        assertThat(run.code()).as(run.err() + run.out()).isZero();
        return run.out();
    }

    private static Run tried(List<String> where, String... command) {
        List<String> all = new ArrayList<>(List.of(command));
        all.addAll(where);
        return Run.of(all.toArray(String[]::new));
    }
}
