package io.gatehouse.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.gatehouse.fixtures.RealClient;
import io.gatehouse.fixtures.RealClients;
import io.gatehouse.fixtures.RealTools;
import io.gatehouse.protocol.Revision;
import java.io.IOException;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/// Two servers with a page of one address: each tool once led clients to the first server's page.
class SharedPagesTest {
    private static final String CRM = "ui://crm/widget/app.html";
    private static final String ERP = "ui://erp/widget/app.html";

    @TempDir
    static Path folder;

    private static Bed bed;

    @BeforeAll
    static void start() throws Exception {
        bed = new Bed(
                folder,
                "servers:\n  crm: {" + PagesServer.yaml("crm") + "}\n  erp: {" + PagesServer.yaml("erp") + "}\n");
        bed.awaitReady("crm");
        bed.awaitReady("erp");
    }

    @AfterAll
    static void stop() throws IOException {
        bed.close();
    }

    static Stream<RealClient> clients() {
        return Stream.concat(
                RealClients.legacy().stream().limit(1),
                RealClients.modern().stream().limit(1));
    }

    @ParameterizedTest
    @EnumSource(
            value = Revision.class,
            names = {"R2025_06_18", "R2026_07_28"})
    void eachToolLeadsToThePageOfItsServer(Revision revision) {
        try (WireClient client = bed.client("", revision)) {
            assertThat(client.send("tools/list", "").text())
                    .contains("\"ui\":{\"resourceUri\":\"" + CRM + "\"},\"openai/outputTemplate\":\"" + CRM + "\"")
                    .contains("\"ui\":{\"resourceUri\":\"" + ERP + "\"},\"openai/outputTemplate\":\"" + ERP + "\"")
                    .doesNotContain(PagesServer.PAGE);
            assertThat(client.send("resources/list", "").text())
                    .contains(CRM, ERP)
                    .doesNotContain(PagesServer.PAGE);
            assertThat(read(client, ERP)).contains("page of erp at " + PagesServer.PAGE);
            assertThat(read(client, CRM)).contains("page of crm at " + PagesServer.PAGE);
            assertThat(read(client, PagesServer.PAGE))
                    .contains("\"error\"", CRM, ERP)
                    .doesNotContain("page of");
            assertThat(client.call("erp_show").text()).contains(ERP).doesNotContain(PagesServer.PAGE);
        }
    }

    private static String read(WireClient client, String uri) {
        return client.send("resources/read", "\"uri\":\"" + uri + "\"").text();
    }

    @Tag("real")
    @ParameterizedTest
    @MethodSource("clients")
    void anOfficialClientReadsEach(RealClient client) {
        assumeTrue(RealTools.ready(), "run fixtures/clients/install");
        JsonNode seen = client.perform(
                bed.endpoint(),
                "{\"calls\":[],\"reads\":[\"" + CRM + "\",\"" + ERP + "\",\"" + PagesServer.PAGE + "\"]}");
        JsonNode reads = seen.get("reads");
        assertThat(reads.get(0).at("/result/contents/0/text").asString("")).startsWith("page of crm");
        assertThat(reads.get(1).at("/result/contents/0/text").asString("")).startsWith("page of erp");
        assertThat(reads.get(2).toString()).contains("several servers").doesNotContain("page of");
    }
}
