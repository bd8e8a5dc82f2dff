package io.gatehouse.kit;

import io.gatehouse.protocol.ErrorCode;
import io.gatehouse.protocol.Exchange;
import io.gatehouse.protocol.Request;
import io.gatehouse.protocol.Response;
import io.gatehouse.protocol.RpcError;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/// Runs calls on virtual threads, a bounded number at a time, and turns how they end into responses.
final class CallRunner {
    private final KitSettings settings;
    private final RequestState states;
    private final AtomicInteger running = new AtomicInteger();
    private final Set<Thread> threads = ConcurrentHashMap.newKeySet();

    /// One kind of call.
    interface Kind {
        /// @throws InputRequired when a modern client has to answer something first
        Response answer(CallContext context) throws Exception;

        /// What an error that the function threw becomes.
        Response failed(Exception failure);
    }

    CallRunner(KitSettings settings, RequestState states) {
        this.settings = settings;
        this.states = states;
    }

    void run(Request request, Exchange exchange, Kind kind) {
        if (running.incrementAndGet() > settings.maxRunning()) {
            running.decrementAndGet();
            exchange.respond(Response.error(
                    ErrorCode.LIMIT_REACHED,
                    "this server runs " + settings.maxRunning() + " calls already; try again later"));
            return;
        }
        Thread thread = Thread.ofVirtual().name(request.method()).unstarted(() -> {
            Response response;
            try {
                response = answer(request, exchange, kind);
            } finally {
                running.decrementAndGet();
                threads.remove(Thread.currentThread());
            }
            exchange.respond(response);
        });
        threads.add(thread);
        thread.start();
        exchange.onCancelled(thread::interrupt);
    }

    void close() {
        threads.forEach(Thread::interrupt);
    }

    private Response answer(Request request, Exchange exchange, Kind kind) {
        CallContext context;
        try {
            context = new CallContext(request, exchange, settings, states);
        } catch (CallException refused) {
            return Response.error(refused.error());
        }
        try {
            return kind.answer(context);
        } catch (InputRequired needed) {
            return asking(context, needed);
        } catch (CallException failure) {
            return failure.error().code() == ErrorCode.LEGACY_RESOURCE_NOT_FOUND
                    ? notFound(failure.error(), exchange)
                    : kind.failed(failure);
        } catch (InterruptedException cancelled) {
            return Response.error(ErrorCode.INTERNAL, "the call was cancelled");
        } catch (Exception failure) {
            return kind.failed(failure);
        } catch (StackOverflowError tooDeep) {
            return Response.error(ErrorCode.INTERNAL, "the call nests deeper than this server can follow");
        }
    }

    private static Response asking(CallContext context, InputRequired needed) {
        try {
            return context.inputRequired(needed);
        } catch (CallException tooLarge) {
            return Response.error(tooLarge.error());
        }
    }

    private static Response notFound(RpcError error, Exchange exchange) {
        boolean modern = exchange.peer().revision().modern();
        return Response.error(modern ? new RpcError(ErrorCode.INVALID_PARAMS, error.message(), error.data()) : error);
    }
}
