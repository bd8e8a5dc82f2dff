package io.gatehouse.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.app.config.LogLevel;
import io.gatehouse.app.observe.CallLineFormat;
import io.gatehouse.app.observe.CallLog;
import io.gatehouse.app.observe.LineBuffer;
import io.gatehouse.app.observe.LogEvent;
import io.gatehouse.gateway.policy.Decision;
import io.gatehouse.gateway.record.CallOutcome;
import io.gatehouse.gateway.record.CallRecord;
import io.gatehouse.gateway.record.CallRecord.Ending;
import io.gatehouse.gateway.record.CallRecord.Kind;
import io.gatehouse.gateway.record.CallRecord.Measure;
import io.gatehouse.gateway.record.CallRecord.Source;
import io.gatehouse.gateway.record.CallRecord.Subject;
import io.gatehouse.protocol.Caller;
import io.gatehouse.protocol.Failure.Category;
import io.gatehouse.protocol.Failure.Outcome;
import io.gatehouse.protocol.PendingApproval;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class CallLogTest {
    private static final CallRecord CALL = new CallRecord(
            "req_1",
            Kind.CALL,
            new Source(Caller.ofKey("ci").at("203.0.113.7"), "s1", "mcp", null),
            new Subject("tools/call", "crm", "get_order", null),
            new Measure(1_774_000_000_007L, 1_234_567, 300, 500),
            Decision.ALLOWED,
            Ending.answered(CallOutcome.OK));

    @Test
    void aLineNamesTheReplicaThatPassedTheCall() {
        CallRecord passed = new CallRecord(
                CALL.requestId(),
                CALL.kind(),
                new Source(Caller.ofKey("ci").at("203.0.113.7").passedBy("1vey5"), null, "mcp", null),
                CALL.subject(),
                CALL.measure(),
                CALL.decision(),
                CALL.ending());
        assertThat(lines(CallLineFormat.JSON, passed).getFirst())
                .contains("\"address\":\"203.0.113.7\",\"passed_by\":\"1vey5\",\"door\":");
        assertThat(lines(CallLineFormat.TEXT, passed).getFirst())
                .contains(" by ci from 203.0.113.7 passed by 1vey5 at mcp ");
    }

    @Test
    void aLineOfJson() {
        assertThat(lines(CallLineFormat.JSON, CALL))
                .containsExactly(
                        "{\"time\":\"2026-03-20T09:46:40.007Z\",\"level\":\"info\",\"event\":\"call\",\"request\":\"req_1\",\"caller\":\"ci\",\"address\":\"203.0.113.7\","
                                + "\"session\":\"s1\",\"door\":\"mcp\",\"method\":\"tools/call\",\"server\":\"crm\","
                                + "\"tool\":\"get_order\",\"duration_ms\":1.234,\"request_bytes\":300,\"response_bytes\":500,"
                                + "\"outcome\":\"ok\",\"known\":\"done\"}");
    }

    @Test
    void aLineForPeople() {
        assertThat(lines(CallLineFormat.TEXT, CALL))
                .singleElement()
                .asString()
                .matches(
                        "\\d\\d:46:40\\.007 info  ok tools/call crm\\.get_order 1\\.234 ms 300->500 B by ci from 203\\.0\\.113\\.7 at mcp session s1 req_1");
    }

    @Test
    void aLineNamesTheRequestForApprovalAndWhoAgreed() {
        assertThat(lines(CallLineFormat.JSON, decided(new Decision.Agreed("ann", 17L)))
                        .getFirst())
                .contains("\"approval\":17,\"outcome\":\"ok\"", "\"approved_by\":\"ann\"");
        assertThat(lines(CallLineFormat.TEXT, decided(new Decision.Agreed("ann", 17L)))
                        .getFirst())
                .endsWith(" req_1 approved by ann (17)");
        assertThat(lines(CallLineFormat.JSON, decided(new Decision.Agreed("the user of ci", null)))
                        .getFirst())
                .contains("\"approved_by\":\"the user of ci\"")
                .doesNotContain("\"approval\"");
        Decision waits = new Decision.Denied(
                "approvals",
                Category.ACCESS,
                "delete everything?",
                List.of(),
                false,
                null,
                new PendingApproval(17, "waiting", Instant.EPOCH));
        assertThat(lines(CallLineFormat.JSON, decided(waits)).getFirst())
                .contains("\"approval\":17,", "\"denied_by\":\"approvals\"")
                .doesNotContain("everything");
    }

    private static CallRecord decided(Decision decision) {
        return new CallRecord(
                CALL.requestId(), CALL.kind(), CALL.source(), CALL.subject(), CALL.measure(), decision, CALL.ending());
    }

    @Test
    void whatIsNotKnownIsLeftOut() {
        CallRecord refused = call(null, null, "nobody", "no such \"tool\"");
        assertThat(lines(CallLineFormat.JSON, refused).getFirst())
                .contains("\"method\":\"tools/call\",\"duration_ms\"", "\"problem\":\"no such \\\"tool\\\"\"}")
                .doesNotContain("session", "server\"", "null");
    }

    @Test
    void hostileNamesStayOnOneLineAndAreCut() {
        String hostile = "a\n\u001b[31m\"\\\u0007é€😀\ud800\u202e\u2028" + "x".repeat(10_000);
        for (CallLineFormat format : CallLineFormat.values()) {
            List<String> lines = lines(format, call("crm", hostile, hostile, hostile));
            assertThat(lines).hasSize(1);
            assertThat(lines.getFirst().chars().anyMatch(c -> c < ' ' || c == 127 || c == 0x202e || c == 0x2028))
                    .isFalse();
            assertThat(lines.getFirst()).contains("é€😀").hasSizeLessThan(3_000);
        }
        JsonNode json = new JsonMapper()
                .readTree(lines(CallLineFormat.JSON, call("crm", hostile, hostile, "no"))
                        .getFirst());
        assertThat(json.get("tool").asString()).startsWith("a\n\u001b[31m\"\\\u0007é€😀\ufffd\ufffd\ufffdxx");
    }

    @Test
    void theLongestLineFits() {
        String worst = "\u0001".repeat(3_000);
        CallRecord call = new CallRecord(
                worst,
                Kind.CALL,
                new Source(Caller.ofKey(worst).at(worst), worst, worst, worst),
                new Subject(worst, worst, worst, null),
                new Measure(Long.MAX_VALUE / 4, Long.MAX_VALUE, Integer.MAX_VALUE, Integer.MAX_VALUE),
                new Decision.Denied(worst, Category.RATE_LIMIT, worst),
                new Ending(CallOutcome.INPUT_REQUIRED, Outcome.SENT_OUTCOME_UNKNOWN, Category.VALIDATION, worst));
        for (CallLineFormat format : CallLineFormat.values()) {
            LineBuffer line = new LineBuffer(1 << 20, true);
            format.call(line, call);
            assertThat(line.size()).isLessThan(CallLineFormat.MAX_LINE);
            line.clear();
            Map<String, Object> members = new TreeMap<>();
            for (int member = 0; member < 20; member++) {
                members.put(worst + member, worst);
            }
            format.event(line, 0, new LogEvent(LogLevel.ERROR, worst, worst, members, (worst + "\n").repeat(30)));
            assertThat(line.size()).isLessThan(CallLineFormat.MAX_LINE);
        }
    }

    @Test
    void everyLineOfManyThreadsArrivesWhole() throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        CallLog log = new CallLog(out, CallLineFormat.JSON, LogLevel.INFO, true, 64 << 20);
        List<Thread> threads = new ArrayList<>();
        for (int thread = 0; thread < 8; thread++) {
            threads.add(Thread.ofVirtual().start(() -> {
                for (int call = 0; call < 5_000; call++) {
                    log.ended(CALL);
                }
            }));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        log.close();
        assertThat(out.toString(StandardCharsets.UTF_8).lines())
                .hasSize(40_000)
                .allMatch(line -> line.endsWith("\"known\":\"done\"}"));
    }

    @Test
    void aReaderThatStopsCostsLinesAndNeverBlocks() {
        CountDownLatch reading = new CountDownLatch(1);
        ByteArrayOutputStream out = new ByteArrayOutputStream() {
            @Override
            public void write(byte[] bytes, int from, int length) {
                awaitUninterruptibly(reading);
                super.write(bytes, from, length);
            }
        };
        CallLog log = new CallLog(out, CallLineFormat.JSON, LogLevel.INFO, true, 2 * CallLineFormat.MAX_LINE);
        for (int call = 0; call < 10_000; call++) {
            log.ended(CALL);
        }
        reading.countDown();
        log.close();
        assertThat(out.toString(StandardCharsets.UTF_8).lines())
                .hasSizeLessThan(10_000)
                .anyMatch(line -> line.contains(" log lines were dropped because they were not read in time"));
    }

    @Test
    void aCallMakesNoGarbage() {
        CallLog log = new CallLog(OutputStream.nullOutputStream(), CallLineFormat.JSON, LogLevel.INFO, true);
        com.sun.management.ThreadMXBean threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        run(log, 20_000);
        long before = threads.getCurrentThreadAllocatedBytes();
        run(log, 20_000);
        long allocated = threads.getCurrentThreadAllocatedBytes() - before;
        log.close();
        assertThat(allocated / 20_000).isLessThan(8);
    }

    @Test
    void callsCanBeSilentWhileEventsAreNot() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        CallLog log = new CallLog(out, CallLineFormat.JSON, LogLevel.INFO, false);
        log.ended(CALL);
        log.event(LogLevel.WARN, "configuration", "applied");
        log.close();
        assertThat(out.toString(StandardCharsets.UTF_8))
                .matches(
                        "\\{\"time\":\"[^\"]+Z\",\"level\":\"warn\",\"event\":\"configuration\",\"message\":\"applied\"}\n");
    }

    private static void awaitUninterruptibly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException interrupted) {
            throw new IllegalStateException(interrupted);
        }
    }

    private static void run(CallLog log, int calls) {
        for (int call = 0; call < calls; call++) {
            log.ended(CALL);
        }
    }

    private static CallRecord call(@Nullable String server, @Nullable String name, String caller, String problem) {
        return new CallRecord(
                "req_1",
                Kind.CALL,
                new Source(Caller.ofKey(caller), null, "mcp", null),
                new Subject("tools/call", server, name, null),
                new Measure(1, 2, 3, 4),
                Decision.ALLOWED,
                Ending.refused(Category.VALIDATION, problem));
    }

    private static List<String> lines(CallLineFormat format, CallRecord call) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        CallLog log = new CallLog(out, format, LogLevel.INFO, true);
        log.ended(call);
        log.close();
        return out.toString(StandardCharsets.UTF_8).lines().toList();
    }
}
