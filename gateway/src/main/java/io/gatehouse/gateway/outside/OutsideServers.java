package io.gatehouse.gateway.outside;

import io.gatehouse.gateway.call.CallPipeline;
import io.gatehouse.gateway.call.Offering;
import io.gatehouse.gateway.call.OutsideLimitException;
import io.gatehouse.gateway.catalog.GatewaySettings;
import io.gatehouse.http.engine.HttpEngine;
import io.gatehouse.policy.Access;
import io.gatehouse.policy.rule.RuleBook;
import io.gatehouse.protocol.Caller;
import io.gatehouse.protocol.CallerId;
import io.gatehouse.seal.SecretDigest;
import io.gatehouse.upstream.call.IdentityTokens;
import io.gatehouse.upstream.settings.ServerSettings;
import io.gatehouse.upstream.settings.Transport;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Servers that requests name by their address. Each is connected when it is first asked for and kept
/// for a while. It is known by its settings and its token together: what was seen with one token is
/// never shown to another. None of them is in a toolset that clients can name.
public final class OutsideServers implements AutoCloseable {
    private static final String AUTHORIZATION = "authorization";

    private final HttpEngine engine;
    private final IdentityTokens identities;
    private final GatewaySettings settings;
    private final Supplier<RuleBook> rules;
    private final Function<String, CallPipeline> pipelines;
    private final SecretDigest digests = new SecretDigest();
    private final Map<Key, Guest> guests = new HashMap<>();
    private volatile OutsideBounds bounds = OutsideBounds.DEFAULT;
    private boolean closed;

    /// @param identities makes the tokens by which servers know who calls
    /// @param pipelines makes the pipeline for calls that come by the door of this name
    public OutsideServers(
            HttpEngine engine,
            IdentityTokens identities,
            GatewaySettings settings,
            Supplier<RuleBook> rules,
            Function<String, CallPipeline> pipelines) {
        this.engine = engine;
        this.identities = identities;
        this.settings = settings;
        this.rules = rules;
        this.pipelines = pipelines;
    }

    /// The rules in force.
    RuleBook rules() {
        return rules.get();
    }

    /// What a server, a token and a caller have in common with no other. Holds no token.
    private record Key(ServerSettings server, String token, CallerId caller, Access access) {}

    /// Takes other bounds, for what comes from now on.
    public void bounds(OutsideBounds changed) {
        bounds = changed;
    }

    /// How many there are now.
    public synchronized int size() {
        return guests.size();
    }

    /// The server for a door that calls tools by itself; it is connected with the first use, and again when it was
    /// given up in between.
    ///
    /// @param server how it is reached; its transport is [Transport.Http], its name what logs say
    /// @param access of the caller, where this is a configured server called with the caller's token
    /// @param token sent to it as its bearer token in place of any configured `Authorization`; null for none
    public Offering offering(ServerSettings server, @Nullable String token, Caller caller, Access access, String door) {
        Key key = new Key(server, token == null ? "" : digests.of(token), caller.id(), access);
        return new Offering(() -> guest(key, token, caller).use(), pipelines.apply(door));
    }

    /// Ends all of them.
    @Override
    public void close() {
        List<Guest> all;
        synchronized (this) {
            closed = true;
            all = new ArrayList<>(guests.values());
            guests.clear();
        }
        all.forEach(Guest::close);
    }

    /// Forgets a server and ends it, unless another has taken its place.
    void forget(Guest gone) {
        synchronized (this) {
            guests.values().remove(gone);
        }
        gone.close();
    }

    /// While the lists of all take more than they may, ends what the caller with the most of them does not use; when
    /// there is no such server, the one that listed last.
    void weigh(Guest listed) {
        while (true) {
            Guest ended;
            synchronized (this) {
                Map<CallerId, Long> bytes = new HashMap<>();
                guests.forEach((key, guest) -> bytes.merge(key.caller(), guest.bytes(), Long::sum));
                if (bytes.values().stream().mapToLong(Long::longValue).sum() <= bounds.bytes()) {
                    return;
                }
                CallerId most = Collections.max(bytes.entrySet(), Map.Entry.comparingByValue())
                        .getKey();
                ended = unused(most, guest -> guest != listed && guest.bytes() > 0);
                if (ended != null) {
                    guests.values().remove(ended);
                }
            }
            if (ended == null) {
                listed.refuse(OutsideLimitException.ofBytes(bounds.bytes()));
                return;
            }
            ended.close();
        }
    }

    OutsideBounds bounds() {
        return bounds;
    }

    private synchronized Guest guest(Key key, @Nullable String token, Caller caller) {
        Guest known = guests.get(key);
        if (known != null) {
            return known;
        }
        if (closed) {
            throw new OutsideLimitException("the gateway is ending");
        }
        if (count(key.caller()) >= bounds.perCaller() && !makeRoom(key.caller())) {
            throw OutsideLimitException.ofCaller(bounds.perCaller());
        }
        if (guests.size() >= bounds.servers() && !makeRoom(largest())) {
            throw OutsideLimitException.ofAll(bounds.servers());
        }
        Guest fresh = new Guest(this, settings, key.access(), engine.timers());
        guests.put(key, fresh);
        try {
            fresh.start(engine, identities, withToken(key.server(), token), caller);
        } catch (RuntimeException | Error failed) {
            guests.remove(key);
            throw failed;
        }
        return fresh;
    }

    private long count(CallerId caller) {
        return guests.keySet().stream()
                .filter(key -> key.caller().equals(caller))
                .count();
    }

    /// The caller with the most servers that could be ended: so that nobody pushes out those of others.
    private @Nullable CallerId largest() {
        Map<CallerId, Integer> idle = new HashMap<>();
        guests.forEach((key, guest) -> {
            if (guest.idle()) {
                idle.merge(key.caller(), 1, Integer::sum);
            }
        });
        return idle.entrySet().stream()
                .max(Map.Entry.comparingByValue())
                .map(Map.Entry::getKey)
                .orElse(null);
    }

    /// Ends the one of a caller that was not used for the longest time, if there is one without calls.
    private boolean makeRoom(@Nullable CallerId caller) {
        Guest oldest = unused(caller, guest -> true);
        if (oldest == null) {
            return false;
        }
        guests.values().remove(oldest);
        oldest.close();
        return true;
    }

    /// The server of a caller that went unused the longest, of those without calls.
    private @Nullable Guest unused(@Nullable CallerId caller, Predicate<Guest> fitting) {
        return guests.entrySet().stream()
                .filter(entry -> entry.getKey().caller().equals(caller))
                .map(Map.Entry::getValue)
                .filter(guest -> guest.idle() && fitting.test(guest))
                .min(Comparator.comparingLong(Guest::usedNanos))
                .orElse(null);
    }

    private static ServerSettings withToken(ServerSettings server, @Nullable String token) {
        if (token == null || !(server.transport() instanceof Transport.Http http)) {
            return server;
        }
        Map<String, String> headers = new LinkedHashMap<>();
        http.headers().forEach((name, value) -> {
            if (!name.toLowerCase(Locale.ROOT).equals(AUTHORIZATION)) {
                headers.put(name, value);
            }
        });
        headers.put("Authorization", "Bearer " + token);
        return server.withOwnToken(new Transport.Http(
                http.url(),
                http.eventStreamsOnly(),
                headers,
                http.headersHelper(),
                http.client(),
                Transport.Credential.REQUEST));
    }
}
