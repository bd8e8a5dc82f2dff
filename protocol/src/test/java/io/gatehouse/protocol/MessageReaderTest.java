package io.gatehouse.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.lang.reflect.Field;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MessageReaderTest {
    private final MessageReader reader = new MessageReader(new Limits(10_000, 20));

    @Test
    void readsARequestAndKeepsItsBytes() throws MalformedMessageException {
        String json = " {\"jsonrpc\":\"2.0\", \"id\" : 7,\"method\":\"tools/call\",\"params\":{\"name\":\"t\\u0041\","
                + "\"arguments\":{\"n\":1.10},\"_meta\":{\"progressToken\":\"p\"}},\"more\":[1]} ";
        Request request = (Request) reader.read(Slice.of(json));

        assertThat(request.id().text()).isEqualTo("7");
        assertThat(request.name()).isEqualTo("tA");
        assertThat(request.progressToken()).isEqualTo(Slice.of("\"p\""));
        assertThat(new String(
                        request.withId("\"x\"".getBytes(java.nio.charset.StandardCharsets.UTF_8)),
                        java.nio.charset.StandardCharsets.UTF_8))
                .isEqualTo(json.strip().replace(" : 7", " : \"x\""));
    }

    @Test
    void tellsNotificationsAndResponsesApart() throws MalformedMessageException {
        assertThat(reader.read(Slice.of("{\"jsonrpc\":\"2.0\",\"method\":\"a\"}")))
                .isInstanceOf(Notification.class);
        assertThat(reader.read(Slice.of("{\"jsonrpc\":\"2.0\",\"id\":\"a\",\"result\":{}}")))
                .isInstanceOfSatisfying(
                        Response.class,
                        response -> assertThat(response.failed()).isFalse());
        assertThat(reader.read(
                        Slice.of("{\"jsonrpc\":\"2.0\",\"id\":null,\"error\":{\"code\":-32700,\"message\":\"m\"}}")))
                .isInstanceOfSatisfying(Response.class, response -> {
                    assertThat(response.id()).isNull();
                    assertThat(response.errorCode()).isEqualTo(-32700);
                    assertThat(response.errorMessage()).isEqualTo("m");
                });
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "nonsense|-32700|null",
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"a\"|-32700|null",
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"a\"} {}|-32700|null",
                "[]|-32600|null",
                "7|-32600|null",
                "{}|-32600|null",
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"id\":2,\"method\":\"a\"}|-32600|null",
                "{\"jsonrpc\":\"1.0\",\"id\":1,\"method\":\"a\"}|-32600|1",
                "{\"jsonrpc\":\"2.0\",\"id\":1.5,\"method\":\"a\"}|-32600|null",
                "{\"jsonrpc\":\"2.0\",\"id\":1e2,\"method\":\"a\"}|-32600|null",
                "{\"jsonrpc\":\"2.0\",\"id\":null,\"method\":\"a\"}|-32600|null",
                "{\"jsonrpc\":\"2.0\",\"id\":123456789012345678901,\"method\":\"a\"}|-32600|null",
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":7}|-32600|1",
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"\"}|-32600|1",
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"a\",\"params\":[]}|-32600|1",
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"a\",\"params\":{\"x\":1,\"x\":2}}|-32600|null",
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"a\",\"params\":{\"_meta\":1}}|-32600|1",
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"a\",\"result\":{}}|-32600|1",
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{},\"error\":{}}|-32600|1",
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":7}|-32600|1",
                "{\"jsonrpc\":\"2.0\",\"result\":{}}|-32600|null",
            })
    void refusesWhatIsNoMessage(String json, int code, String id) {
        MalformedMessageException refused =
                catchThrowableOfType(MalformedMessageException.class, () -> reader.read(Slice.of(json)));

        assertThat(refused.error().code()).isEqualTo(code);
        assertThat(new String(refused.response(), java.nio.charset.StandardCharsets.UTF_8))
                .contains("\"id\":" + id + ",");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "\"method\":\"ping\",\"params\":null | \"method\":\"ping\"",
                "\"params\":null,\"method\":\"ping\",\"error\":null | \"method\":\"ping\"",
                "\"method\":\"tools/list\",\"params\":{\"cursor\":null} | \"method\":\"tools/list\",\"params\":{}",
                "\"method\":\"tools/list\",\"params\":{\"_meta\":null,\"cursor\":\"a\"} | \"method\":\"tools/list\",\"params\":{\"cursor\":\"a\"}",
                "\"method\":\"x\",\"params\":{\"_meta\":{\"progressToken\":null,\"own\":null}} | \"method\":\"x\",\"params\":{\"_meta\":{\"own\":null}}",
                "\"method\":\"tools/call\",\"params\":{\"name\":\"a\",\"arguments\":null,\"task\":null} | \"method\":\"tools/call\",\"params\":{\"name\":\"a\"}",
                "\"method\":\"x\",\"params\":{\"ref\":{\"title\":null,\"a\":1},\"context\":{\"arguments\":null}} | \"method\":\"x\",\"params\":{\"ref\":{\"a\":1},\"context\":{}}",
                "\"method\":\"x\",\"params\":{\"capabilities\":{\"roots\":null},\"clientInfo\":{\"title\":null}} | \"method\":\"x\",\"params\":{\"capabilities\":{},\"clientInfo\":{}}",
                "\"method\":\"x\",\"params\":{\"notifications\":{\"resourceSubscriptions\":null}} | \"method\":\"x\",\"params\":{\"notifications\":{}}",
                "\"method\":\"x\",\"params\":{\"arguments\":{\"a\":null},\"own\":null} | \"method\":\"x\",\"params\":{\"arguments\":{\"a\":null},\"own\":null}",
                "\"result\":{\"a\":null},\"error\":null | \"result\":{\"a\":null}",
            })
    void whatAClientWritesAsNullIsAbsentWhereItIsOptional(String given, String read) throws Exception {
        String start = "{\"jsonrpc\":\"2.0\",\"id\":1,";
        Message message = MessageReader.ofClients(Limits.DEFAULT).read(Slice.of(start + given.strip() + "}"));
        assertThat(message.body().text()).isEqualTo(start + read.strip() + "}");
    }

    @Test
    void anIdOfNullIsNoRequest() {
        assertThat(catchThrowableOfType(
                        MalformedMessageException.class,
                        () -> MessageReader.ofClients(Limits.DEFAULT)
                                .read(Slice.of("{\"jsonrpc\":\"2.0\",\"id\":null,\"method\":\"ping\"}"))))
                .hasMessageContaining("id");
    }

    /// go-sdk#805, GHSA-wvj2-96wp-fq3f, GHSA-q382-vc8q-7jhj: servers whose parser ignores case run another tool.
    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'jsonrpc':'2.0','id':1,'method':'tools/call','Method':'tools/list'}",
                "{'jsonrpc':'2.0','id':1,'method':'tools/call','paramſ':{'name':'other'}}",
                "{'jsonrpc':'2.0','id':1,'method':'tools/call','params':{'name':'a','NAME':'other'}}",
                "{'jsonrpc':'2.0','id':1,'method':'tools/call','params':{'name':'a','n\\u0061Me':'other'}}",
                "{'jsonrpc':'2.0','id':1,'method':'tools/call','params':{'name':'a','name\\u0000':'other'}}",
                "{'jsonrpc':'2.0','id':1,'method':'tools/call','params':{'name':'a','Name\\u0000x':'other'}}",
                "{'jsonrpc':'2.0','id':1,'method':'resources/read','params':{'URI':'file:///other'}}",
                "{'jsonrpc':'2.0','id':1,'method':'tools/call','params':{'name':'a','_Meta':{}}}",
                "{'jsonrpc':'2.0','id':1,'method':'a','params':{'_meta':{'progressToKen':1}}}",
            })
    void anotherSpellingOfANameIsRefused(String json) {
        MalformedMessageException refused = catchThrowableOfType(
                MalformedMessageException.class, () -> reader.read(Slice.of(json.replace('\'', '"'))));

        assertThat(refused.error().code()).isEqualTo(-32600);
        assertThat(refused).hasMessageContaining("another spelling of");
    }

    @Test
    void everyMethodOfTheProtocolIsKnown() throws IllegalAccessException {
        for (Field field : Method.class.getFields()) {
            String method = (String) field.get(null);
            assertThat(KnownMethods.likeness(method)).isNull();
            assertThat(KnownMethods.likeness(method.toUpperCase(Locale.ROOT))).isEqualTo(method);
        }
    }

    /// Servers that do not take methods letter by letter would run a call that nothing was decided about.
    @ParameterizedTest
    @ValueSource(
            strings = {
                "tools/Call",
                "TOOLS/CALL",
                "tools/call\\u0000",
                "tools/call\\u0000x",
                " tools/call",
                "tools//call",
                "toolſ/call",
                "tools.call",
                "/tools/call",
                "resources/READ",
                "Notifications/cancelled"
            })
    void anotherSpellingOfAMethodIsRefused(String method) throws MalformedMessageException {
        Slice bytes = Slice.of("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"" + method + "\"}");
        MalformedMessageException refused = catchThrowableOfType(
                MalformedMessageException.class,
                () -> MessageReader.ofClients(Limits.DEFAULT).read(bytes));

        assertThat(refused.error().code()).isEqualTo(-32600);
        assertThat(refused).hasMessageContaining("another spelling of");
        assertThat(reader.read(bytes)).as("a server may say what it likes").isInstanceOf(Request.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"vendor/tools/call", "tools/calls", "x", "tools/call/now"})
    void anotherMethodIsItsServersBusiness(String method) throws MalformedMessageException {
        assertThat(MessageReader.ofClients(Limits.DEFAULT)
                        .read(Slice.of("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"" + method + "\"}")))
                .isInstanceOf(Request.class);
    }

    @Test
    void anotherSpellingInArgumentsIsNobodysBusiness() throws MalformedMessageException {
        assertThat(reader.read(Slice.of("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\",\"params\":"
                        + "{\"name\":\"a\",\"arguments\":{\"Name\":1,\"NAME\":2},\"names\":1,\"_meta\":{\"ID\":1}}}")))
                .isInstanceOf(Request.class);
    }

    @Test
    void boundsSizeAndDepth() {
        String deep = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"a\",\"params\":{\"x\":" + "[".repeat(30)
                + "]".repeat(30) + "}}";

        assertThat(catchThrowableOfType(MalformedMessageException.class, () -> reader.read(Slice.of(deep))))
                .hasMessageContaining("deeper than 20 levels");
        assertThat(catchThrowableOfType(
                        MalformedMessageException.class, () -> reader.read(Slice.of(" ".repeat(10_001)))))
                .hasMessageContaining("10001 bytes");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "80",
                "C0 AF",
                "E0 80 80",
                "ED A0 80",
                "F0 80 80 80",
                "F4 90 80 80",
                "F8 88 80 80",
                "C3",
                "0A",
                "00"
            })
    void refusesInvalidUtf8AndControlCharactersInStrings(String hex) {
        byte[] inner = java.util.HexFormat.ofDelimiter(" ").parseHex(hex);
        byte[] json = new byte[inner.length + 2];
        json[0] = '"';
        System.arraycopy(inner, 0, json, 1, inner.length);
        json[json.length - 1] = '"';

        assertThat(Json.wellFormed(Slice.of(json))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "01",
                "1.",
                ".5",
                "-",
                "+1",
                "1e",
                "0x1",
                "NaN",
                "tru",
                "nul",
                "'a'",
                "[1,]",
                "{\"a\":1,}",
                "{a:1}",
                "\"\\x\"",
                "\"\\u12g4\"",
                "// c",
                "",
                "[",
                "\"a"
            })
    void refusesWhatIsNoJson(String text) {
        assertThat(Json.wellFormed(Slice.of(text))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"-0", "1.10", "1E+400", "\"\\ud83d\"", "\"😀\"", " [ ] ", "{\"\":{\"\":0}}", "true"})
    void acceptsWhatIsJson(String text) {
        assertThat(Json.wellFormed(Slice.of(text))).isTrue();
    }

    @Test
    void splitsBatches() throws MalformedMessageException {
        assertThat(MessageReader.isBatch(Slice.of(" \n[1]"))).isTrue();
        assertThat(MessageReader.isBatch(Slice.of(" {}"))).isFalse();
        assertThat(reader.elements(Slice.of("[ {\"a\":1} ,7]"))).containsExactly(Slice.of("{\"a\":1}"), Slice.of("7"));
        assertThat(catchThrowableOfType(MalformedMessageException.class, () -> reader.elements(Slice.of("[]"))))
                .hasMessageContaining("1 to 1000");
    }
}
