package io.gatehouse.gateway.tasks;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.gateway.tasks.TaskIds.Opening;
import io.gatehouse.gateway.tasks.TaskReference.Place;
import io.gatehouse.protocol.HeaderRoom;
import io.gatehouse.protocol.Method;
import io.gatehouse.protocol.MirroredHeaders;
import io.gatehouse.seal.KeyRing;
import io.gatehouse.seal.KeyRotation;
import io.gatehouse.seal.ReplicaId;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TaskIdsTest {
    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-07-28T00:00:00Z"));
    private final KeyRing keys = KeyRing.inMemory(KeyRotation.DEFAULT, now::get);
    private final ReplicaId replica = ReplicaId.random();
    private final TaskIds ids = new TaskIds(keys, replica, now::get);

    private Opening opened(String id, String toolset, String caller) {
        return ids.open(id, toolset, caller);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", "", "a/b \"é\"", "\ud800", "task\u0000"})
    void anIdLeadsToItsTask(String own) {
        TaskReference task = new TaskReference(Place.SERVER, "jobs", "jobs_run", own);
        String id = ids.seal(task, "all", "anna");
        assertThat(opened(id, "all", "anna")).isEqualTo(new Opening.Valid(task));
    }

    @Test
    void theIdOfATaskThatTheGatewayKeepsNamesItsReplica() {
        TaskReference task = new TaskReference(Place.GATEWAY, "jobs", "jobs_run", "7");
        String id = String.valueOf(ids.seal(task, "all", "anna"));
        assertThat(ReplicaId.of(id)).isEqualTo(replica);
        ReplicaId other = ReplicaId.random();
        assertThat(new TaskIds(keys, other, now::get).open(id, "all", "anna")).isEqualTo(new Opening.Valid(task));
        assertThat(opened(other.before(ReplicaId.rest(id)), "all", "anna")).isInstanceOf(Opening.Refused.class);
        assertThat(opened(ReplicaId.rest(id), "all", "anna")).isInstanceOf(Opening.Refused.class);
    }

    @Test
    void itOpensForNobodyElse() {
        String id = ids.seal(new TaskReference(Place.SERVER, "jobs", "jobs_run", "7"), "all", "anna");
        assertThat(opened(id, "all", "ben")).isInstanceOf(Opening.Refused.class);
        assertThat(opened(id, "other", "anna")).isInstanceOf(Opening.Refused.class);
        assertThat(opened(id.substring(1), "all", "anna")).isInstanceOf(Opening.Refused.class);
        assertThat(opened("x".repeat(1 << 20), "all", "anna")).isInstanceOf(Opening.Refused.class);
        assertThat(new TaskIds(KeyRing.inMemory(KeyRotation.DEFAULT, now::get), replica, now::get)
                        .open(id, "all", "anna"))
                .isInstanceOf(Opening.Refused.class);
    }

    @Test
    void itOpensForAMonth() {
        String id = ids.seal(new TaskReference(Place.SERVER, "jobs", "jobs_run", "7"), "all", "anna");
        now.updateAndGet(time -> time.plus(TaskIds.LIFETIME));
        assertThat(opened(id, "all", "anna")).isInstanceOf(Opening.Valid.class);
        now.updateAndGet(time -> time.plus(Duration.ofSeconds(1)));
        assertThat(opened(id, "all", "anna"))
                .isEqualTo(new Opening.Refused("Unknown task: its id is older than 30 days."));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "é", "\u0001"})
    void theLongestIdThatIsTakenFitsInAHeader(String character) throws Exception {
        String longest = character;
        while (TaskIds.usable(longest + character)) {
            longest += character;
        }
        String id = ids.seal(new TaskReference(Place.SERVER, "s".repeat(64), "t".repeat(128), longest), "all", "anna");
        assertThat(MirroredHeaders.name(Method.TASKS_GET, id, new HeaderRoom())).isEqualTo(id);
        assertThat(MirroredHeaders.name(Method.TASKS_GET, longest, new HeaderRoom()))
                .isNotNull();
        assertThat(ids.seal(new TaskReference(Place.SERVER, "jobs", "jobs_run", longest + character), "all", "anna"))
                .isNull();
    }
}
