package io.gatehouse.doors.messages.loop;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.doors.messages.sources.ToolSource;
import io.gatehouse.doors.messages.translation.Mcp;
import io.gatehouse.doors.messages.translation.OfferedTool;
import io.gatehouse.protocol.Response;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// The translation in the loop, in front of a model that is as strict as the hosted service.
class TranslatedLoopTest {
    private static final String PICTURE = """
            turns:
              - when: { user: again }
                say: Still there.
              - when: { result: true }
                say: A picture.
              - say: [ { call: "*picture" } ]
            """;

    /// A server whose one tool has a schema that no provider takes.
    private static final class Odd implements ToolSource {
        final List<ObjectNode> calls = new CopyOnWriteArrayList<>();

        @Override
        public List<OfferedTool> tools() {
            return List.of(new OfferedTool(
                    "list.all",
                    null,
                    Mcp.object("{'properties':{'$top':{'type':'integer'}},'oneOf':[{'required':['$top']},{'properties':"
                            + "{'all':{'const':true}},'required':['all']}]}"),
                    true,
                    true));
        }

        @Override
        public CompletableFuture<Response> call(String tool, ObjectNode arguments) {
            calls.add(arguments);
            return TestTools.text(tool);
        }

        @Override
        public void close() {}
    }

    @Test
    void aToolWithASchemaThatProvidersRefuseIsCalledByItsOwnNames() throws Exception {
        try (LoopBed bed = new LoopBed("""
                turns:
                  - when: { result: true }
                    say: "${result}"
                  - say: [ { call: "*list_all*", arguments: { _top: 3 } } ]
                """)) {
            Odd odd = new Odd();
            bed.servers.put("shop", odd);
            ObjectNode message = bed.message(LoopBed.ask("Go"));
            assertThat(odd.calls).extracting(Mcp::plain).containsExactly("{'$top':3}");
            assertThat(message.at("/content/0/name").asString()).isEqualTo("list.all");
            assertThat(message.at("/content/2/text").asString()).isEqualTo("list.all");
        }
    }

    @Test
    void theNextRequestIsReadFromTheProvidersCacheImagesIncluded() throws Exception {
        try (LoopBed bed = new LoopBed(PICTURE)) {
            ObjectNode first = LoopBed.ask("Go");
            first.putObject("cache_control").put("type", "ephemeral");
            ObjectNode message = bed.message(first);
            ObjectNode second = LoopBed.goOn(first, message);
            second.withArray("messages").addObject().put("role", "user").put("content", "again");
            JsonNode usage = bed.message(second).path("usage");
            assertThat(bed.asked().getLast()).contains("\"type\":\"image\"");
            assertThat(bed.asked().getLast()).startsWith(opened(bed.asked().get(1)));
            assertThat(usage.path("cache_read_input_tokens").asInt()).isGreaterThan(100);
        }
    }

    private static String opened(String body) {
        return body.substring(0, body.length() - 2);
    }
}
