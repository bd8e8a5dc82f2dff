package io.gatehouse.gateway.approval;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/// Signatures of webhooks as Standard Webhooks has them: HMAC-SHA256 over the id, the time and the body.
public final class WebhookSignature {
    private static final String PREFIX = "whsec_";
    private static final String ALGORITHM = "HmacSHA256";
    private static final int LEAST_BYTES = 24;
    private static final int MOST_BYTES = 64;

    private WebhookSignature() {}

    /// Whether a text is a secret: `whsec_`, and base64 of 24 to 64 bytes.
    public static boolean isSecret(String text) {
        byte[] key = key(text);
        return key != null && key.length >= LEAST_BYTES && key.length <= MOST_BYTES;
    }

    /// The value of the header `webhook-signature`.
    ///
    /// @param secret [#isSecret(String)]
    /// @param seconds since the epoch
    public static String of(String secret, String id, long seconds, String body) {
        byte[] key = key(secret);
        if (key == null) {
            throw new IllegalArgumentException("not a secret of a webhook");
        }
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(key, ALGORITHM));
            byte[] signed = mac.doFinal((id + "." + seconds + "." + body).getBytes(StandardCharsets.UTF_8));
            return "v1," + Base64.getEncoder().encodeToString(signed);
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static byte @Nullable [] key(String secret) {
        try {
            return secret.startsWith(PREFIX) ? Base64.getDecoder().decode(secret.substring(PREFIX.length())) : null;
        } catch (IllegalArgumentException noBase64) {
            return null;
        }
    }
}
