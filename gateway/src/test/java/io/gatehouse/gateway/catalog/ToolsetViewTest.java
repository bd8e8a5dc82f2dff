package io.gatehouse.gateway.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.gateway.ListedServer;
import io.gatehouse.gateway.catalog.ToolsetSettings.Member;
import io.gatehouse.gateway.catalog.ToolsetSettings.Names;
import io.gatehouse.gateway.catalog.ToolsetSettings.ToolOverride;
import io.gatehouse.protocol.ObjectView;
import io.gatehouse.protocol.Response;
import io.gatehouse.protocol.Slice;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ToolsetViewTest {
    private static final GatewaySettings SMALL_PAGES =
            new GatewaySettings(48, 3, GatewaySettings.DEFAULT.firstListWait());

    @Test
    void toolsAreListedInTheSameOrderWhateverOrderServersComeIn() {
        ListedServer crm = ListedServer.withTools("crm", "b", "a");
        ListedServer erp = ListedServer.withTools("erp", "c");
        assertThat(names(view(everything(), crm, erp))).containsExactly("crm_a", "crm_b", "erp_c");
        assertThat(names(view(everything(), erp, crm))).containsExactly("crm_a", "crm_b", "erp_c");
    }

    @Test
    void whatIsNotEditedIsListedByteForByte() {
        String definition = "{ \"name\" : \"a\", \"x-own\": {\"n\": 1.10, \"s\":\"\\u00e9\"} ,\"inputSchema\":{} }";
        ListedServer crm = new ListedServer("crm").lists(List.of(definition));
        assertThat(list(view(bare("crm"), crm))).contains(definition);
        assertThat(list(view(everything(), crm))).contains(definition.replace("\"a\"", "\"crm_a\""));
    }

    @Test
    void aModernListSaysHowLongItHoldsAndALegacyOneSaysNothingMore() {
        ToolsetView view = view(everything(), ListedServer.withTools("crm", "a"));
        assertThat(page(view, null, true))
                .endsWith(",\"ttlMs\":5000,\"cacheScope\":\"public\",\"resultType\":\"complete\"}}");
        assertThat(page(view, null, false)).endsWith("\"inputSchema\":{\"type\":\"object\"}}]}}");
    }

    @Test
    void pagesTogetherHoldEveryToolOnce() {
        ListedServer crm = ListedServer.withTools(
                "crm", IntStream.range(0, 10).mapToObj(i -> "t" + i).toArray(String[]::new));
        assertThat(names(new ViewBuilder(everything(), SMALL_PAGES).build(Map.of(crm, Member.whole("crm")))))
                .hasSize(10)
                .doesNotHaveDuplicates();
    }

    @Test
    void aCursorGoesOnAtItsPlaceWhenTheListChangedInBetween() {
        ListedServer crm = ListedServer.withTools("crm", "a", "b", "c", "d", "e");
        ViewBuilder before = new ViewBuilder(everything(), SMALL_PAGES);
        String cursor = cursor(before.build(Map.of(crm, Member.whole("crm"))));
        crm.lists(List.of("{\"name\":\"a\"}", "{\"name\":\"d\"}", "{\"name\":\"e\"}", "{\"name\":\"f\"}"));
        ToolsetView after = new ViewBuilder(everything(), SMALL_PAGES).build(Map.of(crm, Member.whole("crm")));
        assertThat(page(after, cursor, false)).contains("crm_d").contains("crm_e");
    }

    @Test
    void aForeignCursorIsRefused() {
        assertThat(view(everything()).toolPages().at("not ours!", ListForm.MODERN))
                .isNull();
    }

    @Test
    void allowAndDenyChooseTools() {
        Member member = new Member(
                "crm", new Selection(List.of("get_*"), List.of("*_secret")), Map.of(), Selection.ALL, Selection.ALL);
        ToolsetSettings settings = new ToolsetSettings("support", Names.BARE, List.of(member), false);
        ListedServer crm = ListedServer.withTools("crm", "get_order", "get_secret", "drop_all");
        assertThat(names(build(settings, Map.of(crm, member)))).containsExactly("get_order");
    }

    @Test
    void aToolIsRenamedDescribedAnewAndLosesItsFixedArguments() {
        String definition =
                "{\"name\":\"get\",\"description\":\"old\",\"inputSchema\":{\"type\":\"object\",\"properties\":"
                        + "{\"tenant\":{\"type\":\"string\"},\"id\":{\"type\":\"string\"}},\"required\":[\"tenant\",\"id\"]}}";
        ToolOverride override = new ToolOverride("order", "new", Map.of("tenant", Slice.of("\"acme\"")));
        Member member = new Member("crm", Selection.ALL, Map.of("get", override), Selection.ALL, Selection.ALL);
        ToolsetSettings settings = new ToolsetSettings("support", Names.PREFIXED, List.of(member), false);
        ToolsetView view = build(settings, Map.of(new ListedServer("crm").lists(List.of(definition)), member));
        assertThat(list(view))
                .contains(
                        "{\"name\":\"order\",\"description\":\"new\",\"inputSchema\":{\"type\":\"object\",\"properties\":"
                                + "{\"id\":{\"type\":\"string\"}},\"required\":[\"id\"]}}");
    }

    @Test
    void theSameBareNameInTwoServersIsReportedNotRenamed() {
        ListedServer crm = ListedServer.withTools("crm", "find");
        ListedServer erp = ListedServer.withTools("erp", "find");
        Map<io.gatehouse.upstream.Upstream, Member> members = new java.util.LinkedHashMap<>();
        members.put(crm, Member.whole("crm"));
        members.put(erp, Member.whole("erp"));
        ToolsetView view = build(new ToolsetSettings("both", Names.BARE, List.of(), true), members);
        assertThat(names(view)).containsExactly("find");
        assertThat(view.collisions()).containsExactly(new Collision("both", "tool", "find", List.of("crm", "erp")));
    }

    @Test
    void twoNamesOfOneServerThatBecomeTheSameStayApart() {
        ListedServer crm = ListedServer.withTools("crm", "a.b", "a_b");
        ToolsetView view = view(everything(), crm);
        assertThat(view.tools().get("crm_a_b"))
                .satisfies(route -> assertThat(route.own()).isEqualTo("a_b"));
        assertThat(names(view)).hasSize(2);
        assertThat(view.collisions()).isEmpty();
    }

    @Test
    void resourcesKeepTheirUrisUnlessTwoServersHaveTheSame() {
        ListedServer crm = ListedServer.withResources("crm", "file:///a", "file:///both");
        ListedServer erp = ListedServer.withResources("erp", "file:///both");
        ToolsetView view = view(everything(), crm, erp);
        String listed = view.resourcePages().at(null, ListForm.OLDER).body().text();
        assertThat(listed)
                .contains("\"file:///a\"")
                .contains("\"gatehouse://crm/file%3A%2F%2F%2Fboth\"")
                .contains("\"gatehouse://erp/file%3A%2F%2F%2Fboth\"");
        assertThat(view.resources().find("gatehouse://erp/file%3A%2F%2F%2Fboth"))
                .isEqualTo(new ResourceIndex.Owner(erp, "file:///both"));
    }

    private static ToolsetSettings everything() {
        return ToolsetSettings.everything("");
    }

    private static ToolsetSettings bare(String server) {
        return new ToolsetSettings(server, Names.BARE, List.of(Member.whole(server)), false);
    }

    private static ToolsetView view(ToolsetSettings settings, ListedServer... servers) {
        Map<io.gatehouse.upstream.Upstream, Member> members = new java.util.LinkedHashMap<>();
        Arrays.asList(servers).forEach(server -> members.put(server, Member.whole(server.name())));
        return build(settings, members);
    }

    private static ToolsetView build(
            ToolsetSettings settings, Map<? extends io.gatehouse.upstream.Upstream, Member> members) {
        return new ViewBuilder(settings, GatewaySettings.DEFAULT).build(new java.util.LinkedHashMap<>(members));
    }

    private static String list(ToolsetView view) {
        return page(view, null, false);
    }

    private static String page(ToolsetView view, @org.jspecify.annotations.Nullable String cursor, boolean modern) {
        Response page = view.toolPages().at(cursor, modern ? ListForm.MODERN : ListForm.OLDER);
        assertThat(page).isNotNull();
        return page.body().text();
    }

    private static String cursor(ToolsetView view) {
        Response page = view.toolPages().at(null, ListForm.OLDER);
        return page.result().string("nextCursor");
    }

    private static List<String> names(ToolsetView view) {
        List<String> names = new ArrayList<>();
        String cursor = null;
        do {
            Response page = view.toolPages().at(cursor, ListForm.OLDER);
            try {
                for (Slice tool :
                        io.gatehouse.protocol.Json.elements(page.result().get("tools"))) {
                    names.add(ObjectView.read(tool).string("name"));
                }
            } catch (io.gatehouse.protocol.MalformedJsonException malformed) {
                throw new AssertionError(malformed);
            }
            cursor = page.result().string("nextCursor");
        } while (cursor != null);
        return names;
    }
}
