package io.gatehouse.models;

import io.gatehouse.protocol.Escapes;
import io.gatehouse.protocol.Secrets;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// Bytes that come in pieces, without secrets: so much is kept back that none is cut in two. Those without a secret
/// stay as they are, whether they are text or not.
final class MaskedPieces {
    /// Each search is for so much more.
    private static final int STEP = 4 << 10;

    private final Secrets secrets;
    private final int kept;
    private final ByteArrayOutputStream held = new ByteArrayOutputStream();

    MaskedPieces(Secrets secrets) {
        this.secrets = secrets;
        this.kept = secrets.longest() * Escapes.LONGEST;
    }

    /// Takes the next bytes.
    ///
    /// @return what goes on now, perhaps nothing
    byte[] next(byte[] bytes) {
        held.writeBytes(bytes);
        if (held.size() < kept + STEP) {
            return new byte[0];
        }
        byte[] masked = masked(secrets, held.toByteArray());
        int cut = Math.max(0, masked.length - kept);
        held.reset();
        held.write(masked, cut, masked.length - cut);
        return Arrays.copyOf(masked, cut);
    }

    /// What is still kept back; nothing is afterwards.
    byte[] rest() {
        byte[] masked = masked(secrets, held.toByteArray());
        held.reset();
        return masked;
    }

    /// A whole body without secrets.
    static byte[] masked(Secrets secrets, byte[] body) {
        String text = new String(body, StandardCharsets.ISO_8859_1);
        String shown = secrets.hide(text);
        return shown.equals(text) ? body : shown.getBytes(StandardCharsets.ISO_8859_1);
    }
}
