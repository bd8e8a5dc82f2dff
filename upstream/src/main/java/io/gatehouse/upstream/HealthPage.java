package io.gatehouse.upstream;

import io.gatehouse.http.ClientRequest;
import io.gatehouse.http.ClientSettings;
import io.gatehouse.http.Deadlines;
import io.gatehouse.http.Headers;
import io.gatehouse.http.HttpClient;
import io.gatehouse.http.HttpFailure;
import io.gatehouse.http.engine.HttpEngine;
import io.gatehouse.upstream.settings.HealthSettings;
import io.gatehouse.upstream.settings.ServerSettings;
import io.gatehouse.upstream.settings.Transport;
import java.net.URI;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// Asks a server's own health page again and again. After two answers in a row that are not good, or none, the server
/// counts as unwell, until the next good one. The page gets none of the server's credentials.
final class HealthPage implements AutoCloseable {
    /// So many answers in a row make the server unwell.
    private static final int MOST_FAILURES = 2;

    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final int MOST_BYTES = 1 << 20;

    private final String server;
    private final URI url;
    private final Duration every;
    private final HttpClient client;
    private final Runnable changed;
    private final Thread thread;
    private int failures;
    private volatile @Nullable String problem;

    private HealthPage(String server, URI url, Duration every, HttpClient client, Runnable changed) {
        this.server = server;
        this.url = url;
        this.every = every;
        this.client = client;
        this.changed = changed;
        this.thread = Thread.ofVirtual().name("health of " + server).unstarted(this::watch);
    }

    /// The health page of a server, which is not asked yet; null when it has none.
    ///
    /// @param changed runs when [#problem()] is another; must not block
    static @Nullable HealthPage of(ServerSettings settings, HttpEngine engine, Runnable changed) {
        HealthSettings health = settings.health();
        if (health == null) {
            return null;
        }
        Transport transport = settings.transport();
        ClientSettings client = transport instanceof Transport.Http http ? http.client() : ClientSettings.defaults();
        return new HealthPage(settings.name(), health.of(transport), health.every(), engine.client(client), changed);
    }

    void start() {
        thread.start();
    }

    /// How the page says that the server is not well, for operators; null when it is, or before it was asked.
    @Nullable
    String problem() {
        return problem;
    }

    /// How often it is asked.
    Duration every() {
        return every;
    }

    @Override
    public void close() {
        thread.interrupt();
        client.close();
    }

    private void watch() {
        try {
            while (true) {
                heard(ask());
                Thread.sleep(every);
            }
        } catch (InterruptedException closed) {
            Thread.currentThread().interrupt();
        }
    }

    /// What is wrong now, or null.
    private @Nullable String ask() {
        Duration patience = every.compareTo(PATIENCE) < 0 ? every : PATIENCE;
        try {
            int status = client.exchange(new ClientRequest(
                            "GET",
                            HttpClient.target(url),
                            Headers.none(),
                            null,
                            Deadlines.total(patience),
                            MOST_BYTES,
                            ""))
                    .status();
            return status / 100 == 2 ? null : "answers with HTTP " + status;
        } catch (HttpFailure failure) {
            return "cannot be read: " + failure.getMessage();
        }
    }

    private void heard(@Nullable String wrong) {
        failures = wrong == null ? 0 : failures + 1;
        String before = problem;
        if (wrong == null) {
            problem = null;
        } else if (failures >= MOST_FAILURES) {
            problem = "the health page of server " + server + " " + wrong;
        }
        if ((before == null) != (problem == null)) {
            changed.run();
        }
    }
}
