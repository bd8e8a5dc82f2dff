package io.gatehouse.app;

import io.gatehouse.app.config.AdminListen;
import io.gatehouse.app.config.Configuration;
import io.gatehouse.app.config.KeyMaker;
import io.gatehouse.app.observe.Version;
import io.gatehouse.doors.admin.AdminDoor;
import io.gatehouse.doors.admin.AdminParts;
import io.gatehouse.doors.front.Audience;
import io.gatehouse.doors.front.Front;
import io.gatehouse.doors.front.GuardSettings;
import io.gatehouse.doors.front.RefusalObserver;
import io.gatehouse.doors.front.RequestGuard;
import io.gatehouse.doors.front.Route;
import io.gatehouse.doors.front.Routes;
import io.gatehouse.doors.front.TrustedProxies;
import io.gatehouse.http.ListenException;
import io.gatehouse.http.ListenLimits;
import io.gatehouse.http.ListenNames;
import io.gatehouse.http.ListenSettings;
import io.gatehouse.http.Listener;
import io.gatehouse.http.engine.HttpEngine;
import io.gatehouse.store.LateStore;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The admin API on its listener. Its front is that of clients, but that everybody has to show a credential there, and
/// pages of other origins never come in.
final class AdminSide {
    private static final int MOST_BODY = 64 << 10;
    private static final int MOST_CONNECTIONS = 200;
    private static final ListenNames NAMES = new ListenNames(
            "admin.listen",
            "admin.listen",
            "Stop the program that uses it, choose another port with admin.listen, or remove that setting: then any"
                    + " free port will do.");

    private final HttpEngine engine;
    private final Admission admission;
    private final AdminListen place;
    private final ListenSettings clients;
    private final Front front;
    private volatile @Nullable Listener listener;

    AdminSide(
            HttpEngine engine,
            LateStore store,
            Admission admission,
            Configuration configuration,
            AdminParts parts,
            RefusalObserver refusals) {
        this.engine = engine;
        this.admission = admission;
        this.place = configuration.admin();
        this.clients = configuration.listen();
        AdminDoor door = new AdminDoor(store, parts, KeyMaker::make, Version.text(), InstantSource.system());
        this.front = new Front(
                new Routes(
                        Route.of(AdminDoor.DOCUMENT, "GET HEAD", Audience.ANYONE, door),
                        Route.of(AdminDoor.ROOT + "/*", "*", Audience.CALLER, door),
                        Route.of("*", "*", Audience.ANYONE, door)),
                guard(configuration),
                new TrustedProxies(configuration.access().proxies()),
                admission.admin(),
                caller -> true,
                refusals);
    }

    /// Takes a changed configuration.
    void apply(Configuration next) {
        front.apply(guard(next), new TrustedProxies(next.access().proxies()), admission.admin(), caller -> true);
    }

    /// Opens the listener.
    ///
    /// @throws ListenException when the address that somebody chose cannot be bound, or no port at all
    void listen() throws ListenException {
        try {
            listener = engine.listen(settings(place), front);
        } catch (ListenException taken) {
            if (place.chosen() || place.port() == 0) {
                throw taken;
            }
            listener = engine.listen(settings(place.anywhere()), front);
        }
    }

    private ListenSettings settings(AdminListen where) {
        ListenLimits limits = clients.limits();
        return new ListenSettings(
                where.hosts(),
                where.port(),
                clients.tls(),
                clients.greetingProxies(),
                new ListenLimits(
                        MOST_BODY,
                        limits.maxHeaderBytes(),
                        Math.min(limits.maxConnections(), MOST_CONNECTIONS),
                        limits.idleTimeout(),
                        limits.readTimeout(),
                        limits.writeTimeout(),
                        limits.keepAliveInterval(),
                        limits.maxQueuedBytes()),
                clients.drain(),
                NAMES);
    }

    /// The listener; null while there is none.
    @Nullable
    Listener listener() {
        return listener;
    }

    private RequestGuard guard(Configuration configuration) {
        return new RequestGuard(
                new GuardSettings(place.hosts(), configuration.access().hosts(), List.of()));
    }
}
