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
            "Model calls until the answer pauses; the client may then go on.");
    private final Field<Integer> toolCalls =
            field("tool-calls", COUNT, STANDARD.toolCalls(), "MCP calls of one request.");
    private final Field<Integer> totalTokens = field(
            "total-tokens",
            Kinds.integer(0, 2_000_000_000),
            0,
            "0: any number",
            "Tokens of all model calls together, read and written.");
    private final Field<BigDecimal> cost = field(
            "cost",
            ModelsForm.PriceForm.AMOUNT,
            BigDecimal.ZERO,
            "0: any",
            "What all model calls together may cost by models.prices; a model without a price is refused.");
    private final Field<Duration> wallTime =
            field("wall-time", Kinds.TIME, STANDARD.wallTime(), "For the whole request.");
    private final Field<Integer> repeatedCalls = field(
            "repeated-calls",
            COUNT,
            STANDARD.repeatedCalls(),
            "How often in a row the same call with the same arguments may give the same result.");
    private final Field<Integer> parallelCalls =
            field("parallel-calls", COUNT, STANDARD.parallelCalls(), "MCP calls of one turn at once.");

    LoopForm() {
        super("Where the tool loop of one request ends.");
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
