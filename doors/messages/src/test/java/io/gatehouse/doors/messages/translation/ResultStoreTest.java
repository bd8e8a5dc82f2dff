package io.gatehouse.doors.messages.translation;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.doors.messages.api.Trees;
import io.gatehouse.protocol.Caller;
import io.gatehouse.protocol.Response;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;

/// What is remembered of results, for whom, how much and for how long.
class ResultStoreTest {
    private static final Caller ANN = Caller.ofKey("ann");
    private static final Caller BOB = Caller.ofKey("bob");
    private final AtomicLong clock = new AtomicLong();
    private final ResultText text = new ResultText();
    private final ResultForms image = ResultTextTest.forms(
            "{'content':[{'type':'image','mimeType':'image/png','data':'" + ResultTextTest.PNG + "'}]}");
    private ResultStore store;
    private ResultMemory ann;
    private ResultMemory bob;

    @BeforeEach
    void start() {
        store = new ResultStore(2000, Duration.ofMinutes(10), clock::get);
        ann = new ResultMemory(store, OtherResults.NONE, ANN, text);
        bob = new ResultMemory(store, OtherResults.NONE, BOB, text);
    }

    private boolean knows(ResultMemory memory, String id, JsonNode content) {
        return memory.content(id, false, content).equals(image.forModel());
    }

    @Test
    void theResultsOfOneCallerDoNotPushOutThoseOfOthers() {
        String image = "{'type':'image','mimeType':'image/png','data':'" + ResultTextTest.PNG + "'}";
        ResultForms forms = text.of(Response.result(("{'content':[" + image + "]}").replace('\'', '"')));
        ResultStore small = new ResultStore(4_000, Duration.ofHours(1));
        ResultMemory other = new ResultMemory(small, OtherResults.NONE, BOB, text);
        other.remember("mcptoolu_b", forms);
        ResultMemory greedy = new ResultMemory(small, OtherResults.NONE, ANN, text);
        for (int at = 0; at < 50; at++) {
            greedy.remember("mcptoolu_" + at, forms);
        }
        assertThat(small.size()).isLessThanOrEqualTo(4_000);
        assertThat(other.content("mcptoolu_b", false, forms.forClient())).isEqualTo(forms.forModel());
        assertThat(greedy.content("mcptoolu_49", false, forms.forClient())).isEqualTo(forms.forModel());
        assertThat(greedy.content("mcptoolu_0", false, forms.forClient())).isNotEqualTo(forms.forModel());
    }

    /// A request that a provider refuses for its size would end the conversation.
    @Test
    void imagesForWhichARequestHasNoRoomAreToldInWords() {
        String image = "{'type':'image','mimeType':'image/png','data':'" + ResultTextTest.PNG + "'}";
        Response two = Response.result(("{'content':[" + image + "," + image + "]}").replace('\'', '"'));
        ResultText bounded = new ResultText(
                1000, true, true, new MediaSettings(20, 100, 5 << 20, 1, 3 * ResultTextTest.PNG.length()), 200);
        ResultMemory first = new ResultMemory(store, OtherResults.NONE, ANN, bounded);
        List<ArrayNode> sent = new ArrayList<>();
        List<ArrayNode> told = new ArrayList<>();
        for (String id : List.of("mcptoolu_1", "mcptoolu_2")) {
            ResultForms forms = bounded.of(two, first.room());
            first.remember(id, forms);
            sent.add(forms.forModel());
            told.add(forms.forClient());
        }
        assertThat(sent.get(0)).allMatch(block -> Trees.type(block).equals("image"));
        assertThat(Trees.type(sent.get(1).get(0))).isEqualTo("image");
        assertThat(sent.get(1).get(1).path("text").asString())
                .startsWith("[Image: image/png")
                .contains("left out");
        assertThat(told.get(1).get(1).path("text")).isEqualTo(sent.get(1).get(1).path("text"));
        ResultMemory next = new ResultMemory(store, OtherResults.NONE, ANN, bounded);
        assertThat(next.content("mcptoolu_1", false, told.get(0))).isEqualTo(sent.get(0));
        assertThat(next.content("mcptoolu_2", false, told.get(1))).isEqualTo(sent.get(1));
        ResultText fewer = new ResultText(1000, true, true, new MediaSettings(20, 1, 5 << 20, 1, 1 << 20), 200);
        ArrayNode known =
                new ResultMemory(store, OtherResults.NONE, ANN, fewer).content("mcptoolu_1", false, told.get(0));
        assertThat(Trees.type(known.get(0))).isEqualTo("image");
        assertThat(known.get(1).path("text").asString())
                .startsWith("[Image: image/png")
                .contains("left out");
    }

