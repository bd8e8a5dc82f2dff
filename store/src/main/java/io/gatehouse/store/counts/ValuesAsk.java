package io.gatehouse.store.counts;

import java.util.Set;

/// Values that are about to be used, of which only so many different ones may be used in a time.
///
/// @param name by which all gateways know the set of values
/// @param values digests of them
/// @param most how many different ones may be in the set
/// @param everyMicros how long each counts after its last use, in microseconds
public record ValuesAsk(String name, Set<String> values, int most, long everyMicros) {
    public ValuesAsk {
        values = Set.copyOf(values);
    }
}
