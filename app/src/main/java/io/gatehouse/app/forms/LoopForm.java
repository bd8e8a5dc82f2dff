package io.gatehouse.app.forms;

import io.gatehouse.doors.messages.loop.LoopSettings;
import java.math.BigDecimal;
import java.time.Duration;

/// The section `messages.loop`: where the tool loop of a request ends.
final class LoopForm extends Form<LoopSettings> {
    private static final LoopSettings STANDARD = LoopSettings.DEFAULT;
    private static final int MOST = 2_000_000_000;

    private final Field<Integer> iterations = count(
            "iterations", 1, STANDARD.iterations(), "Model calls until the answer pauses; the client may then go on.");
    private final Field<Integer> toolCalls = count("tool-calls", 1, STANDARD.toolCalls(), "MCP calls of one request.");
    private final Field<Integer> totalTokens = field(
            "total-tokens",
            Kinds.integer(0, MOST),
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
            ServerFields.time(this, "wall-time", STANDARD.wallTime(), "For the whole request.");
    private final Field<Integer> repeatedCalls = count(
            "repeated-calls",
            1,
            STANDARD.repeatedCalls(),
            "How often in a row the same call with the same arguments may give the same result.");
    private final Field<Integer> parallelCalls =
            count("parallel-calls", 1, STANDARD.parallelCalls(), "MCP calls of one turn at once.");
    private final Field<Duration> listWait =
            ServerFields.time(this, "list-wait", STANDARD.listWait(), "For the lists of all servers of a request.");
    private final Field<Duration> ping = ServerFields.time(
            this, "ping", STANDARD.pingInterval(), "After which a quiet stream gets an event that clients ignore.");
    private final Field<Integer> answerBytes = field(
            "answer-bytes",
            Kinds.size(1024, 1 << 30),
            STANDARD.answerBytes(),
            Quantities.text(STANDARD.answerBytes()),
            "Largest answer of a model that is streamed.");
    private final Field<Integer> answerBlocks =
            count("answer-blocks", 1, STANDARD.answerBlocks(), "Content blocks of one such answer.");

    LoopForm() {
        super("Where the tool loop of one request ends.");
    }

    private Field<Integer> count(String name, int least, int fallback, String description) {
        return field(name, Kinds.integer(least, 1_000_000), fallback, String.valueOf(fallback), description);
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
                values.get(listWait),
                values.get(ping),
                values.get(answerBytes),
                values.get(answerBlocks));
    }
}
