package io.gatehouse.doors.front.replicas;

import io.gatehouse.doors.front.Visitor;
import io.gatehouse.http.BodyMode;
import io.gatehouse.http.ClientRequest;
import io.gatehouse.http.Deadlines;
import io.gatehouse.http.EventStream;
import io.gatehouse.http.Header;
import io.gatehouse.http.Headers;
import io.gatehouse.http.HttpClient;
import io.gatehouse.http.HttpExchange;
import io.gatehouse.http.HttpFailure;
import io.gatehouse.http.ResponseHandler;
import io.gatehouse.http.Target;
import io.gatehouse.http.WholeResponse;
import io.gatehouse.identity.certificates.ClientCertHeader;
import io.gatehouse.seal.KeyRing;
import io.gatehouse.seal.ReplicaId;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// The other replicas, as this one sees them: finds the one of an id, passes requests to it, and answers what they ask.
/// A request that was passed is answered where it arrives, and never passed again.
public final class Replicas implements AutoCloseable {
    /// Requests that others answer at one moment.
    public static final int MOST_PASSED = 10_000;
    private static final Duration CONNECT = Duration.ofSeconds(2);
    private static final Duration GREETING = Duration.ofSeconds(2);
    private static final Duration FETCH = Duration.ofSeconds(10);
    private static final byte[] NO_BODY = {};
    /// Headers that concern one connection, that the client sets by itself, or that were dealt with here.
    private static final Set<String> KEPT_BACK = Set.of(
            "connection",
            "keep-alive",
            "proxy-connection",
            "transfer-encoding",
            "te",
            "trailer",
            "upgrade",
            "expect",
            "host",
            "content-length",
            "accept-encoding",
            "origin",
            "forwarded",
            "x-forwarded-for",
            "x-forwarded-host",
            "x-forwarded-proto",
            "x-forwarded-prefix",
            "client-cert",
            "client-cert-chain",
            "gatehouse-replica");

    private final ReplicaId id;
    private final HttpClient client;
    private final ReplicaSeals seals;
    private final Neighbours neighbours;
    private final BooleanSupplier stopping;
    private final AtomicLong numbers = new AtomicLong();
    private final Set<PassedCall> passing = ConcurrentHashMap.newKeySet();
    private final AtomicLong passed = new AtomicLong();
    private final AtomicLong lost = new AtomicLong();
    private final AtomicLong received = new AtomicLong();
    private volatile Predicate<String> holds = session -> false;

    /// @param id of this one
    /// @param secure whether the others are called over TLS where their addresses do not say so
    /// @param client calls the others
    /// @param stopping whether this one takes no new work any more
    public Replicas(
            ReplicaId id,
            ReplicaSettings settings,
            boolean secure,
            KeyRing keys,
            HttpClient client,
            BooleanSupplier stopping) {
        this.id = id;
        this.client = client;
        this.stopping = stopping;
        this.seals = new ReplicaSeals(keys, InstantSource.system());
        this.neighbours = new Neighbours(id, settings, secure, this::greet, this::gone);
    }

    /// Begins to look for the others.
    public void start() {
        neighbours.start();
    }

    /// What this one is called.
    public ReplicaId id() {
        return id;
    }

    /// Whether this one takes no new work any more.
    public boolean stopping() {
        return stopping.getAsBoolean();
    }

    /// Those that are there.
    public Collection<Neighbour> neighbours() {
        return neighbours.all();
    }

    /// One that takes new work, of an even share for each key; null when there is none.
    ///
    /// @param key the same one gets the same replica as long as the same are there
    /// @param self whether this one may be it, which is told as null too
    public @Nullable Neighbour chosen(String key, boolean self) {
        Neighbour best = null;
        long most = self ? weight(key, id) : Long.MIN_VALUE;
        for (Neighbour each : neighbours.all()) {
            long weight = weight(key, each.id());
            if (!each.stopping() && weight >= most) {
                best = each;
                most = weight;
            }
        }
        return best;
    }

    /// Rendezvous hashing.
    private static long weight(String key, ReplicaId replica) {
        long mixed = (key.hashCode() * 0x9E3779B97F4A7C15L) ^ replica.value();
        mixed = (mixed ^ mixed >>> 30) * 0xBF58476D1CE4E5B9L;
        mixed = (mixed ^ mixed >>> 27) * 0x94D049BB133111EBL;
        return mixed ^ mixed >>> 31;
    }

    /// One that is there, or null.
    public @Nullable Neighbour known(ReplicaId replica) {
        return neighbours.known(replica.value());
    }

