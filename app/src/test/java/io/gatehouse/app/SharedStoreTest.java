package io.gatehouse.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.gatehouse.fixtures.postgres.TestPostgres;
import io.gatehouse.protocol.Revision;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Two gateways with data folders of their own and one PostgreSQL database.
class SharedStoreTest {
    @TempDir
    Path folder;

    private String yaml;
    private KeyCommands commands;

    @BeforeEach
    void database() throws Exception {
        assumeTrue(TestPostgres.possible(), "PostgreSQL cannot run as root here");
        Files.writeString(folder.resolve("store.url"), TestPostgres.database());
        yaml = "store: {url: \"${file:" + folder.resolve("store.url")
                + "}\"}\nservers: {one: {command: \"true\", disabled: true}}\n";
        Path file = folder.resolve("commands.yaml");
        Yaml.write(file, "data: commands\n" + yaml);
        commands = new KeyCommands(List.of("--config", file.toString()));
    }

    private Bed gateway(String name) throws Exception {
        return new Bed(Files.createDirectories(folder.resolve(name)), yaml);
    }

    private static boolean admits(Bed bed, String key) {
        try (WireClient client = WireClient.connect(bed.endpoint(), "", Revision.NEWEST, "{}", key)) {
            return client.send("tools/list", "").status() == 200;
        }
    }

    @Test
    void aKeyWorksAndEndsAtBoth() throws Exception {
        try (Bed one = gateway("one");
                Bed other = gateway("other")) {
            String key = commands.make("ci");
            Patience.until("both know it", () -> admits(one, key) && admits(other, key));
            Patience.until("both demand one", () -> !admits(one, "gh_wrong") && !admits(other, "gh_wrong"));
            commands.run("revoke", "ci");
            Patience.until("both refuse it", () -> !admits(one, key) && !admits(other, key));
        }
        assertThat(folder.resolve("one/data/store.db")).doesNotExist();
        Run backup = Run.of(
                "backup",
                folder.resolve("b.zip").toString(),
                "--config",
                folder.resolve("commands.yaml").toString());
        assertThat(backup.err()).contains("The store is a PostgreSQL database. Back it up with pg_dump.");
    }
}
