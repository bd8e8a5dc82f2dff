package io.gatehouse.app;

import io.gatehouse.protocol.Json;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A server over standard streams whose lists hold what SDK clients refuse, beside what they take. It never looks at
/// what it is called with, and its results are those of its revision.
@SuppressWarnings("SystemOut")
final class OddServer {
    /// The members of each tool beside its name.
    static final Map<String, String> TOOLS = Map.ofEntries(
            tool("good", "'inputSchema':{'type':'object','properties':{'a':{'type':'string'}}},'description':'Good.'"),
            tool("no_schema", ""),
            tool("null_schema", "'inputSchema':null"),
            tool("text_schema", "'inputSchema':'object'"),
            tool("list_schema", "'inputSchema':[]"),
            tool("empty_schema", "'inputSchema':{}"),
            tool("no_type", "'inputSchema':{'properties':{'a':{'type':'string'}}}"),
            tool("type_list", "'inputSchema':{'type':['object','null']}"),
            tool("type_array", "'inputSchema':{'type':'array','items':{}}"),
            tool(
                    "root_ref",
                    "'inputSchema':{'$ref':'#/$defs/A','$defs':{'A':{'type':'object','properties':{'x':{}}}}}"),
            tool("root_ref_lost", "'inputSchema':{'$ref':'#/$defs/B'}"),
            tool("root_ref_circle", "'inputSchema':{'$ref':'#'}"),
            tool("properties_null", "'inputSchema':{'type':'object','properties':null}"),
            tool("properties_list", "'inputSchema':{'type':'object','properties':[]}"),
            tool("property_null", "'inputSchema':{'type':'object','properties':{'a':null}}"),
            tool("property_text", "'inputSchema':{'type':'object','properties':{'a':'string'}}"),
            tool("property_true", "'inputSchema':{'type':'object','properties':{'a':true,'b':false}}"),
            tool("required_null", "'inputSchema':{'type':'object','required':null}"),
            tool("required_true", "'inputSchema':{'type':'object','required':true}"),
            tool("required_mixed", "'inputSchema':{'type':'object','required':['a',1]}"),
            tool("dialect_number", "'inputSchema':{'type':'object','$schema':7}"),
            tool("title_number", "'title':1,@"),
            tool("description_null", "'description':null,@"),
            tool("description_list", "'description':['a'],@"),
            tool("output_null", "'outputSchema':null,@"),
            tool("output_text", "'outputSchema':'string',@"),
            tool("output_untyped", "'outputSchema':{'properties':{'n':{}}},@"),
            tool("output_list", "'outputSchema':{'type':'array','items':{'type':'string'}},@"),
            tool("output_dangling", "'outputSchema':{'type':'object','properties':{'q':{'$ref':'#/$defs/Z'}}},@"),
            tool("output_pattern", "'outputSchema':{'type':'object','properties':{'q':{'pattern':'(?i)a'}}},@"),
            tool("output_type", "'outputSchema':{'type':'object','properties':{'q':{'type':'int'}}},@"),
            tool("output_id", "'outputSchema':{'type':'object','id':'x'},@"),
            tool("hint_text", "'annotations':{'readOnlyHint':'yes'},@"),
            tool("annotations_list", "'annotations':[],@"),
            tool("icons_text", "'icons':'icon.png',@"),
            tool("icon_sizes", "'icons':[{'src':'data:,','sizes':'48x48'},{'sizes':[]}],@"),
            tool("meta_null", "'_meta':null,@"),
            tool("meta_text", "'_meta':'m',@"),
            tool("execution_null", "'execution':null,@"),
            tool("execution_odd", "'execution':{'taskSupport':'maybe'},@"),
            tool("no_content", "@"),
            schema("int", "'a':{'type':'int'}"),
            schema("dict", "'a':{'type':'dict'},'b':{'type':['string','any']}"),
            schema("required", "'coin':{'type':'string'},'required':['coin']"),
            schema("enum", "'a':{'enum':null}"),
            schema("items", "'a':{'type':'array','items':'string'}"),
            schema("exclusive", "'a':{'type':'number','minimum':0,'exclusiveMinimum':true}"),
            schema("any_of", "'a':{'anyOf':[]}"),
            schema("additional", "'a':{'additionalProperties':null}"),
            schema("tuple", "'a':{'items':[{'type':'string'},{}],'additionalItems':false}"),
            schema("pattern", "'a':{'pattern':'(?i)a'}"),
            schema("required_each", "'a':{'type':'string','required':true}"),
            tool(
                    "schema_draft_4",
                    "'inputSchema':{'$schema':'http://json-schema.org/draft-04/schema#','type':'object',"
                            + "'properties':{'a':{'minimum':0,'exclusiveMinimum':true}}}"),
            tool("half_character", "'description':'\\ud83d',@"));

