package io.gatehouse.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `check` names the servers that several tenants share without being told apart.
class SharedServersTest {
    @TempDir
    Path folder;

    @Test
    void serversThatTokensOfSeveralTenantsReachAreNamed() throws Exception {
        Path file = Files.writeString(folder.resolve("gatehouse.yaml"), """
                listen: {public-url: https://gw.example.com}
                auth:
                  keys: [{name: ci, sha256: %s}]
                  issuers: [{issuer: https://login.example.com, tenant: org}]
                roles: {all: {keys: ci, servers: "*"}}
                servers:
                  plain: {url: https://a.example.com/mcp}
                  program: {command: program}
                  told: {url: https://a.example.com/mcp, headers: {X-Tenant: "${caller.tenant}"}}
                  signed: {url: https://a.example.com/mcp, identity: jwt}
                  apart: {command: program, sessions: tenant}
                """.formatted("0".repeat(64)));
        Run run = Run.of("check", "--offline", "--config", file.toString());
        assertThat(run.code()).as(run.err()).isZero();
        assertThat(run.err().lines().filter(line -> line.contains("tenants")))
                .containsExactly(
                        "warning: servers.plain: callers of several tenants share it (those that tokens name), and it is"
                                + " not told whose data a call is for. Pass ${caller.tenant} in headers, or set identity: jwt"
                                + " or sessions: tenant.",
                        "warning: servers.program: callers of several tenants share it (those that tokens name), and it"
                                + " is not told whose data a call is for. Set sessions: tenant, and pass ${caller.tenant} in"
                                + " env if it needs it.");
    }

    @Test
    void serversThatKeysOfSeveralTenantsReachAreNamed() throws Exception {
        KeyCommands commands = new KeyCommands(folder.resolve("data"));
        commands.make("ci", "--tenant", "globex");
        Path file = folder.resolve("gatehouse.yaml");
        try (NotingServer server = new NotingServer(true)) {
            Files.writeString(file, "data: data\nservers: {plain: {url: \"" + server.endpoint() + "\"}}\n");
            Run one = Run.of("check", "--config", file.toString());
            assertThat(one.code()).as(one.err()).isZero();
            assertThat(one.err()).doesNotContain("tenants");
            commands.make("ci", "--tenant", "acme");
            assertThat(Run.of("check", "--config", file.toString()).err())
                    .contains("servers.plain: callers of several tenants share it (acme, globex), and it is not told");
        }
    }
}
