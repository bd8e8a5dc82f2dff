package io.gatehouse.kit;

import io.gatehouse.protocol.HeaderParameter;
import io.gatehouse.protocol.HeaderParameters;
import io.gatehouse.protocol.InvalidHeaderParameterException;
import io.gatehouse.protocol.MalformedJsonException;
import io.gatehouse.protocol.ObjectView;
import io.gatehouse.protocol.Slice;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/// A tool: what clients are told of it, and what it does. Made by [#named(String)].
public final class Tool {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_.-]{1,128}");

    private final String name;
    private final ObjectNode definition;
    private final Schema input;
    private final @Nullable Schema output;
    private final List<HeaderParameter> headers;
    private final ToolFunction function;

    private Tool(Builder builder, ToolFunction function) {
        this.name = builder.name;
        this.definition = builder.definition();
        this.input = new Schema("the input schema of tool " + name, builder.input);
        this.output = builder.output == null ? null : new Schema("the output schema of tool " + name, builder.output);
        this.headers = builder.headers();
        this.function = function;
    }

    /// Starts a tool of this name: 1 to 128 of letters, digits, `_`, `.` and `-`. Without an input schema it takes no
    /// arguments that matter.
    ///
    /// @throws IllegalArgumentException when the name is anything else
    public static Builder named(String name) {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("a tool's name has 1 to 128 of letters, digits, _ . and -: " + name);
        }
        return new Builder(name);
    }

    /// Its name.
    public String name() {
        return name;
    }

    ObjectNode definition() {
        return definition;
    }

    Schema input() {
        return input;
    }

    @Nullable
    Schema output() {
        return output;
    }

    List<HeaderParameter> headers() {
        return headers;
    }

    ToolFunction function() {
        return function;
    }

    /// A tool in the making.
    public static final class Builder {
        private final String name;
        private @Nullable String title;
        private @Nullable String description;
        private ObjectNode input = JsonValues.object().put("type", "object");
        private @Nullable ObjectNode output;
        private @Nullable ObjectNode annotations;

        private Builder(String name) {
            this.name = name;
        }

        /// A name for people.
        public Builder title(String text) {
            this.title = text;
            return this;
        }

        /// What it does and when to use it, for the model.
        public Builder description(String text) {
            this.description = text;
            return this;
        }

        /// The JSON Schema (2020-12) of its arguments, an object; sent as given, arguments are checked against it.
        public Builder input(String schema) {
            this.input = JsonValues.readObject("the input schema of tool " + name, schema);
            return this;
        }

        /// The JSON Schema (2020-12) of its `structuredContent`.
        public Builder output(String schema) {
            this.output = JsonValues.readObject("the output schema of tool " + name, schema);
            return this;
        }

        /// Hints on its behaviour as JSON: `readOnlyHint`, `destructiveHint`, `idempotentHint`, `openWorldHint`.
        public Builder annotations(String json) {
            this.annotations = JsonValues.readObject("the annotations of tool " + name, json);
            return this;
        }

        /// Ends the making with what the tool does.
        ///
        /// @throws IllegalArgumentException when a schema makes no sense, or clients would leave the tool
        ///     out because of an `x-mcp-header` in it
        public Tool does(ToolFunction function) {
            return new Tool(this, function);
        }

        private List<HeaderParameter> headers() {
            try {
                return HeaderParameters.of(ObjectView.read(Slice.of(JsonValues.bytes(input))));
            } catch (InvalidHeaderParameterException invalid) {
                throw new IllegalArgumentException(
                        "tool " + name + ", " + HeaderParameters.ANNOTATION + ": " + invalid.getMessage(), invalid);
            } catch (MalformedJsonException impossible) {
                throw new IllegalStateException(impossible);
            }
        }

        private ObjectNode definition() {
            ObjectNode json = JsonValues.object().put("name", name);
            JsonValues.putIfPresent(json, "title", title);
            JsonValues.putIfPresent(json, "description", description);
            json.set("inputSchema", input);
            if (output != null) {
                json.set("outputSchema", output);
            }
            if (annotations != null) {
                json.set("annotations", annotations);
            }
            return json;
        }
    }
}
