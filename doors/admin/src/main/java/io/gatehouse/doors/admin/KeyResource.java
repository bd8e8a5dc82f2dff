package io.gatehouse.doors.admin;

import io.gatehouse.http.address.AddressRange;
import io.gatehouse.policy.KeyPower;
import io.gatehouse.protocol.Caller;
import io.gatehouse.protocol.CallerId;
import io.gatehouse.seal.Sha256;
import io.gatehouse.store.KeyActing;
import io.gatehouse.store.KeyChange;
import io.gatehouse.store.KeyGrant;
import io.gatehouse.store.LateStore;
import io.gatehouse.store.Store;
import io.gatehouse.store.StoreAwayException;
import io.gatehouse.store.StoredKey;
import java.lang.System.Logger.Level;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The keys of callers in the store. Nobody makes a key that opens more than they may do themselves, or gets the secret
/// of one; who belongs to a tenant sees the keys of that tenant only.
final class KeyResource {
    private static final System.Logger LOG = System.getLogger(KeyResource.class.getName());
    private static final Duration KEEP_OLD = Duration.ofHours(24);
    private static final Duration MOST = Duration.ofDays(36_500);

    private final LateStore store;
    private final AdminParts parts;
    private final Supplier<String> secrets;
    private final InstantSource clock;

    /// @param secrets makes the secret of each new key
    KeyResource(LateStore store, AdminParts parts, Supplier<String> secrets, InstantSource clock) {
        this.store = store;
        this.parts = parts;
        this.secrets = secrets;
        this.clock = clock;
    }

    Answer list(AdminRequest request) throws AdminProblem, StoreAwayException, InterruptedException {
        KeyPower power = power(request);
        boolean all = request.flag("all");
        String name = request.parameter("name");
        Instant now = clock.instant();
        Page page = new Page(request.parameter("after"), request.limit());
        Store opened = store.openedExisting();
        if (opened != null) {
            for (StoredKey key : opened.keys().list()) {
                boolean shown = power.sees(key.grant().tenant()) && (all || key.revoked() == null);
                boolean named = name.isEmpty() || key.grant().name().equals(name);
                page.add(key.id(), shown && named ? KeyJson.of(key, now) : "");
            }
        }
        for (String configured : power.sees("") ? parts.configuredKeys() : List.<String>of()) {
            boolean named = name.isEmpty() || configured.equals(name);
            page.add("configuration:" + configured, named ? KeyJson.configured(configured) : "");
        }
        return Answer.ok(page.json("keys"));
    }

    Answer show(AdminRequest request) throws AdminProblem, StoreAwayException, InterruptedException {
        return Answer.ok(KeyJson.of(find(request), clock.instant()));
    }

    Answer make(AdminRequest request) throws AdminProblem, StoreAwayException, InterruptedException {
        KeyPower power = power(request);
        KeyGrant wanted = bounded(request, grant(request));
        GrantCheck.Fault fault = GrantCheck.of(wanted, parts.roles().names(), parts.configuredKeys());
        if (fault != null) {
            throw AdminProblem.invalid(
                    fault.field().equals("name") ? fault.text() : fault.field() + ": " + fault.text());
        }
        String refusal = power.refusal(wanted.tenant(), wanted.roles(), wanted.scopes());
        if (refusal != null) {
            throw AdminProblem.forbidden(refusal);
        }
        String secret = secrets.get();
        Instant now = clock.instant();
        return switch (store.openedMade().keys().add(wanted, Sha256.hex(secret), now)) {
            case KeyChange.Done(StoredKey key) -> {
                told(request, "made", key);
                yield new Answer(201, KeyJson.made(key, secret, now));
            }
            case KeyChange.NameTaken() ->
                throw AdminProblem.conflict(
                        "A key is named " + wanted.name() + " already. Rotate it, or choose another" + " name.");
            case KeyChange.Full(String why) -> throw AdminProblem.conflict(why);
            case KeyChange.SecretTaken() -> throw new IllegalStateException("a random key was made twice");
            case KeyChange.NoSuchKey() -> throw new IllegalStateException("a new key is gone");
        };
    }

    Answer rotate(AdminRequest request) throws AdminProblem, StoreAwayException, InterruptedException {
        request.body().only(Set.of("keepOldSeconds"));
        StoredKey key = find(request);
        KeyGrant grant = key.grant();
        String refusal = power(request).refusal(grant.tenant(), grant.roles(), grant.scopes());
        if (refusal != null) {
            throw AdminProblem.forbidden("You cannot get a new secret of this key. " + refusal);
        }
        if (!grant.acting().equals(KeyActing.NONE) && !request.operator().unbounded()) {
            throw AdminProblem.forbidden(
                    "You cannot get a new secret of this key, because it may act for users or says what rules read.");
        }
        if (!bounded(request, grant).equals(grant)) {
            throw AdminProblem.forbidden(
                    "You cannot get a new secret of this key, because it lasts longer or can be used from more addresses"
                            + " than your own.");
        }
        Instant now = clock.instant();
        Instant until = now.plus(request.body().seconds("keepOldSeconds", KEEP_OLD, MOST));
        String secret = secrets.get();
        return switch (store.openedMade().keys().rotate(key.id(), Sha256.hex(secret), until, now)) {
            case KeyChange.Done(StoredKey changed) -> {
                told(request, "rotated", changed);
                yield Answer.ok(KeyJson.made(changed, secret, now));
            }
            case KeyChange.NoSuchKey() -> throw unknown();
            case KeyChange.Full(String why) -> throw AdminProblem.conflict(why);
            case KeyChange.NameTaken() -> throw new IllegalStateException("a name was taken by a rotation");
            case KeyChange.SecretTaken() -> throw new IllegalStateException("a random key was made twice");
        };
    }

