package io.gatehouse.models;

import io.gatehouse.http.BodyMode;
import io.gatehouse.http.Header;
import io.gatehouse.http.Headers;
import io.gatehouse.http.HttpFailure;
import io.gatehouse.http.MediaTypes;
import io.gatehouse.http.ResponseHandler;
import io.gatehouse.http.ServerSentEvent;
import io.gatehouse.protocol.Secrets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// An answer that a provider gave to the gateway's own key, without what it says of the account behind that key: only
/// headers that are for callers pass, and errors do not repeat the key, neither as a body nor in a stream. In place of
/// an error whose body cannot be decoded there is one of the gateway's own.
public final class SharedAnswer implements ErrorHandler {
    private static final int ERRORS = 400;
    private static final String ERROR = "error";
    /// About the answer itself, and about when to ask again. What belongs to a connection is taken out further on.
    private static final Set<String> PASSED_ON = Set.of(
            "accept-ranges",
            "age",
            "anthropic-beta",
            "anthropic-version",
            "cache-control",
            "connection",
            "content-encoding",
            "content-language",
            "content-length",
            "content-range",
            "content-type",
            "date",
            "etag",
            "expires",
            "last-modified",
            "request-id",
            "retry-after",
            "retry-after-ms",
            "vary",
            "x-request-id",
            "x-should-retry");

    private static final List<String> PASSED_ON_STARTS =
            List.of("anthropic-fast-", "anthropic-priority-", "anthropic-ratelimit-");

    private final ResponseHandler answer;
    private final Supplier<Secrets> secrets;
    private boolean error;
    private @Nullable ErrorEvents events;
    private @Nullable MaskedPieces pieces;
    /// Stands for an error that cannot be read.
    private @Nullable WholeError replacement;

    private record WholeError(ApiError error, Headers headers) {}

    /// @param secrets what the provider is sent, asked for only where there is an error
    public SharedAnswer(ResponseHandler answer, Supplier<Secrets> secrets) {
        this.answer = answer;
        this.secrets = secrets;
    }

    @Override
    public BodyMode head(int status, Headers headers) {
        error = status >= ERRORS;
        pieces = null;
        String codings = error ? PackedBody.codings(headers) : null;
        replacement = codings == null ? null : new WholeError(PackedBody.error(status, codings), headers);
        if (replacement != null) {
            return BodyMode.DISCARD;
        }
        events = !error && MediaTypes.isEventStream(headers.get("content-type")) ? new ErrorEvents(secrets) : null;
        return answer.head(status, forCallers(headers));
    }

    private static Headers forCallers(Headers headers) {
        List<Header> passed = new ArrayList<>();
        headers.forEach((name, value) -> {
            if (passedOn(name.toLowerCase(Locale.ROOT))) {
                passed.add(new Header(name, value));
            }
        });
        return Headers.of(passed);
    }

    private static boolean passedOn(String lower) {
        if (PASSED_ON.contains(lower)) {
            return true;
        }
        for (String start : PASSED_ON_STARTS) {
            if (lower.startsWith(start)) {
                return true;
            }
        }
        return false;
    }

    @Override
    public void redirected(String path) {
        answer.redirected(path);
    }

    @Override
    public void whole(byte[] body) {
        answer.whole(error ? MaskedPieces.masked(secrets.get(), body) : body);
    }

    @Override
    public void event(ServerSentEvent event) {
        boolean named = event.event() != null;
        answer.event(
                named && !ERROR.equals(event.event())
                        ? event
                        : new ServerSentEvent(
                                event.event(),
                                event.id(),
                                event.retryMillis(),
                                MaskedPieces.masked(secrets.get(), event.data())));
    }

    @Override
    public void piece(byte[] bytes) {
        ErrorEvents stream = events;
        if (stream != null) {
            pass(stream.next(bytes));
        } else if (error) {
            MaskedPieces all = pieces == null ? new MaskedPieces(secrets.get()) : pieces;
            pieces = all;
            pass(all.next(bytes));
        } else {
            answer.piece(bytes);
        }
    }

    private void pass(byte[] bytes) {
        if (bytes.length > 0) {
            answer.piece(bytes);
        }
    }

    /// What was kept back of an error, or of an event that does not end.
    private void passRest() {
        ErrorEvents stream = events;
        if (stream != null) {
            pass(stream.rest());
        }
        MaskedPieces all = pieces;
        if (all != null) {
            pass(all.rest());
        }
    }

    @Override
    public void end() {
        if (replaced()) {
            return;
        }
        passRest();
        answer.end();
    }

    @Override
    public void failed(HttpFailure failure) {
        if (replaced()) {
            return;
        }
        passRest();
        answer.failed(failure);
    }

    private boolean replaced() {
        WholeError whole = replacement;
        replacement = null;
        if (whole != null) {
            error(whole.error(), whole.headers());
        }
        return whole != null;
    }

    @Override
    public void error(ApiError told, Headers headers) {
        WholeAnswer.give(masked(told), forCallers(headers), answer);
    }

    @Override
    public void broken(ApiError told) {
        passRest();
        ErrorHandler.breakOff(masked(told), answer);
    }

    private ApiError masked(ApiError told) {
        Secrets hidden = secrets.get();
        String problem = told.problem();
        return new ApiError(
                told.status(),
                told.type(),
                hidden.hide(told.message()),
                told.code(),
                problem == null ? null : hidden.hide(problem),
                told.remedy());
    }
}
