package io.gatehouse.doors.mcp.stdio;

import io.gatehouse.systems.sample.SampleShop;
import java.io.IOException;

/// The sample shop as a process of its own over stdio.
final class ShopProcess {
    private ShopProcess() {}

    public static void main(String[] arguments) throws IOException {
        new StdioServer(SampleShop.server(), System.in, System.out, StdioSettings.DEFAULT).run();
    }
}
