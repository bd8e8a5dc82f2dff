package io.gatehouse.policy;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.protocol.CallerId;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// Which limits a use has.
class UsageIndexTest {
    private static CallLimit limit(String name, Covered covered) {
        return new CallLimit(name, covered, Set.of(), null, 1);
    }

    private static Use use(UseKind kind, String server, String name) {
        return new Use(kind, CallerId.ofKey("alice"), null, server, name);
    }

    private static List<String> names(UsageIndex index, Use use, String... roles) {
        return index.limits(use, List.of(roles)).stream().map(CallLimit::name).toList();
    }

    @Test
    void patternsSayWhatALimitCovers() {
        UsageIndex index = new UsageIndex(new Usage(
                List.of(
                        limit("all", Covered.TOOLS),
                        limit("exports", Covered.tools(List.of("crm"), List.of("export_*"))),
                        limit(
                                "rest",
                                new Covered(
                                        List.of("crm"),
                                        List.of(),
                                        List.of("*"),
                                        List.of("crm://*"),
                                        List.of("big-*")))),
                List.of(),
                List.of(),
                Map.of()));
        assertThat(names(index, use(UseKind.TOOL, "crm", "export_all"))).containsExactly("all", "exports");
        assertThat(names(index, use(UseKind.TOOL, "hr", "export_all"))).containsExactly("all");
        assertThat(names(index, use(UseKind.PROMPT, "crm", "greet"))).containsExactly("rest");
        assertThat(names(index, use(UseKind.PROMPT, "hr", "greet"))).isEmpty();
        assertThat(names(index, use(UseKind.RESOURCE, "crm", "crm://a/b"))).containsExactly("rest");
        assertThat(names(index, use(UseKind.RESOURCE, "crm", "file:///a"))).isEmpty();
        assertThat(names(index, use(UseKind.MODEL, "", "big-1"))).containsExactly("rest");
        assertThat(names(index, use(UseKind.MODEL, "", "small-1"))).isEmpty();
    }

    @Test
    void aLimitOfRolesHoldsForTheirCallersOnly() {
        UsageIndex index = new UsageIndex(new Usage(
                List.of(limit("all", Covered.TOOLS), limit("guests", Covered.TOOLS)),
                List.of(),
                List.of(),
                Map.of("guests", Set.of("guest", "visitor"))));
        Use use = use(UseKind.TOOL, "crm", "get");
        assertThat(names(index, use)).containsExactly("all");
        assertThat(names(index, use, "staff")).containsExactly("all");
        assertThat(names(index, use, "staff", "visitor")).containsExactly("all", "guests");
    }

    @Test
    void theFirstLimitOnRepeatsCounts() {
        RepeatLimit never = new RepeatLimit("never", Covered.tools(List.of("ci"), List.of("*")), 0, 0, true);
        UsageIndex index =
                new UsageIndex(new Usage(List.of(), List.of(), List.of(never, RepeatLimit.DEFAULT), Map.of()));
        assertThat(index.of(UseKind.TOOL, "ci", "status").repeat()).isEqualTo(never);
        assertThat(index.of(UseKind.TOOL, "crm", "get").repeat()).isEqualTo(RepeatLimit.DEFAULT);
    }

    @Test
    void keysOfSeveralPartsAreTheSameInEveryProcess() {
        CallLimit limit = new CallLimit("all", Covered.TOOLS, Set.of(Per.values()), null, 1);
        assertThat(limit.per()).containsExactly(Per.values());
        assertThat(limit).isEqualTo(new CallLimit("all", Covered.TOOLS, EnumSet.allOf(Per.class), null, 1));
    }
}
