package io.gatehouse.upstream;

import io.gatehouse.protocol.Caller;
import io.gatehouse.protocol.Handler;
import io.gatehouse.protocol.Notification;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/// One subscription to tasks that several addresses of a server know. It is acknowledged once all of them have
/// answered.
final class GroupTaskWatch {
    private final Caller caller;
    private final Map<UpstreamServer, Set<String>> tasks;
    private final Consumer<Set<String>> honoured;
    private final Set<String> taken = new HashSet<>();
    private int left;

    GroupTaskWatch(Caller caller, Map<UpstreamServer, Set<String>> tasks, Consumer<Set<String>> honoured) {
        this.caller = caller;
        this.tasks = tasks;
        this.honoured = honoured;
        this.left = tasks.size();
    }

    Handler.Listening begin(Consumer<Notification> hearer) {
        if (tasks.isEmpty()) {
            honoured.accept(Set.of());
        }
        List<Handler.Listening> all = new ArrayList<>();
        tasks.forEach((member, ids) -> all.add(member.watchTasks(caller, ids, this::answered, hearer)));
        return () -> all.forEach(Handler.Listening::close);
    }

    private void answered(Set<String> some) {
        Set<String> complete = null;
        synchronized (this) {
            taken.addAll(some);
            left--;
            if (left == 0) {
                complete = Set.copyOf(taken);
            }
        }
        if (complete != null) {
            honoured.accept(complete);
        }
    }
}
