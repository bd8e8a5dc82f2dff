package io.gatehouse.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// `gatehouse key`, run on the store of a data folder.
///
/// @param where the options that name it
record KeyCommands(List<String> where) {
    private static final JsonMapper MAPPER = new JsonMapper();

    /// Keys in the data folder of a gateway without a configuration file.
    KeyCommands(Path data) {
        this(List.of("--data", data.toString()));
    }

    /// Makes a key and returns it.
    String make(String name, String... more) {
        return made(name, more).path("key").asString();
    }

    /// Makes a key and returns what the command says of it.
    JsonNode made(String name, String... more) {
        List<String> arguments = new ArrayList<>(List.of("new", name, "--json"));
        arguments.addAll(List.of(more));
        return MAPPER.readTree(run(arguments.toArray(String[]::new)));
    }

    /// Runs a command that must succeed and returns what it prints.
    String run(String... arguments) {
        Run run = tried(arguments);
        assertThat(run.code()).as(run.err() + run.out()).isZero();
        return run.out();
    }

    /// Runs a command.
    Run tried(String... arguments) {
        List<String> all = new ArrayList<>(List.of("key"));
        all.addAll(List.of(arguments));
        all.addAll(where);
        return Run.of(all.toArray(String[]::new));
    }
}
