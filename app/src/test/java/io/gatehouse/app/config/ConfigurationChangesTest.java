package io.gatehouse.app.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigurationChangesTest {
    @TempDir
    Path folder;

    private Configuration load(String text) throws Exception {
        Path file = folder.resolve("gatehouse.yaml");
        Files.writeString(file, text);
        return new ConfigurationLoader(ConfigurationLoader.Options.of(file), name -> null).load();
    }

    private static String key(String name, String digit) {
        return "{name: " + name + ", sha256: \"" + digit.repeat(64) + "\"}";
    }

    @Test
    void serversToolsetsAndKeysAreNamed() throws Exception {
        Configuration before = load("auth: {keys: [" + key("old", "1") + ", " + key("ci", "2") + "]}\n"
                + "servers: {a: {command: x}, b: {command: x}}\ntoolsets: {all: {servers: [a]}}");
        Configuration next = load("auth: {keys: [" + key("ci", "3") + ", " + key("new", "4") + "]}\n"
                + "servers: {a: {command: x}, b: {command: y}, c: {command: x}}");

        assertThat(ConfigurationChanges.of(before, next))
                .isEqualTo("added server c, key new; changed server b, key ci; removed toolset all, key old");
        assertThat(ConfigurationChanges.of(next, next)).isEmpty();
    }

    @Test
    void ofManyTheFirstAreNamed() throws Exception {
        String many = IntStream.range(10, 40)
                .mapToObj(each -> "s" + each + ": {command: x}")
                .collect(Collectors.joining(", "));

        assertThat(ConfigurationChanges.of(load("servers: {a: {command: x}}"), load("servers: {" + many + "}")))
                .startsWith("added server s10, server s11,")
                .endsWith("server s19 and 20 more; removed server a");
    }
}
