package io.gatehouse.scripted;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.http.WholeResponse;
import io.gatehouse.scripted.script.Json;
import io.gatehouse.scripted.script.Script;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Whatever shape a request has, it gets a message or an error of the API, and never a broken
/// connection. Values of a valid request are replaced by others, the same ones in every run.
class MisshapenRequestsTest {
    private static final int REQUESTS = 4_000;
    private static final List<String> VALUES = List.of(
            "null",
            "true",
            "0",
            "-1",
            "1e400",
            "99999999999999999999",
            "\"\"",
            "\"x\"",
            "[]",
            "[null]",
            "[[]]",
            "{}",
            "{\"type\":null}",
            "{\"type\":\"text\"}",
            "{\"type\":\"tool_use\"}",
            "[{\"type\":\"text\",\"text\":\"x\"}]");

    @Test
    void everyShapeIsAnswered() throws Exception {
        Random random = new Random(20261121);
        try (Bed bed = new Bed(Script.builtIn(), ScriptedSettings.defaults())) {
            ObjectNode valid = valid(bed);
            assertThat(bed.post(valid).status()).isEqualTo(200);
            int taken = 0;
            for (int at = 0; at < REQUESTS; at++) {
                ObjectNode body = valid.deepCopy();
                for (int changes = 1 + random.nextInt(2); changes > 0; changes--) {
                    change(body, random);
                }
                WholeResponse response = bed.post(body);
                assertThat(response.status()).as(body.toString()).isIn(200, 400, 404);
                JsonNode answer = Json.MAPPER.readTree(response.body());
                assertThat(answer.path("type").asString("")).isIn("message", "error");
                taken += response.status() == 200 ? 1 : 0;
            }
            assertThat(taken).as("some changes do no harm").isBetween(REQUESTS / 50, REQUESTS / 2);
        }
    }

    /// A conversation with everything in it: a search, thinking, calls, results of several kinds,
    /// marks.
    private static ObjectNode valid(Bed bed) throws Exception {
        ObjectNode ask = Bed.offering(Bed.ask("Compare 10040 and 10041"), "shop_get_order", "shop_later");
        ask.put("max_tokens", 5000).putArray("stop_sequences").add("STOP");
        ask.putObject("thinking").put("type", "enabled").put("budget_tokens", 2000);
        ask.putObject("tool_choice").put("type", "auto").put("disable_parallel_tool_use", false);
        ask.putObject("metadata").put("user_id", "x");
        ask.putArray("system").addObject().put("type", "text").put("text", "x").set("cache_control", Bed.json("""
                {"type":"ephemeral","ttl":"1h"}"""));
        ((ObjectNode) ask.at("/tools/1")).put("defer_loading", true);
        ask.withArray("tools").add(Bed.json("""
                {"type":"tool_search_tool_regex_20251119","name":"tool_search_tool_regex"}"""));
        ObjectNode next = Bed.goOn(ask, bed.message(ask), "{\"status\":\"shipped\"}", "x");
        ((ObjectNode) next.at("/messages/2/content/1")).set("content", Json.MAPPER.readTree("""
                [{"type":"text","text":"x","cache_control":{"type":"ephemeral"}},
                 {"type":"image","source":{"type":"base64","media_type":"image/png","data":"AAAA"}},
                 {"type":"tool_reference","tool_name":"shop_later"},
                 {"type":"search_result","source":"s","title":"t","content":[{"type":"text","text":"x"}]}]"""));
        return next;
    }

    private static void change(ObjectNode body, Random random) {
        List<JsonNode> parents = new ArrayList<>();
        collect(body, parents);
        JsonNode parent = parents.get(random.nextInt(parents.size()));
        JsonNode value = Json.MAPPER.readTree(VALUES.get(random.nextInt(VALUES.size())));
        int index = random.nextInt(parent.size());
        boolean remove = random.nextInt(4) == 0;
        if (parent instanceof ObjectNode object) {
            String key = List.copyOf(object.propertyNames()).get(index);
            if (remove) {
                object.remove(key);
            } else {
                object.set(key, value);
            }
        } else if (parent instanceof ArrayNode array) {
            if (remove) {
                array.remove(index);
            } else {
                array.set(index, value);
            }
        }
    }

    private static void collect(JsonNode node, List<JsonNode> parents) {
        if (!node.isEmpty()) {
            parents.add(node);
            node.forEach(child -> collect(child, parents));
        }
    }
}
