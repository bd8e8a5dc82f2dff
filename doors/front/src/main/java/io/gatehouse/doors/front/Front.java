package io.gatehouse.doors.front;

import io.gatehouse.http.HttpExchange;
import io.gatehouse.http.HttpHandler;
import io.gatehouse.identity.Authentication;
import io.gatehouse.identity.Authenticator;
import io.gatehouse.identity.Credentials;
import io.gatehouse.identity.certificates.PresentedCertificate;
import io.gatehouse.protocol.Caller;
import io.gatehouse.protocol.RequestId;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// What every request meets first: the table of routes, `Host` and `Origin`, and who is calling. Doors get what may
/// come in, and say to the rest, each in its own words, why not.
public final class Front implements HttpHandler {
    /// Whom large answers without a valid credential are charged to, together; the bodies of such requests are not
    /// read.
    private static final String STRANGERS = "requests without a key";

    private final Routes routes;
    private final RefusalObserver observer;
    private volatile Rules rules;

    /// @param welcome whether a known caller may do anything at all
    /// @param observer hears of refused requests
    public Front(
            Routes routes,
            RequestGuard guard,
            TrustedProxies proxies,
            Authenticator authenticator,
            Predicate<Caller> welcome,
            RefusalObserver observer) {
        this.routes = routes;
        this.observer = observer;
        this.rules = new Rules(guard, proxies, authenticator, welcome);
    }

    /// What holds for a request from its beginning to its end, even when the configuration changes.
    private record Rules(
            RequestGuard guard, TrustedProxies proxies, Authenticator authenticator, Predicate<Caller> welcome) {
        Authentication authenticate(HttpExchange exchange, Arrival arrival) {
            return authenticate(
                    exchange, arrival::address, () -> ShownCertificates.of(exchange, arrival, authenticator));
        }

        /// Who sends a request whose address counted when it came.
        Authentication authenticateAgain(HttpExchange exchange) {
            return authenticate(
                    exchange, null, () -> ShownCertificates.of(exchange, proxies.arrival(exchange), authenticator));
        }

        /// Who sends a request that another replica passed: that one has seen which certificate comes with it.
        Authentication authenticatePassed(HttpExchange exchange, @Nullable Supplier<String> address) {
            return authenticate(exchange, address, () -> ShownCertificates.passed(exchange));
        }

        private Authentication authenticate(
                HttpExchange exchange, @Nullable Supplier<String> address, Supplier<PresentedCertificate> certificate) {
            String bearer = exchange.header("authorization");
            return authenticator.authenticate(new Credentials(
                    bearer,
                    exchange.header("x-api-key"),
                    address,
                    exchange.path(),
                    exchange.headers("authorization").size() > 1
                            || exchange.headers("x-api-key").size() > 1,
                    certificate));
        }

        /// Whether a request comes from somebody who runs the gateway. Where no credential is required that is
        /// everybody on this machine, but nobody who comes by another name, through a proxy say, and no page of
        /// another site.
        boolean operator(HttpExchange exchange, Arrival arrival, Authentication authentication) {
            Caller caller = authentication.caller();
            return caller != null
                    && guard.refused(exchange, arrival) == null
                    && (authenticator.required()
                            ? authenticator.operator(caller)
                            : guard.fromItself(exchange, arrival));
        }
    }

    /// Takes changed rules, which hold for requests from now on.
    ///
    /// @param welcome whether a known caller may do anything at all
    public void apply(
            RequestGuard guard, TrustedProxies proxies, Authenticator authenticator, Predicate<Caller> welcome) {
        rules = new Rules(guard, proxies, authenticator, welcome);
    }

    @Override
    public void handle(HttpExchange exchange) {
        Rules now = rules;
        Route route = routes.of(exchange.path());
        Door door = route.door();
        Arrival arrival = now.proxies().arrival(exchange);
        boolean guarded = route.who() != Audience.EVERYBODY || now.guard().refused(exchange, arrival) == null;
        if (guarded
                && !now.guard()
                        .admits(exchange, arrival, door.exposedHeaders(), foreign -> refuse(exchange, door, foreign))) {
            return;
        }
        whenKnown(
                exchange,
                () -> now.authenticate(exchange, arrival),
                authentication -> serve(exchange, arrival, route, now, authentication));
    }

