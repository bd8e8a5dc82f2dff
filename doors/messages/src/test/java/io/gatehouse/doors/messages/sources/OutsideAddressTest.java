package io.gatehouse.doors.messages.sources;

import static io.gatehouse.doors.messages.sources.SourceBed.LOOPBACK;
import static io.gatehouse.doors.messages.sources.SourceBed.call;
import static io.gatehouse.doors.messages.sources.SourceBed.names;
import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.doors.messages.sources.SourceSettings.Asks;
import io.gatehouse.doors.messages.sources.SourceSettings.Outside;
import io.gatehouse.gateway.outside.OutsideBounds;
import io.gatehouse.models.ApiError;
import io.gatehouse.models.ApiException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Where servers that requests name may be.
class OutsideAddressTest {
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

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://mcp.example.com/mcp",
                "ftp://mcp.example.com/mcp",
                "file:///etc/passwd",
                "jar:https://mcp.example.com!/x",
                "//mcp.example.com/mcp",
                "mcp.example.com",
                "https:mcp.example.com",
                "https://user:pass@mcp.example.com/mcp",
                "https://mcp.example.com@10.0.0.1/mcp",
                "https://mcp.example.com/mcp#x",
                "https://mcp.example.com:0/mcp",
                "https://mcp.example.com:99999/mcp",
                "https:///mcp",
                "https://",
                "https://a b/",
                "https://2130706433/mcp",
                "https://0x7f000001/mcp",
                "https://0177.0.0.1/mcp",
                "https://127.1/mcp",
                "https://0/mcp",
                "https://[fe80::1%25eth0]/mcp",
                "https://mcp.example.com/a/../b",
                "https://mcp.example.com/a/%2e%2E/b",
                "https://mcp.example.com/a/..%2fb",
                "https://mcp.example.com/a/..;x/b",
                "https://mcp.example.com\\@10.0.0.1/",
                "https://ｅxample.com/mcp",
                "gopher://127.0.0.1:6379/_x",
                "",
                " ",
            })
    void whatIsNoPublicHttpsAddressIsRefusedBeforeItIsLookedUp(String url) {
        bed.settings = SourceSettings.DEFAULT;
        AtomicInteger looked = new AtomicInteger();
        bed.resolver = host -> {
            looked.incrementAndGet();
            return List.of(InetAddress.ofLiteral("127.0.0.1"));
        };
        ApiError error = bed.refused(url, "secret");
        assertThat(error.status()).isEqualTo(400);
        assertThat(error.message()).contains("`crm`").doesNotContain("secret");
        assertThat(looked).hasValue(0);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "127.0.0.1",
                "0.0.0.0",
                "10.0.0.1",
                "169.254.169.254",
                "100.64.0.1",
                "192.168.0.1",
                "224.0.0.1",
                "::1",
                "::",
                "::ffff:127.0.0.1",
                "64:ff9b::7f00:1",
                "fe80::1",
                "fd00::1",
                "2002:7f00:1::",
                "ff02::1"
            })
    void aNameThatLeadsInsideIsNeverCalled(String literal) {
        bed.settings = SourceBed.outside(Outside.AUTO, List.of(), OutsideBounds.DEFAULT, Asks.DEFAULT);
        bed.resolver = host -> List.of(InetAddress.ofLiteral("8.8.8.8"), InetAddress.ofLiteral(literal));
        ApiError error = bed.refused(stub.url("inside.example"), "secret");
        assertThat(error.status()).isEqualTo(400);
        assertThat(error.message()).contains("not public").contains("`url`").doesNotContain(literal + ":");
        bed.resolver = host -> List.of(InetAddress.ofLiteral(literal));
        String host = literal.contains(":") ? "[" + literal + "]" : literal;
        assertThat(bed.refused("http://" + host + ":" + stub.port() + "/mcp", "secret")
                        .message())
                .contains("not public");
        assertThat(stub.asked).isEmpty();
    }

    @Test
    void aNameThatTurnsInsideLaterIsNotFollowedThere() throws Exception {
        bed.settings = SourceBed.outside(
                Outside.AUTO,
                List.of(io.gatehouse.http.address.AddressRange.of("127.0.0.1")),
                OutsideBounds.DEFAULT,
                Asks.DEFAULT);
        stub.on("tools/list", turn -> {
            turn.http().responseHeader("Connection", "close");
            turn.result(StubServer.tools("echo"));
        });
        try (ToolSource source = bed.source(stub.url("rebind.example"), null)) {
            assertThat(names(source)).containsExactly("echo");
            bed.resolver = host -> List.of(InetAddress.ofLiteral("127.0.0.2"));
            assertThat(call(source, "echo")).contains("\"isError\":true").contains("not public");
        }
        assertThat(stub.asked("tools/call")).isEmpty();
    }

    @Test
    void aRedirectToAPathThatRequestsMayNotNameIsNotFollowed() throws Exception {
        SourceSettings open = SourceBed.outside(Outside.AUTO, LOOPBACK, OutsideBounds.DEFAULT, Asks.DEFAULT);
        bed.settings = new SourceSettings(
                open.outside(),
                List.of(OutsidePattern.of("http://*:*/mcp*")),
                open.privateRanges(),
                open.bounds(),
                open.template(),
                open.asks(),
                false);
        AtomicInteger strayed = new AtomicInteger();
        for (String method : List.of("server/discover", "initialize")) {
            stub.on(method, turn -> {
                if (!turn.http().path().equals("/mcp")) {
                    strayed.incrementAndGet();
                }
                turn.http().responseHeader("Location", "/admin");
                turn.http().respond(307);
            });
        }
        assertThat(bed.refused(stub.url("stub.example"), "secret").message()).contains("307");
        assertThat(strayed).hasValue(0);
    }

    @Test
    void aRedirectIsNotFollowedAndTheTokenStays() throws Exception {
        try (StubServer inside = new StubServer(bed.engine, true);
                StubServer moved = new StubServer(bed.engine, true)) {
            for (String method : List.of("server/discover", "initialize")) {
                moved.on(method, turn -> {
                    turn.http().responseHeader("Location", inside.url("127.0.0.1"));
                    turn.http().respond(307);
                });
            }
            ApiError error = bed.refused(moved.url("moved.example"), "secret");
            assertThat(error.message()).contains("Only 307 and 308 to the same scheme, host and port are followed");
            assertThat(inside.asked).isEmpty();
        }
    }

    @Test
    void onAListenerThatOthersReachOnlyAllowedOnesMayBeNamed() throws Exception {
        assertThat(refusal(Outside.AUTO, false, "https://mcp.example.com/mcp"))
                .contains("neither configured nor allowed");
        assertThat(refusal(Outside.ALLOWED, true, "https://mcp.example.com/mcp"))
                .contains("allowed");
        assertThat(refusal(Outside.NONE, true, "https://mcp.example.com/mcp"))
                .contains("calls only configured servers");
        assertThat(refusal(Outside.AUTO, true, "https://mcp.example.com/mcp")).isEmpty();
        assertThat(refusal(Outside.ALLOWED, false, "https://a.corp.example/mcp/x"))
                .isEmpty();
        for (String other : List.of(
                "https://corp.example/mcp/x",
                "https://a.corp.example.evil.com/mcp/x",
                "https://evilcorp.example/mcp/x",
                "https://a.corp.example:8443/mcp/x",
                "https://a.corp.example/other",
                "https://a.corp.example/mcp",
                "https://a.corp.example/mcp/%2e%2e/other",
                "https://evil.com/a.corp.example/mcp/x",
                "https://evil.com/?https://a.corp.example/mcp/x",
                "http://a.corp.example/mcp/x")) {
            assertThat(refusal(Outside.ALLOWED, false, other)).as(other).isNotEmpty();
        }
    }

    /// Why an address is refused where `https://*.corp.example/mcp/*` is allowed; empty when it is not.
    private static String refusal(Outside outside, boolean local, String url) {
        SourceSettings settings = new SourceSettings(
                outside,
                List.of(OutsidePattern.of("https://*.corp.example/mcp/*")),
                LOOPBACK,
                OutsideBounds.DEFAULT,
                SourceSettings.standardTemplate(),
                Asks.DEFAULT,
                false);
        try {
            OutsideAddress.check(java.net.URI.create(url), "mcp_servers", settings, local);
            return "";
        } catch (ApiException refused) {
            return refused.error().message();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "mcp.example.com",
                "ftp://a",
                "https://",
                "https://a*b.example",
                "https://*.",
                "https://a/b*c",
                "https://*.*",
                "https://u@a"
            })
    void whatIsNoPatternIsRefused(String text) {
        assertThat(org.assertj.core.api.Assertions.catchThrowable(() -> OutsidePattern.of(text)))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
