package io.gatehouse.upstream;

import io.gatehouse.http.ClientSettings;
import io.gatehouse.http.EngineSettings;
import io.gatehouse.http.engine.HttpEngine;
import io.gatehouse.protocol.EditedRequest;
import io.gatehouse.protocol.Notification;
import io.gatehouse.protocol.Peer;
import io.gatehouse.protocol.Request;
import io.gatehouse.upstream.call.CallOptions;
import io.gatehouse.upstream.settings.ServerSettings;
import io.gatehouse.upstream.settings.Transport;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/// An engine and servers behind it, with all that was heard of them.
public final class UpstreamsFixture implements UpstreamListener, AutoCloseable {
    public final HttpEngine engine;
    final Upstreams upstreams;
    final AtomicInteger listChanges = new AtomicInteger();
    final List<UpstreamState> states = new CopyOnWriteArrayList<>();
    public final List<Notification> notified = new CopyOnWriteArrayList<>();
    final List<Hearers> hearers = new CopyOnWriteArrayList<>();

    public UpstreamsFixture(Path folder) {
        this(folder, EngineSettings.defaults());
    }

    public UpstreamsFixture(Path folder, EngineSettings settings) {
        engine = HttpEngine.start(settings);
        upstreams = new Upstreams(engine, folder, this);
    }

    static Transport.Http http(HandMadeServer server) {
        return new Transport.Http(server.url(), false, Map.of(), null, ClientSettings.defaults());
    }

    /// Applies settings and waits for the first lists of the server `s`.
    public Upstream start(ServerSettings... settings) throws Exception {
        upstreams.apply(Arrays.asList(settings));
        Upstream upstream = upstreams.find("s");
        upstream.firstLists().get(15, TimeUnit.SECONDS);
        return upstream;
    }

    public Upstream start(HandMadeServer server) throws Exception {
        return start(ServerSettings.of("s", http(server)));
    }

    public static RecordingExchange call(Upstream upstream, Peer peer, Request request) {
        RecordingExchange exchange = new RecordingExchange(peer);
        upstream.request(EditedRequest.unchanged(request), exchange, CallOptions.DEFAULT);
        return exchange;
    }

    @Override
    public void listsChanged(Upstream upstream) {
        listChanges.incrementAndGet();
    }

    @Override
    public void stateChanged(Upstream upstream) {
        states.add(upstream.state());
    }

    @Override
    public void notified(Upstream upstream, Notification notification, Hearers whom) {
        hearers.add(whom);
        notified.add(notification);
    }

    @Override
    public void close() {
        upstreams.close();
        engine.close();
    }
}
