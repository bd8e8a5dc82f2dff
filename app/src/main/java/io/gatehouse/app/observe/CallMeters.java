package io.gatehouse.app.observe;

import io.gatehouse.gateway.catalog.OutsideName;
import io.gatehouse.gateway.record.CallObserver;
import io.gatehouse.gateway.record.CallOutcome;
import io.gatehouse.gateway.record.CallRecord;
import io.gatehouse.protocol.Failure.Outcome;
import io.gatehouse.protocol.Method;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/// Counts calls as they end: by server, by caller, and by tool. How many series there are depends on the configuration
/// and on [#MAX_TOOLS] alone, whatever callers send and servers list.
public final class CallMeters implements CallObserver {
    /// How many tools have a series of their own; the others of a server are one, `other`.
    static final int MAX_TOOLS = 1_000;

    private static final Duration[] DURATIONS = LongStream.of(
                    500,
                    1_000,
                    2_500,
                    5_000,
                    10_000,
                    25_000,
                    50_000,
                    100_000,
                    250_000,
                    500_000,
                    1_000_000,
                    2_500_000,
                    5_000_000,
                    10_000_000,
                    30_000_000,
                    60_000_000,
                    300_000_000)
            .mapToObj(micros -> Duration.ofNanos(1_000 * micros))
            .toArray(Duration[]::new);
    private static final String NO_SERVER = "";
    /// Stands for all servers that requests name by address: callers must not make series at will.
    private static final String OUTSIDE = "outside";
    private static final String OTHER = "other";

    private final MeterRegistry registry;
    private final CallerNames callers;
    private final Map<String, ServerMeters> servers = new ConcurrentHashMap<>();
    private final Map<String, Counter[]> byCaller = new ConcurrentHashMap<>();
    private final Map<Tool, Counter[]> byTool = new ConcurrentHashMap<>();

    public CallMeters(MeterRegistry registry, CallerNames callers) {
        this.registry = registry;
        this.callers = callers;
    }

    private record Tool(String server, String name) {}

    /// The meters of one server.
    private record ServerMeters(
            Counter[] outcomes, Counter[] known, Timer duration, Counter requestBytes, Counter responseBytes) {}

    @Override
    public void ended(CallRecord call) {
        if (call.kind() != CallRecord.Kind.CALL) {
            return;
        }
        String server = server(call.server());
        ServerMeters meters = servers.get(server);
        if (meters == null) {
            meters = servers.computeIfAbsent(server, this::meters);
        }
        int outcome = call.outcome().ordinal();
        meters.outcomes[outcome].increment();
        meters.known[call.known().ordinal()].increment();
        meters.duration.record(call.measure().durationNanos(), TimeUnit.NANOSECONDS);
        meters.requestBytes.increment(call.measure().requestBytes());
        meters.responseBytes.increment(call.measure().responseBytes());
        caller(call.caller().name())[outcome].increment();
        if (call.method().equals(Method.TOOLS_CALL) && !server.equals(NO_SERVER)) {
            tool(server, call)[outcome].increment();
        }
    }

    private static String server(@Nullable String name) {
        if (name == null) {
            return NO_SERVER;
        }
        return OutsideName.is(name) ? OUTSIDE : name;
    }

    private Counter[] caller(String name) {
        Counter[] known = byCaller.get(name);
        return known != null ? known : byCaller.computeIfAbsent(callers.of(name), this::ofCaller);
    }

    private Counter[] tool(String server, CallRecord call) {
        Tool tool = new Tool(server, OTHER);
        String name = call.name();
        if (name != null && call.subject().definition() != null && !server.equals(OUTSIDE)) {
            tool = new Tool(server, name);
        }
        Counter[] known = byTool.get(tool);
        if (known != null) {
            return known;
        }
        // Threads that come together may pass the bound by a few.
        Tool counted = byTool.size() < MAX_TOOLS ? tool : new Tool(server, OTHER);
        return byTool.computeIfAbsent(counted, this::ofTool);
    }

    private ServerMeters meters(String server) {
        Tags tags = Tags.of("server", server);
        Counter[] known = new Counter[Outcome.values().length];
        for (Outcome each : Outcome.values()) {
            known[each.ordinal()] = counter(
                    "gatehouse.calls.known",
                    "Calls that have ended, by what is known of their effects",
                    tags.and("known", each.label()));
        }
        return new ServerMeters(
                outcomes("gatehouse.calls", "Calls that have ended, by outcome", tags),
                known,
                Timer.builder("gatehouse.call.duration")
                        .description("How long calls took")
                        .tags(tags)
                        .serviceLevelObjectives(DURATIONS)
                        .register(registry),
                counter("gatehouse.request.bytes", "Bytes of requests", tags),
                counter("gatehouse.response.bytes", "Bytes of responses", tags));
    }

    private Counter[] ofCaller(String caller) {
        return outcomes("gatehouse.caller.calls", "Calls that have ended, by caller", Tags.of("caller", caller));
    }

    private Counter[] ofTool(Tool tool) {
        return outcomes(
                "gatehouse.tool.calls",
                "Calls of tools that have ended, by tool",
                Tags.of("server", tool.server(), "tool", tool.name()));
    }

    private Counter[] outcomes(String name, String description, Tags tags) {
        Counter[] counters = new Counter[CallOutcome.values().length];
        for (CallOutcome outcome : CallOutcome.values()) {
            counters[outcome.ordinal()] = counter(name, description, tags.and("outcome", outcome.label()));
        }
        return counters;
    }

    private Counter counter(String name, String description, Tags tags) {
        return Counter.builder(name).description(description).tags(tags).register(registry);
    }
}
