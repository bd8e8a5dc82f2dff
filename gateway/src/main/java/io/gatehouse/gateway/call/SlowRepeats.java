package io.gatehouse.gateway.call;

import io.gatehouse.gateway.policy.Decision.Denied;
import io.gatehouse.gateway.policy.Limits;
import io.gatehouse.gateway.policy.Step;
import io.gatehouse.policy.RepeatLimit;
import io.gatehouse.policy.Repetitions;
import io.gatehouse.policy.UseKind;
import io.gatehouse.protocol.Failure.Category;
import io.gatehouse.protocol.Slice;
import io.gatehouse.upstream.settings.ToolEffects;
import java.time.Duration;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/// Slows a call that gave the same result again and again in its session, and stops it in the end: a model that repeats
/// itself gets nowhere, and needs to be told.
final class SlowRepeats implements Step<RunningCall> {
    private static final Duration LONGEST = Duration.ofSeconds(5);

    private final @Nullable Limits limits;

    /// @param limits null where nothing is limited
    SlowRepeats(@Nullable Limits limits) {
        this.limits = limits;
    }

    @Override
    public boolean take(RunningCall call) {
        Limits used = limits;
        String session = counted(call);
        String server = call.server();
        if (used == null
                || session == null
                || server == null
                || call.counts() != UseKind.TOOL
                || call.resumes()
                || call.furtherRound()) {
            return true;
        }
        String tool = call.target().name();
        RepeatLimit limit = used.usage().get().of(UseKind.TOOL, server, tool).repeat();
        if (limit == null || limit.slowAfter() == 0 && limit.stopAfter() == 0) {
            return true;
        }
        if (limit.equals(RepeatLimit.DEFAULT) && reads(call)) {
            return true;
        }
        Repetitions.Call same = new Repetitions.Call(server, tool, digest(call.writtenArguments()));
        call.watchResult(result -> used.repetitions().gave(session, same, digest(result)));
        int length = used.repetitions().length(session, same);
        if (stops(limit, call, length)) {
            used.refused().accept(limit.name());
            call.decided(new Denied("limit " + limit.name(), Category.RATE_LIMIT, told(length)));
            return false;
        }
        if (limit.slowAfter() == 0 || length < limit.slowAfter()) {
            return true;
        }
        Duration wait = Duration.ofSeconds(length - limit.slowAfter() + 1L);
        call.pipeline().timers().after(wait.compareTo(LONGEST) > 0 ? LONGEST : wait, call::resume);
        return false;
    }

    /// The session, told apart from one to which another caller gave the same name.
    private static @Nullable String counted(RunningCall call) {
        String session = call.session();
        String bound = call.caller().boundSession();
        return session == null || bound.isEmpty() ? session : call.caller().sessionOwner();
    }

    private static boolean stops(RepeatLimit limit, RunningCall call, int length) {
        return limit.stopAfter() > 0 && length >= limit.stopAfter() && (limit.stopReads() || !reads(call));
    }

    private static boolean reads(RunningCall call) {
        return call.target().effects().kind() == ToolEffects.Kind.READ;
    }

    private static String told(int length) {
        return "This same call gave the same result " + length + " times in a row, so it was not made again. Repeating"
                + " it will not help: use the result that you have, try something else, or tell the user what is"
                + " missing.";
    }

    /// Quick, because it is no protection: results that are made to look the same only slow whoever makes them.
    static long digest(@Nullable Slice value) {
        if (value == null) {
            return 0;
        }
        CRC32C checksum = new CRC32C();
        checksum.update(value.array(), value.offset(), value.length());
        return ((long) value.length() << 32) | checksum.getValue();
    }
}