    /// Looks for one, at all addresses if need be; tells null when it is gone. The action may run on any thread.
    public void find(ReplicaId replica, Consumer<@Nullable Neighbour> then) {
        neighbours.find(replica.value(), then);
    }

    /// Says which sessions are in the memory of this one.
    public void holding(Predicate<String> sessions) {
        holds = sessions;
    }

    boolean holds(String session) {
        return holds.test(session);
    }

    /// Asks the others which of them holds a session; tells null when none does. The action may run on any thread.
    public void holder(String session, Consumer<@Nullable Neighbour> then) {
        List<Neighbour> asked = List.copyOf(neighbours.all());
        if (asked.isEmpty()) {
            then.accept(null);
            return;
        }
        Thread.startVirtualThread(() -> {
            List<Neighbour> holders = new ArrayList<>();
            List<Thread> asking = new ArrayList<>();
            for (Neighbour each : asked) {
                asking.add(Thread.startVirtualThread(() -> {
                    if (holds(each, session)) {
                        synchronized (holders) {
                            holders.add(each);
                        }
                    }
                }));
            }
            Neighbour found = null;
            try {
                for (Thread each : asking) {
                    each.join();
                }
                found = holders.stream()
                        .filter(each -> !each.stopping())
                        .findFirst()
                        .orElse(null);
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
            }
            then.accept(found);
        });
    }

    private boolean holds(Neighbour neighbour, String session) {
        try {
            Told told = ask(Errand.Kind.HOLDS, neighbour.id().value(), neighbour.origin(), session);
            return told != null && told.yes();
        } catch (HttpFailure away) {
            return false;
        }
    }

    private @Nullable Told greet(URI origin) throws HttpFailure {
        return ask(Errand.Kind.HELLO, 0, origin, "");
    }

    private @Nullable Told ask(Errand.Kind kind, long to, URI origin, String subject) throws HttpFailure {
        byte[] digest = ReplicaSeals.digest(NO_BODY, header -> null);
        Errand errand = new Errand(kind, to, id.value(), numbers.incrementAndGet(), digest, subject, "");
        String sealed = seals.request(errand, "GET", "/");
        if (sealed == null) {
            return null;
        }
        ClientRequest request = new ClientRequest(
                "GET",
                origin.resolve("/"),
                List.of(new Header(ReplicaSeals.HEADER, sealed)),
                null,
                new Deadlines(CONNECT, GREETING, GREETING.plus(CONNECT)));
        return seals.answer(client.exchange(request).headers().get(ReplicaSeals.HEADER), errand);
    }

    /// Has another replica answer a request.
    ///
    /// @param visitor who sent it
    /// @param path and query
    /// @return what gives it up; null when it cannot be passed, because too many are being passed already
    public @Nullable Runnable pass(HttpExchange http, Visitor visitor, String path, Neighbour to, Unpassed unpassed) {
        Errand errand = errand(http, visitor, to);
        String sealed = seals.request(errand, http.method(), path);
        if (sealed == null || passing.size() >= MOST_PASSED) {
            return null;
        }
        PassedCall call =
                new PassedCall(http, to, text -> seals.answer(text, errand), new Noted(to, unpassed), passing::remove);
        passing.add(call);
        passed.incrementAndGet();
        Deadlines deadlines = new Deadlines(CONNECT, null, null);
        call.sent(client.send(request(http, visitor, to, path, sealed, deadlines), call));
        return call::giveUp;
    }

    /// Tells another replica what this one was told too; nobody waits for its answer.
    public void copy(HttpExchange http, Visitor visitor, String path, Neighbour to) {
        Errand errand = errand(http, visitor, to);
        String sealed = seals.request(errand, http.method(), path);
        if (sealed != null) {
            Deadlines deadlines = new Deadlines(CONNECT, GREETING, GREETING.plus(CONNECT));
            client.send(request(http, visitor, to, path, sealed, deadlines), new Unheard());
        }
    }

    /// Fetches what another replica keeps for the sender of a request, by the credential in it; null when it has
    /// nothing,
    /// or does not answer. Blocks.
    ///
    /// @param path of what is fetched
    /// @param mostBytes the largest that is taken
    public byte @Nullable [] fetch(HttpExchange http, Visitor visitor, String path, Neighbour from, int mostBytes) {
        Errand errand = errand(http, NO_BODY, visitor, from);
        String sealed = seals.request(errand, "GET", path);
        if (sealed == null) {
            return null;
        }
        ClientRequest request = new ClientRequest(
                "GET",
                Target.of(URI.create(from.origin() + path)),
                headers(http, visitor, sealed),
                null,
                new Deadlines(CONNECT, GREETING, FETCH),
                mostBytes,
                visitor.caller().account());
        try {
            WholeResponse response = client.exchange(request);
            Told told = seals.answer(response.headers().get(ReplicaSeals.HEADER), errand);
            boolean given = response.status() == 200 && told != null && told.replica() == errand.to();
            return given ? response.body() : null;
        } catch (HttpFailure away) {
            return null;
        }
    }

