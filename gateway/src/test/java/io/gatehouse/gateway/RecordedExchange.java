package io.gatehouse.gateway;

import io.gatehouse.protocol.Caller;
import io.gatehouse.protocol.Exchange;
import io.gatehouse.protocol.Notification;
import io.gatehouse.protocol.ObjectView;
import io.gatehouse.protocol.Peer;
import io.gatehouse.protocol.Request;
import io.gatehouse.protocol.Response;
import io.gatehouse.protocol.Revision;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// A client's request whose answer a test looks at.
public final class RecordedExchange implements Exchange {
    final List<Response> responses = new ArrayList<>();
    final List<Runnable> cancellations = new ArrayList<>();
    private final CompletableFuture<Void> answered = new CompletableFuture<>();
    private final Peer peer;
    private final List<Asked> questions = new ArrayList<>();
    private boolean failsOnWaits;
    private boolean askable;
    private @Nullable Duration wait;

    public RecordedExchange(Revision revision) {
        this(revision, null);
    }

    /// @param capabilities what the client declares, a JSON object
    public RecordedExchange(Revision revision, @Nullable String capabilities) {
        ObjectView declared = capabilities == null ? null : ListedServer.view(capabilities);
        this.peer = new Peer(revision, declared, null, Caller.ANONYMOUS, null);
    }

    /// The request of this client.
    public RecordedExchange(Peer peer) {
        this.peer = peer;
    }

    /// Keeps what it is asked, instead of answering with an error.
    public RecordedExchange askable() {
        askable = true;
        return this;
    }

    /// What it is asked and has not answered.
    public record Asked(Request question, Consumer<Response> answer) {}

    /// What it was asked so far.
    public List<Asked> questions() {
        return questions;
    }

    /// Throws when it is told how long to wait.
    public RecordedExchange failingOnWaits() {
        failsOnWaits = true;
        return this;
    }

    @Override
    public void retryAfter(Duration wait) {
        if (failsOnWaits) {
            throw new IllegalStateException("no waits here");
        }
        this.wait = wait;
    }

    /// How long it was told to wait, or null.
    public @Nullable Duration wanted() {
        return wait;
    }

    /// The responses so far.
    public List<Response> responses() {
        return List.copyOf(responses);
    }

    /// The one response; its text.
    public String answer() {
        if (responses.size() != 1) {
            throw new AssertionError("expected one response, got " + responses);
        }
        return responses.getFirst().body().text();
    }

    /// The one response, when it comes from another thread.
    public String awaited() throws Exception {
        answered.get(30, TimeUnit.SECONDS);
        return answer();
    }

    public void cancel() {
        cancellations.forEach(Runnable::run);
    }

    @Override
    public Peer peer() {
        return peer;
    }

    @Override
    public void respond(Response response) {
        responses.add(response);
        answered.complete(null);
    }

    @Override
    public void notify(Notification notification) {}

    @Override
    public void ask(Request request, Consumer<Response> answer) {
        if (askable) {
            questions.add(new Asked(request, answer));
        } else {
            answer.accept(Response.error(0, "nobody to ask"));
        }
    }

    @Override
    public void onCancelled(Runnable action) {
        cancellations.add(action);
    }
}
