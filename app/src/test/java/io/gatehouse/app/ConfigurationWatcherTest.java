package io.gatehouse.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.app.config.Configuration;
import io.gatehouse.app.config.ConfigurationException;
import io.gatehouse.app.config.ConfigurationLoader;
import io.gatehouse.app.config.ConfigurationWatcher;
import io.gatehouse.app.config.ProviderSettings;
import io.gatehouse.app.config.Variables;
import io.gatehouse.upstream.settings.ServerSettings;
import io.gatehouse.upstream.settings.Transport;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Changes on a real file system reach the running gateway, and broken ones do not.
class ConfigurationWatcherTest {
    private static final Duration OFTEN = Duration.ofMillis(20);

    @TempDir
    Path folder;

    private final BlockingQueue<Configuration> applied = new LinkedBlockingQueue<>();
    private final BlockingQueue<ConfigurationException> refused = new LinkedBlockingQueue<>();
    private final BlockingQueue<Boolean> restored = new LinkedBlockingQueue<>();
    private final Map<String, String> variables = new ConcurrentHashMap<>();
    private ConfigurationWatcher.Pause quiet = () -> TimeUnit.MILLISECONDS.sleep(OFTEN.toMillis());
    private volatile Variables.Environment environment = variables::get;
    private ConfigurationWatcher watcher;

    @AfterEach
    void close() {
        if (watcher != null) {
            watcher.close();
        }
    }

    @Test
    void aFileWrittenInPlace() throws Exception {
        watch(servers("a"));
        Yaml.write(file(), servers("a", "b"));
        assertThat(names(next())).containsExactly("a", "b");
        Yaml.write(file(), servers("b"));
        assertThat(names(next())).containsExactly("b");
    }

    @Test
    void aFileThatIsTouchedIsAppliedAgain() throws Exception {
        watch(servers("a"));
        Files.setLastModifiedTime(file(), FileTime.from(Instant.EPOCH.plusSeconds(1)));
        assertThat(names(next())).containsExactly("a");
        Yaml.write(file(), servers("b"));
        assertThat(names(next())).containsExactly("b");
    }

    @Test
    void aFileReplacedByRenaming() throws Exception {
        watch(servers("a"));
        Yaml.write(folder.resolve("new"), servers("b"));
        Files.setLastModifiedTime(folder.resolve("new"), Files.getLastModifiedTime(file()));
        Files.move(folder.resolve("new"), file(), StandardCopyOption.ATOMIC_MOVE);
        assertThat(names(next())).containsExactly("b");
    }

    @Test
    void aLinkedFolderThatIsSwappedAsKubernetesDoes() throws Exception {
        for (String version : List.of("..1", "..2")) {
            Files.createDirectory(folder.resolve(version));
            Yaml.write(folder.resolve(version).resolve("gatehouse.yaml"), servers(version.equals("..1") ? "a" : "b"));
        }
        Files.createSymbolicLink(folder.resolve("..data"), Path.of("..1"));
        Files.createSymbolicLink(file(), Path.of("..data/gatehouse.yaml"));
        start();
        Files.createSymbolicLink(folder.resolve("..data_tmp"), Path.of("..2"));
        Files.move(folder.resolve("..data_tmp"), folder.resolve("..data"), StandardCopyOption.ATOMIC_MOVE);
        assertThat(names(next())).containsExactly("b");
    }

    @Test
    void anImportedFile() throws Exception {
        Path imported = folder.resolve(".mcp.json");
        Yaml.write(imported, "{\"mcpServers\": {\"a\": {\"command\": \"x\"}}}");
        watch("import: .mcp.json");
        Yaml.write(imported, "{\"mcpServers\": {\"b\": {\"command\": \"x\"}}}");
        assertThat(names(next())).containsExactly("b");
    }

    @Test
    void aFileThatANewVersionImports() throws Exception {
        watch(servers("a"));
        Yaml.write(file(), "import: later.json");
        assertThat(refused.poll(10, TimeUnit.SECONDS)).hasMessageContaining("later.json\" does not exist");
        Yaml.write(folder.resolve("later.json"), "{\"mcpServers\": {\"b\": {\"command\": \"x\"}}}");
        assertThat(names(next())).containsExactly("b");
    }

