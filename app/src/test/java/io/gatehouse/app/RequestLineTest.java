package io.gatehouse.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.app.config.LogLevel;
import io.gatehouse.app.observe.CallLineFormat;
import io.gatehouse.app.observe.CallLog;
import io.gatehouse.app.observe.LineBuffer;
import io.gatehouse.doors.messages.api.RequestEntry;
import io.gatehouse.doors.messages.api.RequestEntry.End;
import io.gatehouse.doors.messages.api.RequestEntry.LoopWork;
import io.gatehouse.doors.messages.api.RequestEntry.Times;
import io.gatehouse.doors.messages.api.RequestEntry.ToolUse;
import io.gatehouse.doors.messages.api.TokenUsage;
import io.gatehouse.gateway.record.CallOutcome;
import java.io.ByteArrayOutputStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The line of a request to a model.
class RequestLineTest {
    private static final RequestEntry REQUEST = new RequestEntry(
            new Times(1_774_000_000_007L, 1_234_567_000L, 0),
            "req_1",
            "ci",
            "203.0.113.7",
            "/v1/messages",
            "claude-x",
            "main",
            new LoopWork(
                    List.of("crm", "shop"),
                    List.of(
                            new ToolUse("crm", "find", 12_345_678, CallOutcome.OK),
                            new ToolUse("shop", "get_order", 2_000_000, CallOutcome.TOOL_ERROR)),
                    2),
            new TokenUsage(1_000, 200, 30, 4),
            new BigDecimal("0.006150"),
            new End(200, "end_turn", null, null));

    private static final RequestEntry BROKEN = new RequestEntry(
            new Times(1, 2_000, 1_000),
            "req_3",
            "ci",
            "203.0.113.7",
            "/v1/messages",
            "claude-x",
            "main",
            LoopWork.NONE,
            TokenUsage.NONE,
            null,
            new End(200, "api_error", "It failed with: gone.", "Look at it."));

    private static final RequestEntry REFUSED =
            entry("req_2", "", "", null, List.of(), List.of(), "authentication_error");

    private static RequestEntry entry(
            String id,
            String caller,
            String model,
            @Nullable String provider,
            List<String> servers,
            List<ToolUse> tools,
            String ending) {
        return new RequestEntry(
                new Times(1, 2_000, 0),
                id,
                caller,
                "",
                "/v1/messages",
                model,
                provider,
                new LoopWork(servers, tools, tools.size()),
                TokenUsage.NONE,
                null,
                new End(401, ending, null, null));
    }

    @Test
    void aStreamThatEndedInAnErrorIsAWarning() {
        assertThat(LogLevel.of(REQUEST)).isEqualTo(LogLevel.INFO);
        assertThat(LogLevel.of(REFUSED)).as("the caller's matter").isEqualTo(LogLevel.INFO);
        assertThat(LogLevel.of(BROKEN)).isEqualTo(LogLevel.WARN);
    }

    @Test
    void aLineOfJson() {
        assertThat(line(CallLineFormat.JSON, REQUEST))
                .isEqualTo(
                        "{\"time\":\"2026-03-20T09:46:40.007Z\",\"level\":\"info\",\"event\":\"request\",\"request\":\"req_1\","
                                + "\"caller\":\"ci\",\"address\":\"203.0.113.7\",\"path\":\"/v1/messages\",\"model\":\"claude-x\",\"provider\":\"main\","
                                + "\"servers\":[\"crm\",\"shop\"],\"tool_calls\":2,\"tools\":["
                                + "{\"server\":\"crm\",\"tool\":\"find\",\"duration_ms\":12.345,\"outcome\":\"ok\"},"
                                + "{\"server\":\"shop\",\"tool\":\"get_order\",\"duration_ms\":2.000,\"outcome\":\"tool_error\"}],"
                                + "\"input_tokens\":1000,\"output_tokens\":200,\"cache_creation_tokens\":30,"
                                + "\"cache_read_tokens\":4,\"cost\":0.006150,\"duration_ms\":1234.567,\"status\":200,"
                                + "\"ending\":\"end_turn\"}");
    }

