package io.gatehouse.doors.messages.translation;

import io.gatehouse.doors.messages.api.CanonicalJson;
import io.gatehouse.doors.messages.api.Trees;
import io.gatehouse.models.ApiException;
import io.gatehouse.protocol.Caller;
import io.gatehouse.protocol.Response;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// A conversation that follows from a seed: a client that sends back what it got, in ways of its own; a loop
/// between; a model that says and calls anything.
final class RandomTalk {
    private static final List<String> INPUTS = List.of(
            "{}",
            "{'a':1.0,'b':[1e2,-0.50,null,true]}",
            "{'z':'é€😀\\n','2':'two','1':{'y':0.1,'x':{}}}",
            "{'n':12345678901}");
    private static final List<String> RESULTS = List.of(
            "{'content':[{'type':'text','text':'one'}]}",
            "{'content':[]}",
            "{'content':[{'type':'text','text':'a'},{'type':'text','text':''},{'type':'text','text':'b'}],'isError':true}",
            "{'content':[{'type':'text','text':'see'},{'type':'image','mimeType':'image/png','data':'"
                    + ResultTextTest.PNG + "'}]}",
            "{'structuredContent':{'a':1.50}}",
            "{'content':[{'type':'text','text':'" + "long ".repeat(600) + "'}]}");

    private final Random random;
    private final ResultText text = new ResultText(2000, true, true);
    private final ResultMemory memory =
            new ResultMemory(new ResultStore(1 << 20, Duration.ofHours(1)), OtherResults.NONE, Caller.ANONYMOUS, text);
    private final ObjectNode request;
    private final Betas betas;
    /// Every body that the provider was sent, in order.
    final List<String> sent = new ArrayList<>();
    /// Which kinds of turns there were.
    final List<String> kinds = new ArrayList<>();

    private Toolbox toolbox;
    private ArrayNode response = Trees.array();
    private int ids;

    RandomTalk(long seed) {
        random = new Random(seed * 0x9E3779B97F4A7C15L);
        betas = random.nextBoolean() ? Mcp.NEWEST : Mcp.TOOLSETS;
        String deferred =
                chance(30) ? ",'configs':{'put':{'defer_loading':true}},'cache_control':{'type':'ephemeral'}" : "";
        request = Mcp.object(Mcp.body("'mcp_servers':[" + Mcp.CRM + "," + Mcp.SHOP + "],'tools':[" + Mcp.client("local")
                + "," + Mcp.OF_CRM.replace("}", deferred + "}") + "," + Mcp.OF_SHOP + "],'temperature':1.0"));
    }

    private boolean chance(int percent) {
        return random.nextInt(100) < percent;
    }

    private <T> T any(List<T> list) {
        return list.get(random.nextInt(list.size()));
    }

    private ArrayNode messages() {
        return request.withArray("messages");
    }

    /// Lets the client send so many requests.
    void run(int requests) throws ApiException {
        for (int at = 0; at < requests; at++) {
            answer();
        }
    }

    private void answer() throws ApiException {
        byte[] body = (chance(50) ? request.toString() : CanonicalJson.text(request)).getBytes(StandardCharsets.UTF_8);
        McpRequest read = new RequestReader(false).read(body, betas);
        toolbox = Toolbox.of(read, lists(read));
        ModelBody model = ModelBody.of(read, toolbox, memory);
        response = Trees.array();
        toolbox.listings().forEach(response::add);
        List<PendingCall> pending = model.pending();
        List<ModelResult> results = new ArrayList<>();
        pending.forEach(call -> results.add(result(call.clientId())));
        Collections.shuffle(results, random);
        model.answerPending(results);
        String stop = loop(model, 1 + random.nextInt(4));
        kinds.add(stop);
        follow(stop);
    }

    /// Tools are listed in any order, unless they are known from before.
    private Map<String, List<OfferedTool>> lists(McpRequest read) {
        Map<String, List<OfferedTool>> lists = Mcp.lists("crm: get put a.b", "shop: get buy");
        lists.values().forEach(list -> Collections.shuffle(list, random));
        read.servers().stream()
                .filter(server -> server.choice().pinned() != null)
                .forEach(known -> lists.remove(known.name()));
        return lists;
    }

    private String loop(ModelBody model, int most) {
        for (int turn = 1; ; turn++) {
            sent.add(new String(model.bytes(false), StandardCharsets.UTF_8));
            ArrayNode said = say();
            List<String> mcp = new ArrayList<>();
            boolean own = false;
            for (JsonNode block : said) {
                Address address = toolbox.find(block.path("name").asString(""));
                boolean use = Trees.type(block).equals("tool_use");
                response.add(use && address != null ? McpBlocksOf.use((ObjectNode) block, address) : block);
                if (use && address != null) {
                    mcp.add(ToolIds.client(block.path("id").asString("")));
                }
                own |= use && address == null;
            }
            if (own) {
                return mcp.isEmpty() ? "tool_use" : "tool_use with deferred calls";
            }
            if (mcp.isEmpty()) {
                if (chance(70) || turn >= most || said.isEmpty()) {
                    return chance(70) ? "end_turn" : "pause_turn of the provider";
                }
                kinds.add("went on by itself");
                model.append(said, List.of());
                continue;
            }
            if (turn >= most && chance(50)) {
                return "pause_turn before calls";
            }
            List<ModelResult> results = new ArrayList<>();
            mcp.forEach(id -> results.add(result(id)));
            Collections.shuffle(results, random);
            model.append(said, results);
            if (turn >= most) {
                return "pause_turn after calls";
            }
            kinds.add("calls");
        }
    }

