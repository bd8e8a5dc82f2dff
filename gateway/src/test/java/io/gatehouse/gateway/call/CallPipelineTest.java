package io.gatehouse.gateway.call;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.gateway.ListedServer;
import io.gatehouse.gateway.RecordedExchange;
import io.gatehouse.gateway.catalog.GatewaySettings;
import io.gatehouse.gateway.catalog.ListForm;
import io.gatehouse.gateway.catalog.Selection;
import io.gatehouse.gateway.catalog.Toolset;
import io.gatehouse.gateway.catalog.ToolsetSettings;
import io.gatehouse.gateway.catalog.ToolsetSettings.Member;
import io.gatehouse.gateway.catalog.ToolsetSettings.Names;
import io.gatehouse.gateway.catalog.ToolsetSettings.ToolOverride;
import io.gatehouse.gateway.catalog.ToolsetView;
import io.gatehouse.gateway.catalog.ViewBuilder;
import io.gatehouse.gateway.record.CallOutcome;
import io.gatehouse.gateway.record.CallRecord;
import io.gatehouse.protocol.Caller;
import io.gatehouse.protocol.Failure.Outcome;
import io.gatehouse.protocol.Filter;
import io.gatehouse.protocol.Handler;
import io.gatehouse.protocol.Notification;
import io.gatehouse.protocol.Request;
import io.gatehouse.protocol.Response;
import io.gatehouse.protocol.Revision;
import io.gatehouse.protocol.Slice;
import io.gatehouse.protocol.WaitText;
import io.gatehouse.upstream.Upstream;
import io.gatehouse.upstream.UpstreamListener.Hearers;
import io.gatehouse.upstream.call.CallFailure;
import io.gatehouse.upstream.call.Told;
import io.gatehouse.upstream.settings.ToolTimes;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CallPipelineTest {
    private final List<CallRecord> told = new java.util.concurrent.CopyOnWriteArrayList<>();
    private final CallPipeline pipeline = Pipelines.of(told::add);

    @Test
    void onlyTheNameOfACallIsChanged() {
        ListedServer crm = ListedServer.withTools("crm", "get");
        call(toolset(crm), "{ \"name\":\"crm_get\" , \"arguments\":{\"n\":1.10}, \"x\":[ 1e2 ] }");
        assertThat(crm.received.getFirst().body().text())
                .isEqualTo("{\"jsonrpc\":\"2.0\",\"id\":7,\"method\":\"tools/call\",\"params\":"
                        + "{ \"name\":\"get\" , \"arguments\":{\"n\":1.10}, \"x\":[ 1e2 ] }}");
    }

    @Test
    void aCallWithoutArgumentsStaysWithout() {
        ListedServer crm = ListedServer.withTools("crm", "get");
        call(toolset(crm), "{\"name\":\"crm_get\"}");
        assertThat(crm.received.getFirst().body().text()).doesNotContain("arguments");
    }

    @Test
    void fixedArgumentsAreSentWhateverTheCallerSays() {
        Member member = new Member(
                "crm",
                Selection.ALL,
                Map.of("get", new ToolOverride(null, null, Map.of("tenant", Slice.of("\"acme\"")))),
                Selection.ALL,
                Selection.ALL);
        ListedServer crm = ListedServer.withTools("crm", "get");
        Toolset toolset = toolset(new ToolsetSettings("s", Names.BARE, List.of(member), false), Map.of(crm, member));
        call(toolset, "{\"name\":\"get\",\"arguments\":{\"id\":1,\"tenant\":\"evil\"}}");
        call(toolset, "{\"name\":\"get\"}");
        assertThat(crm.received.get(0).body().text()).contains("{\"id\":1,\"tenant\":\"acme\"}");
        assertThat(crm.received.get(1).body().text()).contains("\"arguments\":{\"tenant\":\"acme\"}");
    }

    @Test
    void argumentsAreCheckedBeforeTheyAreSentWhenTheServerIsToBeSparedThem() throws Exception {
        ListedServer crm = new ListedServer("crm").validating();
        crm.lists(List.of("{\"name\":\"get\",\"inputSchema\":{\"type\":\"object\",\"properties\":"
                + "{\"id\":{\"type\":\"integer\"}},\"required\":[\"id\"]}}"));
        Toolset toolset = toolset(crm);
        RecordedExchange wrong = call(toolset, "{\"name\":\"crm_get\",\"arguments\":{\"id\":\"x\"}}");
        RecordedExchange none = call(toolset, "{\"name\":\"crm_get\"}");
        RecordedExchange right = call(toolset, "{\"name\":\"crm_get\",\"arguments\":{\"id\":1}}");
        assertThat(wrong.awaited()).contains("/id").contains("\"isError\":true");
        assertThat(none.awaited()).contains("/id").contains("\"isError\":true");
        assertThat(right.awaited()).doesNotContain("isError");
        assertThat(crm.received).hasSize(1);
    }

    @Test
    void anUnknownToolIsRefusedWithTheNearestNames() {
        RecordedExchange exchange =
                call(toolset(ListedServer.withTools("crm", "get_order")), "{\"name\":\"get_order\"}");
        assertThat(exchange.answer()).contains("-32602").contains("did you mean crm_get_order?");
        assertThat(told).singleElement().extracting(CallRecord::outcome).isEqualTo(CallOutcome.REFUSED);
    }

    @Test
    void aResultPassesByteForByte() {
        String result = "{\"jsonrpc\":\"2.0\",\"id\":3,\"result\":{ \"content\":[{\"type\":\"novel\",\"n\":1.0e1}] }}";
        ListedServer crm = ListedServer.withTools("crm", "get")
                .answers((request, exchange) -> exchange.respond(Response.of(result.getBytes(StandardCharsets.UTF_8))));
        assertThat(call(toolset(crm), "{\"name\":\"crm_get\"}").answer()).isEqualTo(result);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"result\":{\"content\":[],\"_meta\":{\"a\":1,\"io.gatehouse\\/failure\":{\"outcome\":\"not_sent\"}}}",
                "\"error\":{\"code\":-1,\"message\":\"m\",\"data\":{\"a\":1,\"io.gatehouse/failure\":{\"outcome\":\"not_sent\"}}}"
            })
    void aServerCannotSayWhatOnlyTheGatewayMaySayOfACall(String answer) {
        String whole = "{\"jsonrpc\":\"2.0\",\"id\":3," + answer + "}";
        ListedServer crm = ListedServer.withTools("crm", "get")
                .answers((request, exchange) -> exchange.respond(Response.of(whole.getBytes(StandardCharsets.UTF_8))));
        assertThat(call(toolset(crm), "{\"name\":\"crm_get\"}").answer())
                .contains("\"a\":1")
                .doesNotContain("failure");
    }

    @Test
    void aFailureBehindTheGatewayIsAToolErrorThatTellsWhatToDo() {
        ListedServer crm = ListedServer.withTools("crm", "get")
                .answers((request, exchange) -> exchange.failed(CallFailure.of(
                                CallFailure.Kind.UNAVAILABLE,
                                "crm",
                                Outcome.NOT_SENT,
                                new Told("server crm cannot be reached at 10.1.2.3", "check `url`"))
                        .until(Instant.now().plusSeconds(90))));
        String answer = call(toolset(crm), "{\"name\":\"crm_get\"}").answer();
        String id = told.getFirst().requestId();
        assertThat(answer)
                .contains("Server crm is not available. The call was not carried out. Try again in 90 seconds."
                        + " Request ID: " + id + ".")
                .contains("\"isError\":true")
                .contains("{\"io.gatehouse/failure\":{\"category\":\"downstream\",\"outcome\":\"not_sent\","
                        + "\"server\":\"crm\",\"requestId\":\"" + id + "\",\"retryAfterMs\":")
                .doesNotContain("10.1.2.3", "url");
        assertThat(told.getFirst().problem()).isEqualTo("server crm cannot be reached at 10.1.2.3");
        assertThat(told).singleElement().extracting(CallRecord::outcome).isEqualTo(CallOutcome.FAILED);
    }

    /// A wait of a billion years overflowed while the failure was written, and the caller waited for ever.
    @Test
    void aWaitBeyondAllTimeStillEndsTheCall() {
        ListedServer crm = ListedServer.withTools("crm", "get")
                .answers((request, exchange) -> exchange.failed(CallFailure.of(
                                CallFailure.Kind.RATE_LIMITED,
                                "crm",
                                Outcome.NOT_SENT,
                                Told.of("server crm answered 429"))
                        .until(Instant.MAX)));
        assertThat(call(toolset(crm), "{\"name\":\"crm_get\"}").answer())
                .contains("\"isError\":true", "\"retryAfterMs\":" + Long.MAX_VALUE);
        assertThat(told).singleElement().extracting(CallRecord::outcome).isEqualTo(CallOutcome.FAILED);
    }

    @Test
    void aCallWhoseEndCannotBeToldAsItWasStillEndsAndIsRecorded() {
        ListedServer crm = ListedServer.withTools("crm", "get")
                .answers((request, exchange) -> exchange.failed(CallFailure.of(
                                CallFailure.Kind.RATE_LIMITED,
                                "crm",
                                Outcome.NOT_SENT,
                                Told.of("server crm answered 429"))
                        .until(Instant.now().plusSeconds(1))));
        RecordedExchange exchange = new RecordedExchange(Revision.NEWEST).failingOnWaits();
        pipeline.request(Request.of("7", "tools/call", "{\"name\":\"crm_get\"}"), exchange, toolset(crm));
        assertThat(exchange.answer())
                .contains("\"isError\":true", "The gateway failed", "Request ID: ", "\"outcome\":\"not_sent\"")
                .doesNotContain("no waits here");
        assertThat(told).singleElement().satisfies(record -> {
            assertThat(record.outcome()).isEqualTo(CallOutcome.FAILED);
            assertThat(record.problem()).contains("no waits here");
        });
    }

    @Test
    void aServerThatIsNotTriedAgainIsLeftToTheOperator() throws Exception {
        ListedServer crm = ListedServer.withTools("crm", "get")
                .answers((request, exchange) -> exchange.failed(CallFailure.of(
                        CallFailure.Kind.GIVEN_UP, "crm", Outcome.NOT_SENT, new Told("server crm ended", ""))));
        assertThat(call(toolset(crm), "{\"name\":\"crm_get\"}").answer())
                .contains("Server crm is not available, and the gateway no longer retries it. The call was not"
                        + " carried out. The operator of the gateway has to look at it. Request ID: ")
                .doesNotContain("Try again", "retryAfterMs");
    }

    @Test
    void aCallThatIsCancelledTwiceIsToldOnce() {
        ListedServer crm = ListedServer.withTools("crm", "get").answers((request, exchange) -> {});
        RecordedExchange exchange = call(toolset(crm), "{\"name\":\"crm_get\"}");
        exchange.cancel();
        exchange.cancel();
        assertThat(told).singleElement().satisfies(record -> {
            assertThat(record.outcome()).isEqualTo(CallOutcome.CANCELLED);
            assertThat(record.server()).isEqualTo("crm");
            assertThat(record.name()).isEqualTo("get");
        });
    }

    @Test
    void aCollidingUriIsReadAtItsOwnerAndNamedForTheClientInTheResult() {
        ListedServer crm = ListedServer.withResources("crm", "file:///both");
        ListedServer erp = ListedServer.withResources("erp", "file:///both")
                .answers((request, exchange) -> exchange.respond(
                        Response.result("{\"contents\":[{\"uri\":\"file:///both\",\"text\":\"x\"}]}")));
        RecordedExchange exchange = new RecordedExchange(Revision.NEWEST);
        pipeline.request(
                Request.of("1", "resources/read", "{\"uri\":\"gatehouse://erp/file%3A%2F%2F%2Fboth\"}"),
                exchange,
                toolset(crm, erp));
        assertThat(erp.received.getFirst().uri()).isEqualTo("file:///both");
        assertThat(exchange.answer()).contains("\"uri\":\"gatehouse://erp/file%3A%2F%2F%2Fboth\"");
    }

    /// A server could list another's renamed resource, and was read in its place.
    @Test
    void aServerCannotListAnAddressOfTheGatewayThatStandsForAnothersResource() {
        String renamed = "gatehouse://erp/file%3A%2F%2F%2Fbooks";
        ListedServer crm = ListedServer.withResources("crm", renamed);
        ListedServer erp = ListedServer.withResources("erp", "file:///books");
        Toolset toolset = toolset(crm, erp);
        assertThat(toolset.view()
                        .resourcePages()
                        .at(null, ListForm.MODERN)
                        .body()
                        .text())
                .contains("gatehouse://crm/gatehouse%3A%2F%2Ferp%2Ffile%253A%252F%252F%252Fbooks")
                .doesNotContain("\"" + renamed + "\"");
        read(toolset, renamed);
        assertThat(crm.received).isEmpty();
        assertThat(erp.received.getFirst().uri()).isEqualTo("file:///books");
        read(toolset, "gatehouse://crm/gatehouse%3A%2F%2Ferp%2Ffile%253A%252F%252F%252Fbooks");
        assertThat(crm.received.getFirst().uri()).isEqualTo(renamed);
    }

    @Test
    void aUriSeenInAResultIsReadAtTheServerThatNamedIt() {
        ListedServer crm = ListedServer.withTools("crm", "get")
                .answers((request, exchange) -> exchange.respond(Response.result(
                        "{\"content\":[{\"type\":\"resource_link\",\"uri\":\"order://77\",\"name\":\"o\"}]}")));
        ListedServer erp = ListedServer.withTools("erp", "find");
        Toolset toolset = toolset(crm, erp);
        call(toolset, "{\"name\":\"crm_get\"}");
        pipeline.request(
                Request.of("2", "resources/read", "{\"uri\":\"order://77\"}"),
                new RecordedExchange(Revision.NEWEST),
                toolset);
        assertThat(crm.received).hasSize(2);
    }

    @Test
    void aResourceThatTheToolsetLeavesOutCannotBeReadByAnyName() {
        Member member = new Member(
                "crm", Selection.ALL, Map.of(), new Selection(List.of(), List.of("*secret*")), Selection.ALL);
        ListedServer crm = ListedServer.withResources("crm", "file:///open", "file:///secret")
                .answers((request, exchange) -> exchange.respond(
                        Response.result("{\"contents\":[{\"uri\":\"file:///secret/seen\",\"text\":\"x\"}]}")));
        Toolset toolset = toolset(new ToolsetSettings("s", Names.BARE, List.of(member), false), Map.of(crm, member));
        assertThat(read(toolset, "file:///open")).doesNotContain("error");
        assertThat(read(toolset, "file:///secret")).contains("Resource not found");
        assertThat(read(toolset, "file:///secret/unlisted")).contains("Resource not found");
        assertThat(read(toolset, "file:///secret/seen")).contains("Resource not found");
        assertThat(read(toolset, "gatehouse://crm/file%3A%2F%2F%2Fsecret")).contains("Resource not found");
        assertThat(read(toolset, "gatehouse://crm/file%3A%2F%2F%2Fopen")).doesNotContain("error");
        assertThat(crm.received).hasSize(2);
    }

    @Test
    void aWatchedResourceThatAToolsetNoLongerOffersIsHeardOfNoMore() {
        ListedServer crm = ListedServer.withResources("crm", "file:///one");
        Toolset toolset = toolset(crm);
        List<Notification> heard = new ArrayList<>();
        toolset.subscribe(
                Caller.ANONYMOUS, new Filter(false, false, false, Set.of("file:///one")), new Handler.Listener() {
                    @Override
                    public void acknowledged(Filter honoured) {}

                    @Override
                    public void notification(Notification notification) {
                        heard.add(notification);
                    }

                    @Override
                    public void ended() {}
                });
        Notification changed = Notification.of("notifications/resources/updated", "{\"uri\":\"file:///one\"}");
        toolset.resourceUpdated(crm, changed, Hearers.ALL);
        assertThat(heard).hasSize(1);
        Member without = new Member("crm", Selection.ALL, Map.of(), Selection.NONE, Selection.ALL);
        toolset.show(
                new ViewBuilder(ToolsetSettings.everything(""), GatewaySettings.DEFAULT).build(Map.of(crm, without)));
        toolset.resourceUpdated(crm, changed, Hearers.ALL);
        assertThat(heard).hasSize(1);
    }

    @Test
    void aUriIsSharedOnlyByServersOfWhichItIsInTheToolset() {
        ListedServer crm = ListedServer.withResources("crm", "file:///both");
        ListedServer erp = ListedServer.withResources("erp", "file:///both");
        Map<Upstream, Member> members = new LinkedHashMap<>();
        members.put(crm, new Member("crm", Selection.ALL, Map.of(), Selection.NONE, Selection.ALL));
        members.put(erp, Member.whole("erp"));
        read(toolset(ToolsetSettings.everything(""), members), "file:///both");
        assertThat(erp.received).hasSize(1);
        assertThat(crm.received).isEmpty();
    }

    @Test
    void aToolHasTheTimesOfItsExactNameElseOfTheFirstPatternElseThoseOfTheServer() {
        ListedServer crm = ListedServer.withTools("crm", "report_big", "report_small", "get")
                .times(
                        new ToolTimes("*_big", Duration.ofMinutes(30), null),
                        new ToolTimes("report_*", Duration.ofMinutes(1), Duration.ofHours(3)),
                        new ToolTimes("report_small", Duration.ofSeconds(1), null));
        ToolsetView view = toolset(crm).view();
        assertThat(view.tools().get("crm_report_big").options().callTimeout()).isEqualTo(Duration.ofMinutes(30));
        assertThat(view.tools().get("crm_report_big").options().callLimit()).isNull();
        assertThat(view.tools().get("crm_report_small").options().callTimeout()).isEqualTo(Duration.ofSeconds(1));
        assertThat(view.tools().get("crm_get").options().callTimeout()).isNull();
    }

    private String read(Toolset toolset, String uri) {
        RecordedExchange exchange = new RecordedExchange(Revision.NEWEST);
        pipeline.request(Request.of("1", "resources/read", "{\"uri\":\"" + uri + "\"}"), exchange, toolset);
        return exchange.answer();
    }

    @Test
    void aUriThatNobodyListsIsReadAtTheOnlyServerAndIsUnknownAmongSeveral() {
        ListedServer crm = ListedServer.withTools("crm", "get");
        Request read = Request.of("1", "resources/read", "{\"uri\":\"order://unlisted\"}");
        pipeline.request(read, new RecordedExchange(Revision.NEWEST), toolset(crm));
        assertThat(crm.received).hasSize(1);
        RecordedExchange among = new RecordedExchange(Revision.NEWEST);
        pipeline.request(read, among, toolset(crm, ListedServer.withTools("erp", "find")));
        assertThat(among.answer()).contains("-32602").contains("order://unlisted");
    }

    @Test
    void anUnknownMethodGoesToTheOnlyServerAndIsRefusedAmongSeveral() {
        ListedServer crm = ListedServer.withTools("crm", "a");
        RecordedExchange alone = new RecordedExchange(Revision.NEWEST);
        pipeline.request(Request.of("1", "x/new", null), alone, toolset(crm));
        assertThat(crm.received.getFirst().method()).isEqualTo("x/new");
        RecordedExchange among = new RecordedExchange(Revision.NEWEST);
        pipeline.request(Request.of("1", "x/new", null), among, toolset(crm, ListedServer.withTools("erp", "b")));
        assertThat(among.answer()).contains("-32601");
    }

    private RecordedExchange call(Toolset toolset, String params) {
        RecordedExchange exchange = new RecordedExchange(Revision.NEWEST);
        pipeline.request(Request.of("7", "tools/call", params), exchange, toolset);
        return exchange;
    }

    private static Toolset toolset(ListedServer... servers) {
        Map<Upstream, Member> members = new LinkedHashMap<>();
        for (ListedServer server : servers) {
            members.put(server, Member.whole(server.name()));
        }
        return toolset(ToolsetSettings.everything(""), members);
    }

    private static Toolset toolset(ToolsetSettings settings, Map<? extends Upstream, Member> members) {
        return new Toolset("t", new ViewBuilder(settings, GatewaySettings.DEFAULT).build(new LinkedHashMap<>(members)));
    }

    @Test
    void aLongWaitIsNotToldInThousandsOfMinutes() {
        assertThat(WaitText.of(Duration.ofMillis(1))).isEqualTo("1 second");
        assertThat(WaitText.of(Duration.ofSeconds(119))).isEqualTo("119 seconds");
        assertThat(WaitText.of(Duration.ofSeconds(121))).isEqualTo("3 minutes");
        assertThat(WaitText.of(Duration.ofHours(24))).isEqualTo("24 hours");
        assertThat(WaitText.of(Duration.ofSeconds(999_999))).isEqualTo("12 days");
    }
}
