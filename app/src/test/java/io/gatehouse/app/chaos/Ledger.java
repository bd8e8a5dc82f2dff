package io.gatehouse.app.chaos;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;

/// What the servers have done: a file for each of them, with a line for each effect. A line is written at once and
/// before the answer, so that it outlives whatever is killed.
record Ledger(Path folder) {
    /// The file of a server.
    Path file(String server) {
        return folder.resolve(server + ".ledger");
    }

    /// Notes an effect.
    static void note(Path file, String id) throws IOException {
        Files.writeString(file, id + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    /// How often each call has had its effect so far, by `SERVER ID`.
    Map<String, Integer> effects() throws IOException {
        Map<String, Integer> effects = new HashMap<>();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file :
                    files.filter(any -> any.toString().endsWith(".ledger")).toList()) {
                String server = file.getFileName().toString().replace(".ledger", "");
                Files.readAllLines(file).forEach(id -> effects.merge(server + " " + id, 1, Integer::sum));
            }
        }
        return effects;
    }
}