    /// An answer that nobody waits for.
    private static final class Unheard implements ResponseHandler {
        @Override
        public BodyMode head(int status, Headers headers) {
            return BodyMode.DISCARD;
        }

        @Override
        public void whole(byte[] body) {
            // It is not collected.
        }

        @Override
        public void failed(HttpFailure failure) {
            // Whoever needed it will say so.
        }
    }

    /// Remembers of a replica what a request that was passed to it has shown.
    private final class Noted implements Unpassed {
        private final Neighbour to;
        private final Unpassed unpassed;

        Noted(Neighbour to, Unpassed unpassed) {
            this.to = to;
            this.unpassed = unpassed;
        }

        @Override
        public void unsent() {
            neighbours.missing(to);
            unpassed.unsent();
        }

        @Override
        public void stopping() {
            neighbours.stopping(to);
            unpassed.stopping();
        }

        @Override
        public void lost() {
            unpassed.lost();
        }

        @Override
        public void broken(EventStream stream) {
            unpassed.broken(stream);
        }

        @Override
        public void over() {
            unpassed.over();
        }
    }

    private Errand errand(HttpExchange http, Visitor visitor, Neighbour to) {
        return errand(http, http.body(), visitor, to);
    }

    private Errand errand(HttpExchange http, byte[] body, Visitor visitor, Neighbour to) {
        return new Errand(
                Errand.Kind.PASS,
                to.id().value(),
                id.value(),
                numbers.incrementAndGet(),
                ReplicaSeals.digest(body, name -> header(http, visitor, name)),
                visitor.caller().address(),
                visitor.prefix());
    }

    private static ClientRequest request(
            HttpExchange http, Visitor visitor, Neighbour to, String path, String sealed, Deadlines deadlines) {
        byte[] body = http.body();
        return new ClientRequest(
                http.method(),
                Target.of(URI.create(to.origin() + path)),
                headers(http, visitor, sealed),
                body.length == 0 ? null : body,
                deadlines,
                0,
                visitor.caller().account());
    }

    /// A header as the other replica gets it: what the client itself says of its certificate does not go on.
    private static @Nullable String header(HttpExchange http, Visitor visitor, String name) {
        boolean certificate =
                name.equalsIgnoreCase(ClientCertHeader.CERTIFICATE) || name.equalsIgnoreCase(ClientCertHeader.CHAIN);
        return certificate ? ClientCertHeader.value(name, visitor.certificates().get()) : http.header(name);
    }

    private static Headers headers(HttpExchange http, Visitor visitor, String sealed) {
        List<Header> headers = new ArrayList<>();
        http.requestHeaders().forEach((name, value) -> {
            if (!name.startsWith(":") && !KEPT_BACK.contains(name.toLowerCase(Locale.ROOT))) {
                headers.add(new Header(name, value));
            }
        });
        for (String name : List.of(ClientCertHeader.CERTIFICATE, ClientCertHeader.CHAIN)) {
            String value = header(http, visitor, name);
            if (value != null) {
                headers.add(new Header(name, value));
            }
        }
        headers.add(new Header(ReplicaSeals.HEADER, sealed));
        return Headers.of(headers);
    }

    private void gone(Neighbour neighbour) {
        for (PassedCall call : passing) {
            if (call.to().id().equals(neighbour.id())) {
                lost.incrementAndGet();
                call.giveUp();
            }
        }
    }

    ReplicaSeals seals() {
        return seals;
    }

    void received() {
        received.incrementAndGet();
    }

    /// How many requests were passed to others.
    public long passedRequests() {
        return passed.get();
    }

    /// How many of them were given up because the other was gone.
    public long lostRequests() {
        return lost.get();
    }

    /// How many requests others passed to this one.
    public long receivedRequests() {
        return received.get();
    }

    /// How many requests others are answering.
    public int passing() {
        return passing.size();
    }

    /// Gives up what others still answer, and looks for nobody any more.
    @Override
    public void close() {
        neighbours.close();
        passing.forEach(PassedCall::giveUp);
    }
}
