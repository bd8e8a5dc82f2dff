package io.gatehouse.doors.messages.translation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gatehouse.doors.messages.api.Trees;
import io.gatehouse.protocol.Response;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/// What clients and models hear of the results of tools.
class ResultTextTest {
    static final String PNG =
            "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";
    private static final String PDF = base64("%PDF-1.7 and so on");
    private static final String IMAGE_BLOCK =
            "{'type':'image','source':{'type':'base64','media_type':'image/png','data':'" + PNG + "'}}";

    static String base64(String latin1) {
        return Base64.getEncoder().encodeToString(latin1.getBytes(StandardCharsets.ISO_8859_1));
    }

    static ResultForms forms(String result) {
        return new ResultText().of(Response.result(result.replace('\'', '"')));
    }

    private static String told(ResultForms forms) {
        return forms.forClient()
                .valueStream()
                .map(block -> block.path("text").asString(""))
                .collect(Collectors.joining("|"));
    }

    static Stream<Arguments> results() {
        return Stream.of(
                row("text", "{'content':[{'type':'text','text':'a'},{'type':'text','text':'b'}]}", "a|b"),
                row("a text that is an object", "{'content':[{'type':'text','text':{'a':1.0}}]}", "{'a':1}"),
                row("nothing", "{'content':[]}", ""),
                row("empty texts", "{'content':[{'type':'text','text':''},{'type':'text','text':' \\n'}]}", ""),
                row("half a character", "{'content':[{'type':'text','text':'a\\ud83db'}]}", "a\ufffdb"),
                row("structured content only", "{'content':[],'structuredContent':{'a':1.0}}", "{'a':1}"),
                row("structured content alone", "{'structuredContent':{'a':[1]}}", "{'a':[1]}"),
                row(
                        "structured content beside a text",
                        "{'content':[{'type':'text','text':'one'}],'structuredContent':{'a':1}}",
                        "one"),
                row(
                        "audio",
                        "{'content':[{'type':'audio','mimeType':'audio/wav','data':'AAAA'}]}",
                        "[Audio: audio/wav, 3 bytes]"),
                row(
                        "a link",
                        "{'content':[{'type':'resource_link','uri':'file:///a','name':'a','title':'A','mimeType':'text/plain','size':2048,'description':'d'}]}",
                        "[Resource: file:///a, A, text/plain, d, 2 KB]"),
                row(
                        "a resource of text",
                        "{'content':[{'type':'resource','resource':{'uri':'file:///a','mimeType':'text/plain','text':'body'}}]}",
                        "[Resource: file:///a, text/plain]\nbody"),
                row(
                        "a resource of bytes",
                        "{'content':[{'type':'resource','resource':{'uri':'file:///a','mimeType':'application/zip','blob':'AAAA'}}]}",
                        "[Resource: file:///a, application/zip, 3 bytes]"),
                row(
                        "an image that is none",
                        "{'content':[{'type':'image','mimeType':'image/png','data':'AAAA'}]}",
                        "[Image: image/png, 3 bytes]"),
                row("something unheard of", "{'content':[{'type':'video','x':1}]}", "{'type':'video','x':1}"),
                row("no content at all", "{'answer':42,'_meta':{'a':1},'resultType':'complete'}", "{'answer':42}"),
                row("nothing at all", "{}", ""));
    }

