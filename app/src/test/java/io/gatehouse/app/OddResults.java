package io.gatehouse.app;

import io.gatehouse.gateway.call.OlderResults;
import io.gatehouse.protocol.Method;
import io.gatehouse.protocol.Response;
import io.gatehouse.protocol.Revision;
import io.gatehouse.protocol.Slice;
import io.gatehouse.upstream.repair.Definition;
import io.gatehouse.upstream.repair.EntryKind;
import io.gatehouse.upstream.repair.EntryRepair;
import java.util.List;
import java.util.Objects;
import java.util.Random;

/// Results as servers of 2026-07-28 may give them, and what becomes of them for clients of 2025-11-25. The same
/// seed gives the same.
final class OddResults {
    private static final List<String> OUTPUTS = List.of(
            "null",
            "true",
            "0",
            "1.50",
            "\"text\"",
            "[]",
            "[\"a\",{\"b\":null}]",
            "{}",
            "{\"result\":[1]}",
            "{\"a\":\"a\"}");
    private static final List<String> SCHEMAS = List.of(
            "{}",
            "{\"type\":\"object\"}",
            "{\"type\":\"array\",\"items\":{\"$ref\":\"#/$defs/A\"},\"$defs\":{\"A\":{\"type\":[\"string\",\"object\"]}}}",
            "{\"type\":\"string\"}",
            "{\"type\":[\"object\",\"null\"]}",
            "{\"anyOf\":[{\"type\":\"string\"},{\"type\":\"null\"},{\"$ref\":\"#\"}]}",
            "{\"$id\":\"https://example.com/s\",\"type\":\"array\",\"items\":{\"$ref\":\"#/$defs/A\"},\"$defs\":{\"A\":true}}",
            "{\"properties\":{\"a\":true}}");
    private static final List<String> BLOCKS = List.of(
            "{\"type\":\"text\",\"text\":\"t\"}",
            "{\"type\":\"audio\",\"data\":\"AA==\",\"mimeType\":\"audio/wav\",\"annotations\":{\"priority\":1}}",
            "{\"type\":\"image\",\"data\":\"AA==\",\"mimeType\":\"image/png\"}",
            "{\"type\":\"resource_link\",\"uri\":\"x://a\",\"name\":\"a\",\"description\":\"d\"}",
            "{\"type\":\"resource\",\"resource\":{\"uri\":\"x://a\",\"text\":\"t\"}}");

    private final Random random;

    OddResults(long seed) {
        this.random = new Random(seed);
    }

    /// A line for a judge: a call with the list that it belongs to, a read, or a prompt.
    String next() {
        return switch (random.nextInt(6)) {
            case 0 ->
                "resources/read\t"
                        + older(
                                Method.RESOURCES_READ,
                                "\"contents\":[{\"uri\":\"x://read\",\"text\":\"t\"}],\"ttlMs\":5,\"cacheScope\":\"public\"",
                                false);
            case 1 ->
                "prompts/get\t"
                        + older(
                                Method.PROMPTS_GET,
                                "\"messages\":[{\"role\":\"user\",\"content\":" + any(BLOCKS) + "}]",
                                false);
            default -> call();
        };
    }

    private String call() {
        boolean described = random.nextBoolean();
        String schema = described ? ",\"outputSchema\":" + any(SCHEMAS) : "";
        Definition tool = Objects.requireNonNull(EntryRepair.of(
                EntryKind.TOOL,
                Slice.of("{\"name\":\"t\",\"inputSchema\":{\"type\":\"object\"}" + schema + "}"),
                true));
        String content = switch (random.nextInt(4)) {
            case 0 -> "";
            case 1 -> "\"content\":null,";
            case 2 -> "\"content\":[],";
            default -> "\"content\":[" + any(BLOCKS) + "," + any(BLOCKS) + "],";
        };
        String output =
                described || random.nextBoolean() ? "\"structuredContent\":" + any(OUTPUTS) : "\"isError\":true";
        return "tools/call\t{\"tools\":[" + tool.legacy() + "]}\t"
                + older(Method.TOOLS_CALL, content + output, tool.wrapsOutput());
    }

    private static String older(String method, String members, boolean wrapsOutput) {
        Response newer = Response.result("{" + members + ",\"resultType\":\"complete\",\"x-own\":1.50}");
        Response older = OlderResults.of(newer, method, Revision.R2026_07_28, Revision.R2025_11_25, wrapsOutput);
        return Objects.requireNonNull(older.result()).whole().text();
    }

    private String any(List<String> choices) {
        return choices.get(random.nextInt(choices.size()));
    }
}
