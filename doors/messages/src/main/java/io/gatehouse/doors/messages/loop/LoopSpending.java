package io.gatehouse.doors.messages.loop;

import io.gatehouse.doors.messages.api.ModelSpending;
import io.gatehouse.doors.messages.api.ModelSpending.Begun;
import io.gatehouse.doors.messages.api.ModelSpending.Closed;
import io.gatehouse.doors.messages.api.ModelSpending.Open;
import io.gatehouse.doors.messages.api.NamedModels;
import io.gatehouse.doors.messages.api.Spend;
import io.gatehouse.http.Header;
import io.gatehouse.protocol.Caller;
import io.gatehouse.protocol.MalformedJsonException;
import io.gatehouse.protocol.ObjectView;
import io.gatehouse.protocol.Slice;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/// What the model's answers to one request use of quotas.
///
/// @param models all that the request names
/// @param maxTokens how many tokens each answer may have
record LoopSpending(ModelSpending spending, Caller caller, List<String> models, long maxTokens) {

    /// That of a request.
    ///
    /// @param body as the client sent it
    static LoopSpending of(ModelSpending spending, Caller caller, byte[] body) {
        return spending.counts()
                ? new LoopSpending(spending, caller, NamedModels.in(body), maxTokens(body))
                : new LoopSpending(spending, caller, List.of(), 0);
    }

    private static long maxTokens(byte[] body) {
        try {
            Slice most = ObjectView.read(Slice.of(body)).get("max_tokens");
            return most == null ? 0 : (long) Math.ceil(Double.parseDouble(most.text()));
        } catch (MalformedJsonException | NumberFormatException told) {
            return 0;
        }
    }

    /// Reserves what one more answer may use.
    ///
    /// @param bytes that are sent
    /// @throws ModelFailure when a quota refuses it
    Spend begin(long bytes) throws ModelFailure, InterruptedException {
        return begin(bytes, maxTokens);
    }

    /// The same for an answer that may have another number of tokens.
    Spend begin(long bytes, long most) throws ModelFailure, InterruptedException {
        if (models.isEmpty()) {
            return Spend.NONE;
        }
        CompletableFuture<Begun> begun = new CompletableFuture<>();
        spending.begin(caller, models, bytes, most, begun::complete);
        try {
            return switch (begun.get()) {
                case Open(var spend) -> spend;
                case Closed closed -> throw ModelFailure.of(closed.error(), headers(closed));
            };
        } catch (ExecutionException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static List<Header> headers(Closed closed) {
        List<Header> headers = new ArrayList<>();
        String seconds = closed.retryAfterSeconds();
        if (seconds != null) {
            headers.add(new Header("retry-after", seconds));
        }
        headers.add(new Header("x-should-retry", "false"));
        return headers;
    }
}
