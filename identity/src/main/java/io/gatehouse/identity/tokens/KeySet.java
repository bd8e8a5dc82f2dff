package io.gatehouse.identity.tokens;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.util.JSONObjectUtils;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The keys that an issuer publishes (RFC 7517, section 5). What cannot check signatures of tokens is left out: one odd
/// key does not make the others useless.
///
/// @param keys at most [#MOST]
record KeySet(List<VerifyingKey> keys) {
    /// How many keys of an issuer are kept.
    static final int MOST = 100;
    /// How many keys of the same name, or without one, are tried with a token.
    private static final int MOST_TRIED = 4;

    KeySet {
        keys = List.copyOf(keys);
    }

    /// Reads a set.
    ///
    /// @throws ParseException when it is none
    static KeySet parse(byte[] json) throws ParseException {
        Map<String, Object> whole = JSONObjectUtils.parse(new String(json, StandardCharsets.UTF_8));
        Map<String, Object>[] written = JSONObjectUtils.getJSONObjectArray(whole, "keys");
        if (written == null) {
            throw new ParseException("there is no member \"keys\"", 0);
        }
        List<VerifyingKey> keys = new ArrayList<>();
        for (Map<String, Object> each : written) {
            VerifyingKey key = keys.size() < MOST ? key(each) : null;
            if (key != null) {
                keys.add(key);
            }
        }
        return new KeySet(keys);
    }

    private static @Nullable VerifyingKey key(Map<String, Object> written) {
        try {
            return VerifyingKey.of(JWK.parse(written));
        } catch (ParseException | JOSEException | IllegalArgumentException | IllegalStateException unusable) {
            return null;
        }
    }

    /// The keys that may have made the signature of a token.
    ///
    /// @param id that the token names; empty when it names none
    List<VerifyingKey> candidates(String id, String algorithm) {
        return keys.stream()
                .filter(key -> key.algorithms().contains(algorithm)
                        && (id.isEmpty() || key.id().equals(id)))
                .limit(MOST_TRIED)
                .toList();
    }
}
