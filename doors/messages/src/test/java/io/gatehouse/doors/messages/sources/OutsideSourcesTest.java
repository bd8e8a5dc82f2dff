package io.gatehouse.doors.messages.sources;

import static io.gatehouse.doors.messages.sources.SourceBed.call;
import static io.gatehouse.doors.messages.sources.SourceBed.names;
import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.models.ApiError;
import io.gatehouse.policy.Access;
import io.gatehouse.protocol.Caller;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Servers that requests name by address, and those who would like to reach more through them than they should.
class OutsideSourcesTest {
    @TempDir
    Path folder;

    private SourceBed bed;
    private StubServer stub;

    @BeforeEach
    void start() throws Exception {
        bed = new SourceBed(folder);
        stub = new StubServer(bed.engine, true);
    }

    @AfterEach
    void stop() {
        stub.close();
        bed.close();
    }

    @Test
    void itIsReachedWithTheTokenOfTheRequest() throws Exception {
        try (ToolSource source = bed.source(stub.url("a.example"), "t1")) {
            assertThat(names(source)).containsExactly("echo");
            assertThat(call(source, "echo")).contains("done");
        }
        assertThat(stub.asked)
                .isNotEmpty()
                .allMatch(asked -> asked.authorization().equals("Bearer t1"));
        assertThat(bed.told().server()).isEqualTo("http://a.example:" + stub.port());
    }

    @Test
    void itIsConnectedAndListedOnceForManyRequests() throws Exception {
        for (int request = 0; request < 5; request++) {
            assertThat(bed.tools(stub.url("a.example"), "t1")).containsExactly("echo");
        }
        assertThat(stub.asked("server/discover")).hasSize(1);
        assertThat(stub.asked("tools/list")).hasSize(1);
        assertThat(bed.gateway.outside().size()).isEqualTo(1);
    }

    @Test
    void whatOneTokenMaySeeNoOtherDoes() throws Exception {
        stub.on(
                "tools/list",
                turn -> turn.result(StubServer.tools(
                        turn.authorization().isEmpty()
                                ? "public"
                                : "of_" + turn.authorization().substring(7))));
        assertThat(bed.tools(stub.url("a.example"), "t1")).containsExactly("of_t1");
        assertThat(bed.tools(stub.url("a.example"), "t2")).containsExactly("of_t2");
        assertThat(bed.tools(stub.url("a.example"), null)).containsExactly("public");
        assertThat(bed.tools(stub.url("a.example"), "")).containsExactly("public");
        assertThat(bed.tools(stub.url("a.example"), "t1")).containsExactly("of_t1");
        assertThat(bed.gateway.outside().size()).isEqualTo(3);
        try (ToolSource one = bed.source(stub.url("a.example"), "t1");
                ToolSource two = bed.source(stub.url("a.example"), "t2")) {
            call(one, "of_t1");
            assertThat(call(two, "of_t1")).contains("Unknown tool");
            call(two, "of_t2");
        }
        assertThat(stub.asked("tools/call").stream().map(StubServer.Asked::authorization))
                .containsExactly("Bearer t1", "Bearer t2");
    }

    @Test
    void noCallerSharesASessionWithAnother() throws Exception {
        for (String caller : List.of("alice", "bob", "alice")) {
            try (ToolSource source = bed.sources.resolve(
                    SourceBed.server(stub.url("a.example"), null), Caller.ofKey(caller), SourceBed.REQUEST, null)) {
                source.tools();
            }
        }
        assertThat(bed.gateway.outside().size()).isEqualTo(2);
        assertThat(stub.asked("server/discover")).hasSize(2);
    }

    @Test
    void noPartOfItIsInAToolsetOrOnDisk() throws Exception {
        bed.tools(stub.url("a.example"), "very-secret");
        assertThat(bed.gateway.toolsets()).isEmpty();
        assertThat(bed.gateway.servers()).isEmpty();
        String name = "http://a.example:" + stub.port();
        assertThat(bed.gateway.toolset(name, "mcp")).isNull();
        assertThat(bed.gateway.toolset("\0" + name, "mcp")).isNull();
        assertThat(bed.gateway.server(name, "mcp", Access.EVERYTHING)).isNull();
        try (Stream<Path> files = Files.walk(folder)) {
            assertThat(files.filter(Files::isRegularFile)).isEmpty();
        }
    }

    @Test
    void theTokenIsInNoErrorAndNoRecord() throws Exception {
        stub.on(
                "tools/call",
                turn -> turn.http()
                        .respond(500, "text/plain", ("no, " + turn.authorization()).getBytes(StandardCharsets.UTF_8)));
        try (ToolSource source = bed.source(stub.url("a.example"), "very-secret")) {
            source.tools();
            assertThat(call(source, "echo")).contains("isError").doesNotContain("very-secret");
        }
        assertThat(bed.told().toString()).doesNotContain("very-secret");
        assertThat(SourceBed.server(stub.url("a.example"), "very-secret").toString())
                .doesNotContain("very-secret");
        assertThat(bed.refused(stub.url("a.example"), "very secret").message()).doesNotContain("very secret");
    }

    @Test
    void aRefusedTokenIsNamedAndTheNextRequestTriesAnew() throws Exception {
        stub.admits(401, authorization -> authorization.equals("Bearer good"));
        ApiError error = bed.refused(stub.url("a.example"), "bad");
        assertThat(error.status()).isEqualTo(400);
        assertThat(error.type()).isEqualTo("invalid_request_error");
        assertThat(error.message()).contains("crm").contains("401").contains("authorization_token");
        SourceBed.until("forgotten", () -> bed.gateway.outside().size() == 0);
        stub.admits(401, authorization -> true);
        assertThat(bed.tools(stub.url("a.example"), "bad")).containsExactly("echo");
    }

    @Test
    void anUnreachableServerIsNamedBeforeAnythingStarts() {
        stub.close();
        ApiError error = bed.refused(stub.url("a.example"), null);
        assertThat(error.status()).isEqualTo(400);
        assertThat(error.message()).contains("crm").contains("http://a.example:" + stub.port());
    }

    @Test
    void aServerThatDiesKeepsItsToolsAndItsCallsFail() throws Exception {
        try (ToolSource source = bed.source(stub.url("a.example"), null)) {
            source.tools();
            stub.close();
            assertThat(call(source, "echo")).contains("\"isError\":true");
            assertThat(bed.tools(stub.url("a.example"), null)).containsExactly("echo");
        }
    }
}