    @Test
    void aLineForPeople() {
        assertThat(line(CallLineFormat.TEXT, REQUEST))
                .matches("\\d\\d:46:40\\.007 info  200 /v1/messages claude-x at main 1234\\.567 ms 1034->200 tokens"
                        + " cost 0\\.006150 crm\\.find ok 12\\.345 ms shop\\.get_order tool_error 2\\.000 ms"
                        + " by ci from 203.0.113.7 req_1: end_turn");
    }

    @Test
    void theCauseOfABrokenStreamIsNotItsRemedy() {
        assertThat(line(CallLineFormat.JSON, BROKEN))
                .endsWith("\"duration_ms\":0.002,\"first_token_ms\":0.001,\"status\":200,\"ending\":\"api_error\","
                        + "\"problem\":\"It failed with: gone.\",\"remedy\":\"Look at it.\"}");
        assertThat(line(CallLineFormat.TEXT, BROKEN)).contains(": api_error. It failed with: gone. Look at it.");
    }

    @Test
    void whatIsNotKnownIsLeftOut() {
        assertThat(line(CallLineFormat.JSON, REFUSED))
                .isEqualTo(
                        "{\"time\":\"1970-01-01T00:00:00.001Z\",\"level\":\"info\",\"event\":\"request\",\"request\":\"req_2\","
                                + "\"caller\":\"\",\"path\":\"/v1/messages\",\"duration_ms\":0.002,\"status\":401,"
                                + "\"ending\":\"authentication_error\"}");
        assertThat(line(CallLineFormat.TEXT, REFUSED)).doesNotContain("null", "tokens", "cost");
    }

    @Test
    void hostileNamesStayOnOneLineAndAreCut() {
        String hostile = "a\n\u001b[31m\"\\\u0007é\u202e" + "x".repeat(10_000);
        RequestEntry request = entry(
                "req_3",
                hostile,
                hostile,
                hostile,
                List.of(hostile),
                List.of(new ToolUse(hostile, hostile, 1, CallOutcome.OK)),
                "ok");
        for (CallLineFormat format : CallLineFormat.values()) {
            String line = line(format, request);
            assertThat(line.chars().anyMatch(c -> c < ' ' || c == 127 || c == 0x202e))
                    .isFalse();
            assertThat(line).hasSizeLessThan(3_000);
        }
        JsonNode json = new JsonMapper().readTree(line(CallLineFormat.JSON, request));
        assertThat(json.at("/tools/0/tool").asString())
                .startsWith("a\n\u001b[31m\"\\\u0007éxx".replace("éxx", "é\ufffdxx"));
    }

    @Test
    void theLongestLineFits() {
        String worst = "\u0001".repeat(3_000);
        RequestEntry request = new RequestEntry(
                new Times(Long.MAX_VALUE / 4, Long.MAX_VALUE, Long.MAX_VALUE),
                worst,
                worst,
                worst,
                worst,
                worst,
                worst,
                new LoopWork(
                        Collections.nCopies(1_000, worst),
                        Collections.nCopies(
                                1_000, new ToolUse(worst, worst, Long.MAX_VALUE, CallOutcome.INPUT_REQUIRED)),
                        Integer.MAX_VALUE),
                new TokenUsage(Long.MAX_VALUE / 8, Long.MAX_VALUE / 8, Long.MAX_VALUE / 8, Long.MAX_VALUE / 8),
                new BigDecimal("123456789012345678901234567890.123456789"),
                new End(Integer.MAX_VALUE, worst, worst, worst));
        for (CallLineFormat format : CallLineFormat.values()) {
            LineBuffer line = new LineBuffer(1 << 20, format == CallLineFormat.JSON);
            format.request(line, request);
            assertThat(line.size()).isLessThan(CallLineFormat.MAX_LINE);
        }
    }

    private static String line(CallLineFormat format, RequestEntry request) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        CallLog log = new CallLog(out, format, LogLevel.INFO, true);
        log.ended(request);
        log.close();
        List<String> lines = out.toString(StandardCharsets.UTF_8).lines().toList();
        assertThat(lines).hasSize(1);
        return lines.getFirst();
    }
}