    private static final String LEFT_OUT = "null,1,[],{'name':null,@},{'name':7,@},{@}";
    private static final String PROMPTS = "{'name':'good','arguments':[{'name':'a','required':true}]},"
            + "{'name':'arguments_object','arguments':{'a':1}},{'name':'argument_null','arguments':[null,{'name':'b'}]},"
            + "{'name':'required_text','arguments':[{'name':'b','required':'yes'}]},{'name':'title_null','title':null},{}";
    private static final String RESOURCES = "{'uri':'x://good','name':'good','size':5},{'uri':'x://nameless'},"
            + "{'uri':'x://size','name':'s','size':'12'},{'uri':'x://mime','name':'m','mimeType':null},"
            + "{'uri':'x://notes','name':'n','annotations':{'audience':'user','priority':7,'lastModified':'2026-01-31'}},"
            + "{'uri':'README.md','name':'relative'},{'uri':'http://','name':'hostless'},{'uri':null,'name':'none'}";
    private static final String TEMPLATES = "{'uriTemplate':'x://{a}','name':'good'},{'uriTemplate':'y://{a}'},"
            + "{'uriTemplate':'z://{a}','name':'z','annotations':null,'icons':[null]},{'uriTemplate':5,'name':'none'}";
    private static final JsonMapper MAPPER = new JsonMapper();

    private final PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    private final boolean modern;

    private OddServer(boolean modern) {
        this.modern = modern;
    }

    /// How to start it, as a configuration file says it.
    static String yaml(boolean modern) {
        List<String> command = Javas.command(OddServer.class, modern ? "modern" : "legacy");
        return "command: " + Json.quote(command.getFirst()) + ", args: "
                + command.stream().skip(1).map(Json::quote).collect(Collectors.joining(", ", "[", "]"));
    }

    public static void main(String[] arguments) throws IOException {
        OddServer server = new OddServer(arguments[0].equals("modern"));
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            server.take(MAPPER.readTree(line));
        }
    }

    private static Map.Entry<String, String> tool(String name, String members) {
        return Map.entry(name, "{'name':'" + name + "'" + (members.isEmpty() ? "" : ",") + members + "}");
    }

    /// A tool that clients take, and whose schema providers refuse.
    private static Map.Entry<String, String> schema(String name, String properties) {
        return tool("schema_" + name, "'inputSchema':{'type':'object','properties':{" + properties + "}}");
    }

    private void take(JsonNode message) {
        if (!message.has("id")) {
            return;
        }
        String answer =
                answer(message).replace("@", "'inputSchema':{'type':'object'}").replace('\'', '"');
        out.println("{\"jsonrpc\":\"2.0\",\"id\":" + message.get("id") + "," + answer + "}");
    }

    private String answer(JsonNode message) {
        String capabilities = "'capabilities':{'tools':{},'prompts':{},'resources':{}}";
        return switch (message.path("method").asString("")) {
            case "server/discover" ->
                modern
                        ? result("'supportedVersions':['2026-07-28']," + capabilities)
                        : "'error':{'code':-32601,'message':'no'}";
            case "initialize" ->
                result("'protocolVersion':'2025-11-25'," + capabilities + ",'serverInfo':{'name':'odd','version':'1'}");
            case "tools/list" -> result("'tools':[" + String.join(",", TOOLS.values()) + "," + LEFT_OUT + "]");
            case "prompts/list" -> result("'prompts':[" + PROMPTS + "]");
            case "resources/list" -> result("'resources':[" + RESOURCES + "]");
            case "resources/templates/list" -> result("'resourceTemplates':[" + TEMPLATES + "]");
            case "resources/read" -> result("'contents':[{'uri':" + message.at("/params/uri") + ",'text':'read'}]");
            case "prompts/get" -> result("'messages':[]");
            default -> result(call(message.at("/params/name").asString("")));
        };
    }

    private static String call(String tool) {
        return switch (tool) {
            case "output_list" -> "'content':[],'structuredContent':['a','b']";
            case "output_untyped" -> "'content':[],'structuredContent':{'n':1}";
            case "no_content" -> "'structuredContent':{'a':1}";
            default -> "'content':[{'type':'text','text':'called " + tool + "'}],'structuredContent':{'n':1}";
        };
    }

    private String result(String members) {
        return "'result':{" + members + (modern ? ",'resultType':'complete','ttlMs':0,'cacheScope':'private'}" : "}");
    }
}
