package io.gatehouse.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gatehouse.app.cli.ExitCode;
import io.gatehouse.app.config.KeyMaker;
import io.gatehouse.app.config.SealKeyFile;
import io.gatehouse.protocol.Revision;
import io.gatehouse.upstream.settings.ServerSettings;
import io.gatehouse.upstream.settings.Transport;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Keys that replicas share: from files, changed in two steps, taken over while a gateway runs.
class SealKeysTest {
    private static final String FROM_FILE = "seal: {keys: '${file:seal.keys}'}\n";

    @TempDir
    Path folder;

    private Bed bed(String name, String... keys) throws Exception {
        Path own = Files.createDirectories(folder.resolve(name));
        Files.write(own.resolve("seal.keys"), List.of(keys));
        return new Bed(
                own,
                FROM_FILE + "servers: {off: {command: none, disabled: true}}\n",
                ServerSettings.of("good", new Transport.InProcess(new PlainServer())));
    }

    @Test
    void aSessionOpensWhereTheKeysAreTheSame() throws Exception {
        String key = KeyMaker.make();
        try (Bed first = bed("first", key);
                Bed second = bed("second", "# another file", KeyMaker.make(), key);
                Bed stranger = bed("stranger", KeyMaker.make());
                WireClientHttp client = (WireClientHttp) first.client("", Revision.R2025_11_25)) {
            client.moveTo(second.endpoint());
            assertThat(client.call("good_echo", "there").said()).contains("there");
            client.moveTo(stranger.endpoint());
            assertThat(client.call("good_echo").status()).isEqualTo(404);
        }
        assertThat(folder.resolve("first/data/session-keys")).doesNotExist();
    }

