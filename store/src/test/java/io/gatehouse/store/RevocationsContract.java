package io.gatehouse.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// Revoked tokens, in every kind of store.
abstract class RevocationsContract extends StoreContract {
    private static final Instant END = NOW.plusSeconds(900);

    @Test
    void whoAsksSinceTheLastAnswerGetsWhatIsNew() throws Exception {
        StoredRevocations revocations = store.revocations();
        assertThat(revocations.since(0).ends()).isEmpty();
        revocations.add("one", END, NOW);
        Revocations first = revocations.since(0);
        assertThat(first.ends()).isEqualTo(Map.of("one", END));
        revocations.add("two", END.plusSeconds(1), NOW);
        revocations.add("one", END.plusSeconds(9), NOW);
        Revocations next = revocations.since(first.version());
        assertThat(next.ends()).isEqualTo(Map.of("two", END.plusSeconds(1)));
        assertThat(revocations.since(next.version()).ends()).isEmpty();
        assertThat(revocations.since(next.version() + 5).ends()).containsOnlyKeys("one", "two");
    }

    @Test
    void whatHasEndedIsForgotten() throws Exception {
        store.revocations().add("old", END, NOW);
        store.revocations().add("new", END.plusSeconds(60), END);
        assertThat(store.revocations().since(0).ends()).containsOnlyKeys("new");
    }

    @Test
    void anOddIdIsRefused() {
        assertThatThrownBy(() -> store.revocations().add("", END, NOW)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> store.revocations().add("a\nb", END, NOW))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