    @Test
    void filesThatHoldSecretsAndVariables() throws Exception {
        Yaml.write(folder.resolve("token"), "one\n");
        Yaml.write(folder.resolve(".env"), "A=1\n");
        Yaml.write(
                folder.resolve(".mcp.json"),
                "{\"mcpServers\": {\"b\": {\"command\": \"x\", \"envFile\": \".env\", \"args\": [\"${file:token}\"]}}}");
        watch("import: .mcp.json\nservers: {a: {command: '${file:token}'}}");
        Yaml.write(folder.resolve("token"), "two");
        Configuration second = next();
        assertThat(second.servers().getFirst().transport().toString()).isEqualTo("Stdio[two]");
        assertThat(((Transport.Stdio) second.servers().getLast().transport()).arguments())
                .containsExactly("two");
        Yaml.write(folder.resolve(".env"), "A=2\n");
        assertThat(((Transport.Stdio) next().servers().getLast().transport()).environment())
                .isEqualTo(Map.of("A", "2"));
        Files.delete(folder.resolve("token"));
        assertThat(refused.poll(10, TimeUnit.SECONDS)).hasMessageContaining("the file \"token\" does not exist");
    }

    @Test
    void aScriptThatAModelPlays() throws Exception {
        Path script = folder.resolve("demo.yaml");
        Yaml.write(script, "turns: [{say: one}]");
        watch("models: {providers: {demo: {type: scripted, script: demo.yaml}}}");
        Yaml.write(script, "turns: [{says: two}]");
        assertThat(refused.poll(10, TimeUnit.SECONDS)).hasMessageContaining("demo.yaml");
        Yaml.write(script, "turns: [{say: two}]");
        ProviderSettings second = next().models().providers().getFirst();
        Yaml.write(script, "turns: [{say: 333}]");
        assertThat(next().models().providers().getFirst()).isNotEqualTo(second);
    }

    @ParameterizedTest
    @ValueSource(strings = {"servers: [", "serves: {}", "servers: {a: {url: x}}", "\0"})
    void aBrokenFileIsRefusedOnceAndMendedLater(String broken) throws Exception {
        watch(servers("a"));
        Yaml.write(file(), broken);
        assertThat(refused.poll(10, TimeUnit.SECONDS)).hasMessageContaining("gatehouse.yaml:1:");
        // At once: a file written in place is empty for a moment, which is refused too.
        Path mended = folder.resolve("mended");
        Yaml.write(mended, servers("b"));
        Files.move(mended, file(), StandardCopyOption.ATOMIC_MOVE);
        assertThat(names(next())).containsExactly("b");
        assertThat(refused).isEmpty();
    }

