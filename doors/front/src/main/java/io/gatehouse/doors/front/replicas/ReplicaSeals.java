package io.gatehouse.doors.front.replicas;

import io.gatehouse.http.HttpExchange;
import io.gatehouse.seal.KeyRing;
import io.gatehouse.seal.Opened;
import io.gatehouse.seal.Seal;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Seals what replicas say to each other, with keys that only they have: requests by method, path and sender, answers
/// by the request that they answer.
final class ReplicaSeals {
    /// The header that carries it, both ways.
    static final String HEADER = "Gatehouse-Replica";

    /// How far the clocks of replicas may differ. A request counts once, whatever its age.
    private static final Duration FRESH = Duration.ofMinutes(5);
    /// Headers that say who calls, and for what session.
    private static final List<String> NAMING =
            List.of("authorization", "x-api-key", "mcp-session-id", "client-cert", "client-cert-chain");

    private final Seal requests;
    private final Seal answers;

    ReplicaSeals(KeyRing keys, InstantSource clock) {
        this.requests =
                new Seal(keys, "replica request", FRESH, Seal.length(Errand.HEAD_BYTES + Errand.MOST_TEXT), clock);
        this.answers = new Seal(keys, "replica answer", FRESH, Seal.length(Told.BYTES), clock);
    }

    /// The header of a request; null when its texts are too long.
    @Nullable
    String request(Errand errand, String method, String path) {
        return requests.seal(errand.toBytes(), method, path);
    }

    /// What a request is for; null when no replica with the same keys made it.
    @Nullable
    Errand request(HttpExchange http) {
        String text = http.header(HEADER);
        return text != null && requests.open(text, http.method(), path(http)) instanceof Opened.Content content
                ? Errand.read(content.bytes())
                : null;
    }

    String answer(Told told, Errand errand) {
        return Objects.requireNonNull(answers.seal(told.toBytes(), question(errand)));
    }

    /// What an answer says; null when no replica with the same keys gave it, or to another request.
    @Nullable
    Told answer(@Nullable String text, Errand errand) {
        return text != null && answers.open(text, question(errand)) instanceof Opened.Content content
                ? Told.read(content.bytes())
                : null;
    }

    private static String question(Errand errand) {
        return errand.from() + " " + errand.number();
    }

    /// Path and query of a request.
    static String path(HttpExchange http) {
        return http.query() == null ? http.path() : http.path() + "?" + http.query();
    }

    /// The digest of the body and of the headers that say who calls.
    static byte[] digest(byte[] body, Function<String, @Nullable String> header) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (String name : NAMING) {
                String value = header.apply(name);
                digest.update((value == null ? "-" : value.length() + ":" + value).getBytes(StandardCharsets.UTF_8));
            }
            return digest.digest(body);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java has SHA-256", impossible);
        }
    }
}
