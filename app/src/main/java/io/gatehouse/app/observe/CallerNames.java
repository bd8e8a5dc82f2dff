package io.gatehouse.app.observe;

import io.gatehouse.protocol.Caller;
import java.util.function.Predicate;

/// Names of callers for metrics: only those of the configuration's keys, so that nobody makes series at will.
///
/// @param configured whether a key has this name; asked each time
public record CallerNames(Predicate<String> configured) {
    private static final String OTHER = "other";

    /// The name of the caller's key, `anonymous` without keys, else `other`.
    String of(String name) {
        return name.equals(Caller.ANONYMOUS.name()) || configured.test(name) ? name : OTHER;
    }
}