    @Test
    void givesBackWhatTheModelSawToTheCallerWhoseCallItWas() {
        ann.remember("a", image);
        assertThat(knows(ann, "a", image.forClient())).isTrue();
        assertThat(knows(bob, "a", image.forClient())).isFalse();
        assertThat(knows(ann, "b", image.forClient())).isFalse();
    }

    @Test
    void takesTheClientsWordWhenItHasChangedTheText() {
        ann.remember("a", image);
        assertThat(Mcp.plain(ann.content("a", false, Mcp.json("'gone'")))).isEqualTo("[{'type':'text','text':'gone'}]");
        assertThat(Mcp.plain(ann.content("a", true, image.forClient()))).contains("[Image: image/png");
        String sameText = image.forClient().get(0).path("text").asString("");
        assertThat(knows(ann, "a", Mcp.json("'" + sameText + "'"))).isTrue();
    }

    @Test
    void keepsNothingThatTheClientKnowsAsWell() {
        ann.remember("a", ResultTextTest.forms("{'content':[{'type':'text','text':'x'}]}"));
        assertThat(store.size()).isZero();
    }

    @Test
    void forgetsWhatWasNotUsedForLong() {
        ann.remember("a", image);
        clock.addAndGet(Duration.ofMinutes(9).toNanos());
        assertThat(knows(ann, "a", image.forClient())).isTrue();
        clock.addAndGet(Duration.ofMinutes(9).toNanos());
        assertThat(knows(ann, "a", image.forClient())).isTrue();
        clock.addAndGet(Duration.ofMinutes(10).toNanos());
        assertThat(knows(ann, "a", image.forClient())).isFalse();
        assertThat(store.size()).isZero();
    }

    @Test
    void forgetsInTimeAlsoWhatIsAskedForInVain() {
        ann.remember("a", image);
        clock.addAndGet(Duration.ofMinutes(5).toNanos());
        ann.remember("b", image);
        ann.content("a", false, Mcp.json("'other'"));
        clock.addAndGet(Duration.ofMinutes(6).toNanos());
        assertThat(knows(ann, "a", image.forClient())).isFalse();
        assertThat(knows(ann, "b", image.forClient())).isTrue();
    }

    @Test
    void forgetsTheOldestWhenThereIsNoRoom() {
        for (int at = 0; at < 20; at++) {
            ann.remember("id" + at, image);
            assertThat(store.size()).isPositive().isLessThanOrEqualTo(2000);
        }
        assertThat(knows(ann, "id0", image.forClient())).isFalse();
        assertThat(knows(ann, "id19", image.forClient())).isTrue();
    }

    @Test
    void keepsNothingThatIsTooLarge() {
        ResultStore small = new ResultStore(100, Duration.ofMinutes(10), clock::get);
        ResultMemory memory = new ResultMemory(small, OtherResults.NONE, ANN, text);
        memory.remember("a", image);
        assertThat(small.size()).isZero();
        assertThat(knows(memory, "a", image.forClient())).isFalse();
    }

    @Test
    void countsAResultThatIsReplacedOnce() {
        ann.remember("a", image);
        long size = store.size();
        ann.remember("a", image);
        assertThat(store.size()).isEqualTo(size);
    }
}
