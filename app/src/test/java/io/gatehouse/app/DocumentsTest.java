package io.gatehouse.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.gatehouse.app.cli.Program;
import io.gatehouse.app.cli.Terminal;
import io.gatehouse.app.config.Configuration;
import io.gatehouse.app.config.ConfigurationLoader;
import io.gatehouse.app.config.KeyMaker;
import io.gatehouse.app.config.Problem;
import io.gatehouse.fixtures.RealClients;
import io.gatehouse.fixtures.RealTools;
import io.gatehouse.fixtures.ToolRun;
import io.gatehouse.protocol.ErrorCode;
import io.gatehouse.scripted.script.Script;
import java.io.IOException;
import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.function.ThrowingConsumer;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.json.JsonMapper;

/// Everything that the README and the guide show is run, loaded or followed. Three things are replaced: the port 8420
/// by a free one, the data folder by that of the gateway under test, `.mcp.json` by its full path.
class DocumentsTest {
    private static final Path ROOT = ShownDocument.projectRoot();
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final String INSPECTOR = "@modelcontextprotocol/inspector";
    private static final Pattern NAMED_FILE = Pattern.compile("[\\w-]+\\.(pem|key)\\b");
    private static final Pattern NAMED_SCRIPT = Pattern.compile("[\\w-]+\\.script\\.yaml\\b");
    private static final String HASH = "HASH-THAT-GATEHOUSE-KEY-NEW-PRINTS";
    private static final String ADMIN = "127.0.0.1:9420";
    private static final Set<String> WITHOUT_DATA =
            Set.of("import", "key", "schema", "completion", "version", "--version");

    @TempDir
    static Path folder;

    private static ShownGateways gateways;

    @BeforeAll
    static void start() throws IOException {
        gateways = new ShownGateways(folder);
        gateways.sample();
    }

    @AfterAll
    static void stop() {
        gateways.close();
    }

    @TestFactory
    Stream<DynamicTest> everyCommandWorks() throws IOException {
        return tests(commands(), DocumentsTest::works);
    }

    @Tag("real")
    @TestFactory
    Stream<DynamicTest> everyClientWorks() throws IOException {
        assumeTrue(RealTools.ready(), "run fixtures/clients/install");
        return tests(
                commands().stream()
                        .filter(command -> Set.of("claude", "npx").contains(command.program()))
                        .toList(),
                DocumentsTest::clientWorks);
    }

    @TestFactory
    Stream<DynamicTest> everyScriptIsOne() throws IOException {
        return tests(
                blocks("yaml").stream().filter(DocumentsTest::script).toList(),
                block -> assertThat(Script.of(block.text(), block.toString()).name())
                        .isEqualTo(block.toString()));
    }

    @TestFactory
    Stream<DynamicTest> everyConfigurationLoads() throws IOException {
        return tests(
                blocks("yaml").stream().filter(DocumentsTest::configuration).toList(), block -> {
                    Path at = Files.createTempDirectory(folder, "yaml");
                    ShownGateways.clientFile(at);
                    Matcher named = NAMED_FILE.matcher(block.text());
                    while (named.find()) {
                        Files.writeString(at.resolve(named.group()), "");
                    }
                    Files.writeString(at.resolve("clients-ca.pem"), someAuthority());
                    Files.writeString(at.resolve("seal.keys"), KeyMaker.make());
                    Files.writeString(at.resolve("store.url"), "postgresql://gatehouse:word@127.0.0.1:1/gatehouse");
                    Matcher script = NAMED_SCRIPT.matcher(block.text());
                    while (script.find()) {
                        Files.writeString(at.resolve(script.group()), "turns: [{say: Hello}]");
                    }
                    Files.writeString(at.resolve("gatehouse.yaml"), withHashes(block.text()));
                    var options = ConfigurationLoader.Options.of(at.resolve("gatehouse.yaml"));
                    Configuration loaded = new ConfigurationLoader(options, DocumentsTest::variable).load();
                    assertThat(loaded.warnings()).extracting(Problem::message).isSubsetOf("names no servers");
                });
    }

    /// A certificate that every Java has.
    private static String someAuthority() throws Exception {
        KeyStore known = KeyStore.getInstance(
                Path.of(System.getProperty("java.home"), "lib", "security", "cacerts")
                        .toFile(),
                (char[]) null);
        byte[] certificate = known.getCertificate(known.aliases().nextElement()).getEncoded();
        return "-----BEGIN CERTIFICATE-----\n"
                + Base64.getMimeEncoder().encodeToString(certificate)
                + "\n-----END CERTIFICATE-----\n";
    }

    private static String variable(String name) {
        return name.endsWith("WEBHOOK_SECRET") ? "whsec_" + "c2VjcmV0".repeat(4) : "value";
    }

