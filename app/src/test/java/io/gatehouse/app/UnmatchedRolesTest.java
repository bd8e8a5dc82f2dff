package io.gatehouse.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.gatehouse.app.config.Configuration;
import io.gatehouse.app.config.ConfigurationReport;
import io.gatehouse.app.config.Problem;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Roles that leave a caller without what it needs.
class UnmatchedRolesTest {
    @TempDir
    Path folder;

    @Test
    void whatMatchesNothingIsAWarning() throws Exception {
        Configuration loaded = Yaml.load(folder, """
                auth: {keys: [{name: desk-1, sha256: %s}, {name: left-out, sha256: %s}]}
                servers: {crm: {command: x}}
                toolsets: {support: {servers: [crm]}}
                roles:
                  right: {keys: "desk-*", servers: "c*", toolsets: support}
                  wrong: {keys: dask-1, claims: {groups: desk}, servers: [crm, erp], toolsets: "sup", scopes: ["crn:read", "*:send"]}
                """.formatted("ab".repeat(32), "cd".repeat(32)));
        assertThat(loaded.warnings())
                .extracting(Problem::path, Problem::message)
                .containsExactlyInAnyOrder(
                        tuple("roles.wrong.keys", "\"dask-1\" matches no key"),
                        tuple("roles.wrong.claims", "gives the role to nobody, because there are no issuers of tokens"),
                        tuple("roles.wrong.servers", "\"erp\" matches no server"),
                        tuple("roles.wrong.scopes", "\"crn\" matches no server"),
                        tuple("roles.wrong.toolsets", "\"sup\" matches no toolset"),
                        tuple("auth.keys", "\"left-out\" has no role, so its caller may do nothing"));
        assertThat(ConfigurationReport.text(loaded)).contains("2 keys, 2 roles, 6 warnings");
    }

    @Test
    void callsThatStopBeforeTheyAreSlowedAreAWarning() throws Exception {
        Configuration loaded = Yaml.load(folder, """
                servers: {crm: {command: x}}
                usage:
                  repeats:
                    never: {slow-after: 10, stop-after: 5}
                    early: {stop-after: 5}
                    right: {slow-after: 5, stop-after: 10}
                """);
        assertThat(loaded.warnings())
                .extracting(Problem::path, Problem::message)
                .containsExactly(
                        tuple("usage.repeats.never.slow-after", "has no effect, because calls are refused after 5"));
    }

    @Test
    void soIsAServerThatALimitNames() throws Exception {
        Configuration loaded = Yaml.load(folder, """
                servers: {crm: {command: x}}
                usage:
                  limits:
                    right: {servers: ["c*", "https://*"], calls: 5}
                    wrong: {servers: crn, calls: 5}
                  reach: {ids: {servers: erp, argument: id, values: 5}}
                  repeats: {none: {servers: ci, stop-after: 0}}
                """);
        assertThat(loaded.warnings())
                .extracting(Problem::path, Problem::message)
                .containsExactly(
                        tuple("usage.limits.wrong.servers", "\"crn\" matches no server"),
                        tuple("usage.reach.ids.servers", "\"erp\" matches no server"),
                        tuple("usage.repeats.none.servers", "\"ci\" matches no server"));
    }
}
