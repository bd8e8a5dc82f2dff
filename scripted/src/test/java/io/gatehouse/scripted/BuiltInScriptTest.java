package io.gatehouse.scripted;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.scripted.script.Json;
import io.gatehouse.scripted.script.Script;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// What a person meets who has configured nothing.
class BuiltInScriptTest {
    private static final String[] SHOP = {
        "shop_search_products", "shop_get_product", "shop_list_orders", "shop_get_order", "shop_refund"
    };
    private static Bed bed;

    @BeforeAll
    static void start() throws Exception {
        bed = new Bed(Script.builtIn(), ScriptedSettings.defaults());
    }

    @AfterAll
    static void stop() {
        bed.close();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Where is order 10042?       | [{\"shop_get_order\":{\"id\":\"10042\"}}]",
                "Compare 10040 with 10041    | [{\"shop_get_order\":{\"id\":\"10040\"}},{\"shop_get_order\":{\"id\":\"10041\"}}]",
                "What about TEA-001?         | [{\"shop_get_product\":{\"sku\":\"TEA-001\"}}]",
                "Which orders are shipped?   | [{\"shop_list_orders\":{\"status\":\"shipped\"}}]",
                "Show all orders             | [{\"shop_list_orders\":{}}]",
                "Do you have coffee?         | [{\"shop_search_products\":{\"query\":\"coffee\"}}]",
                "Please refund order 10041   | [{\"shop_refund\":{\"order_id\":\"10041\",\"reason\":\"asked for in the conversation\"}}]",
                "Who are you?                | []",
            })
    void questionsAboutTheShopBecomeCalls(String question, String calls) throws Exception {
        JsonNode answer = bed.message(Bed.offering(Bed.ask(question), SHOP));
        var found = Json.MAPPER.createArrayNode();
        for (JsonNode block : answer.path("content")) {
            if (block.path("type").asString().equals("tool_use")) {
                found.addObject().set(block.path("name").asString(), block.path("input"));
            }
        }
        assertThat(found.toString()).isEqualTo(calls);
    }

    @Test
    void resultsAreToldInASentence() throws Exception {
        ObjectNode ask = Bed.offering(Bed.ask("Where is order 10042?"), SHOP);
        String order = """
                {"id":"10042","customer":"Grace Murray","placed":"2026-07-09","status":"shipped","items":[{"sku":"POT-001",
                "name":"Cast-iron teapot, 0.8 l","quantity":1,"price":"59.00"}],"total":"96.20"}""";
        assertThat(bed.message(Bed.goOn(ask, bed.message(ask), order))
                        .at("/content/0/text")
                        .asString())
                .isEqualTo("Order 10042 of Grace Murray, placed on 2026-07-09, is shipped. It comes to 96.20 EUR, and"
                        + " the first item is 1 x Cast-iron teapot, 0.8 l.");
        assertThat(bed.message(Bed.goOn(ask, bed.message(ask), "something else"))
                        .at("/content/0/text")
                        .asString())
                .isEqualTo("The tool shop_get_order says:\n\nsomething else");
    }

    @Test
    void withoutTheShopItSaysWhatItIs() throws Exception {
        ObjectNode ask =
                Bed.offering(Bed.ask("Where is order 10042?"), "Bash", "Read").put("model", "claude-any");
        assertThat(bed.message(ask).at("/content/0/text").asString())
                .startsWith("I am Gatehouse's scripted model: no model provider is configured")
                .contains("models.providers", "ANTHROPIC_API_KEY");
        assertThat(bed.message(Bed.offering(Bed.ask("Who are you?"), SHOP))
                        .at("/content/0/text")
                        .asString())
                .contains("models.providers", "ANTHROPIC_API_KEY");
    }

    @Test
    void whatAProgramAddsToAMessageIsNotWhatThePersonAsks() throws Exception {
        ObjectNode ask = Bed.offering(Bed.ask("x"), SHOP);
        var content = ((ObjectNode) ask.at("/messages/0")).putArray("content");
        content.addObject().put("type", "text").put("text", "<system-reminder>order 10042</system-reminder>");
        content.addObject().put("type", "text").put("text", "Hello");
        assertThat(bed.message(ask).path("stop_reason").asString()).isEqualTo("end_turn");
        ObjectNode title = Bed.ask("order 10042");
        title.put("system", "Return JSON with a single \"title\" field.");
        assertThat(bed.message(title).at("/content/0/text").asString()).startsWith("{\"title\":");
    }
}
