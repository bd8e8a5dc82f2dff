package io.gatehouse.app;

import io.gatehouse.app.config.Configuration;
import io.gatehouse.app.config.ConfigurationException;
import io.gatehouse.app.config.ConfigurationLoader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/// Loads configurations that tests write.
final class Yaml {
    private Yaml() {}

    /// The configuration in a text that stands in `gatehouse.yaml` of the folder.
    static Configuration load(Path folder, String text) throws ConfigurationException {
        return load(folder, text, Map.of());
    }

    /// [#load(Path, String)] with variables.
    static Configuration load(Path folder, String text, Map<String, String> variables) throws ConfigurationException {
        write(folder.resolve("gatehouse.yaml"), text);
        return new ConfigurationLoader(ConfigurationLoader.Options.of(folder.resolve("gatehouse.yaml")), variables::get)
                .load();
    }

    /// What is said of a text that is refused, a line a problem, without the folder's name.
    static List<String> refused(Path folder, String text) {
        return refused(folder, text, Map.of());
    }

    /// [#refused(Path, String)] with variables.
    static List<String> refused(Path folder, String text, Map<String, String> variables) {
        try {
            Configuration loaded = load(folder, text, variables);
            throw new AssertionError("not refused: " + loaded);
        } catch (ConfigurationException refused) {
            return refused.getMessage()
                    .replace(folder + "/", "")
                    .replace(folder.toString(), "FOLDER")
                    .lines()
                    .toList();
        }
    }

    static void write(Path file, String text) {
        try {
            Files.writeString(file, text);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}
