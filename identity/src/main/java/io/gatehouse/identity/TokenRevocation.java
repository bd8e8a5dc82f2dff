package io.gatehouse.identity;

import io.gatehouse.identity.tokens.ClientCredential;
import io.gatehouse.identity.tokens.ExchangeRequest;
import io.gatehouse.identity.tokens.OwnToken;
import io.gatehouse.identity.tokens.TokenError;
import io.gatehouse.identity.tokens.TokenWatch;
import io.gatehouse.protocol.Caller;
import io.gatehouse.store.StoreAwayException;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Revokes tokens of the gateway (RFC 7009). Who has a token may revoke it; who shows a credential besides may revoke
/// what was made with it, and an operator every token.
public final class TokenRevocation {
    private final OwnTokenIssuer issuer;
    private final TokenWatch watch;

    /// @param issuer whose tokens are revoked
    public TokenRevocation(OwnTokenIssuer issuer, TokenWatch watch) {
        this.issuer = issuer;
        this.watch = watch;
    }

    /// Ends a token.
    @FunctionalInterface
    public interface Ending {
        /// Blocks until that is stored.
        ///
        /// @throws TokenError when it holds in this process and until its end only
        void run() throws TokenError;
    }

    /// What a request asks for. Never blocks.
    ///
    /// @param form the body of the request
    /// @param authorization the headers `Authorization`
    /// @param apiKey the header `x-api-key`; null without it
    /// @param address tells the client's address
    /// @return ends the token; null where there is no such token, or it has ended
    /// @throws TokenError when the request is refused
    public @Nullable Ending ending(
            String form, List<String> authorization, @Nullable String apiKey, Supplier<String> address)
            throws TokenError {
        if (!issuer.open()) {
            throw new TokenError("invalid_request", "This gateway makes no tokens, so there is none to revoke.");
        }
        ExchangeRequest request = ExchangeRequest.of(form);
        ClientCredential shown = ClientCredential.of(request, authorization, apiKey);
        Client client = shown == null ? Client.NOBODY : client(shown, address);
        String text = request.one("token");
        if (text.isEmpty()) {
            throw new TokenError("invalid_request", "The token is missing.");
        }
        OwnToken token = issuer.live(text);
        if (token == null) {
            refuseOther(text);
            return null;
        }
        if (!client.may(token)) {
            throw new TokenError("invalid_grant", "The token was not made with the credential of this request.");
        }
        return () -> revoke(token);
    }

    private void revoke(OwnToken token) throws TokenError {
        try {
            watch.revoke(token.id(), token.until());
        } catch (StoreAwayException away) {
            throw away();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw away();
        }
    }

    private static TokenError away() {
        return new TokenError(
                "temporarily_unavailable",
                "The token ends here, but that could not be stored. Send the request again.");
    }

    private void refuseOther(String text) throws TokenError {
        if (issuer.outside(text)) {
            throw new TokenError("unsupported_token_type", "Tokens of other issuers are revoked there.");
        }
    }

    private Client client(ClientCredential shown, Supplier<String> address) throws TokenError {
        OwnToken own = issuer.live(shown.secret());
        if (own != null) {
            return token -> token.token().ids().contains(own.id());
        }
        Caller caller = issuer.client(shown.secret(), address);
        boolean named = caller != null
                && (shown.name().isEmpty() || shown.name().equals(caller.id().subject()));
        if (caller == null || !named) {
            throw new TokenError("invalid_client", "The credential of this request is not valid.");
        }
        boolean operator = issuer.operator(caller);
        return token -> operator || token.from().id().equals(caller.id());
    }

    /// Who asks.
    private interface Client {
        /// Somebody who shows nothing but the token.
        Client NOBODY = token -> true;

        boolean may(OwnToken token);
    }
}
