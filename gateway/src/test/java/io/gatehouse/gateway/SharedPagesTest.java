package io.gatehouse.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.gateway.call.CallPipeline;
import io.gatehouse.gateway.call.Pipelines;
import io.gatehouse.gateway.catalog.GatewaySettings;
import io.gatehouse.gateway.catalog.ListForm;
import io.gatehouse.gateway.catalog.Toolset;
import io.gatehouse.gateway.catalog.ToolsetSettings;
import io.gatehouse.gateway.catalog.ToolsetSettings.Member;
import io.gatehouse.gateway.catalog.ToolsetView;
import io.gatehouse.gateway.catalog.ViewBuilder;
import io.gatehouse.gateway.record.CallObserver;
import io.gatehouse.protocol.Request;
import io.gatehouse.protocol.Response;
import io.gatehouse.protocol.Revision;
import io.gatehouse.upstream.Upstream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// Two servers that have a page of one address once got each other's: clients were given the first server's.
class SharedPagesTest {
    private static final String PAGE = "ui://widget/app.html";
    private static final String TOOL = "{\"name\":\"show\",\"inputSchema\":{\"type\":\"object\"},\"_meta\":{\"n\":1.10,"
            + "\"ui\":{\"resourceUri\":\"" + PAGE + "\"},\"ui/resourceUri\":\"" + PAGE
            + "\",\"openai/outputTemplate\":\""
            + PAGE + "\"}}";

    private final CallPipeline pipeline = Pipelines.of(CallObserver.NONE);
    private final ListedServer crm = page("crm");
    private final ListedServer erp = page("erp");

    private static ListedServer page(String name) {
        return ListedServer.withResources(name, PAGE)
                .tools(TOOL)
                .answers((request, exchange) -> exchange.respond(Response.result(
                        request.method().equals("resources/read")
                                ? "{\"contents\":[{\"uri\":\"" + request.uri() + "\",\"text\":\"page of " + name
                                        + "\"}]}"
                                : "{\"content\":[{\"type\":\"resource_link\",\"uri\":\"" + PAGE
                                        + "\",\"name\":\"x\"}],\"_meta\":{\"openai/outputTemplate\":\"" + PAGE
                                        + "\"}}")));
    }

    @Test
    void theListAndTheToolsNameThePageOfTheirServer() {
        ToolsetView view = toolset(crm, erp).view();
        assertThat(view.resourcePages().at(null, ListForm.MODERN).body().text())
                .contains("\"uri\":\"ui://crm/widget/app.html\"", "\"uri\":\"ui://erp/widget/app.html\"");
        assertThat(view.toolPages().at(null, ListForm.MODERN).body().text())
                .doesNotContain(PAGE)
                .contains(TOOL.replace(PAGE, "ui://crm/widget/app.html").replace("\"show\"", "\"crm_show\""))
                .contains(TOOL.replace(PAGE, "ui://erp/widget/app.html").replace("\"show\"", "\"erp_show\""));
    }

    @Test
    void eachPageIsReadAtItsServerAndNamedInTheResult() {
        Toolset toolset = toolset(crm, erp);
        assertThat(read(toolset, "ui://erp/widget/app.html"))
                .contains("page of erp", "\"uri\":\"ui://erp/widget/app.html\"");
        assertThat(read(toolset, "ui://crm/widget/app.html")).contains("page of crm");
        RecordedExchange call = new RecordedExchange(Revision.NEWEST);
        pipeline.request(Request.of("2", "tools/call", "{\"name\":\"erp_show\"}"), call, toolset);
        assertThat(call.answer())
                .doesNotContain(PAGE)
                .contains("\"uri\":\"ui://erp/widget/app.html\"")
                .contains("\"openai/outputTemplate\":\"ui://erp/widget/app.html\"");
    }

