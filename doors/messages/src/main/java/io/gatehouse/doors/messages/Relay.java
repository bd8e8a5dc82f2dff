package io.gatehouse.doors.messages;

import io.gatehouse.doors.front.InFlight;
import io.gatehouse.doors.messages.api.ModelSpending;
import io.gatehouse.doors.messages.api.ModelSpending.Closed;
import io.gatehouse.doors.messages.api.ModelSpending.Open;
import io.gatehouse.doors.messages.api.NamedModels;
import io.gatehouse.doors.messages.api.Reply;
import io.gatehouse.doors.messages.api.RequestHeaders;
import io.gatehouse.doors.messages.api.Spend;
import io.gatehouse.doors.messages.api.TokenUsage;
import io.gatehouse.http.ClientCall;
import io.gatehouse.http.Deadlines;
import io.gatehouse.http.HttpExchange;
import io.gatehouse.models.ApiError;
import io.gatehouse.models.ApiException;
import io.gatehouse.models.ModelRequest;
import io.gatehouse.models.Provider;
import io.gatehouse.models.Providers;
import io.gatehouse.protocol.MalformedJsonException;
import io.gatehouse.protocol.ObjectView;
import io.gatehouse.protocol.Slice;
import io.gatehouse.protocol.Splice;
import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// Sends requests without MCP to their provider, and its answers back, byte for byte.
final class Relay {
    private static final System.Logger LOG = System.getLogger(Relay.class.getName());

    private final Supplier<Providers> providers;
    private final ModelSpending spending;
    private final InFlight work;

    /// @param spending counts what messages use of quotas
    /// @param work counts each request until it is answered
    Relay(Supplier<Providers> providers, ModelSpending spending, InFlight work) {
        this.spending = spending;
        this.providers = providers;
        this.work = work;
    }

    /// Relays a message, or a count of its tokens, to the provider of its model.
    ///
    /// @throws ApiException when it names no model, or one that nobody serves
    void message(Visit visit, RequestOutline outline) throws ApiException {
        String model = outline.model();
        if (model == null || model.isEmpty()) {
            throw ApiException.invalid("model: must be a string, the name of a model.");
        }
        visit.reply().log().model(model);
        Provider provider = providers.get().of(model);
        byte[] body = visit.json();
        byte[] sent = outline.emptyServers() ? withoutServers(body) : body;
        Sent message = new Sent(visit.target(), sent, model, outline.stream());
        if (!visit.path().equals(ApiPath.MESSAGES) || !spending.counts()) {
            send(visit, provider, message, Spend.NONE, UnaryOperator.identity());
            return;
        }
        checkAddress(message.target());
        spending.begin(visit.caller(), NamedModels.in(body), body.length, outline.maxTokens(), begun -> {
            switch (begun) {
                case Open(var spend) -> reserved(visit, provider, message, spend);
                case Closed closed -> {
                    String seconds = closed.retryAfterSeconds();
                    if (seconds != null) {
                        visit.exchange().responseHeader("retry-after", seconds);
                    }
                    visit.exchange().responseHeader("x-should-retry", "false");
                    visit.reply().error(closed.error());
                }
            }
        });
    }

    private void reserved(Visit visit, Provider provider, Sent message, Spend spend) {
        try {
            send(visit, provider, message, spend, UnaryOperator.identity());
        } catch (ApiException refused) {
            spend.failed(TokenUsage.NONE);
            visit.reply().error(refused.error());
        } catch (RuntimeException | Error unforeseen) {
            spend.failed(TokenUsage.NONE);
            LOG.log(System.Logger.Level.ERROR, "a request failed", unforeseen);
            visit.reply()
                    .error(ApiError.api("Something went wrong in the gateway.")
                            .withRemedy("The gateway's log says what."));
        }
    }

    /// Relays a request of any other path to a provider that serves all of them, as far as the caller may use them.
    ///
    /// @throws ApiException 404 when there is none, 403 when the path is not open to the caller
    void other(Visit visit) throws ApiException {
        Provider provider = provider(visit);
        OtherPaths.checkOpen(visit, provider);
        send(visit, provider, new Sent(visit.target(), visit.body(), "", false), Spend.NONE, UnaryOperator.identity());
    }

    /// Relays a question about models, which everybody may ask.
    ///
    /// @param target the path with its query
    /// @param rewrite makes the body of an answer with status 200 what the client gets
    /// @throws ApiException 404 when no provider can be asked
    void models(Visit visit, String target, UnaryOperator<byte[]> rewrite) throws ApiException {
        Sent sent = new Sent(target, visit.body(), "", false);
        send(visit, provider(visit), sent, Spend.NONE, rewrite);
    }

    private Provider provider(Visit visit) throws ApiException {
        Provider provider = providers.get().ofPaths();
        if (provider == null) {
            throw new ApiException(
                    ApiError.notFound(visit.path() + " is not served here: no provider of this gateway has it."
                                    + ApiPath.suggestion(visit.path()))
                            .withRemedy("It needs a provider of type anthropic under models.providers."));
        }
        return provider;
    }

    /// What a provider gets of a request beside its headers.
    private record Sent(String target, byte[] body, String model, boolean stream) {}

    private void send(Visit visit, Provider provider, Sent sent, Spend spend, UnaryOperator<byte[]> rewrite)
            throws ApiException {
        Reply reply = visit.reply();
        HttpExchange exchange = reply.exchange();
        RequestHeaders headers = visit.headers();
        checkAddress(sent.target());
        ModelRequest request = new ModelRequest(
                exchange.method(),
                sent.target(),
                headers.sent(),
                sent.body(),
                sent.model(),
                sent.stream(),
                Deadlines.none(),
                headers.withheld());
        RelayedAnswer answer = new RelayedAnswer(reply, provider, spend, rewrite, work);
        ClientCall call = provider.send(request, answer);
        answer.asked(call);
        exchange.onClosed(() -> {
            call.cancel();
            answer.clientGone();
        });
    }

    private static void checkAddress(String path) throws ApiException {
        try {
            URI.create(path);
        } catch (IllegalArgumentException broken) {
            throw ApiException.invalid("The path or its query has a character that must be percent-encoded.");
        }
    }

    private static byte[] withoutServers(byte[] body) throws ApiException {
        try {
            Slice whole = Slice.of(body);
            Map<String, byte @Nullable []> changes = new HashMap<>();
            changes.put("mcp_servers", null);
            return new Splice(whole).change(ObjectView.read(whole), changes).toBytes();
        } catch (MalformedJsonException malformed) {
            throw ApiException.invalid("The request body is not valid JSON: " + malformed.getMessage());
        }
    }
}
