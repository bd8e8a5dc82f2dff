package io.gatehouse.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.gatehouse.app.config.ImportReader;
import io.gatehouse.app.config.Problems;
import io.gatehouse.app.config.ServerNames;
import io.gatehouse.app.config.Source;
import io.gatehouse.fixtures.RealClients;
import io.gatehouse.fixtures.RealTools;
import io.gatehouse.fixtures.ToolRun;
import io.gatehouse.upstream.settings.ServerSettings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What Claude Code itself writes to `~/.claude.json` is read: servers of the user and of the project one stands in.
@Tag("real")
class ClaudeCodeFileTest {
    @TempDir
    Path home;

    @Test
    void whatClaudeCodeKeepsForTheUserAndForAProject() throws Exception {
        assumeTrue(RealTools.ready(), "run fixtures/clients/install");
        add("--scope", "user", "--transport", "http", "web", "https://example.com/mcp", "--header", "X-A: b");
        add("mine", "--env", "K=v", "--", "npx", "-y", "server");
        Problems problems = new Problems();
        List<ServerSettings> servers = new ImportReader(name -> null, new ServerNames(problems), null, problems)
                .read(
                        Source.of(home.resolve(".claude.json")),
                        Files.readAllBytes(home.resolve(".claude.json")),
                        false,
                        home.toRealPath())
                .servers();
        assertThat(servers).extracting(ServerSettings::name).containsExactlyInAnyOrder("mine", "web");
        assertThat(problems.failed()).isFalse();
        assertThat(problems.warnings()).singleElement().asString().contains("the servers of the project " + home);
    }

    private void add(String... arguments) {
        List<String> all = new ArrayList<>(List.of("mcp", "add"));
        all.addAll(List.of(arguments));
        ToolRun added = RealClients.claude(home, all.toArray(String[]::new));
        assertThat(added.status()).as(added.errors()).isZero();
    }
}
