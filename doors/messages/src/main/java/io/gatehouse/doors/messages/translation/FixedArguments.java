package io.gatehouse.doors.messages.translation;

import io.gatehouse.doors.messages.api.Trees;
import io.gatehouse.protocol.ArgumentFit;
import io.gatehouse.protocol.MalformedJsonException;
import io.gatehouse.protocol.ObjectView;
import io.gatehouse.protocol.Slice;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Arguments that a request fixes for a tool: the model does not see them, and every call has them.
///
/// @param values by the server's names; must not be changed
record FixedArguments(ObjectNode values) {
    /// Nothing is fixed.
    static final FixedArguments NONE = new FixedArguments(Trees.object());

    private static final List<String> MAPS = List.of("properties", "dependentRequired", "dependentSchemas");

    /// Their names.
    Set<String> names() {
        return Set.copyOf(values.propertyNames());
    }

    /// The schema without them.
    ///
    /// @param schema for the model; not changed
    /// @param names what the model calls the arguments
    ObjectNode hiddenIn(ObjectNode schema, ArgumentNames names) {
        if (values.isEmpty()) {
            return schema;
        }
        Set<String> hidden = new HashSet<>(values.propertyNames());
        names.own().forEach((forModel, own) -> {
            if (values.has(own)) {
                hidden.add(forModel);
                hidden.remove(own);
            }
        });
        ObjectNode left = Trees.object();
        schema.properties().forEach(entry -> left.set(entry.getKey(), entry.getValue()));
        for (String key : MAPS) {
            if (schema.path(key) instanceof ObjectNode map) {
                left.set(key, map.deepCopy().remove(new ArrayList<>(hidden)));
            }
        }
        if (schema.path("required") instanceof ArrayNode required) {
            ArrayNode still = Trees.array();
            for (JsonNode name : required) {
                if (!hidden.contains(name.asString(""))) {
                    still.add(name);
                }
            }
            left.set("required", still);
        }
        return left;
    }

    /// Those that a tool with this schema does not take, as far as the schema says so.
    List<String> absentFrom(ObjectNode schema) {
        if (values.isEmpty()) {
            return List.of();
        }
        ObjectView view = view(schema);
        return values.propertyNames().stream()
                .filter(argument -> ArgumentFit.of(view, argument) == ArgumentFit.ABSENT)
                .toList();
    }

    private static ObjectView view(ObjectNode schema) {
        try {
            return ObjectView.read(Slice.of(schema.toString()));
        } catch (MalformedJsonException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /// The arguments of a call with these.
    ///
    /// @param arguments by the server's names; not changed
    ObjectNode in(ObjectNode arguments) {
        if (values.isEmpty()) {
            return arguments;
        }
        ObjectNode all = arguments.deepCopy();
        all.setAll(values);
        return all;
    }
}
