package io.gatehouse.upstream;

import static io.gatehouse.upstream.HandMadeServer.json;
import static io.gatehouse.upstream.UpstreamsFixture.call;
import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.http.ClientSettings;
import io.gatehouse.upstream.settings.ServerSettings;
import io.gatehouse.upstream.settings.Transport;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class HeadersHelperTest extends UpstreamTest {
    private Upstream start(HandMadeServer server, String helper) throws Exception {
        return fixture.start(ServerSettings.of(
                "s",
                new Transport.Http(
                        server.url(),
                        false,
                        Map.of("authorization", "Bearer old", "X-Fixed", "1"),
                        new Transport.HeadersCommand(helper, folder),
                        ClientSettings.defaults())));
    }

    @Test
    void itsHeadersOverrideTheConfiguredOnesAndAreMadeAnewOnce() throws Exception {
        HandMadeServer server = HandMadeServer.modern(fixture.engine);
        Path token = Files.writeString(folder.resolve("token"), "first");
        server.on("tools/call", (http, request) -> {
            if (http.header("Authorization").equals("Bearer second s")) {
                json(http, request, "{\"content\":[]}");
            } else {
                http.respond(401);
            }
        });
        Upstream upstream = start(
                server,
                "printf '{\"Authorization\":\"Bearer %s %s\"}' \"$(cat " + token
                        + ")\" \"$CLAUDE_CODE_MCP_SERVER_NAME\"");
        assertThat(server.received("tools/list").getFirst().header("authorization"))
                .isEqualTo("Bearer first s");
        assertThat(server.received("tools/list").getFirst().header("x-fixed")).isEqualTo("1");
        Files.writeString(token, "second");
        assertThat(call(upstream, RecordingExchange.MODERN, Wire.echo())
                        .response()
                        .failed())
                .isFalse();
        assertThat(server.received("tools/call")).hasSize(2);
        Files.writeString(token, "third");
        assertThat(call(upstream, RecordingExchange.MODERN, Wire.echo())
                        .response()
                        .failed())
                .isFalse();
    }

    @Test
    void itRunsInTheFolderOfTheFileThatNamesIt() throws Exception {
        HandMadeServer server = HandMadeServer.modern(fixture.engine);
        Files.writeString(folder.resolve("token.sh"), "echo '{\"X-Token\":\"beside the file\"}'");
        start(server, "sh ./token.sh");
        assertThat(server.received("tools/list").getFirst().header("x-token")).isEqualTo("beside the file");
    }

    @Test
    void whatItPrintsIsNeverShown() throws Exception {
        HandMadeServer server = HandMadeServer.modern(fixture.engine);
        Upstream upstream = start(server, "echo hush; exit 3");
        assertThat(upstream.state().problem())
                .contains("headers-helper")
                .contains("code 3")
                .doesNotContain("hush");
        assertThat(server.received()).isEmpty();
    }
}