    /// Goes on once it is known who sends a request: at once, unless keys of an issuer have to be fetched before.
    private static void whenKnown(
            HttpExchange exchange, Supplier<Authentication> asked, Consumer<Authentication> next) {
        Authentication authentication = asked.get();
        if (authentication instanceof Authentication.Pending pending) {
            pending.fetched()
                    .whenComplete((done, failed) -> exchange.onLoop(() -> {
                        if (!exchange.closed()) {
                            next.accept(asked.get());
                        }
                    }));
        } else {
            next.accept(authentication);
        }
    }

    private static void serve(
            HttpExchange exchange, Arrival arrival, Route route, Rules now, Authentication authentication) {
        Refusal refusal = refusal(exchange, arrival, route, now, authentication);
        if (refusal != null) {
            refuse(exchange, route.door(), refusal);
            return;
        }
        Caller caller = authentication.caller();
        route.door()
                .serve(
                        exchange,
                        new Visitor(
                                (caller == null ? Caller.ANONYMOUS : caller).at(arrival.address()),
                                arrival.prefix(),
                                () -> now.operator(exchange, arrival, authentication),
                                false,
                                () -> ShownCertificates.chain(
                                        ShownCertificates.of(exchange, arrival, now.authenticator()))));
    }

    /// Takes a request that another replica has admitted. Who sends it is checked here again, by the credential in it.
    ///
    /// @param address of the client, as the other replica saw it
    /// @param prefix what a proxy took away in front of the path there
    /// @param replica what the other one is called
    public void passed(HttpExchange exchange, String address, String prefix, String replica) {
        Rules now = rules;
        Route route = routes.of(exchange.path());
        Arrival arrival = new Arrival(address, exchange.secure(), null, prefix, true, false);
        whenKnown(exchange, () -> now.authenticatePassed(exchange, arrival::address), authentication -> {
            Refusal refusal = route.who() == Audience.CALLER
                    ? refusal(exchange, arrival, route, now, authentication)
                    : new Refusal.WrongMethod(exchange.method(), exchange.path(), List.of());
            if (refusal != null) {
                refuse(exchange, route.door(), refusal);
                return;
            }
            Caller caller = authentication.caller();
            Caller known =
                    (caller == null ? Caller.ANONYMOUS : caller).at(address).passedBy(replica);
            route.door().serve(exchange, new Visitor(known, prefix, () -> false, true, List::of));
        });
    }

    /// [#takesBody(HttpExchange)] of a request that another replica has admitted.
    public boolean takesPassedBody(HttpExchange exchange) {
        Rules now = rules;
        Route route = routes.of(exchange.path());
        return route.who() == Audience.CALLER
                && route.has(exchange.method())
                && mayBecome(now.authenticatePassed(exchange, null), known -> unwelcome(exchange, now, known) == null);
    }

    /// Why a request that the guard admits may not come in; null when it may.
    private static @Nullable Refusal refusal(
            HttpExchange exchange, Arrival arrival, Route route, Rules now, Authentication authentication) {
        if (arrival.contradicted()) {
            return new Refusal.Contradictory();
        }
        Refusal refusal = switch (route.who()) {
            case EVERYBODY, ANYONE -> null;
            case CALLER -> unwelcome(exchange, now, authentication);
            case OPERATOR -> {
                Refusal unknown = unauthenticated(exchange, now, authentication);
                yield unknown == null ? notOperator(exchange, arrival, now, authentication) : unknown;
            }
        };
        if (refusal == null && !route.has(exchange.method())) {
            return new Refusal.WrongMethod(exchange.method(), exchange.path(), route.methods());
        }
        return refusal;
    }

    /// Whether a request whose sender is not known yet may turn out to be let in, or one that is known is.
    private static boolean mayBecome(Authentication authentication, Predicate<Authentication> admitted) {
        return authentication instanceof Authentication.Pending || admitted.test(authentication);
    }

    private static @Nullable Refusal unwelcome(HttpExchange exchange, Rules now, Authentication authentication) {
        Refusal unknown = unauthenticated(exchange, now, authentication);
        Caller caller = authentication.caller();
        return unknown != null || caller == null || now.welcome().test(caller)
                ? unknown
                : new Refusal.Forbidden(
                        "You have no role in this gateway. Ask its operator for one.",
                        "No role under roles includes this caller.");
    }

    private static @Nullable Refusal unauthenticated(HttpExchange exchange, Rules now, Authentication authentication) {
        Unauthorized refusals = new Unauthorized(now.authenticator().challenge(exchange.path()));
        return switch (authentication) {
            case Authentication.Authenticated known -> null;
            case Authentication.Nobody nobody -> refusals.missing();
            case Authentication.Refused refused -> refusals.invalid(refused);
            case Authentication.Pending pending -> new Refusal.Unavailable();
            case Authentication.Unavailable away -> new Refusal.Unavailable();
        };
    }

