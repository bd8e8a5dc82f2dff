package io.gatehouse.upstream;

import io.gatehouse.http.HostAndPort;
import io.gatehouse.upstream.call.ServerPhase;
import io.gatehouse.upstream.call.Told;
import io.gatehouse.upstream.settings.Transport;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// How a server with several addresses is doing: as well as the best of them, with what is wrong at the others.
final class GroupState {
    private GroupState() {}

    /// @param source the one whose lists count
    /// @param since when the phase began
    static UpstreamState of(String name, List<UpstreamServer> members, UpstreamServer source, Instant since) {
        UpstreamState lists = source.state();
        ServerPhase phase = phase(members);
        List<String> problems = new ArrayList<>();
        Told caller = null;
        String remedy = null;
        Instant next = null;
        for (int index = 0; index < members.size(); index++) {
            UpstreamState one = members.get(index).state();
            if (one.problem() == null) {
                continue;
            }
            problems.add(place(members.get(index), index) + ": " + one.problem());
            remedy = Objects.requireNonNullElse(remedy, Objects.requireNonNullElse(one.remedy(), ""));
            caller = caller == null ? one.caller() : caller;
            next = earlier(next, one.nextTry());
        }
        String problem = problems.isEmpty()
                ? null
                : problems.size() + " of the " + members.size() + " addresses of server " + name
                        + (problems.size() == 1 ? " is" : " are") + " not well: " + String.join("; ", problems);
        boolean ready = phase == ServerPhase.READY;
        return new UpstreamState(
                phase,
                lists.revision(),
                lists.transport(),
                problem,
                problem == null ? null : remedy,
                ready ? null : caller,
                next,
                since,
                lists.stale(),
                lists.connectTime());
    }

    /// Which of the addresses one is, for operators.
    static String place(UpstreamServer member, int index) {
        HostAndPort place =
                member.settings().transport() instanceof Transport.Http http ? HostAndPort.of(http.url()) : null;
        return "address " + (index + 1) + (place == null ? "" : " (" + place + ")");
    }

    private static @Nullable Instant earlier(@Nullable Instant one, @Nullable Instant other) {
        return one == null || other != null && other.isBefore(one) ? other : one;
    }

    private static ServerPhase phase(List<UpstreamServer> members) {
        for (ServerPhase phase : List.of(ServerPhase.READY, ServerPhase.STARTING, ServerPhase.RETRYING)) {
            if (members.stream().anyMatch(member -> member.state().phase() == phase)) {
                return phase;
            }
        }
        return ServerPhase.FAILED;
    }
}
