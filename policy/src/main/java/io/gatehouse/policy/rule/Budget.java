package io.gatehouse.policy.rule;

import com.google.protobuf.ByteString;
import dev.cel.common.values.CelByteString;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What the evaluation of conditions may still cost. A unit is about a nanosecond. Each function charges what it will
/// cost at most with the values that it got, before it runs.
final class Budget {
    /// That of the evaluation that runs.
    static final ScopedValue<Budget> CURRENT = ScopedValue.newInstance();

    /// For one condition.
    static final long MOST = 100_000_000;

    /// For all conditions about one call together, where nobody may be kept waiting.
    static final long QUICK = 200_000;

    /// What any function costs.
    static final long CALL = 400;

    private static final long ELEMENT = 100;

    /// What is made may be kept until the evaluation ends, so a character of a new text costs memory too.
    private static final long COPY = 20;

    private final boolean quick;
    private long left;
    private boolean spent;

    private Budget(boolean quick) {
        this.quick = quick;
        this.left = quick ? QUICK : MOST;
    }

    /// One that each condition has for itself.
    static Budget whole() {
        return new Budget(false);
    }

    /// One that all conditions about a call share.
    static Budget quick() {
        return new Budget(true);
    }

    /// Another condition begins.
    void next() {
        if (!quick) {
            left = MOST;
            spent = false;
        }
    }

    /// Whether something was too costly, whatever became of it since.
    boolean spent() {
        return spent;
    }

    /// Takes units.
    ///
    /// @throws SpentException when there are not as many
    void charge(long units) {
        left -= units;
        if (left < 0) {
            spent = true;
            left = 0;
            throw new SpentException();
        }
    }

    /// Takes units for what has to be done once, whatever the conditions are. It counts only where nobody may be kept
    /// waiting.
    void chargeWaiting(long units) {
        if (quick) {
            charge(units);
        }
    }

    /// Takes what it costs to look at all of a value.
    void chargeWhole(Object value) {
        switch (value) {
            case String text -> charge(text.length());
            case CelByteString bytes -> charge(bytes.size());
            case ByteString bytes -> charge(bytes.size());
            case List<?> list -> {
                charge(ELEMENT * list.size());
                list.forEach(this::chargeWhole);
            }
            case Map<?, ?> map -> {
                charge(2 * ELEMENT * map.size());
                map.forEach((key, each) -> {
                    chargeWhole(key);
                    chargeWhole(each);
                });
            }
            case Optional<?> optional -> optional.ifPresent(this::chargeWhole);
            default -> {}
        }
    }

    /// Takes what it costs to make a text, bytes or a list of this size. What is in a list is not copied.
    void chargeCopy(Object value) {
        switch (value) {
            case String text -> charge(COPY * text.length());
            case CelByteString bytes -> charge(COPY * bytes.size());
            case ByteString bytes -> charge(COPY * bytes.size());
            case List<?> list -> charge(COPY * list.size());
            default -> {}
        }
    }

    /// Something is too costly. It ends the evaluation, or would: CEL goes on where the other side of `||` decides.
    static final class SpentException extends RuntimeException {
        private static final long serialVersionUID = 1;

        SpentException() {
            super("too costly", null, false, false);
        }
    }
}