    /// The documents show no hash, because whoever pasted it would let everybody in who knows its key.
    static String withHashes(String text) {
        assertThat(text).doesNotContainPattern("[0-9a-fA-F]{64}");
        String filled = text;
        while (filled.contains(HASH)) {
            filled = filled.replaceFirst(HASH, KeyMaker.hash(KeyMaker.make()));
        }
        return filled;
    }

    @TestFactory
    Stream<DynamicTest> everyClientFileIsImported() throws IOException {
        return tests(blocks("json"), block -> {
            new JsonMapper().readTree(block.text());
            if (block.text().contains("mcpServers")) {
                Path file = Files.writeString(Files.createTempFile(folder, "client", ".json"), block.text());
                Run run = Run.of("import", file.toString());
                assertThat(run.err()).isEmpty();
                assertThat(run.out()).startsWith("servers:\n");
            }
        });
    }

    /// Whether nginx takes it is for [NginxTest].
    @ParameterizedTest
    @CsvSource({"nginx, Forwarded \"\"", "caddyfile, -Forwarded"})
    void everyProxyThatIsShownRemovesTheHeaderThatItDoesNotWrite(String language, String removal) throws IOException {
        assertThat(blocks(language))
                .isNotEmpty()
                .allSatisfy(block -> assertThat(block.text()).contains(removal, "127.0.0.1:8420"));
    }

    @Test
    void everyBlockIsOfAKindThatIsTested() throws IOException {
        for (ShownDocument document : ShownDocument.all(ROOT, true)) {
            assertThat(document.blocks())
                    .allSatisfy(block ->
                            assertThat(block.language()).isIn("bash", "yaml", "json", "nginx", "caddyfile", ""))
                    .filteredOn(block -> block.language().isEmpty())
                    .allSatisfy(block -> assertThat(block.text()).doesNotContain("./gatehouse", "curl "));
        }
    }

    @Test
    void everyCommandInASentenceIsOne() throws IOException {
        var program = new Program(Terminal.system()).commandLine();
        for (ShownDocument document : ShownDocument.all(ROOT, false)) {
            for (String code : document.inlineCode()) {
                if (code.matches("(\\./)?gatehouse [a-z].*")) {
                    List<String> words = List.of(code.split(" > ")[0].split(" ")).stream()
                            .skip(1)
                            .toList();
                    assertThat(program.parseArgs(words.toArray(String[]::new)).errors())
                            .as(document.name() + " " + code)
                            .isEmpty();
                }
            }
        }
    }

    @Test
    void everyErrorCodeOfOurOwnIsExplained() throws Exception {
        String guide = Files.readString(ROOT.resolve("docs/guide/servers.md"));
        for (Field code : ErrorCode.class.getFields()) {
            int value = code.getInt(null);
            assertThat(guide.contains("| `" + value + "` |")).as(code.getName()).isEqualTo(value > -32_000);
        }
    }

    @Test
    void everyLinkLeadsSomewhere() throws IOException {
        List<ShownDocument> documents = ShownDocument.all(ROOT, false);
        for (ShownDocument document : documents) {
            for (String link : document.links()) {
                if (link.contains("://")) {
                    continue;
                }
                String[] parts = link.split("#", 2);
                Path from = ROOT.resolve(document.name());
                Path to = parts[0].isEmpty()
                        ? from
                        : from.resolveSibling(parts[0]).normalize();
                assertThat(to).as(document.name() + " links to " + link).exists();
                if (parts.length == 2) {
                    String name = ROOT.relativize(to).toString();
                    assertThat(documents)
                            .filteredOn(each -> each.name().equals(name))
                            .singleElement()
                            .satisfies(each -> assertThat(each.anchors()).contains(parts[1]));
                }
            }
        }
    }

    private static void works(ShownCommand shown) throws Exception {
        ShownCommand command = shown.with(":8420", ":" + port());
        switch (command.program()) {
            case "./gatehouse" -> gatehouse(command);
            case "curl" -> curl(command);
            case "claude", "npx" ->
                gateways.sample().out(line -> line.endsWith("  " + String.join(" ", command.words())));
            case "./test", "bench/run" -> script(command);
            default -> throw new AssertionError("this test does not know how to run " + command);
        }
    }

