package io.gatehouse.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What is sent for an argument, and what is accepted.
class MirroredHeadersTest {
    private static final HeaderParameter PARAMETER = new HeaderParameter("Where", List.of("a", "b"));

    private static Request call(String argument) {
        return Request.of("1", "tools/call", "{\"name\":\"t\",\"arguments\":{\"a\":{\"b\":" + argument + "}}}");
    }

    private static @Nullable String mismatch(Request request, @Nullable String header) {
        return MirroredHeaders.mismatch(
                List.of(PARAMETER), request, header == null ? Map.of() : Map.of("mcp-param-where", header));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"eu\"                    | eu",
                "\"\\u0065u\"              | eu",
                "\"größe\"                 | =?base64?Z3LDtsOfZQ==?=",
                "\"\"                      | =?base64??=",
                "\" eu\"                   | =?base64?IGV1?=",
                "\"42\"                    | 42",
                "true                      | true",
                "false                     | false",
                "42                        | 42",
                "-7                        | -7",
                "0                         | 0",
                "-0                        | 0",
                "42.0                      | 42",
                "4.20e1                    | 42",
                "1e2                       | 100",
                "1.50                      | 1.5",
                "0e400000000               | 0",
                "9007199254740993          | 9007199254740993",
                "1e400000000               | 1e400000000",
                "1e99999999999             | 1e99999999999",
                "null                      |",
                "{}                        |",
                "{\"c\":\"eu\"}            |",
                "[\"eu\"]                  |"
            })
    void whatIsSentIsAccepted(String argument, @Nullable String header) throws Exception {
        Request request = call(argument);
        assertThat(MirroredHeaders.value(PARAMETER, request.params().object("arguments"), new HeaderRoom()))
                .isEqualTo(header);
        assertThat(mismatch(request, header)).isNull();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"eu\"             | =?base64?ZXU=?=",
                "\"\"               | ''",
                "42                 | 42.0",
                "42                 | 042",
                "42.0               | 42.0",
                "1e2                | 1e2",
                "9007199254740993   |",
                "-9007199254740992  |"
            })
    void whatOtherClientsSendIsAccepted(String argument, @Nullable String header) {
        assertThat(mismatch(call(argument), header)).isNull();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"eu\"             | us              | differs from arguments.a.b",
                "\"eu\"             | EU              | differs from arguments.a.b",
                "\"eu\"             |                 | is missing; it mirrors arguments.a.b",
                "\"42\"             | 42.0            | differs from arguments.a.b",
                "true               | True            | differs from arguments.a.b",
                "true               | 1               | differs from arguments.a.b",
                "true               |                 | is missing; it mirrors arguments.a.b",
                "42                 | 43              | differs from arguments.a.b",
                "42                 | 4.2e1           | differs from arguments.a.b",
                "42                 | +42             | differs from arguments.a.b",
                "42                 | 0x2a            | differs from arguments.a.b",
                "42                 | ٤٢              | is neither plain ASCII nor well-formed =?base64?…?=",
                "42                 | =?base64?2aTZog==?= | differs from arguments.a.b",
                "9007199254740991   |                 | is missing; it mirrors arguments.a.b",
                "9007199254740993   | 9007199254740992 | differs from arguments.a.b",
                "0.1                |                 | is missing; it mirrors arguments.a.b",
                "null               | null            | 'is present, but arguments.a.b is not'",
                "{}                 | {}              | 'is present, but arguments.a.b is not a value that a header mirrors'",
                "[\"eu\"]           | eu              | 'is present, but arguments.a.b is not a value that a header mirrors'"
            })
    void whatDiffersIsRefused(String argument, @Nullable String header, String problem) {
        assertThat(mismatch(call(argument), header)).isEqualTo("The header Mcp-Param-Where " + problem + ".");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"name\":\"t\"}",
                "{\"name\":\"t\",\"arguments\":null}",
                "{\"name\":\"t\",\"arguments\":{}}",
                "{\"name\":\"t\",\"arguments\":{\"a\":\"b\"}}",
                "{\"name\":\"t\",\"arguments\":{\"b\":\"eu\"}}"
            })
    void noHeaderBelongsToAnArgumentThatIsNotThere(String params) throws Exception {
        Request request = Request.of("1", "tools/call", params);
        assertThat(MirroredHeaders.value(PARAMETER, request.params().object("arguments"), new HeaderRoom()))
                .isNull();
        assertThat(mismatch(request, null)).isNull();
        assertThat(mismatch(request, "eu")).contains("is present, but arguments.a.b is not");
    }

    @Test
    void aNumberOfManyDigitsIsMirroredToo() {
        String padded = "42." + "0".repeat(900);
        assertThat(mismatch(call(padded), null)).contains("is missing");
        assertThat(mismatch(call(padded), "42")).isNull();
        String huge = "4".repeat(1_500);
        assertThat(mismatch(call(huge), null)).contains("is missing");
        assertThat(mismatch(call(huge), huge)).isNull();
    }

    @ParameterizedTest
    @CsvSource({
        "x, 7981, Mcp-Param-Where: and its value",
        "ö, 2988, in Base64",
        "\\u0061, 7981, with escapes",
        "4, 7981, a number when it stands without quotes"
    })
    void anArgumentMayFillALineAndNoMore(String character, int most, String why) throws Exception {
        String quote = character.equals("4") ? "" : "\"";
        for (int more : new int[] {0, 1, 3_000_000}) {
            Request request = call(quote + character.repeat(most + more) + quote);
            ObjectView arguments = request.params().object("arguments");
            if (more == 0) {
                String sent = MirroredHeaders.value(PARAMETER, arguments, new HeaderRoom());
                assertThat(sent).hasSizeBetween(7_978, 7_981);
                assertThat(mismatch(request, sent)).isNull();
            } else {
                String problem = "arguments.a.b is mirrored in the header Mcp-Param-Where and makes a line of";
                assertThatThrownBy(() -> MirroredHeaders.value(PARAMETER, arguments, new HeaderRoom()))
                        .hasMessageStartingWith(problem)
                        .hasMessageEndingWith("of at most 8000");
                assertThat(mismatch(request, null)).startsWith(problem);
                assertThat(mismatch(request, "x")).startsWith(problem);
            }
        }
    }

    @Test
    void allMirroredHeadersTogetherHaveABound() throws Exception {
        String params = "{\"name\":\"t\",\"arguments\":{\"a\":{\"b\":\"%s\"},\"c\":\"%s\"}}";
        Request request = Request.of("1", "tools/call", params.formatted("x".repeat(7_000), "y".repeat(6_000)));
        HeaderParameter other = new HeaderParameter("C", List.of("c"));
        ObjectView arguments = request.params().object("arguments");
        HeaderRoom room = new HeaderRoom();
        assertThat(MirroredHeaders.value(PARAMETER, arguments, room)).hasSize(7_000);
        String problem = "arguments.c is mirrored in the header Mcp-Param-C, and with it the mirrored headers have"
                + " 13034 bytes in all, of at most 12000";
        assertThatThrownBy(() -> MirroredHeaders.value(other, arguments, room)).hasMessage(problem);
        assertThat(MirroredHeaders.mismatch(
                        List.of(PARAMETER, other),
                        request,
                        Map.of("mcp-param-where", "x".repeat(7_000), "mcp-param-c", "y".repeat(6_000))))
                .isEqualTo(problem);
    }

    @Test
    void aNameHasTheSameBound() {
        String uri = "x:" + "y".repeat(9_000);
        assertThatThrownBy(() -> MirroredHeaders.name("resources/read", uri, new HeaderRoom()))
                .isInstanceOf(HeaderRoomException.class)
                .hasMessageStartingWith("params.uri is mirrored in the header Mcp-Name");
    }

    @Test
    void theNameOfAHeaderHasNoCase() {
        assertThat(MirroredHeaders.isParameter("mCP-pARAM-x")).isTrue();
        assertThat(MirroredHeaders.isParameter("Mcp-Name")).isFalse();
    }
}