    @Test
    void thePlainAddressIsAnsweredByNeitherServer() {
        assertThat(read(toolset(crm, erp), PAGE))
                .contains("several servers", "ui://crm/widget/app.html", "ui://erp/widget/app.html");
        assertThat(crm.received).isEmpty();
        assertThat(erp.received).isEmpty();
    }

    @Test
    void aPageThatOnlyToolsNameIsToldApartAsWell() {
        ListedServer one = new ListedServer("one").tools(TOOL);
        ListedServer two = new ListedServer("two").tools(TOOL);
        Toolset toolset = toolset(one, two);
        assertThat(toolset.view().toolPages().at(null, ListForm.MODERN).body().text())
                .contains("ui://one/widget/app.html", "ui://two/widget/app.html");
        read(toolset, "ui://two/widget/app.html");
        assertThat(two.received.getFirst().uri()).isEqualTo(PAGE);
        read(toolset, PAGE);
        assertThat(one.received).isEmpty();
    }

    @Test
    void aPageThatOneServerHasStaysAsItIs() {
        Toolset toolset = toolset(crm, new ListedServer("erp"));
        assertThat(toolset.view().toolPages().at(null, ListForm.MODERN).body().text())
                .contains(PAGE);
        assertThat(read(toolset, PAGE)).contains("page of crm", "\"uri\":\"" + PAGE + "\"");
    }

    @Test
    void aServerCannotTakeThePlaceOfAnothersPage() {
        ListedServer thief = ListedServer.withResources("thief", "ui://crm/widget/app.html");
        Toolset toolset = toolset(thief, crm, erp);
        assertThat(read(toolset, "ui://crm/widget/app.html")).contains("page of crm");
        assertThat(read(toolset, "ui://thief/crm/widget/app.html")).doesNotContain("error");
        assertThat(thief.received.getFirst().uri()).isEqualTo("ui://crm/widget/app.html");
    }

    @Test
    void twoServersWithEquallyCloseTemplatesAreNotGuessedBetween() {
        ListedServer one = new ListedServer("one").templates("shared://{+path}");
        ListedServer two = new ListedServer("two").templates("shared://{+path}", "shared://two/{id}");
        Toolset toolset = toolset(one, two);
        assertThat(read(toolset, "shared://x")).contains("gatehouse://one/shared%3A%2F%2Fx", "gatehouse://two/");
        read(toolset, "shared://two/7");
        assertThat(two.received).hasSize(1);
        read(toolset, "gatehouse://one/shared%3A%2F%2Fx");
        assertThat(one.received).hasSize(1);
    }

    @Test
    void aLinkToWhatAnotherServersTemplateMatchesLeadsToTheServerThatGaveIt() {
        ListedServer linking = ListedServer.withTools("linking", "link")
                .answers((request, exchange) -> exchange.respond(Response.result(
                        "{\"content\":[{\"type\":\"resource_link\",\"uri\":\"db://7\",\"name\":\"x\"}]}")));
        ListedServer database = new ListedServer("database").templates("db://{id}");
        RecordedExchange call = new RecordedExchange(Revision.NEWEST);
        Toolset toolset = toolset(linking, database);
        pipeline.request(Request.of("1", "tools/call", "{\"name\":\"linking_link\"}"), call, toolset);
        assertThat(call.answer()).contains("gatehouse://linking/db%3A%2F%2F7");
        read(toolset, "db://7");
        assertThat(database.received).hasSize(1);
    }

    private String read(Toolset toolset, String uri) {
        RecordedExchange exchange = new RecordedExchange(Revision.NEWEST);
        pipeline.request(Request.of("1", "resources/read", "{\"uri\":\"" + uri + "\"}"), exchange, toolset);
        return exchange.answer();
    }

    private static Toolset toolset(ListedServer... servers) {
        Map<Upstream, Member> members = new LinkedHashMap<>();
        List.of(servers).forEach(server -> members.put(server, Member.whole(server.name())));
        return new Toolset(
                "t", new ViewBuilder(ToolsetSettings.everything(""), GatewaySettings.DEFAULT).build(members));
    }
}
