package io.gatehouse.gateway.tasks;

import io.gatehouse.protocol.Request;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The requests that wait for the result of one task. The newest that can puts the task's questions to the client: an
/// older one may have lost its connection without the gateway knowing. A question that an older one has put already
/// stays open there, too.
final class TaskAskers {
    private final Deque<Waiting> newestFirst = new ArrayDeque<>();

    /// @param put the keys of the questions that it has put
    /// @param failed the keys of those that it got no answer to
    private record Waiting(TaskAsker asker, Set<String> put, Set<String> failed) {
        boolean asks(String key) {
            return put.contains(key) && !failed.contains(key);
        }

        boolean canAsk(String key, Request question) {
            return !failed.contains(key) && asker.takes(question);
        }
    }

    synchronized void join(TaskAsker asker) {
        newestFirst.addFirst(new Waiting(asker, new HashSet<>(), new HashSet<>()));
    }

    synchronized void leave(TaskAsker asker) {
        newestFirst.removeIf(one -> one.asker() == asker);
    }

    /// Notes that one got no answer to a question, and does not put it again.
    ///
    /// @return whether another one still waits for the answer
    synchronized boolean failed(TaskAsker asker, String key) {
        newestFirst.stream()
                .filter(one -> one.asker() == asker)
                .forEach(one -> one.failed().add(key));
        return newestFirst.stream().anyMatch(one -> one.asks(key));
    }

    /// Has each question put by the newest that can, unless that one has put it already.
    ///
    /// @param questions the open ones, by key
    void hand(Map<String, Request> questions) {
        List<Runnable> turns = new ArrayList<>();
        synchronized (this) {
            questions.forEach((key, question) -> {
                Waiting first = first(key, question);
                if (first != null && first.put().add(key)) {
                    turns.add(() -> first.asker().put(key, question));
                }
            });
        }
        turns.forEach(Runnable::run);
    }

    private @Nullable Waiting first(String key, Request question) {
        return newestFirst.stream()
                .filter(one -> one.canAsk(key, question))
                .findFirst()
                .orElse(null);
    }
}
