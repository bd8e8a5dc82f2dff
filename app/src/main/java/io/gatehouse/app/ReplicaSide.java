package io.gatehouse.app;

import io.gatehouse.app.config.Configuration;
import io.gatehouse.app.observe.ReplicaMeters;
import io.gatehouse.doors.front.Front;
import io.gatehouse.doors.front.replicas.ReplicaHandler;
import io.gatehouse.doors.front.replicas.ReplicaSettings;
import io.gatehouse.doors.front.replicas.Replicas;
import io.gatehouse.http.ClientSettings;
import io.gatehouse.http.HttpExchange;
import io.gatehouse.http.ListenException;
import io.gatehouse.http.ListenNames;
import io.gatehouse.http.ListenSettings;
import io.gatehouse.http.Listener;
import io.gatehouse.http.engine.HttpEngine;
import io.gatehouse.seal.KeyRing;
import io.gatehouse.seal.ReplicaId;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// How this process passes requests to other replicas, and takes those that they pass to it, on a listener of its own.
final class ReplicaSide implements AutoCloseable {
    /// The largest answer that another replica gives on; it is bounded there already.
    private static final int MOST_PASSED_BYTES = 1 << 30;

    private static final ListenNames PORT = new ListenNames(
            "replicas.listen",
            "replicas.listen",
            "If an earlier process of this replica uses it, wait until that process has ended: until then it answers"
                    + " there what other replicas pass to it. Otherwise choose another port with replicas.listen.");

    private final ReplicaSettings settings;
    private final ListenSettings listen;
    private final HttpEngine engine;
    private final Replicas others;
    private volatile @Nullable Listener listener;

    private ReplicaSide(ReplicaSettings settings, ListenSettings listen, HttpEngine engine, Replicas others) {
        this.settings = settings;
        this.listen = listen;
        this.engine = engine;
        this.others = others;
    }

    /// The side of this process; null where it is alone.
    ///
    /// @param keys that all replicas have
    /// @param stopping whether this process takes no further requests
    static @Nullable ReplicaSide of(
            Configuration configuration,
            HttpEngine engine,
            ReplicaId id,
            KeyRing keys,
            BooleanSupplier stopping,
            MeterRegistry meters) {
        ReplicaSettings settings = configuration.replicas();
        if (settings == null) {
            return null;
        }
        ClientSettings client = ClientSettings.builder()
                .authorities(settings.authorities())
                .verifyHost(settings.dns() == null)
                .maxConnections(Replicas.MOST_PASSED)
                .maxBodyBytes(MOST_PASSED_BYTES)
                .maxEventBytes(MOST_PASSED_BYTES)
                .build();
        ListenSettings listen = configuration.listen();
        Replicas others = new Replicas(id, settings, listen.tls() != null, keys, engine.client(client), stopping);
        ReplicaMeters.watch(meters, others);
        return new ReplicaSide(settings, listen, engine, others);
    }

    /// The other replicas.
    Replicas others() {
        return others;
    }

    /// Opens the listener on which other replicas pass requests to this one, and looks for them.
    void meet(Front front) throws ListenException {
        listener = engine.listen(
                new ListenSettings(
                        List.of(settings.listen().host()),
                        settings.listen().port(),
                        listen.tls(),
                        List.of(),
                        listen.limits(),
                        listen.drain(),
                        PORT),
                new ReplicaHandler(others, front));
        others.start();
    }

    /// Closes what other replicas passed to this one.
    ///
    /// @param which asked for each request, on its event loop
    void abort(Predicate<HttpExchange> which) {
        Listener opened = listener;
        if (opened != null) {
            opened.abort(which);
        }
    }

    @Override
    public void close() {
        others.close();
    }
}