    private ArrayNode say() {
        ArrayNode said = Trees.array();
        if (chance(40)) {
            said.addObject().put("type", "thinking").put("thinking", "hm" + ids).put("signature", "s" + ids);
        }
        if (chance(20)) {
            said.addObject().put("type", "redacted_thinking").put("data", "d" + ids);
        }
        if (chance(60)) {
            said.addObject()
                    .put("type", "text")
                    .put("text", chance(20) ? "" : "text" + ids)
                    .putNull("citations");
        }
        if (chance(10)) {
            ObjectNode search = said.addObject()
                    .put("type", "server_tool_use")
                    .put("id", "srvtoolu_" + ids++)
                    .put("name", "web_search");
            search.putObject("input").put("query", "q");
            search.putObject("caller").put("type", "direct");
            said.addObject()
                    .put("type", "web_search_tool_result")
                    .put("tool_use_id", search.path("id").asString(""))
                    .putArray("content");
        }
        int calls = chance(60) ? 1 + random.nextInt(3) : 0;
        for (int at = 0; at < calls; at++) {
            String name = any(
                    List.of("crm_get", "crm_put", "shop_get", "shop_buy", toolbox.modelName("crm", "a.b"), "local"));
            ObjectNode use = said.addObject()
                    .put("type", "tool_use")
                    .put("id", (chance(90) ? "toolu_" : "call_") + ids++)
                    .put("name", name);
            use.set("input", Mcp.object(any(INPUTS)));
            use.putObject("caller").put("type", "direct");
        }
        return said;
    }

    private ModelResult result(String clientId) {
        ResultForms forms = text.of(Response.result(any(RESULTS).replace('\'', '"')));
        memory.remember(clientId, forms);
        ObjectNode block = response.addObject()
                .put("type", "mcp_tool_result")
                .put("tool_use_id", clientId)
                .put("is_error", forms.error());
        block.set("content", forms.forClient());
        return new ModelResult(clientId, forms.forModel(), forms.error());
    }

    /// The client keeps what it got, and goes on.
    private void follow(String stop) {
        ArrayNode kept = Trees.array();
        List<String> own = new ArrayList<>();
        for (JsonNode block : response) {
            kept.add(rewritten((ObjectNode) block));
            if (Trees.type(block).equals("tool_use")) {
                own.add(block.path("id").asString(""));
            }
        }
        if (!kept.isEmpty()) {
            messages().addObject().put("role", "assistant").set("content", kept);
        }
        if (!own.isEmpty()) {
            ArrayNode results = messages().addObject().put("role", "user").putArray("content");
            if (chance(50)) {
                Collections.shuffle(own, random);
            }
            own.forEach(id -> results.addObject()
                    .put("type", "tool_result")
                    .put("tool_use_id", id)
                    .put("content", "own"));
        } else if (!stop.startsWith("pause_turn") || kept.isEmpty() || chance(10) && !stop.contains("before")) {
            messages().addObject().put("role", "user").put("content", "and " + ids);
        }
        if (chance(10)) {
            messages().addObject().put("role", "system").put("content", "note " + ids);
        }
    }

    /// SDKs order keys as their classes have them, leave nulls out, and write numbers as they like.
    private ObjectNode rewritten(ObjectNode block) {
        List<Map.Entry<String, JsonNode>> entries = new ArrayList<>(block.properties());
        if (chance(50)) {
            Collections.shuffle(entries, random);
        }
        ObjectNode copy = Trees.object();
        for (Map.Entry<String, JsonNode> entry : entries) {
            JsonNode value = entry.getValue();
            boolean single = entry.getKey().equals("content")
                    && value.size() == 1
                    && Trees.type(block).equals("mcp_tool_result");
            if (single && chance(30)) {
                copy.set(entry.getKey(), value.get(0).path("text"));
            } else if (entry.getKey().equals("input") && chance(50)) {
                copy.set(entry.getKey(), asJavaScript(value));
            } else if (!left(entry.getKey(), value)) {
                copy.set(entry.getKey(), value);
            }
        }
        return copy;
    }

    private boolean left(String key, JsonNode value) {
        return (value.isNull() || key.equals("caller")) && chance(50);
    }

    /// JavaScript lists keys that are numbers first.
    private static JsonNode asJavaScript(JsonNode value) {
        if (!value.isObject()) {
            return value;
        }
        ObjectNode copy = Trees.object();
        value.properties().stream()
                .filter(entry -> entry.getKey().matches("\\d"))
                .sorted(Map.Entry.comparingByKey())
                .forEach(entry -> copy.set(entry.getKey(), asJavaScript(entry.getValue())));
        value.properties().forEach(entry -> copy.set(entry.getKey(), asJavaScript(entry.getValue())));
        return copy;
    }

    /// The client's form of a call, as the loop gives it.
    private static final class McpBlocksOf {
        static ObjectNode use(ObjectNode call, Address address) {
            ObjectNode use = Trees.object()
                    .put("type", "mcp_tool_use")
                    .put("id", ToolIds.client(call.path("id").asString("")))
                    .put("name", address.tool())
                    .put("server_name", address.server());
            use.set("input", call.path("input"));
            return use;
        }
    }
}
