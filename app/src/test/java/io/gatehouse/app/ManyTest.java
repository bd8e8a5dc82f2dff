package io.gatehouse.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.protocol.Json;
import io.gatehouse.protocol.Revision;
import io.gatehouse.upstream.call.ServerPhase;
import io.gatehouse.upstream.settings.ServerSettings;
import io.gatehouse.upstream.settings.Transport;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

/// Nothing is left of what came and went, however often.
@Isolated
class ManyTest {
    private static final long MEBIBYTE = 1 << 20;

    /// A server in the shell, with a child of its own that would outlive it.
    private static final String SERVER = """
            tail -f "$1" >/dev/null 2>&1 &
            while read -r line; do
                id=${line#*\\"id\\":}
                id=${id%%[,\\}]*}
                case $line in
                    *'"initialize"'*) result='{"protocolVersion":"2025-11-25","capabilities":{"tools":{}},"serverInfo":{"name":"sh","version":"1"}}' ;;
                    *'"tools/list"'*) result='{"tools":[{"name":"echo","inputSchema":{"type":"object"}}]}' ;;
                    *'"server/discover"'*)
                        printf '{"jsonrpc":"2.0","id":%s,"error":{"code":-32601,"message":"no"}}\\n' "$id"
                        continue ;;
                    *'"id":'*) result='{"content":[{"type":"text","text":"here"}]}' ;;
                    *) continue ;;
                esac
                printf '{"jsonrpc":"2.0","id":%s,"result":%s}\\n' "$id" "$result"
            done
            """;

    @TempDir
    Path folder;

    @Test
    void aThousandSessionsLeaveNothingBehind() throws Exception {
        try (Bed bed = new Bed(
                folder,
                "servers:\n  child: {" + RudeChild.yaml("none") + "}\n",
                ServerSettings.of("good", new Transport.InProcess(new PlainServer())))) {
            bed.awaitReady("child");
            sessions(bed, 200);
            long heap = heap();
            int threads = ManagementFactory.getThreadMXBean().getThreadCount();
            long processes = ProcessHandle.current().descendants().count();
            sessions(bed, 1_000);
            Patience.until(
                    "threads are as many as before",
                    () -> ManagementFactory.getThreadMXBean().getThreadCount() <= threads + 8);
            Patience.until("the heap is as large as before", () -> heap() < heap + 8 * MEBIBYTE);
            assertThat(ProcessHandle.current().descendants().count()).isLessThanOrEqualTo(processes);
        }
    }

    /// Half of them end properly, the others just go; some leave a stream open or a call behind.
    private static void sessions(Bed bed, int count) {
        Revision[] revisions = Revision.values();
        for (int session = 0; session < count; session++) {
            WireClient client = bed.client("", revisions[session % revisions.length]);
            assertThat(client.call("child_echo").said()).isEqualTo("here");
            if (session % 20 < 5) {
                client.listen("plain://one");
            }
            if (session % 20 == 7) {
                client.start("good_wait", "left");
            }
            if (session % 2 == 0) {
                client.close();
            } else {
                client.drop();
            }
        }
    }

    private static long heap() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }

    /// docker/mcp-gateway 483, metamcp 162.
    @Test
    void aHundredChildrenLeaveNoOrphanAndNoZombie() throws Exception {
        Path script = Files.writeString(folder.resolve("server.sh"), SERVER);
        Path mark = Files.createFile(folder.resolve("mark"));
        long before = ProcessHandle.current().descendants().count();
        StringBuilder yaml = new StringBuilder("servers:\n");
        for (int server = 0; server < 100; server++) {
            yaml.append("  s")
                    .append(server)
                    .append(": {command: sh, args: [")
                    .append(Json.quote(script.toString()))
                    .append(", ")
                    .append(Json.quote(mark.toString()))
                    .append("]}\n");
        }
        try (Bed bed = new Bed(folder, yaml.toString());
                WireClient client = bed.client()) {
            for (int server = 0; server < 100; server++) {
                String name = "s" + server;
                Patience.until(
                        name + " is ready", () -> bed.server(name).state().phase() == ServerPhase.READY);
            }
            Patience.until(
                    "all are listed",
                    () -> client.send("tools/list", "").result().path("tools").size() == 100);
            assertThat(client.call("s99_echo").said()).isEqualTo("here");
            assertThat(marked(mark)).isEqualTo(200);
        }
        Patience.until("no process is left", () -> marked(mark) == 0);
        Patience.until(
                "no zombie is left", () -> ProcessHandle.current().descendants().count() <= before);
    }

    private static long marked(Path mark) {
        return ProcessHandle.allProcesses()
                .filter(process -> process.info().commandLine().orElse("").contains(mark.toString()))
                .count();
    }
}
