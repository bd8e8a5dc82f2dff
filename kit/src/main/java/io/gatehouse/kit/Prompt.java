package io.gatehouse.kit;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// A prompt: messages made from arguments. Made by [#named(String, String)].
public final class Prompt {
    private final String name;
    private final ObjectNode definition;
    private final List<String> required;
    private final Map<String, CompletionFunction> completions;
    private final PromptFunction function;

    private Prompt(Builder builder, PromptFunction function) {
        this.name = builder.name;
        this.definition = builder.definition();
        this.required = builder.arguments.stream()
                .filter(Argument::required)
                .map(Argument::name)
                .toList();
        this.completions = Map.copyOf(builder.completions);
        this.function = function;
    }

    /// Starts a prompt without arguments.
    public static Builder named(String name, String description) {
        return new Builder(name, description);
    }

    /// Its name.
    public String name() {
        return name;
    }

    ObjectNode definition() {
        return definition;
    }

    List<String> required() {
        return required;
    }

    Map<String, CompletionFunction> completions() {
        return completions;
    }

    PromptFunction function() {
        return function;
    }

    private record Argument(String name, String description, boolean required) {}

    /// A prompt in the making.
    public static final class Builder {
        private final String name;
        private final String description;
        private @Nullable String title;
        private final List<Argument> arguments = new ArrayList<>();
        private final Map<String, CompletionFunction> completions = new LinkedHashMap<>();

        private Builder(String name, String description) {
            this.name = name;
            this.description = description;
        }

        /// A name for people.
        public Builder title(String text) {
            this.title = text;
            return this;
        }

        /// An argument that must be given.
        public Builder required(String argument, String meaning) {
            arguments.add(new Argument(argument, meaning, true));
            return this;
        }

        /// An argument that may be given.
        public Builder optional(String argument, String meaning) {
            arguments.add(new Argument(argument, meaning, false));
            return this;
        }

        /// What completes an argument.
        public Builder completing(String argument, CompletionFunction completion) {
            completions.put(argument, completion);
            return this;
        }

        /// Ends the making with what makes the messages.
        public Prompt gives(PromptFunction function) {
            return new Prompt(this, function);
        }

        private ObjectNode definition() {
            ObjectNode json = JsonValues.object().put("name", name);
            JsonValues.putIfPresent(json, "title", title);
            json.put("description", description);
            if (!arguments.isEmpty()) {
                ArrayNode listed = json.putArray("arguments");
                arguments.forEach(argument -> listed.addObject()
                        .put("name", argument.name())
                        .put("description", argument.description())
                        .put("required", argument.required()));
            }
            return json;
        }
    }
}
