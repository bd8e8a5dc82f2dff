package io.gatehouse.seal;

import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/// The keys of one or many [Seal]s: the newest seals, all open. Safe for use by several threads.
public final class KeyRing {
    private static final System.Logger LOG = System.getLogger(KeyRing.class.getName());

    private final @Nullable KeyRotation rotation;
    private final @Nullable KeyFile file;
    private final InstantSource clock;
    private final SecureRandom random = new SecureRandom();
    private final AtomicBoolean rotating = new AtomicBoolean();
    private volatile List<SealKey> keys;

    /// @param rotation null when the keys never change by themselves
    private KeyRing(@Nullable KeyRotation rotation, @Nullable KeyFile file, InstantSource clock, List<SealKey> keys) {
        this.rotation = rotation;
        this.file = file;
        this.clock = clock;
        this.keys = keys;
    }

    /// Keys that live in a file, which is made, readable by its owner only, when it does not exist. A new key is
    /// made at once when it is due.
    ///
    /// @throws IOException when the file can be neither read nor written, or is damaged
    public static KeyRing inFile(Path path, KeyRotation rotation, InstantSource clock) throws IOException {
        KeyFile file = new KeyFile(path);
        KeyRing ring = new KeyRing(rotation, file, clock, file.read());
        if (ring.due()) {
            ring.rotate();
        }
        return ring;
    }

    /// Keys that do not outlive this object.
    public static KeyRing inMemory(KeyRotation rotation, InstantSource clock) {
        KeyRing ring = new KeyRing(rotation, null, clock, List.of());
        ring.keys = List.of(SealKey.random(ring.random, clock.instant(), List.of()));
        return ring;
    }

    /// Keys that others have too and that do not change by themselves: the first seals, all open.
    ///
    /// @param keys at least one
    public static KeyRing given(List<SealKey> keys) {
        return new KeyRing(null, null, InstantSource.system(), some(keys));
    }

    /// Whether the keys change by themselves.
    public boolean rotates() {
        return rotation != null;
    }

    /// Takes other keys in the place of those that were given.
    ///
    /// @param given at least one
    /// @throws IllegalStateException when the keys change by themselves
    public synchronized void use(List<SealKey> given) {
        if (rotates()) {
            throw new IllegalStateException("these keys were not given");
        }
        keys = some(given);
    }

    private static List<SealKey> some(List<SealKey> keys) {
        if (keys.isEmpty()) {
            throw new IllegalArgumentException("at least one key is needed");
        }
        return List.copyOf(keys);
    }

    /// Makes a new key that seals from now on, and forgets the oldest ones.
    ///
    /// @throws IOException when the file cannot be written; the keys are the same as before then
    /// @throws IllegalStateException when the keys were given
    public synchronized void rotate() throws IOException {
        if (rotation == null) {
            throw new IllegalStateException("keys that were given do not change by themselves");
        }
        List<SealKey> next = new ArrayList<>();
        next.add(SealKey.random(random, clock.instant(), keys));
        next.addAll(keys.subList(0, Math.min(keys.size(), rotation.kept())));
        if (file != null) {
            file.write(next);
        }
        keys = List.copyOf(next);
    }

    /// The key that seals. Makes a new one in the background when it is due.
    SealKey newest() {
        if (due() && rotating.compareAndSet(false, true)) {
            Thread.startVirtualThread(this::rotateQuietly);
        }
        return keys.getFirst();
    }

    /// All keys, the one that seals first.
    List<SealKey> all() {
        return keys;
    }

    @Nullable
    SealKey find(int id) {
        for (SealKey key : keys) {
            if (key.id() == id) {
                return key;
            }
        }
        return null;
    }

    private boolean due() {
        return rotation != null
                && (keys.isEmpty()
                        || keys.getFirst().created().plus(rotation.every()).isBefore(clock.instant()));
    }

    private void rotateQuietly() {
        try {
            rotate();
        } catch (IOException e) {
            LOG.log(System.Logger.Level.WARNING, "A new key could not be made; the current one stays in use.", e);
        } finally {
            rotating.set(false);
        }
    }
}
