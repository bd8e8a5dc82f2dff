package io.gatehouse.server;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.gatehouse.protocol.Caller;
import io.gatehouse.protocol.ObjectView;
import io.gatehouse.protocol.Revision;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/// Makes and opens session tokens: text that only holders of the keys can make or read, and that opens for the same
/// scope and caller only. The newest key seals, all open. Safe for use by several threads.
public final class SessionTokens {
    private static final System.Logger LOG = System.getLogger(SessionTokens.class.getName());

    private record Opened(SessionToken token, String scope, String caller) {}

    private final TokenSettings settings;
    private final @Nullable SessionKeyFile file;
    private final InstantSource clock;
    private final SecureRandom random = new SecureRandom();
    private final AtomicBoolean rotating = new AtomicBoolean();
    private final Cache<String, Opened> opened;
    private volatile List<SessionKey> keys;

    private SessionTokens(
            TokenSettings settings, @Nullable SessionKeyFile file, InstantSource clock, List<SessionKey> keys) {
        this.settings = settings;
        this.file = file;
        this.clock = clock;
        this.keys = keys;
        this.opened = Caffeine.newBuilder()
                .maximumWeight(settings.cacheBytes())
                .<String, Opened>weigher((text, token) -> 512 + 4 * text.length())
                .executor(Runnable::run)
                .build();
    }

    /// Tokens whose keys live in a file, which is made, readable by its owner only, when it does not exist.
    ///
    /// @throws IOException when the file can be neither read nor written, or is damaged
    public static SessionTokens inFile(TokenSettings settings, Path path) throws IOException {
        return inFile(settings, path, InstantSource.system());
    }

    static SessionTokens inFile(TokenSettings settings, Path path, InstantSource clock) throws IOException {
        SessionKeyFile file = new SessionKeyFile(path);
        SessionTokens tokens = new SessionTokens(settings, file, clock, file.read());
        if (tokens.rotationDue()) {
            tokens.rotate();
        }
        return tokens;
    }

    /// Tokens that do not outlive this object.
    public static SessionTokens inMemory(TokenSettings settings) {
        return inMemory(settings, InstantSource.system());
    }

    static SessionTokens inMemory(TokenSettings settings, InstantSource clock) {
        SessionTokens tokens = new SessionTokens(settings, null, clock, List.of());
        tokens.keys = List.of(SessionKey.random(tokens.random, clock.instant(), List.of()));
        return tokens;
    }

    /// Makes a token for a session that begins now, or null when the capabilities are too large for one.
    public @Nullable String seal(
            String scope,
            Caller caller,
            Revision revision,
            @Nullable ObjectView capabilities,
            @Nullable ObjectView clientInfo) {
        if (capabilities != null && capabilities.whole().length() > settings.maxCapabilityBytes()) {
            return null;
        }
        if (rotationDue() && rotating.compareAndSet(false, true)) {
            Thread.startVirtualThread(this::rotateQuietly);
        }
        byte[] id = new byte[TokenSeal.ID_BYTES];
        random.nextBytes(id);
        boolean named = clientInfo != null && clientInfo.whole().length() <= settings.maxClientInfoBytes();
        byte[] content = TokenContent.write(
                id, revision, clock.instant().getEpochSecond(), capabilities, named ? clientInfo : null);
        return TokenSeal.seal(keys.getFirst(), random, TokenSeal.bound(scope, caller.name()), content);
    }

    /// What a token says; null when it is none, was made for another scope or caller, is too old, or its key is gone.
    public @Nullable SessionToken open(String text, String scope, Caller caller) {
        Opened known = opened.getIfPresent(text);
        if (known == null) {
            SessionToken token = decrypt(text, scope, caller.name());
            if (token == null) {
                return null;
            }
            known = new Opened(token, scope, caller.name());
            opened.put(text, known);
        }
        long age = clock.instant().getEpochSecond() - known.token.issuedAt();
        boolean valid = known.scope.equals(scope)
                && known.caller.equals(caller.name())
                && age <= settings.maxAge().toSeconds();
        return valid ? known.token : null;
    }

    private @Nullable SessionToken decrypt(String text, String scope, String caller) {
        int largest = 4 * (settings.maxCapabilityBytes() + settings.maxClientInfoBytes() + 128) / 3;
        if (text.length() > largest) {
            return null;
        }
        byte[] content = TokenSeal.open(keys, TokenSeal.bound(scope, caller), text);
        return content == null ? null : TokenContent.read(content);
    }

    private boolean rotationDue() {
        return keys.isEmpty()
                || keys.getFirst().created().plus(settings.rotation()).isBefore(clock.instant());
    }

    private void rotateQuietly() {
        try {
            rotate();
        } catch (IOException e) {
            LOG.log(System.Logger.Level.WARNING, "the session keys could not be rotated; the present key stays", e);
        } finally {
            rotating.set(false);
        }
    }

    /// Makes a new key that seals from now on, and forgets the oldest ones.
    void rotate() throws IOException {
        List<SessionKey> next = new ArrayList<>();
        next.add(SessionKey.random(random, clock.instant(), keys));
        next.addAll(keys.subList(0, Math.min(keys.size(), settings.keptKeys())));
        if (file != null) {
            file.write(next);
        }
        keys = List.copyOf(next);
    }
}