    private static Arguments row(String name, String result, String told) {
        return Arguments.of(name, result, told);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("results")
    void tells(String name, String result, String told) {
        ResultForms forms = forms(result);
        assertThat(told(forms).replace('"', '\'')).isEqualTo(told);
        assertThat(forms.error()).isFalse();
        assertThat(forms.forModel()).isEqualTo(new ResultText().fromClient(forms.forClient()));
    }

    @Test
    void givesTheClientTextsAsAnswersHaveThem() {
        assertThat(Mcp.plain(forms("{'content':[{'type':'text','text':'a'}]}").forClient()))
                .isEqualTo("[{'type':'text','text':'a','citations':null}]");
        assertThat(Mcp.plain(forms("{'content':[{'type':'text','text':'a'}]}").forModel()))
                .isEqualTo("[{'type':'text','text':'a'}]");
    }

    @Test
    void showsImagesAndDocumentsToTheModel() {
        String result = "{'content':[{'type':'text','text':'see'},{'type':'image','mimeType':'image/x-wrong','data':'"
                + PNG
                + "'},{'type':'resource','resource':{'uri':'u:1','mimeType':'application/pdf','blob':'" + PDF
                + "'}},{'type':'resource','resource':{'uri':'u:2','mimeType':'image/png','blob':'" + PNG + "'}}]}";
        ResultForms forms = forms(result);
        assertThat(told(forms))
                .isEqualTo("see|[Image: image/x-wrong, 70 bytes]|[Resource: u:1, application/pdf, 18 bytes]|"
                        + "[Resource: u:2, image/png, 70 bytes]");
        assertThat(Mcp.plain(forms.forModel()))
                .isEqualTo("[{'type':'text','text':'see'}," + IMAGE_BLOCK
                        + ",{'type':'document','source':{'type':'base64','media_type':'application/pdf','data':'" + PDF
                        + "'}}," + IMAGE_BLOCK + "]");
        ResultForms blind = new ResultText(1000, false, false).of(Response.result(result.replace('\'', '"')));
        assertThat(told(blind)).isEqualTo(told(forms));
        assertThat(blind.forModel()).allMatch(block -> Trees.type(block).equals("text"));
    }

    @Test
    void readsImagesThatComeAsUrlsOrInTheAlphabetOfUrls() {
        String url = "{'content':[{'type':'image','mimeType':'image/png','data':'data:image/png;base64," + PNG + "'}]}";
        assertThat(told(forms(url))).isEqualTo("[Image: image/png, 70 bytes]");
        assertThat(Mcp.plain(forms(url).forModel())).isEqualTo("[" + IMAGE_BLOCK + "]");
        String inUrls = PNG.replace('+', '-').replace('/', '_').replace("=", "");
        assertThat(inUrls).doesNotContain("+", "/", "=");
        assertThat(Mcp.plain(forms("{'content':[{'type':'image','mimeType':'image/png','data':'" + inUrls + "'}]}")
                        .forModel()))
                .isEqualTo("[" + IMAGE_BLOCK + "]");
    }

    @Test
    void tellsWhatKindsOfImagesThereAre() {
        for (String image : new String[] {"\u00ff\u00d8\u00ff\u00e0", "GIF89a", "RIFF1234WEBPVP8 "}) {
            ResultForms forms =
                    forms("{'content':[{'type':'image','mimeType':'image/png','data':'" + base64(image) + "'}]}");
            assertThat(forms.forModel().get(0).path("source").path("media_type").asString(""))
                    .isIn("image/jpeg", "image/gif", "image/webp");
        }
    }

    @Test
    void tellsFailuresInTextOnly() {
        ResultForms failed = forms("{'isError':true,'content':[{'type':'text','text':'no'},{'type':'image',"
                + "'mimeType':'image/png','data':'" + PNG + "'}]}");
        assertThat(failed.error()).isTrue();
        assertThat(failed.forModel()).allMatch(block -> Trees.type(block).equals("text"));
        ResultForms silent = forms("{'isError':true,'content':[]}");
        assertThat(told(silent)).isEqualTo("The tool failed and did not say why.");
        assertThat(silent.error()).isTrue();
    }

    static Stream<Arguments> errors() {
        return Stream.of(
                Arguments.of(
                        Response.error(-32602, "Unknown tool"),
                        "The server answered with error -32602: Unknown tool. Check the arguments"),
                Arguments.of(
                        Response.error(-32601, ""), "The server answered with error -32601. The tool no longer exists"),
                Arguments.of(
                        Response.error(-32603, "Broken."),
                        "The server answered with error -32603: Broken. Calling it again may help"),
                Arguments.of(
                        Response.result("{\"resultType\":\"input_required\"}"),
                        "The tool did not finish: the server answered with `input_required`"));
    }

    @ParameterizedTest
    @MethodSource("errors")
    void tellsTheModelWhatToDoAboutErrors(Response response, String told) {
        ResultForms forms = new ResultText().of(response);
        assertThat(forms.error()).isTrue();
        assertThat(told(forms)).startsWith(told);
    }

    @Test
    void cutsLongTextsOnceAndSaysSo() {
        ResultText text = new ResultText(1000, true, true);
        String long1 = "é".repeat(390);
        ResultForms forms = text.of(Response.result("{\"content\":[{\"type\":\"text\",\"text\":\"" + long1
                + "\"},{\"type\":\"text\",\"text\":\"" + long1 + "\"},{\"type\":\"text\",\"text\":\"more\"},"
                + "{\"type\":\"image\",\"mimeType\":\"image/png\",\"data\":\"" + PNG + "\"}]}"));
        assertThat(forms.forModel()).hasSize(3);
        String second = forms.forModel().get(1).path("text").asString("");
        assertThat(second)
                .startsWith(
                        "éééééééééé\n\n[Cut here: the result has 1564 bytes of text, of which at most 1000 are shown.");
        assertThat(bytes(forms.forClient())).isLessThanOrEqualTo(1000);
        assertThat(Trees.type(forms.forModel().get(2))).isEqualTo("image");
        assertThat(text.fromClient(forms.forClient()).get(1).path("text").asString(""))
                .isEqualTo(second);
    }

    private static int bytes(JsonNode blocks) {
        return blocks.valueStream()
                .mapToInt(block -> block.path("text").asString("").getBytes(StandardCharsets.UTF_8).length)
                .sum();
    }

    @Test
    void neverCutsACharacterInTwo() {
        for (int shift = 0; shift < 4; shift++) {
            String text = "x".repeat(shift) + "😀".repeat(400);
            ResultForms forms = new ResultText(1000, true, true)
                    .of(Response.result("{\"content\":[{\"type\":\"text\",\"text\":\"" + text + "\"}]}"));
            assertThat(told(forms)).doesNotContain("\ufffd").doesNotContainPattern("[\\ud800-\\udfff]\n");
            assertThat(told(forms).substring(shift)).startsWith("😀");
        }
    }

    @Test
    void joinsManySmallTexts() {
        String many = IntStream.range(0, 1000)
                .mapToObj(at -> "{'type':'text','text':'" + at + "'}")
                .collect(Collectors.joining(","));
        ResultForms forms = forms("{'content':[" + many + "]}");
        assertThat(forms.forModel()).hasSize(1);
        assertThat(told(forms)).startsWith("0\n1\n2\n").endsWith("\n999");
    }

    @Test
    void takesTextsAndBlocksFromClients() {
        ResultText text = new ResultText();
        String expected = "[{'type':'text','text':'a'}]";
        assertThat(Mcp.plain(text.fromClient(Mcp.json("'a'")))).isEqualTo(expected);
        assertThat(Mcp.plain(text.fromClient(Mcp.json("[{'type':'text','text':'a','citations':[]}]"))))
                .isEqualTo(expected);
        assertThat(text.fromClient(Mcp.object("{}").path("none"))).isEmpty();
        assertThat(text.fromClient(Mcp.json("null"))).isEmpty();
        assertThat(text.fromClient(Mcp.json("''"))).isEmpty();
    }

    @Test
    void tellsSomethingAtLeast() {
        assertThatThrownBy(() -> new ResultText(999, true, true)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aResultOfMoreValuesThanFitIntoMemoryIsToldAsAFailure() {
        String many = "{\"a\":1},".repeat(300_000);
        ResultForms forms = new ResultText(1_000, true, true)
                .of(Response.result("{\"content\":[],\"structuredContent\":{\"rows\":[" + many + "1]}}"));
        assertThat(forms.error()).isTrue();
        assertThat(forms.forModel().toString()).contains("too many values");
    }

    @Test
    void aResultWithANumberBeyondEveryDecimalIsToldAsAFailure() {
        ResultForms forms = new ResultText(1_000, true, true)
                .of(Response.result("{\"content\":[],\"structuredContent\":{\"n\":1e99999999999}}"));
        assertThat(forms.error()).isTrue();
    }
}
