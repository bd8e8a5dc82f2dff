package io.gatehouse.bench;

import java.util.List;

/// The two requests of [MessageCpu] through LiteLLM's proxy.
final class LiteLlmCpu implements Part {
    private final int modelPort;
    private final MessageCpu gatehouse;

    LiteLlmCpu(int modelPort, MessageCpu gatehouse) {
        this.modelPort = modelPort;
        this.gatehouse = gatehouse;
    }

    @Override
    public String title() {
        return "LiteLLM";
    }

    @Override
    public List<Target> targets() {
        return List.of(MessagesTarget.PEER_PLAIN, MessagesTarget.PEER_CALL);
    }

    @Override
    public void run(Bed bed) throws Exception {
        try (ModelWay way = LiteLlm.start(bed, modelPort)) {
            String plain = Questions.plain(way.port(), Script.ofCalls(0), false);
            String call = LiteLlm.withMcp(way.port(), Script.ofCalls(1));
            double plainMillis =
                    MessageCpu.millis(bed, way, MessageCpu.PLAIN, plain).median();
            double callMillis =
                    MessageCpu.millis(bed, way, MessageCpu.CALL, call).median();
            way.check(call, 0);
            bed.results()
                    .measured(
                            MessagesTarget.PEER_PLAIN,
                            plainMillis / gatehouse.plain(bed).median());
            bed.results()
                    .measured(
                            MessagesTarget.PEER_CALL,
                            callMillis / gatehouse.call(bed).median());
        }
    }
}
