package io.gatehouse.app.observe;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.gateway.catalog.DefinitionDigest;
import io.gatehouse.gateway.policy.Decision;
import io.gatehouse.gateway.record.CallOutcome;
import io.gatehouse.gateway.record.CallRecord;
import io.gatehouse.protocol.Caller;
import io.gatehouse.protocol.Method;
import io.gatehouse.protocol.Slice;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// Calls are counted in as many series as the configuration allows, whatever is called.
class CallMetersTest {
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final CallMeters meters = new CallMeters(registry, new CallerNames("alice"::equals));

    private void call(String caller, @Nullable String server, String tool, boolean listed) {
        DefinitionDigest definition = listed ? new DefinitionDigest(Slice.of("{}")) : null;
        meters.ended(new CallRecord(
                "id",
                CallRecord.Kind.CALL,
                new CallRecord.Source(Caller.ofKey(caller), null, "mcp", null),
                new CallRecord.Subject(Method.TOOLS_CALL, server, tool, definition),
                new CallRecord.Measure(0, 1_000_000, 10, 20),
                Decision.ALLOWED,
                CallRecord.Ending.answered(CallOutcome.OK)));
    }

    private double calls(String name, String... tags) {
        return registry.get(name).tags(tags).tag("outcome", "ok").counter().count();
    }

    private List<String> values(String name, String tag) {
        return registry.find(name).counters().stream()
                .map(counter -> String.valueOf(counter.getId().getTag(tag)))
                .distinct()
                .sorted()
                .toList();
    }

    @Test
    void aCallIsCountedByServerCallerAndTool() {
        call("alice", "crm", "search", true);
        call("alice", "crm", "search", true);
        assertThat(calls("gatehouse.calls", "server", "crm")).isEqualTo(2);
        assertThat(calls("gatehouse.caller.calls", "caller", "alice")).isEqualTo(2);
        assertThat(calls("gatehouse.tool.calls", "server", "crm", "tool", "search"))
                .isEqualTo(2);
        assertThat(registry.get("gatehouse.response.bytes").counter().count()).isEqualTo(40);
        assertThat(registry.get("gatehouse.call.duration").timer().count()).isEqualTo(2);
    }

    @Test
    void outsideServersAreOneSeries() {
        call("alice", "https://a.example", "search", true);
        call("alice", "https://b.example", "find", true);
        assertThat(values("gatehouse.calls", "server")).containsExactly("outside");
        assertThat(values("gatehouse.tool.calls", "tool")).containsExactly("other");
    }

    @Test
    void callersWithoutAKeyOfTheConfigurationAreOther() {
        call("mallory", "crm", "search", true);
        call("anonymous", "crm", "search", true);
        assertThat(values("gatehouse.caller.calls", "caller")).containsExactly("anonymous", "other");
    }

    @Test
    void toolsThatNoServerListsAndThoseBeyondTheBoundAreOther() {
        call("alice", "crm", "strange", false);
        call("alice", null, "stranger", false);
        for (int tool = 0; tool < CallMeters.MAX_TOOLS + 100; tool++) {
            call("alice", "crm", "tool-" + tool, true);
        }
        List<String> tools = values("gatehouse.tool.calls", "tool");
        assertThat(tools)
                .hasSize(CallMeters.MAX_TOOLS)
                .contains("other", "tool-0")
                .doesNotContain("strange");
        assertThat(calls("gatehouse.tool.calls", "server", "crm", "tool", "other"))
                .isEqualTo(102);
    }
}
