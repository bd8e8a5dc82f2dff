package io.gatehouse.doors.mcp.stdio;

import io.gatehouse.kit.ProbeServer;
import java.io.IOException;

/// The probe, whose tool `wait` never ends, as a process of its own over stdio.
final class WaitingProcess {
    private WaitingProcess() {}

    public static void main(String[] arguments) throws IOException {
        new StdioServer(new ProbeServer().server, System.in, System.out, StdioSettings.DEFAULT).run();
    }
}