    @Test
    void aFileThatIsGoneIsRefusedAndTheNextOneCounts() throws Exception {
        watch(servers("a"));
        Files.delete(file());
        assertThat(refused.poll(10, TimeUnit.SECONDS)).hasMessageContaining("does not exist");
        Yaml.write(file(), servers("b"));
        assertThat(names(next())).containsExactly("b");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "# nothing", "servers:\n", "servers: {}", "listen: {port: 1}\n"})
    void anEmptiedOrHalfWrittenFileTakesNoServersAway(String half) throws Exception {
        watch("servers: {a: {command: x}, off: {command: x, disabled: true}}");
        Yaml.write(file(), half);
        assertThat(refused.poll(10, TimeUnit.SECONDS))
                .message()
                .containsAnyOf("none is left", "no longer names anything");
        Yaml.write(file(), "servers: {a: {command: x, disabled: true}}");
        assertThat(names(next())).isEmpty();
    }

    @Test
    void restoringTheFileAfterARefusalIsTold() throws Exception {
        watch(servers("a"));
        Yaml.write(file(), "");
        assertThat(refused.poll(10, TimeUnit.SECONDS))
                .hasMessageContaining("gatehouse.yaml: no longer names anything. Restore the file, or restart");
        assertThat(restored).isEmpty();
        Yaml.write(file(), servers("a"));
        assertThat(restored.poll(10, TimeUnit.SECONDS)).isTrue();
        assertThat(applied).isEmpty();
    }

    @Test
    void anEmptiedClientsFileTakesNoServersAway() throws Exception {
        Path imported = folder.resolve(".mcp.json");
        Yaml.write(imported, "{\"mcpServers\": {\"a\": {\"command\": \"x\"}}}");
        watch("import: .mcp.json\nservers: {b: {command: x}}");
        Yaml.write(imported, "{\"mcpServers\": {}}");
        assertThat(refused.poll(10, TimeUnit.SECONDS)).hasMessageContaining(".mcp.json: no longer names anything");
        assertThat(applied).isEmpty();
    }

    @Test
    void aReloadNeverLetsEveryCallerDoEverything() throws Exception {
        String keys = "auth: {keys: [{name: ci, sha256: " + "ab".repeat(32) + "}]}\n";
        watch(keys + servers("a") + "\nroles: {r: {keys: ci, servers: a}}");
        Yaml.write(file(), keys + servers("a", "b"));
        assertThat(refused.poll(10, TimeUnit.SECONDS)).hasMessageContaining("roles: no role is left");
        assertThat(applied).isEmpty();
    }

    @Test
    void aReloadNeverTurnsAuthenticationOff() throws Exception {
        String key = "{name: ci, sha256: " + "ab".repeat(32) + "}";
        String other = "{name: me, sha256: " + "cd".repeat(32) + "}";
        watch("auth: {keys: [" + key + ", " + other + "]}\n" + servers("a"));
        Yaml.write(file(), servers("a", "b"));
        assertThat(refused.poll(10, TimeUnit.SECONDS)).hasMessageContaining("auth: is no longer there");
        Yaml.write(file(), "auth:\n" + servers("a"));
        assertThat(refused.poll(10, TimeUnit.SECONDS)).hasMessageContaining("auth: is no longer there");
        Yaml.write(file(), "auth: {keys: [" + other + "]}\n" + servers("a"));
        assertThat(next().auth().keys()).extracting(Configuration.Key::name).containsExactly("me");
        Yaml.write(file(), "auth: {keys: []}\n" + servers("a"));
        assertThat(next().auth().required()).isTrue();
    }

    @Test
    void aFileThatIsWrittenInPiecesIsReadOnceItIsQuiet() throws Exception {
        String whole = servers("a", "b", "c");
        AtomicInteger written = new AtomicInteger(13);
        quiet = () -> {
            if (written.get() < whole.length()) {
                Yaml.write(file(), whole.substring(0, Math.min(whole.length(), written.addAndGet(4))));
            }
        };
        watch(servers("a"));
        Yaml.write(file(), whole.substring(0, written.get()));
        assertThat(names(next())).containsExactly("a", "b", "c");
        assertThat(refused).isEmpty();
        assertThat(applied).isEmpty();
    }

    @Test
    void aChangeThatSaysTheSameIsNotApplied() throws Exception {
        BlockingQueue<Boolean> looks = new LinkedBlockingQueue<>();
        quiet = () -> looks.add(true);
        watch(servers("a"));
        for (String comment : List.of("# one\n", "# two\n")) {
            // The second one is looked at only once the first one is done with.
            Yaml.write(file(), comment + servers("a"));
            assertThat(looks.poll(10, TimeUnit.SECONDS)).isTrue();
        }
        Yaml.write(file(), servers("a", "b"));
        assertThat(names(next())).containsExactly("a", "b");
        assertThat(applied).isEmpty();
    }

    @Test
    void aFileThatAppearsAfterItWasFoundMissingIsNoticed() throws Exception {
        String servers = "{\"mcpServers\": {\"%s\": {\"command\": \"${NAME}\"}}}";
        Yaml.write(folder.resolve("second.json"), servers.formatted("a"));
        watch("import: second.json");
        environment = name -> {
            // The first file has been looked for by now.
            Yaml.write(folder.resolve("first.json"), servers.formatted("b"));
            return "x";
        };
        Yaml.write(file(), "import: [first.json, second.json]");
        assertThat(refused.poll(10, TimeUnit.SECONDS)).hasMessageContaining("first.json\" does not exist");
        assertThat(names(next())).containsExactly("a", "b");
    }

    @Test
    void reloadingOnRequestReadsVariablesAgain() throws Exception {
        variables.put("NAME", "one");
        watch("servers: {a: {command: '${NAME}'}}");
        variables.put("NAME", "two");
        watcher.reload();
        assertThat(next().servers().getFirst().transport().toString()).isEqualTo("Stdio[two]");
    }

    private void watch(String text) throws Exception {
        Yaml.write(file(), text);
        start();
    }

    private void start() throws Exception {
        ConfigurationLoader loader =
                new ConfigurationLoader(ConfigurationLoader.Options.of(file()), name -> environment.get(name));
        watcher = new ConfigurationWatcher(
                loader, loader.load(), applied::add, refused::add, () -> restored.add(true), OFTEN, quiet);
    }

    private Path file() {
        return folder.resolve("gatehouse.yaml");
    }

    private Configuration next() throws InterruptedException {
        Configuration configuration = applied.poll(10, TimeUnit.SECONDS);
        assertThat(configuration).as("a change within ten seconds").isNotNull();
        return configuration;
    }

    private static List<String> names(Configuration configuration) {
        return configuration.servers().stream().map(ServerSettings::name).toList();
    }

    private static String servers(String... names) {
        StringBuilder text = new StringBuilder("servers:\n");
        for (String name : names) {
            text.append("  ").append(name).append(": {command: x}\n");
        }
        return text.toString();
    }
}
