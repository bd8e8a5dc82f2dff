package io.gatehouse.gateway.outside;

import io.gatehouse.gateway.call.OutsideLimitException;
import io.gatehouse.gateway.catalog.GatewaySettings;
import io.gatehouse.gateway.catalog.Toolset;
import io.gatehouse.gateway.catalog.ToolsetSettings;
import io.gatehouse.gateway.catalog.ToolsetSettings.Member;
import io.gatehouse.gateway.catalog.ToolsetView;
import io.gatehouse.gateway.catalog.ViewBuilder;
import io.gatehouse.http.Timers;
import io.gatehouse.http.engine.HttpEngine;
import io.gatehouse.policy.Access;
import io.gatehouse.protocol.Caller;
import io.gatehouse.protocol.Method;
import io.gatehouse.protocol.Notification;
import io.gatehouse.upstream.TransientServer;
import io.gatehouse.upstream.Upstream;
import io.gatehouse.upstream.UpstreamListener;
import io.gatehouse.upstream.call.IdentityTokens;
import io.gatehouse.upstream.call.ServerPhase;
import io.gatehouse.upstream.settings.ServerSettings;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// One outside server with one token, and the toolset with all that it has, by its own names.
final class Guest implements UpstreamListener {
    private final OutsideServers all;
    private final GatewaySettings settings;
    private final Access access;
    private final Timers timers;
    private @Nullable TransientServer server;
    private @Nullable Toolset toolset;
    private boolean closed;
    private volatile @Nullable OutsideLimitException refused;
    private volatile long bytes;
    private volatile long usedNanos = System.nanoTime();
    private long listedNanos = System.nanoTime();

    Guest(OutsideServers all, GatewaySettings settings, Access access, Timers timers) {
        this.all = all;
        this.settings = settings;
        this.access = access;
        this.timers = timers;
    }

    /// Begins to connect; what the server says meanwhile waits until the toolset is there.
    synchronized void start(HttpEngine engine, IdentityTokens identities, ServerSettings wanted, Caller caller) {
        TransientServer started = TransientServer.start(engine, identities, wanted, this, caller);
        server = started;
        bytes = started.upstream().snapshot().bytes();
        toolset = new Toolset(started.upstream().name(), view(started.upstream()));
        lookLater(all.bounds().kept());
    }

    /// Its toolset, which is in use from now on. Lists that have become old are asked for again in the background.
    ///
    /// @throws OutsideLimitException if it listed too much; the next use tries anew
    Toolset use() {
        OutsideLimitException why = refused;
        if (why != null) {
            all.forget(this);
            throw why;
        }
        return used();
    }

    private synchronized Toolset used() {
        OutsideLimitException why = refused;
        if (why != null) {
            throw why;
        }
        long now = System.nanoTime();
        usedNanos = now;
        if (server != null && now - listedNanos > all.bounds().listAge().toNanos()) {
            listedNanos = now;
            server.upstream().refresh();
        }
        return Objects.requireNonNull(toolset);
    }

    /// What its lists take, in bytes.
    long bytes() {
        return bytes;
    }

    /// Ends it, and says why to whoever uses it next.
    void refuse(OutsideLimitException why) {
        refused = why;
        close();
        forgetLists();
    }

    private synchronized void forgetLists() {
        server = null;
        toolset = null;
        bytes = 0;
    }

    /// When it was last used, by [System#nanoTime()].
    long usedNanos() {
        return usedNanos;
    }

    /// Whether it has listed and no call is in flight.
    synchronized boolean idle() {
        return server == null
                || server.inFlight() == 0 && server.upstream().firstLists().isDone();
    }

    synchronized void close() {
        if (!closed && server != null) {
            closed = true;
            server.close();
        }
    }

    @Override
    public void listsChanged(Upstream upstream) {
        show(upstream);
        all.weigh(this);
    }

    private synchronized void show(Upstream upstream) {
        if (toolset != null && refused == null) {
            bytes = upstream.snapshot().bytes();
            toolset.show(view(upstream));
        }
    }

    /// One that never listed anything is not worth another try: the next request makes one, and hears what comes of it.
    @Override
    public void stateChanged(Upstream upstream) {
        ServerPhase phase = upstream.state().phase();
        boolean out = phase == ServerPhase.RETRYING || phase == ServerPhase.FAILED;
        if (out && upstream.snapshot().revision() == null) {
            all.forget(this);
        }
    }

    @Override
    public void notified(Upstream upstream, Notification notification, Hearers hearers) {
        Toolset current;
        synchronized (this) {
            current = toolset;
        }
        if (current != null && notification.method().equals(Method.RESOURCE_UPDATED)) {
            current.resourceUpdated(upstream, notification, hearers);
        }
    }

    private void look() {
        long left = usedNanos + all.bounds().kept().toNanos() - System.nanoTime();
        if (left <= 0 && idle()) {
            all.forget(this);
        } else {
            lookLater(left <= 0 ? all.bounds().kept() : Duration.ofNanos(left));
        }
    }

    private synchronized void lookLater(Duration wait) {
        if (!closed) {
            timers.after(wait, this::look);
        }
    }

    private ToolsetView view(Upstream upstream) {
        return new ViewBuilder(ToolsetSettings.bare(upstream), settings, access, "", all.rules())
                .build(Map.of(upstream, Member.whole(upstream.name())));
    }
}
