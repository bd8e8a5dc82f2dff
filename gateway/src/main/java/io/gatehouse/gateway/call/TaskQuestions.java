package io.gatehouse.gateway.call;

import io.gatehouse.protocol.Json;
import io.gatehouse.protocol.MalformedJsonException;
import io.gatehouse.protocol.ObjectView;
import io.gatehouse.protocol.Response;
import io.gatehouse.protocol.Slice;
import java.util.HashSet;
import java.util.Set;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/// What a task asks, as a server asks it that answers a call with `input_required`.
final class TaskQuestions {
    private TaskQuestions() {}

    /// The questions that were not answered yet; null when there are none. A server may go on naming a question for a
    /// while after it has the answer.
    ///
    /// @param wanted `inputRequests` of the task
    /// @param answered keys
    static @Nullable Response unanswered(ObjectView wanted, Set<String> answered) {
        StringJoiner members = new StringJoiner(",", "{", "}");
        boolean any = false;
        for (int index = 0; index < wanted.size(); index++) {
            if (!answered.contains(wanted.key(index))) {
                members.add(Json.quote(wanted.key(index)) + ":"
                        + wanted.value(index).text());
                any = true;
            }
        }
        return any ? Response.result("{\"resultType\":\"input_required\",\"inputRequests\":" + members + "}") : null;
    }

    /// The same question with a state that the client brings back.
    static Response withState(Response questions, String state) {
        ObjectView result = questions.result();
        ObjectView wanted = result == null ? null : result.object("inputRequests");
        return Response.result("{\"resultType\":\"input_required\",\"inputRequests\":"
                + (wanted == null ? "{}" : wanted.whole().text()) + ",\"requestState\":" + Json.quote(state) + "}");
    }

    /// The keys of answers; none when they cannot be read.
    static Set<String> keys(Slice answers) {
        Set<String> keys = new HashSet<>();
        try {
            ObjectView given = ObjectView.read(answers);
            for (int index = 0; index < given.size(); index++) {
                keys.add(given.key(index));
            }
        } catch (MalformedJsonException unreadable) {
            return Set.of();
        }
        return keys;
    }
}
