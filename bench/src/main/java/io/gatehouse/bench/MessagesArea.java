package io.gatehouse.bench;

import java.util.List;

/// The Messages API: requests that are relayed to a model, and the loop that calls tools for it.
final class MessagesArea implements Area {
    @Override
    public String name() {
        return "messages";
    }

    @Override
    public List<MessagesTarget> targets() {
        return List.of(MessagesTarget.values());
    }

    @Override
    public Plan plan(boolean quick) {
        return quick ? Plan.MESSAGES_QUICK : Plan.MESSAGES_FULL;
    }

    @Override
    public void measure(Run run) throws Exception {
        Bed bed = run.bed();
        try (Child model = Child.java(bed.file("model.log"), FastModel.class)) {
            int port = Integer.parseInt(model.line());
            ModelWay direct = new ModelWay("direct", port, null);
            run.measure(new ModelRate(direct, model));
            try (ModelWay gatehouse = Gatehouse.startWithModel(bed, port)) {
                run.measure(new MessageWarmUp(gatehouse));
                MessageCpu cpu = new MessageCpu(gatehouse, port);
                run.measure(cpu);
                run.measure(new MessageLatency(direct, gatehouse));
                run.measure(new LoopTime(direct, gatehouse));
                run.measure(new RelayedEvents(gatehouse));
                compare(run, new LiteLlmCpu(port, cpu));
            }
            run.measure(new SlowStreams(port));
        }
    }

    private static void compare(Run run, Part peer) {
        if (run.bed().plan().peers()) {
            run.measure(peer);
        } else {
            run.bed().results().leftOut(peer.targets());
        }
    }
}
