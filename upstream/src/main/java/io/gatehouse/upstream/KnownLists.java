package io.gatehouse.upstream;

import io.gatehouse.upstream.settings.ServerSettings;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// What a server listed when a gateway last reached it, for who does not want to start it.
public final class KnownLists {
    private KnownLists() {}

    /// Reads it from the data folder; null where nothing is known of a server with these settings.
    public static @Nullable Snapshot of(Path dataFolder, ServerSettings settings) {
        SnapshotFile.Kept kept =
                SnapshotFile.in(Upstreams.folder(dataFolder), settings).read();
        return kept == null ? null : kept.snapshot();
    }
}
