package io.gatehouse.doors.messages.sources;

import io.gatehouse.doors.messages.api.Trees;
import io.gatehouse.doors.messages.translation.OfferedTool;
import io.gatehouse.upstream.settings.ModelTools;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/// Tools that give a model what a server has beside its own: its resources and prompts. They only read.
/// Where the server has a tool of such a name, that keeps it.
///
/// @param names what each is called
record ReadingTools(Map<String, Kind> names) {
    private static final int MOST_TRIES = 1_000;

    /// What a tool does.
    enum Kind {
        LIST_RESOURCES(
                ModelTools.RESOURCES,
                "list_resources",
                "Lists the resources of this server: documents, files, records. Read one by its URI with %s."),
        READ_RESOURCE(
                ModelTools.RESOURCES,
                "read_resource",
                "Reads one resource of this server. %s lists them; a template in the list stands for all URIs that it"
                        + " matches."),
        LIST_PROMPTS(
                ModelTools.PROMPTS,
                "list_prompts",
                "Lists the prompts of this server: instructions prepared for certain tasks. Get one by its name with"
                        + " %s."),
        GET_PROMPT(
                ModelTools.PROMPTS,
                "get_prompt",
                "Gets one prompt of this server, filled in with arguments. %s lists the prompts and their arguments.");

        private final ModelTools of;
        private final String usual;
        private final String description;

        Kind(ModelTools of, String usual, String description) {
            this.of = of;
            this.usual = usual;
            this.description = description;
        }

        private Kind other() {
            return switch (this) {
                case LIST_RESOURCES -> READ_RESOURCE;
                case READ_RESOURCE -> LIST_RESOURCES;
                case LIST_PROMPTS -> GET_PROMPT;
                case GET_PROMPT -> LIST_PROMPTS;
            };
        }

        private ObjectNode schema() {
            ObjectNode schema = Trees.object().put("type", "object");
            ObjectNode properties = schema.putObject("properties");
            switch (this) {
                case LIST_RESOURCES, LIST_PROMPTS ->
                    properties
                            .putObject("cursor")
                            .put("type", "string")
                            .put(
                                    "description",
                                    "The nextCursor of the previous page; leave it out for the first page.");
                case READ_RESOURCE -> {
                    properties.putObject("uri").put("type", "string").put("description", "The URI of the resource.");
                    schema.putArray("required").add("uri");
                }
                case GET_PROMPT -> {
                    properties.putObject("name").put("type", "string").put("description", "The name of the prompt.");
                    ObjectNode arguments = properties
                            .putObject("arguments")
                            .put("type", "object")
                            .put("description", "The arguments of the prompt, by name.");
                    arguments.putObject("additionalProperties").put("type", "string");
                    schema.putArray("required").add("name");
                }
            }
            return schema;
        }
    }

    /// The tools beside those of a server.
    ///
    /// @param own the server's own
    /// @param wanted what is given to models
    static ReadingTools beside(List<OfferedTool> own, Set<ModelTools> wanted) {
        if (wanted.isEmpty()) {
            return new ReadingTools(Map.of());
        }
        Set<String> taken = new HashSet<>();
        own.forEach(tool -> taken.add(tool.name()));
        Map<String, Kind> names = new LinkedHashMap<>();
        for (Kind kind : Kind.values()) {
            if (wanted.contains(kind.of)) {
                String name = free(kind.usual, taken);
                taken.add(name);
                names.put(name, kind);
            }
        }
        return new ReadingTools(names);
    }

    /// What a tool of this name does; null when it is none of these.
    @Nullable
    Kind kind(String name) {
        return names.get(name);
    }

    /// All tools, the server's own first.
    List<OfferedTool> with(List<OfferedTool> own) {
        if (names.isEmpty()) {
            return own;
        }
        List<OfferedTool> all = new ArrayList<>(own);
        names.forEach((name, kind) -> all.add(
                new OfferedTool(name, kind.description.formatted(name(kind.other())), kind.schema(), true, true)));
        return all;
    }

    private String name(Kind kind) {
        return names.entrySet().stream()
                .filter(entry -> entry.getValue() == kind)
                .map(Map.Entry::getKey)
                .findFirst()
                .orElse(kind.usual);
    }

    private static String free(String usual, Set<String> taken) {
        for (int number = 1; number < MOST_TRIES; number++) {
            String name = number == 1 ? usual : usual + "_" + number;
            if (!taken.contains(name)) {
                return name;
            }
        }
        return usual + "_of_gatehouse";
    }
}
