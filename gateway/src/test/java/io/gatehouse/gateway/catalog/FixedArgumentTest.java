package io.gatehouse.gateway.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.gateway.ListedServer;
import io.gatehouse.gateway.catalog.ToolsetSettings.Member;
import io.gatehouse.gateway.catalog.ToolsetSettings.Names;
import io.gatehouse.gateway.catalog.ToolsetSettings.ToolOverride;
import io.gatehouse.protocol.Slice;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A tool is offered with a fixed argument only when the argument is one that it may have.
class FixedArgumentTest {
    private static final String TENANT = "\"type\":\"object\",\"properties\":{\"tenant\":{\"type\":\"string\"}}";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{" + TENANT + "}",
                "{" + TENANT + ",\"additionalProperties\":false}",
                "{\"type\":\"object\",\"properties\":{}}",
                "{\"type\":\"object\",\"additionalProperties\":false}"
            })
    void aToolWithoutTheFixedArgumentIsLeftOut(String schema) {
        assertThat(offered(schema).tools()).containsOnlyKeys("other");
        assertThat(offered(schema).toolPages().at(null, ListForm.MODERN).body().text())
                .doesNotContain("\"get\"");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"type\":\"object\",\"properties\":{\"tenannt\":{}}}",
                "{" + TENANT + ",\"additionalProperties\":true}",
                "{" + TENANT + ",\"additionalProperties\":{\"type\":\"string\"}}",
                "{\"type\":\"object\"}",
                "{" + TENANT + ",\"allOf\":[{\"$ref\":\"#/$defs/more\"}]}",
                "{\"$ref\":\"#/$defs/all\"}",
                "{" + TENANT + ",\"patternProperties\":{\"^t\":{}}}"
            })
    void aToolThatMayHaveTheFixedArgumentIsOfferedWithIt(String schema) {
        ToolsetView view = offered(schema);
        assertThat(view.tools()).containsOnlyKeys("get", "other");
        assertThat(view.tools().get("get"))
                .satisfies(route -> assertThat(route.fixedArguments()).containsOnlyKeys("tenannt"));
    }

    private static ToolsetView offered(String schema) {
        ToolOverride override = new ToolOverride(null, null, Map.of("tenannt", Slice.of("\"acme\"")));
        Member member = new Member("crm", Selection.ALL, Map.of("get", override), Selection.ALL, Selection.ALL);
        ToolsetSettings settings = new ToolsetSettings("support", Names.BARE, List.of(member), false);
        ListedServer crm = new ListedServer("crm")
                .lists(List.of(
                        "{\"name\":\"get\",\"inputSchema\":" + schema + "}",
                        "{\"name\":\"other\",\"inputSchema\":{\"type\":\"object\"}}"));
        return new ViewBuilder(settings, GatewaySettings.DEFAULT).build(Map.of(crm, member));
    }
}
