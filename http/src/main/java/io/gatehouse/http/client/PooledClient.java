package io.gatehouse.http.client;

import io.gatehouse.http.ClientCall;
import io.gatehouse.http.ClientRequest;
import io.gatehouse.http.ClientSettings;
import io.gatehouse.http.HttpClient;
import io.gatehouse.http.HttpFailure;
import io.gatehouse.http.ResponseHandler;
import io.gatehouse.http.WholeResponse;
import io.gatehouse.http.loop.Loop;
import io.gatehouse.http.loop.Loops;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// A client whose connections belong to the event loop that made them.
public final class PooledClient implements HttpClient {

    private final Loops loops;
    private final ClientSettings settings;
    private final Connector connector;
    private final @Nullable LoopClient[] clients;
    private final Consumer<PooledClient> gone;
    private volatile boolean closed;

    /// @param gone hears of it once when it is closed
    /// @throws IllegalArgumentException if a certificate, key or authority cannot be read
    public PooledClient(Loops loops, Names names, ClientSettings settings, Consumer<PooledClient> gone) {
        this.gone = gone;
        this.loops = loops;
        this.settings = settings;
        connector = new Connector(new Dialer(loops.transport(), names, settings), settings);
        clients = new LoopClient[loops.all().size()];
    }

    /// Takes the ways of a call that cannot be made, once.
    public static void loadErrorPaths(IOException usedUp) {
        ClientFailures.connectKind(usedUp);
        ClientFailures.reason(usedUp);
    }

    @Override
    public ClientCall send(ClientRequest request, ResponseHandler handler) {
        Loop current = loops.current();
        Loop loop = current != null ? current : loops.currentOrNext();
        PooledCall call = new PooledCall(loop, settings, request, handler);
        if (current != null) {
            start(call);
        } else {
            loop.eventLoop().execute(() -> start(call));
        }
        return call;
    }

    private void start(PooledCall call) {
        if (closed) {
            call.refuse(HttpFailure.Kind.CLOSED, "the client is closed", null);
            return;
        }
        Loop loop = call.loop();
        LoopClient client = clients[loop.index()];
        if (client == null) {
            client = new LoopClient(loop, settings, connector);
            clients[loop.index()] = client;
        }
        client.start(call);
    }

    @Override
    public WholeResponse exchange(ClientRequest request) throws HttpFailure {
        if (loops.current() != null) {
            throw new IllegalStateException("an event loop must not wait for a response; use send");
        }
        CompletableFuture<WholeResponse> response = new CompletableFuture<>();
        ClientCall call = send(request, new WholeResponseHandler(response));
        try {
            return response.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof HttpFailure failure) {
                throw failure;
            }
            throw new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            call.cancel();
            throw new HttpFailure(
                    HttpFailure.Kind.CLOSED, true, request.target() + ": the waiting thread was interrupted", null);
        }
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        for (Loop loop : loops.all()) {
            loop.run(() -> {
                LoopClient client = clients[loop.index()];
                if (client != null) {
                    client.close();
                }
            });
        }
        gone.accept(this);
    }
}
