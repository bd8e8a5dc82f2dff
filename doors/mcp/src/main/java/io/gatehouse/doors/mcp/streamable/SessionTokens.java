package io.gatehouse.doors.mcp.streamable;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.gatehouse.protocol.Caller;
import io.gatehouse.protocol.CallerId;
import io.gatehouse.protocol.ObjectView;
import io.gatehouse.protocol.Revision;
import io.gatehouse.seal.KeyRing;
import io.gatehouse.seal.Opened;
import io.gatehouse.seal.ReplicaId;
import io.gatehouse.seal.Seal;
import java.security.SecureRandom;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/// Makes and opens session tokens, sealed texts that open for the same toolset and caller only. Safe for use by several
/// threads.
public final class SessionTokens {
    private static final String PURPOSE = "session";
    /// Largest object of client capabilities that is taken into a token.
    private static final int MAX_CAPABILITY_BYTES = 2048;
    /// Largest `clientInfo` that is taken into a token; a larger one is left out.
    private static final int MAX_CLIENT_INFO_BYTES = 512;
    /// Memory for opened tokens, roughly.
    private static final int CACHE_BYTES = 16 << 20;

    private record Known(SessionToken token, String toolset, CallerId caller, String bound) {}

    private final Seal seal;
    private final EventIds events;
    private final SecureRandom random = new SecureRandom();
    private final Cache<String, Known> known;

    SessionTokens(TokenSettings settings, KeyRing keys, InstantSource clock) {
        this(settings, keys, clock, ReplicaId.random());
    }

    private SessionTokens(TokenSettings settings, KeyRing keys, InstantSource clock, ReplicaId replica) {
        int largest = TokenContent.HEAD_BYTES + MAX_CAPABILITY_BYTES + MAX_CLIENT_INFO_BYTES;
        this.seal = new Seal(keys, PURPOSE, settings.maxAge(), Seal.length(largest), clock);
        this.events = new EventIds(keys, settings.maxAge(), clock, replica);
        this.known = Caffeine.newBuilder()
                .maximumWeight(CACHE_BYTES)
                .<String, Known>weigher((text, token) -> 512 + 4 * text.length())
                .executor(Runnable::run)
                .build();
    }

    /// Tokens that these keys seal.
    public static SessionTokens with(KeyRing keys, TokenSettings settings) {
        return new SessionTokens(settings, keys, InstantSource.system());
    }

    /// Tokens that these keys seal, for what this replica holds.
    ///
    /// @param replica what this process is called
    public static SessionTokens with(KeyRing keys, TokenSettings settings, ReplicaId replica) {
        return new SessionTokens(settings, keys, InstantSource.system(), replica);
    }

    /// Tokens that do not outlive this object.
    public static SessionTokens inMemory(TokenSettings settings) {
        InstantSource clock = InstantSource.system();
        return new SessionTokens(settings, KeyRing.inMemory(settings.keyRotation(), clock), clock);
    }

    /// The ids of events, which the same keys seal.
    EventIds events() {
        return events;
    }

    /// Makes a token for a session that begins now, or null when the capabilities are too large for one.
    public @Nullable String seal(
            String toolset,
            Caller caller,
            Revision revision,
            @Nullable ObjectView capabilities,
            @Nullable ObjectView clientInfo) {
        if (capabilities != null && capabilities.whole().length() > MAX_CAPABILITY_BYTES) {
            return null;
        }
        byte[] id = new byte[TokenContent.ID_BYTES];
        random.nextBytes(id);
        boolean named = clientInfo != null && clientInfo.whole().length() <= MAX_CLIENT_INFO_BYTES;
        return seal.seal(
                TokenContent.write(id, events.replica(), revision, capabilities, named ? clientInfo : null),
                toolset,
                caller.sessionOwner());
    }

    /// What a token says; null when it is none, was made for another toolset or caller, is too old, or its key is gone.
    public @Nullable SessionToken open(String text, String toolset, Caller caller) {
        Known token = known.getIfPresent(text);
        if (token == null) {
            SessionToken opened = opened(text, toolset, caller.sessionOwner());
            if (opened == null) {
                return null;
            }
            known.put(text, new Known(opened, toolset, caller.id(), caller.boundSession()));
            return opened;
        }
        boolean valid = token.toolset.equals(toolset)
                && token.caller.equals(caller.id())
                && token.bound.equals(caller.boundSession())
                && !seal.expired(token.token.issuedAt());
        return valid ? token.token : null;
    }

    private @Nullable SessionToken opened(String text, String toolset, String owner) {
        return switch (seal.open(text, toolset, owner)) {
            case Opened.Content content -> TokenContent.read(content);
            case Opened.Expired expired -> null;
            case Opened.Refused refused -> null;
        };
    }
}
