package io.gatehouse.bench;

import java.nio.charset.StandardCharsets;
import java.util.List;

/// The messages that JMH measures: those that the load sends and the fast upstream answers.
final class Samples {
    private static final String BODY = "\r\n\r\n";

    private Samples() {}

    /// A modern `tools/call`.
    static byte[] call() {
        String request =
                Calls.toolsCall(Era.MODERN, new Address(1, "/mcp"), List.of()).getFirst();
        String numbered = new String(Calls.numbered(request, 10_000_000), StandardCharsets.US_ASCII);
        return numbered.substring(numbered.indexOf(BODY) + BODY.length()).getBytes(StandardCharsets.US_ASCII);
    }

    /// Its answer.
    static byte[] answer() {
        byte[] call = call();
        EnvelopeScan scan = new EnvelopeScan();
        scan.read(call, 0, call.length);
        java.nio.ByteBuffer out = java.nio.ByteBuffer.allocate(4096);
        UpstreamAnswers.call(out, true, call, scan);
        return afterHead(java.util.Arrays.copyOf(out.array(), out.position()));
    }

    /// An answer to `tools/list` with this many tools.
    static byte[] list(int tools) {
        byte[] request = "{\"id\":1,\"method\":\"tools/list\"}".getBytes(StandardCharsets.US_ASCII);
        EnvelopeScan scan = new EnvelopeScan();
        scan.read(request, 0, request.length);
        return afterHead(new UpstreamAnswers().other(true, tools, request, scan));
    }

    private static byte[] afterHead(byte[] answer) {
        String text = new String(answer, StandardCharsets.US_ASCII);
        return text.substring(text.indexOf(BODY) + BODY.length()).getBytes(StandardCharsets.US_ASCII);
    }
}
