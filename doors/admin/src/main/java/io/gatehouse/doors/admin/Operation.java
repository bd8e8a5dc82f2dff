package io.gatehouse.doors.admin;

import io.gatehouse.store.StoreAwayException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// One thing that the admin API does.
///
/// @param method of HTTP
/// @param path below `/admin/v1`, with names in braces for what differs
/// @param need what a caller must have
/// @param told what the document says of it
/// @param work does it, on a thread that may wait
record Operation(String method, String path, Need need, Told told, Work work) {

    /// Does what a request asks for.
    interface Work {
        Answer answer(AdminRequest request) throws AdminProblem, StoreAwayException, InterruptedException;
    }

    /// What the document says of an operation.
    ///
    /// @param id a name for programs
    /// @param summary a sentence for people
    /// @param parameters names of parameters of the query
    /// @param body the name of the schema of the body; empty for none
    /// @param status of the answer when it was done
    /// @param answer the name of the schema of that answer
    record Told(String id, String summary, List<String> parameters, String body, int status, String answer) {
        Told {
            parameters = List.copyOf(parameters);
        }

        static Told of(String id, String summary, String answer, String... parameters) {
            return new Told(id, summary, List.of(parameters), "", 200, answer);
        }

        Told takes(String schema) {
            return new Told(id, summary, parameters, schema, status, answer);
        }

        Told answers(int other) {
            return new Told(id, summary, parameters, body, other, answer);
        }
    }

    /// The names in braces, in their order.
    List<String> places() {
        List<String> names = new ArrayList<>();
        for (String part : path.split("/", -1)) {
            if (part.startsWith("{")) {
                names.add(part.substring(1, part.length() - 1));
            }
        }
        return names;
    }

    /// What stands in the places of a path; null when it is another path.
    @Nullable
    Map<String, String> match(String asked) {
        String[] parts = path.split("/", -1);
        String[] given = asked.split("/", -1);
        if (parts.length != given.length) {
            return null;
        }
        Map<String, String> places = new HashMap<>();
        for (int at = 0; at < parts.length; at++) {
            if (parts[at].startsWith("{")) {
                places.put(parts[at].substring(1, parts[at].length() - 1), given[at]);
            } else if (!parts[at].equals(given[at])) {
                return null;
            }
        }
        return places;
    }
}
