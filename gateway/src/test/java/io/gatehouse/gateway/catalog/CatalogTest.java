package io.gatehouse.gateway.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.gateway.ListedServer;
import io.gatehouse.policy.Access;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

final class CatalogTest {
    @Test
    void aServerThatListsWhileItsToolsetIsMadeIsInIt() throws InterruptedException {
        ListedServer server = new ListedServer("late");
        Catalog catalog = new Catalog(GatewaySettings.DEFAULT);
        catalog.apply(List.of(server), List.of());
        Thread refreshing = Thread.ofPlatform().unstarted(() -> catalog.refresh(server));
        server.onceListed(() -> {
            server.lists(List.of("{\"name\":\"tool\"}"));
            refreshing.start();
            awaitEndOrLock(refreshing);
        });
        Toolset toolset = catalog.find(Catalog.EVERYTHING, Access.EVERYTHING);
        refreshing.join(TimeUnit.SECONDS.toMillis(60));
        assertThat(toolset).isNotNull();
        assertThat(toolset.view().tools()).containsOnlyKeys("late_tool");
    }

    @Test
    void aServerThatListsWhileItIsAddedIsInTheToolsetThatIsOpen() throws InterruptedException {
        ListedServer first = new ListedServer("first");
        first.lists(List.of("{\"name\":\"tool\"}"));
        Catalog catalog = new Catalog(GatewaySettings.DEFAULT);
        catalog.apply(List.of(first), List.of());
        Toolset toolset = catalog.find(Catalog.EVERYTHING, Access.EVERYTHING);
        ListedServer added = new ListedServer("added");
        Thread refreshing = Thread.ofPlatform().unstarted(() -> catalog.refresh(added));
        added.onceListed(() -> {
            added.lists(List.of("{\"name\":\"tool\"}"));
            refreshing.start();
            awaitEndOrLock(refreshing);
        });
        catalog.apply(List.of(first, added), List.of());
        refreshing.join(TimeUnit.SECONDS.toMillis(60));
        assertThat(toolset).isNotNull();
        assertThat(toolset.view().tools()).containsOnlyKeys("first_tool", "added_tool");
    }

    private static void awaitEndOrLock(Thread thread) {
        while (thread.isAlive() && thread.getState() != Thread.State.BLOCKED) {
            LockSupport.parkNanos(1_000_000);
        }
    }
}
