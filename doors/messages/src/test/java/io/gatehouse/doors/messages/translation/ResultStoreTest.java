package io.gatehouse.doors.messages.translation;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.protocol.Caller;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// What is remembered of results, for whom, how much and for how long.
class ResultStoreTest {
    private static final Caller ANN = new Caller("ann");
    private static final Caller BOB = new Caller("bob");
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
        ann = new ResultMemory(store, ANN, text);
        bob = new ResultMemory(store, BOB, text);
    }

    private boolean knows(ResultMemory memory, String id, JsonNode content) {
        return memory.content(id, false, content).equals(image.forModel());
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
        ResultMemory memory = new ResultMemory(small, ANN, text);
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
