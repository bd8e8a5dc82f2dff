package io.gatehouse.models;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/// Counts by provider how often a request was asked again, and how often it went on to the next provider. Counters only
/// grow; any thread may use it.
public final class RetryCounts {
    private final Map<String, LongAdder> retries = new ConcurrentHashMap<>();
    private final Map<String, LongAdder> failovers = new ConcurrentHashMap<>();

    /// A provider is asked again.
    void retried(String provider) {
        count(retries, provider);
    }

    /// A request leaves this provider for the next.
    void failedOver(String provider) {
        count(failovers, provider);
    }

    private static void count(Map<String, LongAdder> counters, String provider) {
        counters.computeIfAbsent(provider, name -> new LongAdder()).increment();
    }

    /// How often each provider was asked again.
    public Map<String, Long> retries() {
        return sums(retries);
    }

    /// How often requests left each provider for the next.
    public Map<String, Long> failovers() {
        return sums(failovers);
    }

    private static Map<String, Long> sums(Map<String, LongAdder> counters) {
        Map<String, Long> sums = new TreeMap<>();
        counters.forEach((provider, counter) -> sums.put(provider, counter.sum()));
        return sums;
    }
}