    Answer revoke(AdminRequest request) throws AdminProblem, StoreAwayException, InterruptedException {
        request.body().only(Set.of());
        StoredKey key = find(request);
        Instant now = clock.instant();
        if (store.openedMade().keys().revoke(key.id(), now) instanceof KeyChange.Done(StoredKey revoked)) {
            told(request, "revoked", revoked);
            return Answer.ok(KeyJson.of(revoked, now));
        }
        throw unknown();
    }

    private KeyPower power(AdminRequest request) {
        return new KeyPower(parts.roles(), request.caller(), request.operator());
    }

    private StoredKey find(AdminRequest request) throws AdminProblem, StoreAwayException, InterruptedException {
        Store opened = store.openedExisting();
        StoredKey key = opened == null ? null : opened.keys().get(request.place("id"));
        if (key == null || !power(request).sees(key.grant().tenant())) {
            throw unknown();
        }
        return key;
    }

    private static AdminProblem unknown() {
        return AdminProblem.unknown("key with this id");
    }

    private static KeyGrant grant(AdminRequest request) throws AdminProblem {
        Body body = request.body();
        body.only(Set.of("name", "tenant", "roles", "scopes", "addresses", "expires"));
        String tenant = body.text("tenant");
        boolean own = tenant.isEmpty() && !request.operator().unbounded();
        try {
            return new KeyGrant(
                    own ? request.caller().tenant() : tenant,
                    body.text("name"),
                    new HashSet<>(body.texts("roles")),
                    new HashSet<>(body.texts("scopes")),
                    body.texts("addresses"),
                    time(body.text("expires")));
        } catch (IllegalArgumentException tooMuch) {
            throw AdminProblem.invalid(String.valueOf(tooMuch.getMessage()));
        }
    }

    private static @Nullable Instant time(String text) throws AdminProblem {
        if (text.isEmpty()) {
            return null;
        }
        try {
            Instant end = OffsetDateTime.parse(text).toInstant();
            Instant now = Instant.now();
            if (end.isAfter(now) && end.isBefore(now.plus(MOST))) {
                return end;
            }
        } catch (DateTimeException none) {
            // Told like a time that is over.
        }
        throw AdminProblem.invalid("expires must be a time in the future such as 2030-01-31T12:00:00Z.");
    }

    /// A grant that ends no later than the caller's own key, and is for no more addresses.
    private KeyGrant bounded(AdminRequest request, KeyGrant grant)
            throws AdminProblem, StoreAwayException, InterruptedException {
        KeyGrant own = own(request.caller());
        if (own == null || request.operator().unbounded()) {
            return grant;
        }
        Instant end = own.expires();
        Instant wanted = grant.expires();
        if (end != null && wanted != null && wanted.isAfter(end)) {
            throw AdminProblem.forbidden("A key cannot last longer than your own, which expires at " + end + ".");
        }
        List<String> addresses = grant.addresses();
        if (!addresses.isEmpty() && !own.addresses().isEmpty() && !within(addresses, own.addresses())) {
            throw AdminProblem.forbidden("A key cannot be used from more addresses than your own: "
                    + String.join(", ", own.addresses()) + ".");
        }
        return new KeyGrant(
                grant.tenant(),
                grant.name(),
                grant.roles(),
                grant.scopes(),
                addresses.isEmpty() ? own.addresses() : addresses,
                wanted == null ? end : wanted);
    }

    private @Nullable KeyGrant own(Caller caller) throws StoreAwayException, InterruptedException {
        CallerId id = caller.id();
        Store opened = id.kind() == CallerId.Kind.KEY && !id.issuer().isEmpty() ? store.openedExisting() : null;
        StoredKey key = opened == null ? null : opened.keys().get(id.issuer());
        return key == null ? null : key.grant();
    }

    private static boolean within(List<String> addresses, List<String> own) throws AdminProblem {
        try {
            List<AddressRange> ranges = own.stream().map(AddressRange::of).toList();
            return addresses.stream()
                    .map(AddressRange::of)
                    .allMatch(wanted -> ranges.stream().anyMatch(range -> range.contains(wanted)));
        } catch (IllegalArgumentException wrong) {
            throw AdminProblem.invalid("addresses: " + wrong.getMessage() + ".");
        }
    }

    private static void told(AdminRequest request, String what, StoredKey key) {
        String tenant = key.grant().tenant();
        LOG.log(
                Level.INFO,
                request.caller().name() + " " + what + " the key of "
                        + key.grant().name() + (tenant.isEmpty() ? "" : " of tenant " + tenant) + " (" + key.id()
                        + ").");
    }
}
