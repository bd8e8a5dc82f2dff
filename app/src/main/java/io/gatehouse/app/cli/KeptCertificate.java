package io.gatehouse.app.cli;

import io.gatehouse.http.ListenException;
import io.gatehouse.http.Listener;
import io.gatehouse.http.PemFiles;
import io.gatehouse.seal.OwnerFile;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// What the listener shows on TLS, kept in the data folder for other commands of the same user: the operator may put
/// another certificate into the file at any time.
final class KeptCertificate {
    static final String FILE = "gateway.crt";

    private final Path source;
    private final Path kept;
    private byte[] shown;

    private KeptCertificate(Path source, Path kept, byte[] shown) {
        this.source = source;
        this.kept = kept;
        this.shown = shown;
    }

    /// Keeps what a listener shows that has just been opened; null without TLS.
    static @Nullable KeptCertificate of(@Nullable PemFiles shown, Path data) throws IOException {
        if (shown == null) {
            return null;
        }
        byte[] content = Files.readAllBytes(shown.certificate());
        Path kept = data.resolve(FILE);
        OwnerFile.write(kept, content);
        return new KeptCertificate(shown.certificate(), kept, content);
    }

    /// Where it is kept.
    Path file() {
        return kept;
    }

    /// Renews what the listener shows. The one before is kept too, because a command may ask at this moment.
    ///
    /// @throws ListenException when the renewed one cannot be used
    void renew(Listener listener) throws IOException, ListenException {
        byte[] renewed = Files.readAllBytes(source);
        ByteArrayOutputStream both = new ByteArrayOutputStream();
        both.write(renewed);
        both.write('\n');
        both.write(shown);
        OwnerFile.write(kept, both.toByteArray());
        listener.renewCertificate();
        shown = renewed;
    }
}
