package io.gatehouse.gateway.call;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.protocol.Filter;
import io.gatehouse.protocol.Handler;
import io.gatehouse.protocol.Method;
import io.gatehouse.protocol.Notification;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// What a subscriber hears, and in which order.
class AcknowledgedFirstTest {
    private final List<String> heard = new ArrayList<>();
    private final AcknowledgedFirst listener = new AcknowledgedFirst(new Handler.Listener() {
        @Override
        public void acknowledged(Filter honoured) {
            heard.add("acknowledged");
        }

        @Override
        public void notification(Notification notification) {
            heard.add(notification.params().string("uri"));
        }

        @Override
        public void ended() {
            heard.add("ended");
        }
    });

    private void updated(String uri) {
        listener.notification(Notification.of(Method.RESOURCE_UPDATED, "{\"uri\":\"" + uri + "\"}"));
    }

    @Test
    void whatComesEarlyIsToldAfterTheAcknowledgement() {
        updated("one");
        updated("two");
        assertThat(heard).isEmpty();

        listener.acknowledged(Filter.LISTS);
        updated("three");
        listener.ended();

        assertThat(heard).containsExactly("acknowledged", "one", "two", "three", "ended");
    }

    @Test
    void anEarlyEndIsToldToo() {
        updated("one");
        listener.ended();
        listener.acknowledged(Filter.LISTS);

        assertThat(heard).containsExactly("acknowledged", "one", "ended");
    }

    @Test
    void ofTooMuchTheOldestIsDropped() {
        IntStream.range(0, 1_001).forEach(each -> updated(String.valueOf(each)));
        listener.acknowledged(Filter.LISTS);

        assertThat(heard).hasSize(1_001).startsWith("acknowledged", "1").endsWith("1000");
    }
}
