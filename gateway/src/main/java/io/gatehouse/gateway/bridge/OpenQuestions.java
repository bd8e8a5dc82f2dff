package io.gatehouse.gateway.bridge;

import io.gatehouse.protocol.Json;
import io.gatehouse.protocol.ObjectView;
import io.gatehouse.protocol.Request;
import io.gatehouse.protocol.Response;
import io.gatehouse.protocol.Slice;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The questions of one call that have no answer yet, by keys that differ over the whole call. For use under the
/// lock of the call.
final class OpenQuestions {
    /// How many may wait for their answers.
    private static final int MOST = 32;

    private final Map<String, Open> open = new LinkedHashMap<>();
    private final Set<String> keys = new HashSet<>();
    private int count;

    /// @param asker takes the answer
    /// @param own whether the gateway itself asks
    private record Open(Request question, Consumer<Response> asker, boolean own) {
        /// A question is kept as it came, and as it was passed on.
        long bytes() {
            return 2L * question.body().length();
        }
    }

    /// What a client answered.
    ///
    /// @param problem why it cannot be taken, for the client, or null
    /// @param given the answers, by the key of their question
    record Answers(@Nullable String problem, Map<String, Response> given) {}

    boolean isEmpty() {
        return open.isEmpty();
    }

    /// Whether no further one may be asked.
    boolean full() {
        return open.size() >= MOST;
    }

    /// @param own whether the gateway itself asks
    void add(Request question, Consumer<Response> asker, boolean own) {
        open.put(key(question), new Open(question, asker, own));
    }

    private String key(Request question) {
        count++;
        String own = InputRequests.key(question);
        if (own != null && keys.add(own)) {
            return own;
        }
        // A server may have given another question this name.
        String numbered = "question-" + count;
        while (!keys.add(numbered)) {
            numbered += "-";
        }
        return numbered;
    }

    /// The answer that a request brought along to a question that has a key of its server's own; each is used once.
    ///
    /// @param answers by key, or null
    @Nullable
    Response early(Request question, @Nullable ObjectView answers) {
        String key = InputRequests.key(question);
        Slice answer = answers == null || key == null ? null : answers.get(key);
        if (answer == null || InputRequests.problem(question.method(), answer) != null || !keys.add(key)) {
            return null;
        }
        return Response.result(answer.bytes());
    }

    /// What they take in memory.
    long bytes() {
        return open.values().stream().mapToLong(Open::bytes).sum();
    }

    /// What one more would take in memory.
    static long bytes(Request question) {
        return new Open(question, answer -> {}, false).bytes();
    }

    /// What those take in memory that are not answered.
    long bytesWithout(Answers answers) {
        return open.entrySet().stream()
                .filter(one -> !answers.given().containsKey(one.getKey()))
                .mapToLong(one -> one.getValue().bytes())
                .sum();
    }

    /// Whether all of them are answered.
    boolean allIn(Answers answers) {
        return answers.given().keySet().containsAll(open.keySet());
    }

    /// The questions by key.
    Map<String, Request> asked() {
        Map<String, Request> asked = new LinkedHashMap<>();
        open.forEach((key, one) -> asked.put(key, one.question()));
        return asked;
    }

    /// Reads what a client answered.
    ///
    /// @param answers by key, or null
    Answers read(@Nullable ObjectView answers) {
        Map<String, Response> given = new LinkedHashMap<>();
        for (Map.Entry<String, Open> one : open.entrySet()) {
            String key = one.getKey();
            Slice answer = answers == null ? null : answers.get(key);
            if (answer == null) {
                continue;
            }
            String problem = InputRequests.problem(one.getValue().question().method(), answer);
            if (problem != null) {
                return new Answers("params.inputResponses[" + Json.quote(key) + "] " + problem + ".", Map.of());
            }
            given.put(key, Response.result(answer.bytes()));
        }
        return new Answers(null, given);
    }

    /// Takes the answered questions away.
    ///
    /// @return gives those who asked their answers
    Runnable take(Answers answers) {
        List<Runnable> told = new ArrayList<>();
        answers.given().forEach((key, answer) -> {
            Open one = open.remove(key);
            if (one != null) {
                told.add(() -> one.asker().accept(answer));
            }
        });
        return () -> told.forEach(Runnable::run);
    }

    /// Takes the gateway's own questions away.
    ///
    /// @return gives those who asked this answer; null when there is none
    @Nullable
    Runnable takeOwn(Response answer) {
        List<Consumer<Response>> askers =
                open.values().stream().filter(Open::own).map(Open::asker).toList();
        open.values().removeIf(Open::own);
        return askers.isEmpty() ? null : () -> askers.forEach(asker -> asker.accept(answer));
    }

    void clear() {
        open.clear();
    }
}
