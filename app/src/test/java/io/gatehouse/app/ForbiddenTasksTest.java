package io.gatehouse.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.app.WireClient.Reply;
import io.gatehouse.protocol.ErrorCode;
import io.gatehouse.protocol.Exchange;
import io.gatehouse.protocol.Revision;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A tool of which its server says that it must not be called as a task (`execution.taskSupport` of 2025-11-25).
class ForbiddenTasksTest {
    @TempDir
    Path folder;

    private final LateServer late = LateServer.forbiddingTasks();
    private OldHttpServer server;
    private Bed bed;
    private WireClient client;

    @BeforeEach
    void start() throws Exception {
        server = new OldHttpServer(late, Revision.R2025_11_25);
        bed = new Bed(folder, """
                servers:
                  kept: {url: "%1$s", tasks-after: 1h}
                  plain: {url: "%1$s"}
                """.formatted(server.endpoint()));
        List.of("kept", "plain").forEach(bed::awaitReady);
        client = bed.client();
    }

    @AfterEach
    void stop() throws Exception {
        client.close();
        bed.close();
        server.close();
    }

    private Reply callAsTask(String tool) {
        return client.send("tools/call", "\"name\":\"" + tool + "\",\"arguments\":{},\"task\":{}");
    }

    @Test
    void theGatewayOffersTheTaskWhereItKeepsIt() {
        Map<String, String> support = StreamSupport.stream(
                        client.send("tools/list", "").result().path("tools").spliterator(), false)
                .collect(Collectors.toMap(
                        tool -> tool.path("name").asString(),
                        tool -> tool.at("/execution/taskSupport").asString("")));
        assertThat(support).containsEntry("kept_late", "optional").containsEntry("plain_late", "forbidden");
        assertThat(callAsTask("plain_late").error().path("code").asInt()).isEqualTo(ErrorCode.METHOD_NOT_FOUND);
        assertThat(late.calls).isEmpty();
    }

    @Test
    void theServerOfATaskGetsACallLikeAnyOther() {
        String task =
                "\"taskId\":" + callAsTask("kept_late").result().path("task").path("taskId");
        Exchange call = late.next();
        assertThat(client.send("tasks/get", task).result().path("status").asString())
                .isEqualTo("working");
        call.respond(LateServer.text("at last"));
        assertThat(client.send("tasks/result", task).said()).isEqualTo("at last");
    }
}
