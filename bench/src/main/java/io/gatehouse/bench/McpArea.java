package io.gatehouse.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/// Calls between MCP clients and servers, beside nginx and the bare upstream.
final class McpArea implements Area {
    @Override
    public String name() {
        return "mcp";
    }

    @Override
    public List<McpTarget> targets() {
        return List.of(McpTarget.values());
    }

    @Override
    public Plan plan(boolean quick) {
        return quick ? Plan.QUICK : Plan.FULL;
    }

    @Override
    public void measure(Run run) throws InterruptedException {
        Bed bed = run.bed();
        bed.results().fact("nginx workers and Gatehouse event loops", Integer.toString(Nginx.workers()));
        try (Contender direct = Contender.direct(bed.upstreamPort())) {
            run.measure(new UpstreamRate(direct, bed.upstream()));
            run.measure(new StartUp());
            run.measureAside(new Resident());
            List<Contender> contenders = new ArrayList<>(List.of(direct));
            add(run, contenders, "nginx", Nginx::start);
            add(run, contenders, "Gatehouse", Gatehouse::start);
            run.measure(new WarmUp(contenders));
            run.measure(new Throughput(contenders));
            run.measure(new Latency(contenders));
            contenders.forEach(Contender::close);
            run.measure(new CrossedEras());
            run.measure(new OverTls());
            run.measure(new FourLimits());
            run.measure(new AccessCost());
            run.measure(new Allocation());
            run.measure(new EarlyCpu());
            run.measure(new ListPages());
            run.measure(new RequestStateTime());
            run.measure(new IdleStreams());
            run.measure(new ParkedCalls());
            run.measure(new ReconnectStorm());
            run.await();
        }
    }

    private interface Start {
        Contender start(Bed bed) throws IOException, InterruptedException;
    }

    private static void add(Run run, List<Contender> contenders, String name, Start start) throws InterruptedException {
        try {
            contenders.add(start.start(run.bed()));
        } catch (IOException e) {
            run.skip(
                    List.of(new Throughput(List.of()), new Latency(List.of())),
                    name + " does not run: " + Run.problem(e));
        }
    }
}
