package io.gatehouse.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/// The live heap of a Java process.
///
/// @param bed where logs go
/// @param process a Java process
record JavaHeap(Bed bed, ProcessHandle process) {
    /// What is left after full collections, in bytes.
    long live() throws IOException, InterruptedException {
        jcmd("GC.run");
        String total = jcmd("GC.class_histogram")
                .lines()
                .filter(line -> line.startsWith("Total"))
                .findFirst()
                .orElseThrow(() -> new IOException("jcmd gave no total"));
        return Long.parseLong(total.strip().split("\\s+")[2]);
    }

    private String jcmd(String command) throws IOException, InterruptedException {
        String program = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
        try (Child jcmd = Child.start(
                bed.file("jcmd.log"), true, Map.of(), List.of(program, Long.toString(process.pid()), command))) {
            return jcmd.output();
        }
    }
}
