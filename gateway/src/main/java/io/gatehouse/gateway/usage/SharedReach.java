package io.gatehouse.gateway.usage;

import io.gatehouse.policy.LocalCounters;
import io.gatehouse.policy.Permit;
import io.gatehouse.policy.ReachLimit;
import io.gatehouse.policy.Taken;
import io.gatehouse.policy.Taken.Granted;
import io.gatehouse.policy.Taken.Refused;
import io.gatehouse.policy.Taken.Why;
import io.gatehouse.policy.Touch;
import io.gatehouse.policy.ValueDigest;
import io.gatehouse.store.counts.CountsAwayException;
import io.gatehouse.store.counts.ValuesAsk;
import java.time.Duration;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/// Counts the values of arguments together with other gateways, and asks them each time. While they are away, this
/// gateway decides by what it has seen itself for a minute; then it refuses.
final class SharedReach {
    private static final Duration ALONE = Duration.ofMinutes(1);
    private static final Duration AWAY_WAIT = Duration.ofSeconds(10);
    private static final Duration FULL_WAIT = Duration.ofSeconds(1);
    private static final long NANOS = 1_000;

    private final LocalCounters local;
    private final CountsLink link;

    /// @param local keeps what this gateway has seen itself
    SharedReach(LocalCounters local, CountsLink link) {
        this.local = local;
        this.link = link;
    }

    void touch(List<Touch> touches, Consumer<Taken> taken) {
        if (link.away()) {
            taken.accept(alone(touches));
        } else if (!link.later(() -> taken.accept(together(touches)))) {
            taken.accept(new Refused(touches.getFirst().limit().name(), Why.FULL, FULL_WAIT));
        }
    }

    private Taken together(List<Touch> touches) {
        try {
            for (Touch touch : touches) {
                long micros = link.ask(counts -> counts.touch(ask(touch)));
                if (micros > 0) {
                    return new Refused(touch.limit().name(), Why.VALUES, Duration.ofNanos(micros * NANOS));
                }
            }
        } catch (CountsAwayException away) {
            return alone(touches);
        }
        // What is known here counts if the others go away.
        local.touch(touches);
        return new Granted(Permit.NONE);
    }

    private Taken alone(List<Touch> touches) {
        return link.bridges(ALONE)
                ? local.touch(touches)
                : new Refused(touches.getFirst().limit().name(), Why.AWAY, AWAY_WAIT);
    }

    private static ValuesAsk ask(Touch touch) {
        ReachLimit limit = touch.limit();
        String more = limit.per().stream().sorted().toList() + " " + limit.written();
        Set<String> values = new HashSet<>();
        touch.values().forEach(value -> values.add(text(value)));
        return new ValuesAsk(
                KeyName.of(limit.name(), more, touch.key()),
                values,
                limit.values(),
                limit.every().toNanos() / NANOS);
    }

    private static String text(ValueDigest value) {
        HexFormat hex = HexFormat.of();
        return hex.toHexDigits(value.high()) + hex.toHexDigits(value.low());
    }
}
