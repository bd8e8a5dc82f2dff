package io.gatehouse.app.config;

import io.gatehouse.gateway.catalog.Facts;
import io.gatehouse.policy.ToolRisk;
import io.gatehouse.upstream.Listed;
import io.gatehouse.upstream.Upstream;
import java.util.List;

/// Tools of which nobody says what they do: they count as writes, and no person is asked before they run.
public final class UnannotatedTools {
    private static final int MOST_NAMED = 10;

    private UnannotatedTools() {}

    /// A sentence for each server that has some; none where the configuration asks for such tools anyway.
    public static List<String> in(Configuration configuration, List<Upstream> servers) {
        return configuration.auth().approvals().askUnknown()
                ? List.of()
                : servers.stream().flatMap(server -> of(server).stream()).toList();
    }

    private static List<String> of(Upstream server) {
        List<String> names = server.snapshot().tools().stream()
                .filter(tool -> unasked(Facts.risk(server.settings(), tool)))
                .map(Listed::key)
                .map(Shown::plain)
                .toList();
        if (names.isEmpty()) {
            return List.of();
        }
        String shown = String.join(", ", names.subList(0, Math.min(names.size(), MOST_NAMED)))
                + (names.size() > MOST_NAMED ? ", …" : "");
        return List.of(
                "server " + server.name() + ": nobody says what " + ConfigurationReport.counted(names.size(), "tool")
                        + " do" + (names.size() == 1 ? "es" : "") + " (" + shown
                        + "). They count as writes and run without asking. Set effects under servers." + server.name()
                        + ".tools, or approvals.unannotated: ask.");
    }

    private static boolean unasked(ToolRisk risk) {
        return !risk.known() && risk.demanded() == null;
    }
}
