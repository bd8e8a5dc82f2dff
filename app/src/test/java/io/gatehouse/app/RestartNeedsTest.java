package io.gatehouse.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.app.config.Configuration;
import io.gatehouse.app.config.RestartNeeds;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RestartNeedsTest {
    private static final String KEYS = "auth: {keys: [{name: ci, sha256: " + "ab".repeat(32) + "}]}\n";

    @TempDir
    Path folder;

    @Test
    void whatIsTakenOverAtOnceNeedsNone() throws Exception {
        Configuration started = Yaml.load(folder, "servers: {}");
        Configuration next = Yaml.load(
                folder,
                KEYS
                        + "listen: {allowed-origins: https://app.example.com, allowed-hosts: mcp.example.com, trusted-proxies: 10.0.0.1}\n"
                        + "defaults: {call-timeout: 1m}\nservers: {a: {command: x}}\ntoolsets: {t: {servers: [a]}}");
        assertThat(next.access().origins()).isNotEmpty();
        assertThat(RestartNeeds.of(started, next)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "listen: {port: 1}                  | listen.port",
                "listen: {host: 127.0.0.1}          | listen.host",
                "listen: {trusted-proxies: [10.0.0.0/8], proxy-protocol: true} | listen.proxy-protocol",
                "names: {max-length: 60}            | names",
                "limits: {body-bytes: 1MiB}         | limits",
                "limits: {page-size: 10}            | limits",
                "limits: {streams: 10}              | limits",
                "logging: {calls: false}            | logging",
                "data: elsewhere                    | data"
            })
    void whatIsNotIsNamedAndNothingElse(String change, String named) throws Exception {
        Configuration started = Yaml.load(folder, "servers: {}");
        assertThat(RestartNeeds.of(started, Yaml.load(folder, change + "\nservers: {}")))
                .containsExactly(named);
    }
}
