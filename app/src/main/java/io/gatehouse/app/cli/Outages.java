package io.gatehouse.app.cli;

import io.gatehouse.app.observe.ServerReport;
import java.util.List;
import java.util.stream.Collectors;

/// Says which servers are out, so that a list or an answer may lack what they have.
public final class Outages {
    private Outages() {}

    /// Sentences; of several servers only the names, and which command says more.
    ///
    /// @param servers one at least
    /// @param what is missing: `tools` say
    public static String of(List<ServerReport> servers, String what) {
        if (servers.size() == 1) {
            return servers.getFirst().outage(", so its " + what + " are not listed");
        }
        return "These servers are down, so their " + what + " are not listed: "
                + servers.stream().map(ServerReport::name).collect(Collectors.joining(", "))
                + ". `gatehouse servers` says why.";
    }
}
