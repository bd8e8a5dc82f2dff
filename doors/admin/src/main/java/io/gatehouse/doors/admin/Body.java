package io.gatehouse.doors.admin;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The JSON object that a request brings.
record Body(JsonNode json) {
    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    /// A request that brings nothing.
    static Body empty() {
        return new Body(MAPPER.createObjectNode());
    }

    /// Reads it.
    static Body of(byte[] bytes) throws AdminProblem {
        if (bytes.length == 0) {
            return empty();
        }
        try {
            JsonNode read = MAPPER.readTree(bytes);
            if (read.isObject()) {
                return new Body(read);
            }
        } catch (JacksonException broken) {
            // Told like any other body that is no object.
        }
        throw AdminProblem.invalid("The body must be a JSON object in which no member occurs twice.");
    }

    /// Refuses members that nobody reads: they may be mistyped.
    void only(Set<String> known) throws AdminProblem {
        for (String name : json.propertyNames()) {
            if (!known.contains(name)) {
                throw AdminProblem.invalid("The body has an unknown member. Known here: "
                        + String.join(", ", known.stream().sorted().toList()) + ".");
            }
        }
    }

    /// The text of a member; empty without it.
    String text(String name) throws AdminProblem {
        JsonNode value = json.path(name);
        if (value.isMissingNode() || value.isNull()) {
            return "";
        }
        if (!value.isString()) {
            throw AdminProblem.invalid(name + " must be a string.");
        }
        return value.asString();
    }

    /// A member that is a number of seconds.
    ///
    /// @param without what holds without it
    Duration seconds(String name, Duration without, Duration most) throws AdminProblem {
        JsonNode value = json.path(name);
        if (value.isMissingNode() || value.isNull()) {
            return without;
        }
        if (!value.isIntegralNumber() || value.asLong(-1) < 0 || value.asLong(-1) > most.toSeconds()) {
            throw AdminProblem.invalid(name + " must be a whole number from 0 to " + most.toSeconds() + ".");
        }
        return Duration.ofSeconds(value.asLong());
    }

    /// The texts of a member; none without it.
    List<String> texts(String name) throws AdminProblem {
        JsonNode value = json.path(name);
        List<String> texts = new ArrayList<>();
        if (value.isMissingNode() || value.isNull()) {
            return texts;
        }
        for (JsonNode each : value) {
            if (!each.isString()) {
                throw AdminProblem.invalid(name + " must be a list of strings.");
            }
            texts.add(each.asString());
        }
        if (!value.isArray()) {
            throw AdminProblem.invalid(name + " must be a list of strings.");
        }
        return texts;
    }
}
