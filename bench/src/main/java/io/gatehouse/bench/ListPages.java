package io.gatehouse.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// CPU of a page of `tools/list` from cache, out of 10,000 tools of 100 servers.
final class ListPages implements Part {
    private static final int READY_SECONDS = 60;

    @Override
    public String title() {
        return "tools/list";
    }

    @Override
    public List<Target> targets() {
        return List.of(McpTarget.LIST_1000, McpTarget.LIST_10000);
    }

    @Override
    public void run(Bed bed) throws Exception {
        measure(bed, 1_000, "", McpTarget.LIST_1000);
        measure(bed, 10_000, "limits:\n  page-size: 10000\n", McpTarget.LIST_10000);
    }

    private static void measure(Bed bed, int tools, String settings, Target target) throws Exception {
        try (Contender gatehouse = Gatehouse.startWithManyTools(bed, settings)) {
            for (Era era : Era.values()) {
                Ready.await(Gatehouse.child(gatehouse), READY_SECONDS, () -> check(gatehouse, era, tools));
                String session = era == Era.LEGACY ? gatehouse.sessions(era, 1).getFirst() : "";
                Address address = gatehouse.address(era);
                List<String> requests = List.of(Calls.toolsList(era, address, session));
                Wrk.run(bed, address, requests, 1, 1 + bed.plan().list() / 2);
                double before = gatehouse.cpuSeconds();
                Wrk wrk = Wrk.run(bed, address, requests, 1, 1 + bed.plan().list() / 2);
                double millis = (gatehouse.cpuSeconds() - before) * 1000 / wrk.requests();
                Map<String, Object> row = new LinkedHashMap<>();
                row.put("era", era.server());
                row.put("tools a page", tools);
                row.put("page KB", wrk.bytes() / wrk.requests() / 1024);
                row.put("pages/s", Math.round(wrk.perSecond()));
                row.put("CPU ms a page", Math.round(millis * 1000) / 1000.0);
                bed.results().row("tools/list from cache, 10,000 tools of 100 servers", row);
                bed.results().measured(target, millis);
            }
        }
    }

    private static void check(Contender gatehouse, Era era, int tools) throws IOException {
        try (Wire wire = new Wire(gatehouse.address(era).port())) {
            String session = era == Era.LEGACY ? gatehouse.session(wire) : "";
            int status = wire.call(Calls.numbered(Calls.toolsList(era, gatehouse.address(era), session), 10_000_000));
            String body = new String(wire.body(), StandardCharsets.UTF_8);
            int count = body.split("\"inputSchema\"", -1).length - 1;
            if (status != 200 || count != tools) {
                throw new IOException(
                        "tools/list was answered with " + status + " and " + count + " tools, not " + tools);
            }
        }
    }
}
