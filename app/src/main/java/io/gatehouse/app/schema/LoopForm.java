package io.gatehouse.app.schema;

import io.gatehouse.doors.messages.loop.LoopSettings;
import java.math.BigDecimal;
import java.time.Duration;

/// The section `messages.loop`: where the tool loop of a request ends.
final class LoopForm extends Form<LoopSettings> {
    private static final LoopSettings STANDARD = LoopSettings.DEFAULT;
    private static final Kind<Integer> COUNT = Kinds.integer(1, 1_000_000);

    private final Field<Integer> iterations = field(
            "iterations",
            COUNT,
            STANDARD.iterations(),
            "Maximum number of model calls before the answer pauses; the client may then continue.");
    private final Field<Integer> toolCalls =
            field("tool-calls", COUNT, STANDARD.toolCalls(), "Maximum number of MCP calls in one request.");
    private final Field<Integer> totalTokens = field(
            "total-tokens",
            Kinds.integer(0, 2_000_000_000),
            0,
            "0: unlimited",
            "Maximum number of input and output tokens of all model calls together.");
    private final Field<BigDecimal> cost = field(
            "cost",
            ModelsForm.PriceForm.AMOUNT,
            BigDecimal.ZERO,
            "0: unlimited",
            "Maximum cost of all model calls together, by models.prices; a model without a price is refused.");
    private final Field<Duration> wallTime =
            field("wall-time", Kinds.TIME, STANDARD.wallTime(), "Maximum duration of a request.");
    private final Field<Integer> repeatedCalls = field(
            "repeated-calls",
            COUNT,
            STANDARD.repeatedCalls(),
            "Maximum number of times in a row that the same call may give the same result.");
    private final Field<Integer> parallelCalls = field(
            "parallel-calls",
            COUNT,
            STANDARD.parallelCalls(),
            "Maximum number of MCP calls that one turn" + " makes in parallel.");

    LoopForm() {
        super("Limits of the tool loop of one request.");
        RemovedKeys.ofLoop(this);
    }

    @Override
    LoopSettings build(Values values) {
        return new LoopSettings(
                values.get(iterations),
                values.get(toolCalls),
                values.get(totalTokens),
                values.get(cost),
                values.get(wallTime),
                values.get(repeatedCalls),
                values.get(parallelCalls),
                STANDARD.stream());
    }
}
