package io.gatehouse.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What is changed of a request is collected and applied once; nothing else changes.
class EditedRequestTest {
    private static final Map<String, Slice> FIXED = Map.of("tenant", Slice.of("\"acme\""));

    /// Each has another place where members are put in, next to those of a connection.
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"name\":\"crm_get\"}|{\"_meta\":{\"a\":1},\"arguments\":{\"tenant\":\"acme\"},\"name\":\"get\"}",
                "{ \"name\":\"crm_get\", \"arguments\":{} }|{\"_meta\":{\"a\":1}, \"name\":\"get\", \"arguments\":{\"tenant\":\"acme\"} }",
                "{\"arguments\":{\"tenant\":\"evil\",\"n\":1.10},\"name\":\"crm_get\"}"
                        + "|{\"_meta\":{\"a\":1},\"arguments\":{\"tenant\":\"acme\",\"n\":1.10},\"name\":\"get\"}",
                "{\"arguments\":{\"tenant\\u0000x\":\"evil\",\"TENANT\\u0000\":1,\"n\":1},\"name\":\"crm_get\"}"
                        + "|{\"_meta\":{\"a\":1},\"arguments\":{\"tenant\":\"acme\",\"n\":1},\"name\":\"get\"}",
                "{\"_meta\":{\"b\":2},\"name\":\"crm_get\"}|{\"arguments\":{\"tenant\":\"acme\"},\"_meta\":{\"a\":1},\"name\":\"get\"}"
            })
    void changesOfTheGatewayAndOfAConnectionAreAppliedTogether(String params, String expected) {
        Request request = Request.of("7", "tools/call", params);
        byte[] sent = EditedRequest.of(request, "get", FIXED)
                .edit()
                .replace(request.id(), "42".getBytes(StandardCharsets.UTF_8))
                .member("_meta", "{\"a\":1}".getBytes(StandardCharsets.UTF_8))
                .toBytes();
        Request seen = Request.of(sent);
        assertThat(seen.id().text()).isEqualTo("42");
        assertThat(seen.name()).isEqualTo("get");
        assertThat(seen.meta().whole().text()).isEqualTo("{\"a\":1}");
        assertThat(seen.params().object("arguments").string("tenant")).isEqualTo("acme");
        assertThat(sorted(new String(sent, StandardCharsets.UTF_8))).isEqualTo(sorted(whole(expected)));
    }

    @Test
    void aRequestWithoutParametersGetsThem() {
        Request request = Request.of("7", "tools/list", null);
        byte[] sent = EditedRequest.unchanged(request)
                .edit()
                .member("_meta", "{}".getBytes(StandardCharsets.UTF_8))
                .toBytes();
        assertThat(Request.of(sent).params().whole().text()).isEqualTo("{\"_meta\":{}}");
    }

    @Test
    void aMemberOfItsOwnIsRemovedTogetherWithItsComma() {
        Request request = Request.of("7", "tools/call", "{\"_meta\":{},\"name\":\"crm_get\"}");
        byte[] sent = EditedRequest.of(request, "get", Map.of())
                .edit()
                .member("_meta", null)
                .toBytes();
        assertThat(Request.of(sent).params().whole().text()).isEqualTo("{\"name\":\"get\"}");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "tools/call|{\"name\":\"crm_get\"}|own",
                "prompts/get|{\"name\":\"crm_get\"}|own",
                "resources/read|{\"uri\":\"gatehouse://crm/x\"}|own",
                "tasks/get|{\"taskId\":\"t\",\"name\":\"n\"}|own",
                "x/new|{\"name\":\"n\"}|",
                "completion/complete|{\"ref\":{\"type\":\"ref/prompt\",\"name\":\"crm_get\"}}|"
            })
    void theHeaderMirrorsWhatTheServerKnows(String method, String params, @Nullable String name) {
        EditedRequest edited = EditedRequest.of(Request.of("1", method, params), "own", Map.of());
        assertThat(edited.name()).isEqualTo(name);
        assertThat(EditedRequest.unchanged(edited.applied()).name()).isEqualTo(name);
    }

    @Test
    void theNameInAReferenceIsTheServersOwn() {
        Request request = Request.of("1", "completion/complete", "{\"ref\":{\"name\":\"crm_ask\"},\"name\":\"x\"}");
        assertThat(EditedRequest.of(request, "ask", Map.of())
                        .applied()
                        .params()
                        .whole()
                        .text())
                .isEqualTo("{\"ref\":{\"name\":\"ask\"},\"name\":\"x\"}");
    }

    @Test
    void theParametersOfAnUnknownMethodStayAsTheyAre() {
        Request request = Request.of("1", "x/new", "{\"name\":\"a\",\"uri\":\"b\"}");
        assertThat(EditedRequest.of(request, "x/new", Map.of()).applied()).isSameAs(request);
    }

    @Test
    void argumentsThatAreNoObjectCannotBeFixed() {
        Request request = Request.of("1", "tools/call", "{\"name\":\"a\",\"arguments\":[]}");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> EditedRequest.of(request, "a", FIXED))
                .withMessageContaining("params.arguments");
    }

    private static String whole(String params) {
        return "{\"jsonrpc\":\"2.0\",\"id\":42,\"method\":\"tools/call\",\"params\":" + params + "}";
    }

    /// The order of members that are put in does not matter.
    private static String sorted(String text) {
        char[] letters = text.replace(" ", "").toCharArray();
        Arrays.sort(letters);
        return new String(letters);
    }
}
