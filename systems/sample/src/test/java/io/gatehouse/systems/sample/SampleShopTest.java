package io.gatehouse.systems.sample;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.kit.Client;
import io.gatehouse.kit.KitServer;
import io.gatehouse.protocol.Response;
import io.gatehouse.protocol.Revision;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class SampleShopTest {
    private final KitServer shop = SampleShop.server();
    private final Client client = Client.modern(shop);

    @Test
    void listsItsTools() {
        JsonNode tools = client.result("tools/list", null).path("tools");

        assertThat(tools.valueStream().map(tool -> tool.path("name").asString()))
                .containsExactly("search_products", "get_product", "list_orders", "get_order", "refund");
    }

    @Test
    void knowsOrder10042() {
        JsonNode order = call("get_order", "{\"id\":\"10042\"}").path("structuredContent");

        assertThat(order.path("customer").asString()).isEqualTo("Grace Murray");
        assertThat(order.path("total").asString()).isEqualTo("96.20");
    }

    @Test
    void findsProductsByWordsOfAnyCase() {
        JsonNode found = call("search_products", "{\"query\":\"TEA assam\"}").path("structuredContent");

        assertThat(found.path("found").asInt()).isOne();
        assertThat(found.at("/products/0/sku").asString()).isEqualTo("TEA-001");
    }

    @Test
    void refundsNoMoreThanIsLeft() {
        assertThat(call("refund", "{\"order_id\":\"10042\",\"amount\":90.20,\"reason\":\"broken\"}")
                        .at("/structuredContent/refunded")
                        .asString())
                .isEqualTo("90.20");
        assertThat(call("refund", "{\"order_id\":\"10042\",\"amount\":6.01,\"reason\":\"broken\"}")
                        .at("/content/0/text")
                        .asString())
                .contains("6.00 EUR left");
        assertThat(call("refund", "{\"order_id\":\"10042\",\"reason\":\"broken\"}")
                        .at("/structuredContent/status")
                        .asString())
                .isEqualTo("refunded");
    }

    @Test
    void refundsALargeAmountOnlyWhenTheUserAgrees() {
        Client asked = new Client(shop, Revision.R2025_11_25, "{\"elicitation\":{}}")
                .answering(question -> Response.result("{\"action\":\"decline\"}"));

        JsonNode declined = asked.result(
                "tools/call", "{\"name\":\"refund\",\"arguments\":{\"order_id\":\"10041\",\"reason\":\"late\"}}");

        assertThat(declined.path("isError").asBoolean()).isTrue();
        assertThat(call("get_order", "{\"id\":\"10041\"}")
                        .at("/structuredContent/refunded")
                        .asString())
                .isEqualTo("0.00");
    }

    @Test
    void readsOrdersAsResourcesAndCompletesTheirNumbers() {
        JsonNode read = client.result("resources/read", "{\"uri\":\"shop://orders/10042\"}");
        JsonNode completed = client.result(
                "completion/complete",
                "{\"ref\":{\"type\":\"ref/resource\",\"uri\":\"shop://orders/{id}\"},"
                        + "\"argument\":{\"name\":\"id\",\"value\":\"1004\"}}");

        assertThat(read.at("/contents/0/text").asString()).contains("Grace Murray");
        assertThat(completed.at("/completion/values").valueStream().map(JsonNode::asString))
                .contains("10042")
                .hasSize(6);
    }

    @Test
    void isTheSameAtEveryStart() {
        assertThat(SampleShop.server()).isNotSameAs(shop);
        call("refund", "{\"order_id\":\"10043\",\"reason\":\"late\"}");

        assertThat(Client.modern(SampleShop.server())
                        .result("tools/call", "{\"name\":\"get_order\",\"arguments\":{\"id\":\"10043\"}}")
                        .at("/structuredContent/status")
                        .asString())
                .isEqualTo("processing");
    }

    private JsonNode call(String tool, String arguments) {
        return client.result("tools/call", "{\"name\":\"" + tool + "\",\"arguments\":" + arguments + "}");
    }
}