    /// Two gateways, of which one is always a step behind: a session of either opens at both, all the way.
    @Test
    void rotationInTwoStepsEndsNoSession() throws Exception {
        for (String name : List.of("first", "second")) {
            Files.createDirectories(folder.resolve(name));
            Files.writeString(
                    folder.resolve(name).resolve("gatehouse.yaml"),
                    FROM_FILE + "listen: {port: 0}\nservers: {off: {command: none, disabled: true}}\n");
        }
        Path keys = folder.resolve("first/seal.keys");
        Path copy = folder.resolve("second/seal.keys");
        assertThat(rotate().out()).contains("Made the first seal key in " + keys);
        Files.copy(keys, copy);
        try (GatehouseProcess first = up("first");
                GatehouseProcess second = up("second")) {
            List<String> endpoints = List.of(endpoint(first), endpoint(second));
            opensEverywhere(endpoints);

            assertThat(rotate().out()).contains("Step 1 of 2").contains("run `gatehouse seal rotate` again");
            takenOver(first, 1);
            opensEverywhere(endpoints);
            copyOver(keys, copy);
            takenOver(second, 1);
            opensEverywhere(endpoints);

            assertThat(rotate().out()).contains("Step 2 of 2").contains("--drop-old");
            takenOver(first, 2);
            opensEverywhere(endpoints);
            copyOver(keys, copy);
            takenOver(second, 2);
            opensEverywhere(endpoints);
        }
        assertThat(SealKeyFile.keys(Files.readString(keys))).hasSize(2);
        assertThat(rotate("--drop-old").out()).contains("Removed one old key");
        assertThat(SealKeyFile.keys(Files.readString(keys))).hasSize(1);
        assertThat(rotate("--drop-old").code()).isEqualTo(ExitCode.FAILED);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(keys)))
                .isEqualTo("rw-------");
    }

    private static void copyOver(Path keys, Path copy) throws Exception {
        Path fresh = Files.copy(keys, copy.resolveSibling("fresh"));
        Files.move(fresh, copy, StandardCopyOption.REPLACE_EXISTING);
    }

    private GatehouseProcess up(String name) throws Exception {
        return new GatehouseProcess(folder.resolve(name), "up", "--host", "127.0.0.1", "--json");
    }

    private static String endpoint(GatehouseProcess up) {
        return GatehouseProcess.endpoint(up.out(line -> line.contains("endpoint")))
                .toString();
    }

    private Run rotate(String... more) {
        String config = folder.resolve("first/gatehouse.yaml").toString();
        return more.length == 0
                ? Run.of("seal", "rotate", "--config", config)
                : Run.of("seal", "rotate", "--config", config, more[0]);
    }

    private static void takenOver(GatehouseProcess up, int times) {
        Patience.until(
                "the keys are taken over",
                () -> up.allErr().stream()
                                .filter(line -> line.contains("applied: "))
                                .count()
                        >= times);
        assertThat(up.allErr()).noneMatch(line -> line.contains("restart is required"));
    }

    private static void opensEverywhere(List<String> endpoints) {
        for (String begun : endpoints) {
            try (WireClientHttp client =
                    (WireClientHttp) WireClient.connect(URI.create(begun), "", Revision.R2025_11_25, "{}")) {
                for (String asked : endpoints) {
                    client.moveTo(URI.create(asked));
                    assertThat(client.send("tools/list", "").status()).isEqualTo(200);
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"['${file:one}', '${file:two}']", "'${KEY}'"})
    void whereNoSingleFileHoldsTheKeysTheCommandSaysWhatToDo(String keys) throws Exception {
        Path file = Files.writeString(folder.resolve("gatehouse.yaml"), "seal: {keys: " + keys + "}\n");
        Run run = Run.of("seal", "rotate", "--config", file.toString());
        assertThat(run.code()).isZero();
        assertThat(run.out())
                .containsPattern("A new seal key, shown only once:\n\n {2}[A-Za-z0-9_-]{43,}\n\n")
                .contains(
                        "seal.keys does not name one file with ${file:PATH}, so change it yourself:",
                        "1. Put the key in a file or a variable, and name it last under seal.keys on every replica.",
                        "2. When every replica has it, move it to the first place on every replica.",
                        "3. When limits.session-age has passed, remove the earlier key.");
        assertThat(Run.of("seal", "rotate", "--config", file.toString()).out()).isNotEqualTo(run.out());

        Run json = Run.of("seal", "rotate", "--json", "--config", file.toString());
        assertThat(json.out()).matches("\\{\"step\":\"by_hand\",\"key\":\"[A-Za-z0-9_-]{43,}\"}\n");
        Run drop = Run.of("seal", "rotate", "--drop-old", "--config", file.toString());
        assertThat(drop.code()).isEqualTo(ExitCode.FAILED);
        assertThat(drop.err()).contains("Remove the old key from seal.keys yourself.");
        assertThat(folder.toFile().list()).containsExactly("gatehouse.yaml");
    }

    @Test
    void theHelpTellsTheStepsAndWhatHappensWithoutAFile() {
        String help = Run.of("seal", "rotate", "--help").out().replaceAll("\\s+", " ");
        assertThat(help)
                .contains(
                        "Changes the file that `seal.keys` names with ${file:PATH}.",
                        "the first run adds a new key, which opens but does not seal yet; the second run has it seal,"
                                + " and the earlier key still opens.",
                        "Copy the file to every replica after each run;",
                        "step 1: add a new key",
                        "step 2: seal with it, once every replica has it",
                        "--drop-old Remove the keys that do not seal any more.",
                        "Where seal.keys names a variable or several files, the command prints a new key and where to"
                                + " put it, and changes nothing.");
        assertThat(Run.of("seal").code()).isEqualTo(ExitCode.USAGE);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    keys: 'a-secret-that-is-long-enough-0123456789' | is a secret, which must not be in this file
                    keys: [[1]]                                     | must be a string, not a list
                    keys: '${file:missing}'                         | does not exist or cannot be read
                    keys: '${file:empty}'                           | holds no key
                    keys: '${file:short}'                           | the key has 9 bytes, and needs at least 32
                    keys: '${file:dull}'                            | is not random: it has only 1 different characters
                    keys: ['${file:good}', '${file:good}']          | two keys are the same
                    key: '${file:good}'                             | unknown key
                    """)
    void whatIsNoKeyIsRefused(String seal, String message) throws Exception {
        Files.writeString(folder.resolve("empty"), "# nothing\n\n");
        Files.writeString(folder.resolve("short"), "too-short\n");
        Files.writeString(folder.resolve("dull"), "a".repeat(64));
        Files.writeString(folder.resolve("good"), KeyMaker.make());
        assertThatThrownBy(() -> Yaml.load(folder, "seal: {" + seal.strip() + "}\n"))
                .hasMessageContaining("seal")
                .hasMessageContaining(message)
                .message()
                .doesNotContain("a-secret", "too-short");
    }
}
