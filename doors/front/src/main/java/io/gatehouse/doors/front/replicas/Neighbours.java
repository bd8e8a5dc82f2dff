package io.gatehouse.doors.front.replicas;

import io.gatehouse.http.HostAndPort;
import io.gatehouse.http.HttpFailure;
import io.gatehouse.http.address.HostResolver;
import io.gatehouse.seal.ReplicaId;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Who else is there: asks every address each second, and at once when somebody looks for an id that is not known.
final class Neighbours implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(Neighbours.class.getName());

    private static final Duration INTERVAL = Duration.ofSeconds(1);
    /// Asked again no sooner, however many look for somebody.
    private static final Duration SOONEST = Duration.ofMillis(200);
    /// How often in a row an address may refuse a connection before who was there is gone.
    private static final int REFUSALS = 2;
    /// How often in a row an address may say nothing before who was there is gone.
    private static final int SILENCES = 4;
    /// Addresses that are asked, those of a name included.
    private static final int MOST_ADDRESSES = 256;

    private final ReplicaId self;
    private final ReplicaSettings settings;
    private final boolean secure;
    private final Greeter greeter;
    private final Consumer<Neighbour> gone;
    private final Semaphore wake = new Semaphore(0);
    private final List<Runnable> waiting = new ArrayList<>();
    private final Map<URI, Place> places = new HashMap<>();
    private final Map<Long, Neighbour> known = new ConcurrentHashMap<>();
    /// Ids of those that did not take a request since they were last heard.
    private final Set<Long> missing = new HashSet<>();
    private final List<Neighbour> left = new ArrayList<>();
    private final Thread thread;
    private volatile boolean closed;

    /// Asks who answers at an address.
    @FunctionalInterface
    interface Greeter {
        /// What the replica there says; null when it is none.
        ///
        /// @throws HttpFailure when nobody answers
        @Nullable
        Told greet(URI origin) throws HttpFailure;
    }

    /// An address, and who was there.
    private static final class Place {
        private @Nullable Neighbour neighbour;
        private int refusals;
        private int silences;
        private boolean warned;
    }

    /// What came of asking one address.
    ///
    /// @param told null when nobody answered as a replica
    /// @param failure why nobody answered at all, or null
    private record Greeted(
            URI origin, @Nullable Told told, @Nullable HttpFailure failure) {}

    /// @param secure whether addresses of a name are called over TLS
    /// @param gone hears of each one that is not there any more
    Neighbours(ReplicaId self, ReplicaSettings settings, boolean secure, Greeter greeter, Consumer<Neighbour> gone) {
        this.self = self;
        this.settings = settings;
        this.secure = secure;
        this.greeter = greeter;
        this.gone = gone;
        this.thread = Thread.ofVirtual().name("replicas").unstarted(this::watch);
    }

    /// Begins to ask.
    void start() {
        thread.start();
    }

    /// Those that are there.
    Collection<Neighbour> all() {
        return known.values();
    }

    /// One that is there, or null.
    @Nullable
    Neighbour known(long id) {
        return known.get(id);
    }

    /// One did not take a request: it is not there until it answers again.
    void missing(Neighbour neighbour) {
        synchronized (known) {
            missing.add(neighbour.id().value());
            known.remove(neighbour.id().value());
        }
        wake.release();
    }

    /// One said that it takes no new work any more.
    void stopping(Neighbour neighbour) {
        known.computeIfPresent(neighbour.id().value(), (id, there) -> new Neighbour(there.id(), there.origin(), true));
    }

    /// Looks for one; tells null when it is gone, which takes as long as asking everybody once. On any thread.
    void find(long id, Consumer<@Nullable Neighbour> then) {
        Neighbour there = known(id);
        if (there != null) {
            then.accept(there);
        } else {
            afterRound(() -> then.accept(known(id)));
        }
    }

    private void afterRound(Runnable action) {
        synchronized (waiting) {
            if (!closed) {
                waiting.add(action);
                wake.release();
                return;
            }
        }
        action.run();
    }

    private void watch() {
        while (!closed) {
            List<Runnable> told;
            synchronized (waiting) {
                told = List.copyOf(waiting);
                waiting.clear();
            }
            try {
                round();
            } catch (RuntimeException failure) {
                LOG.log(System.Logger.Level.ERROR, "Looking for other replicas failed.", failure);
            }
            told.forEach(Neighbours::attempt);
            try {
                Thread.sleep(SOONEST);
                if (wake.tryAcquire(INTERVAL.minus(SOONEST).toMillis(), TimeUnit.MILLISECONDS)) {
                    wake.drainPermits();
                }
            } catch (InterruptedException stopped) {
                break;
            }
        }
        synchronized (waiting) {
            closed = true;
        }
        waiting.forEach(Neighbours::attempt);
    }

    private static void attempt(Runnable action) {
        try {
            action.run();
        } catch (RuntimeException failure) {
            LOG.log(System.Logger.Level.ERROR, "Passing a request to another replica failed.", failure);
        }
    }

    private void round() {
        List<Greeted> answers = new ArrayList<>();
        List<Thread> asking = new ArrayList<>();
        for (URI origin : origins()) {
            asking.add(Thread.startVirtualThread(() -> {
                Greeted answer = greet(origin);
                synchronized (answers) {
                    answers.add(answer);
                }
            }));
        }
        try {
            for (Thread each : asking) {
                each.join();
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            return;
        }
        answers.forEach(this::settle);
        publish();
    }

    private Greeted greet(URI origin) {
        try {
            return new Greeted(origin, greeter.greet(origin), null);
        } catch (HttpFailure failure) {
            return new Greeted(origin, null, failure);
        }
    }

    /// The configured addresses, those of the name, and those where somebody still is.
    private Set<URI> origins() {
        Set<URI> origins = new LinkedHashSet<>(settings.peers());
        HostAndPort name = settings.dns();
        if (name != null) {
            try {
                for (InetAddress address : HostResolver.SYSTEM.resolve(name.host())) {
                    String text = address.getHostAddress();
                    String host = text.indexOf(':') < 0 ? text : "[" + text + "]";
                    origins.add(URI.create((secure ? "https://" : "http://") + host + ":" + name.port()));
                }
            } catch (UnknownHostException nobody) {
                LOG.log(System.Logger.Level.DEBUG, () -> "replicas.dns: " + name.host() + " has no address now.");
            }
        }
        places.forEach((origin, place) -> {
            if (place.neighbour != null) {
                origins.add(origin);
            }
        });
        places.keySet().retainAll(origins);
        return origins.size() <= MOST_ADDRESSES
                ? origins
                : Set.copyOf(List.copyOf(origins).subList(0, MOST_ADDRESSES));
    }

    private void settle(Greeted greeted) {
        Place place = places.computeIfAbsent(greeted.origin(), origin -> new Place());
        Told told = greeted.told();
        if (told != null) {
            place.refusals = 0;
            place.silences = 0;
            place.warned = false;
            Neighbour there = new Neighbour(new ReplicaId(told.replica()), greeted.origin(), told.stopping());
            heard(place, there.id().equals(self) ? null : there);
            return;
        }
        HttpFailure failure = greeted.failure();
        boolean refused = failure != null && failure.kind() == HttpFailure.Kind.CONNECT;
        place.refusals = refused ? place.refusals + 1 : 0;
        place.silences++;
        if (failure == null && !place.warned) {
            place.warned = true;
            LOG.log(
                    System.Logger.Level.WARNING,
                    "What answers at {0} is no replica of this gateway: give all the same seal.keys, and set their"
                            + " clocks.",
                    greeted.origin());
        }
        if (place.refusals >= REFUSALS || place.silences >= SILENCES) {
            heard(place, null);
        }
    }

    /// @param now who is at a place; null when nobody is
    private void heard(Place place, @Nullable Neighbour now) {
        Neighbour before = place.neighbour;
        place.neighbour = now;
        boolean same = before != null && now != null && before.id().equals(now.id());
        if (before != null && !same) {
            left.add(before);
        }
        if (now != null && !same) {
            LOG.log(System.Logger.Level.INFO, "Replica {0} answers at {1}.", now.id(), now.origin());
        }
        if (now != null) {
            synchronized (known) {
                missing.remove(now.id().value());
            }
        }
    }

    private void publish() {
        Map<Long, Neighbour> now = new HashMap<>();
        for (Place place : places.values()) {
            Neighbour there = place.neighbour;
            if (there != null) {
                now.putIfAbsent(there.id().value(), there);
            }
        }
        synchronized (known) {
            missing.retainAll(now.keySet());
            now.keySet().removeAll(missing);
            known.keySet().retainAll(now.keySet());
            known.putAll(now);
        }
        for (Neighbour gonePerhaps : left) {
            if (!now.containsKey(gonePerhaps.id().value())) {
                LOG.log(
                        System.Logger.Level.INFO,
                        "Replica {0} at {1} is gone.",
                        gonePerhaps.id(),
                        gonePerhaps.origin());
                gone.accept(gonePerhaps);
            }
        }
        left.clear();
    }

    @Override
    public void close() {
        closed = true;
        thread.interrupt();
    }
}
