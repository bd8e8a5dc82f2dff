package io.gatehouse.doors.front;

import io.gatehouse.http.ErrorBody;
import io.gatehouse.http.HttpExchange;
import io.gatehouse.identity.TokenRevocation;
import io.gatehouse.identity.TokenRevocation.Ending;
import io.gatehouse.identity.tokens.TokenError;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Where tokens of the gateway are revoked (RFC 7009).
public final class RevokeDoor implements Door {
    /// Its path.
    public static final String PATH = "/oauth/revoke";

    private static final String JSON = "application/json";

    private final Supplier<TokenRevocation> revocation;

    /// @param revocation the one in force
    public RevokeDoor(Supplier<TokenRevocation> revocation) {
        this.revocation = revocation;
    }

    @Override
    public void serve(HttpExchange exchange, Visitor visitor) {
        exchange.responseHeader("Cache-Control", "no-store");
        try {
            OAuthForm.check(exchange);
            Ending ending = revocation
                    .get()
                    .ending(
                            new String(exchange.body(), StandardCharsets.UTF_8),
                            exchange.headers("Authorization"),
                            exchange.header("x-api-key"),
                            visitor.caller()::address);
            if (ending == null) {
                exchange.respond(200);
            } else {
                Thread.ofVirtual().name("revocation").start(() -> end(exchange, ending));
            }
        } catch (TokenError refused) {
            refuse(exchange, refused);
        }
    }

    private static void end(HttpExchange exchange, Ending ending) {
        TokenError failed = failure(ending);
        exchange.onLoop(() -> {
            if (exchange.closed()) {
                return;
            }
            if (failed == null) {
                exchange.respond(200);
            } else {
                refuse(exchange, failed);
            }
        });
    }

    private static @Nullable TokenError failure(Ending ending) {
        try {
            ending.run();
            return null;
        } catch (TokenError failed) {
            return failed;
        }
    }

    private static void refuse(HttpExchange exchange, TokenError error) {
        if (error.status() == 401) {
            List<String> shown = exchange.headers("Authorization");
            boolean basic = !shown.isEmpty() && shown.getFirst().regionMatches(true, 0, "Basic", 0, 5);
            exchange.responseHeader("WWW-Authenticate", (basic ? "Basic" : "Bearer") + " realm=\"gatehouse\"");
        }
        if (error.status() == 503) {
            exchange.responseHeader("Retry-After", Refusal.Unavailable.RETRY_AFTER);
        }
        exchange.reason(String.valueOf(error.getMessage()));
        exchange.respond(error.status(), JSON, error.json().getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public void refuse(HttpExchange exchange, Refusal refusal) {
        exchange.respond(refusal.status(), JSON, ErrorBody.of(refusal.reason()));
    }
}
