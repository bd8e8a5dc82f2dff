package io.gatehouse.gateway.tasks;

import io.gatehouse.protocol.Json;
import io.gatehouse.protocol.MalformedJsonException;
import io.gatehouse.protocol.Slice;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What the id of a task stands for.
///
/// @param place where the task is
/// @param server the name of the server that runs it
/// @param tool the tool that was called, by the name that its toolset gives it
/// @param own the id that the server, or this gateway, gave it
public record TaskReference(Place place, String server, String tool, String own) {
    private static final int PARTS = 4;

    /// Where a task is.
    public enum Place {
        /// The server has it.
        SERVER("s"),
        /// This gateway keeps it, because its server has no tasks.
        GATEWAY("g");

        private final String label;

        Place(String label) {
            this.label = label;
        }

        private static @Nullable Place of(String label) {
            for (Place place : values()) {
                if (place.label.equals(label)) {
                    return place;
                }
            }
            return null;
        }
    }

    /// The bytes that are sealed, JSON: nothing is lost that is no Unicode.
    byte[] toBytes() {
        return ("[" + Json.quote(place.label) + "," + Json.quote(server) + "," + Json.quote(tool) + ","
                        + Json.quote(own) + "]")
                .getBytes(StandardCharsets.UTF_8);
    }

    /// What [#toBytes()] wrote; null when it is anything else.
    static @Nullable TaskReference read(byte[] bytes) {
        try {
            List<Slice> parts = Json.elements(Slice.of(bytes));
            boolean texts = parts.size() == PARTS && parts.stream().allMatch(part -> part.first() == '"');
            Place place = texts ? Place.of(Json.unquote(parts.get(0))) : null;
            return place == null
                    ? null
                    : new TaskReference(
                            place, Json.unquote(parts.get(1)), Json.unquote(parts.get(2)), Json.unquote(parts.get(3)));
        } catch (MalformedJsonException otherContent) {
            return null;
        }
    }
}
