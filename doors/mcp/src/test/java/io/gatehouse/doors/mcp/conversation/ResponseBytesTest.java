package io.gatehouse.doors.mcp.conversation;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.protocol.Limits;
import io.gatehouse.protocol.MalformedMessageException;
import io.gatehouse.protocol.MessageReader;
import io.gatehouse.protocol.Request;
import io.gatehouse.protocol.Response;
import io.gatehouse.protocol.Slice;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ResponseBytesTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{\"a\":1}} | {\"jsonrpc\":\"2.0\",\"id\":\"new\",\"result\":{"
                        + "\"resultType\":\"complete\",\"a\":1}}",
                "{\"result\":{ },\"x\":1.10,\"id\":\"old\",\"jsonrpc\":\"2.0\"} | {\"result\":{\"resultType\":\"complete\" },"
                        + "\"x\":1.10,\"id\":\"new\",\"jsonrpc\":\"2.0\"}",
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{\"resultType\":\"task\"}} | {\"jsonrpc\":\"2.0\",\"id\":\"new\","
                        + "\"result\":{\"resultType\":\"task\"}}",
                "{\"error\":{\"code\":1,\"message\":\"\"},\"id\":1,\"jsonrpc\":\"2.0\"} | {\"error\":{\"code\":1,"
                        + "\"message\":\"\"},\"id\":\"new\",\"jsonrpc\":\"2.0\"}",
                "{\"jsonrpc\":\"2.0\",\"id\":null,\"error\":{\"code\":1,\"message\":\"\"}} | {\"jsonrpc\":\"2.0\","
                        + "\"id\":\"new\",\"error\":{\"code\":1,\"message\":\"\"}}",
                "{\"jsonrpc\":\"2.0\",\"id\":\"new\",\"result\":{\"a\":1}} | {\"jsonrpc\":\"2.0\",\"id\":\"new\",\"result\":{"
                        + "\"resultType\":\"complete\",\"a\":1}}"
            })
    void onlyIdAndResultTypeChange(String response, String expected) throws MalformedMessageException {
        byte[] around = (" " + response + " ").getBytes(StandardCharsets.UTF_8);
        Response read = (Response) new MessageReader(Limits.DEFAULT).read(new Slice(around, 1, around.length - 2));
        Request call = Request.of("\"new\"", "tools/call", null);
        assertThat(new String(ResponseBytes.of(read, call, true), StandardCharsets.UTF_8))
                .isEqualTo(expected);
        assertThat(new String(ResponseBytes.of(read, call, false), StandardCharsets.UTF_8))
                .isEqualTo(expected.replaceAll("\"resultType\":\"complete\",?", ""));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"contents\":[]} | {\"resultType\":\"complete\",\"ttlMs\":0,\"cacheScope\":\"private\",\"contents\":[]}",
                "{\"ttlMs\":7,\"contents\":[]} | {\"resultType\":\"complete\",\"ttlMs\":7,\"contents\":[]}",
                "{\"resultType\":\"complete\",\"contents\":[]} | {\"resultType\":\"complete\",\"contents\":[]}"
            })
    void aResourceOfAnOlderServerSaysThatItMayNotBeKept(String result, String expected) {
        Request call = Request.of("1", "resources/read", null);
        String sent = new String(ResponseBytes.of(Response.result(result), call, true), StandardCharsets.UTF_8);
        assertThat(sent).isEqualTo("{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":" + expected + "}");
        assertThat(new String(ResponseBytes.of(Response.result(result), call, false), StandardCharsets.UTF_8))
                .contains(result);
    }
}