    private static void gatehouse(ShownCommand command) throws Exception {
        assertThat(ROOT.resolve("gatehouse")).isExecutable();
        List<String> arguments = new ArrayList<>(command.arguments());
        if (arguments.getFirst().equals("up")) {
            assertThat(ShownGateways.endpoint(gateways.up(arguments.subList(1, arguments.size()))))
                    .hasPath("/mcp");
            return;
        }
        arguments.replaceAll(word -> word.equals(".mcp.json") ? clientFile() : word);
        if (Set.of("key", "backup", "restore").contains(arguments.getFirst())) {
            arguments.replaceAll(
                    word -> word.endsWith(".zip") ? folder.resolve(word).toString() : word);
            arguments.addAll(List.of("--data", folder.resolve("keys").toString()));
            assertThat(Run.of(arguments.toArray(String[]::new)).code()).isZero();
            return;
        }
        if (arguments.getFirst().equals("token")) {
            ShownTokens.run(folder, arguments, command.target());
            return;
        }
        if (Set.of("explain", "policy").contains(arguments.getFirst())) {
            ShownRules.run(Files.createTempDirectory(folder, "rules"), blocks("yaml"), arguments);
            return;
        }
        if (!WITHOUT_DATA.contains(arguments.getFirst())) {
            arguments.addAll(List.of("--data", gateways.data().toString()));
        }
        if (arguments.getFirst().equals("check")) {
            Path file = Files.createTempDirectory(folder, "check").resolve("gatehouse.yaml");
            Files.writeString(file, "servers: {off: {command: none, disabled: true}}\n");
            Run run = Run.of(Stream.concat(arguments.stream(), Stream.of("--config", file.toString()))
                    .toArray(String[]::new));
            assertThat(run.code()).as(run.err()).isZero();
            return;
        }
        Run run = Run.of(arguments.toArray(String[]::new));
        assertThat(run.err()).isEmpty();
        assertThat(run.code()).isZero();
        assertThat(run.out()).isNotBlank();
        if (command.target() != null) {
            Files.writeString(folder.resolve(command.target()), run.out());
        }
    }

    private static void curl(ShownCommand shown) throws IOException {
        ShownCommand command = shown.words().stream().anyMatch(word -> word.contains(ADMIN))
                ? shown.with(ADMIN, gateways.admin()).with("$GATEHOUSE_KEY", ShownGateways.OPERATOR)
                : shown;
        boolean present =
                Stream.of(System.getenv("PATH").split(":")).anyMatch(each -> Files.isExecutable(Path.of(each, "curl")));
        assumeTrue(present || Boolean.getBoolean("real.required"), "there is no curl here");
        ToolRun run = ToolRun.of(command.words(), LIMIT);
        assertThat(run.status()).as(run.errors()).isZero();
        assertThat(run.output()).isNotBlank().doesNotContain("\"error\":", "\"requestId\":\"req_");
    }

    /// Scripts that take long are asked for their usage, which must name every option that is shown.
    private static void script(ShownCommand command) {
        ToolRun usage = ToolRun.of(List.of(ROOT.resolve(command.program()).toString(), "--help"), LIMIT);
        assertThat(usage.status()).as(usage.errors()).isZero();
        for (String argument : command.arguments()) {
            if (argument.startsWith("-")) {
                assertThat(usage.output()).contains(argument);
            } else if (!argument.matches("\\d+|mcp|messages|jmh")) {
                assertThat(ROOT.resolve(argument).resolve("pom.xml")).exists();
            }
        }
    }

    private static void clientWorks(ShownCommand shown) throws IOException {
        ShownCommand command = shown.with(":8420", ":" + port());
        List<String> arguments = command.arguments();
        if (command.program().equals("claude")) {
            Path home = Files.createTempDirectory(folder, "home");
            ToolRun added = RealClients.claude(home, arguments.toArray(String[]::new));
            assertThat(added.status()).as(added.errors()).isZero();
            assertThat(RealClients.claude(home, "mcp", "list").output()).contains("gatehouse: ", "Connected");
            return;
        }
        assertThat(arguments).startsWith(INSPECTOR, "--cli");
        ToolRun run =
                RealClients.inspector(arguments.subList(2, arguments.size()).toArray(String[]::new));
        assertThat(run.status()).as(run.errors()).isZero();
        assertThat(run.output()).contains("shop_get_order");
    }

    private static int port() throws IOException {
        return ShownGateways.endpoint(gateways.sample()).getPort();
    }

    private static String clientFile() {
        return folder.resolve("up-0").resolve(".mcp.json").toString();
    }

    private static List<ShownDocument.Block> blocks(String language) throws IOException {
        return ShownDocument.all(ROOT, true).stream()
                .flatMap(document -> document.blocks().stream())
                .filter(block -> block.language().equals(language))
                .toList();
    }

    /// Whether a block is a script of the scripted model, which its first line says.
    private static boolean script(ShownDocument.Block block) {
        return block.text().startsWith("# A script");
    }

    private static boolean configuration(ShownDocument.Block block) {
        return !script(block) && !block.text().startsWith(ShownRules.TESTS);
    }

    private static List<ShownCommand> commands() throws IOException {
        return blocks("bash").stream()
                .flatMap(block -> ShownCommand.of(block).stream())
                .toList();
    }

    private static <T> Stream<DynamicTest> tests(List<T> shown, ThrowingConsumer<T> test) {
        assertThat(shown).as("what the documents show").isNotEmpty();
        return DynamicTest.stream(shown.iterator(), Object::toString, test);
    }
}