    private static @Nullable Refusal notOperator(
            HttpExchange exchange, Arrival arrival, Rules now, Authentication authentication) {
        if (now.operator(exchange, arrival, authentication)) {
            return null;
        }
        return new Refusal.Forbidden(
                "This page is for operators. Use a key with operator: true. If the gateway has no keys, call from its"
                        + " machine by its own address.",
                now.authenticator().required()
                        ? "Its key may not do this."
                        : "Without keys, this page is open only to callers on this machine, and not to web pages of"
                                + " other sites.");
    }

    private static void refuse(HttpExchange exchange, Door door, Refusal refusal) {
        exchange.requestId(RequestId.next());
        switch (refusal) {
            case Refusal.Unauthenticated unknown -> exchange.responseHeader("WWW-Authenticate", unknown.challenge());
            case Refusal.WrongMethod wrong -> exchange.responseHeader("Allow", String.join(", ", wrong.allowed()));
            case Refusal.Foreign foreign -> {}
            case Refusal.Contradictory contradictory -> {}
            case Refusal.Forbidden forbidden -> {}
            case Refusal.Unavailable away -> exchange.responseHeader("Retry-After", Refusal.Unavailable.RETRY_AFTER);
            case Refusal.Unread unread -> {}
        }
        door.refuse(exchange, refusal);
    }

    @Override
    public String owner(HttpExchange exchange) {
        return account(rules.authenticateAgain(exchange));
    }

    /// [#owner(HttpExchange)] of a request that another replica passed.
    public String passedOwner(HttpExchange exchange) {
        return account(rules.authenticatePassed(exchange, null));
    }

    private static String account(Authentication authentication) {
        Caller caller = authentication.caller();
        return caller == null ? STRANGERS : caller.account();
    }

    /// Only what callers may use reads bodies, and only those of callers that are let in.
    @Override
    public boolean takesBody(HttpExchange exchange) {
        Rules now = rules;
        Route route = routes.of(exchange.path());
        Arrival arrival = now.proxies().arrival(exchange);
        return route.who() == Audience.CALLER
                && now.guard().refused(exchange, arrival) == null
                && mayBecome(
                        now.authenticate(exchange, arrival),
                        known -> refusal(exchange, arrival, route, now, known) == null);
    }

    @Override
    public void refuseBody(HttpExchange exchange, int status, String reason) {
        Rules now = rules;
        Caller caller = now.authenticateAgain(exchange).caller();
        Caller known = (caller == null ? Caller.ANONYMOUS : caller)
                .at(now.proxies().arrival(exchange).address());
        refuse(exchange, routes.of(exchange.path()).door(), new Refusal.Unread(status, reason, known));
    }

    @Override
    public void failed(HttpExchange exchange, int status) {
        Route route = routes.of(exchange.path());
        if (exchange.requestId() == null && route.door().tellsOfRequests()) {
            return;
        }
        Rules now = rules;
        Arrival arrival = now.proxies().arrival(exchange);
        Refusal refusal = route.who() == Audience.EVERYBODY ? null : now.guard().refused(exchange, arrival);
        Authentication authentication = now.authenticate(exchange, arrival);
        if (refusal == null) {
            refusal = refusal(exchange, arrival, route, now, authentication);
        }
        Caller caller = authentication.caller();
        observer.refused(
                exchange,
                (caller == null ? Caller.ANONYMOUS : caller).at(arrival.address()),
                status,
                refusal != null && refusal.status() == status ? refusal : null);
    }

    /// Whether a request, let in before, would be refused now because its sender is not known any more.
    public boolean lostCaller(HttpExchange exchange) {
        return switch (routes.of(exchange.path()).who()) {
            case EVERYBODY, ANYONE -> false;
            case CALLER -> lost(exchange, rules, rules.authenticateAgain(exchange));
            case OPERATOR -> rules.authenticateAgain(exchange).caller() == null;
        };
    }

    /// [#lostCaller(HttpExchange)] of a request that another replica passed.
    public boolean lostPassedCaller(HttpExchange exchange) {
        Rules now = rules;
        return lost(exchange, now, now.authenticatePassed(exchange, null));
    }

    /// A token whose keys have to be fetched again, or cannot be fetched now, is not lost for that.
    private static boolean lost(HttpExchange exchange, Rules now, Authentication authentication) {
        return !(authentication instanceof Authentication.Pending)
                && !(authentication instanceof Authentication.Unavailable)
                && unwelcome(exchange, now, authentication) != null;
    }
}
