package io.gatehouse.doors.front;

import io.gatehouse.http.ErrorBody;
import io.gatehouse.http.HttpExchange;
import io.gatehouse.identity.OwnTokenIssuer;
import io.gatehouse.identity.OwnTokenIssuer.Made;
import io.gatehouse.identity.tokens.Reach;
import io.gatehouse.identity.tokens.TokenError;
import java.nio.charset.StandardCharsets;
import java.util.function.Supplier;

/// Where tokens of the gateway are made (RFC 8693), and where the keys are that check them.
public final class TokenDoor implements Door {
    /// Where tokens are made.
    public static final String MAKE = "/oauth/token";
    /// Where the keys are.
    public static final String KEYS = "/.well-known/jwks.json";

    private static final String JSON = "application/json";

    private final Supplier<OwnTokenIssuer> issuer;
    private final Reach reach;

    /// @param issuer the one in force
    /// @param reach what callers can have tokens for
    public TokenDoor(Supplier<OwnTokenIssuer> issuer, Reach reach) {
        this.issuer = issuer;
        this.reach = reach;
    }

    @Override
    public void serve(HttpExchange exchange, Visitor visitor) {
        if (exchange.path().equals(KEYS)) {
            exchange.responseHeader("Cache-Control", "max-age=300");
            exchange.respond(200, JSON, bytes(issuer.get().keySet()));
            return;
        }
        exchange.responseHeader("Cache-Control", "no-store");
        try {
            OAuthForm.check(exchange);
        } catch (TokenError refused) {
            refuse(exchange, refused);
            return;
        }
        String form = new String(exchange.body(), StandardCharsets.UTF_8);
        if (form.isEmpty()) {
            // Larger bodies of requests without a key are not read.
            refuse(exchange, new TokenError("invalid_request", "The body is empty or too large. Send at most 64 KB."));
            return;
        }
        make(exchange, form, visitor.caller()::address, true);
    }

    private void make(HttpExchange exchange, String form, Supplier<String> address, boolean waits) {
        try {
            switch (issuer.get().make(form, address, reach)) {
                case Made.Token token -> exchange.respond(200, JSON, bytes(token.json()));
                case Made.Later later
                when waits ->
                    later.pending()
                            .fetched()
                            .whenComplete((done, failed) -> exchange.onLoop(() -> {
                                if (!exchange.closed()) {
                                    make(exchange, form, address, false);
                                }
                            }));
                case Made.Later later ->
                    refuse(
                            exchange,
                            new TokenError("temporarily_unavailable", "The subject_token cannot be checked now."));
            }
        } catch (TokenError refused) {
            refuse(exchange, refused);
        }
    }

    private static void refuse(HttpExchange exchange, TokenError error) {
        exchange.reason(String.valueOf(error.getMessage()));
        exchange.respond(error.status(), JSON, bytes(error.json()));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public void refuse(HttpExchange exchange, Refusal refusal) {
        exchange.respond(refusal.status(), JSON, ErrorBody.of(refusal.reason()));
    }
}
