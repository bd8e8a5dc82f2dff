package io.gatehouse.gateway.call;

import io.gatehouse.gateway.catalog.CatalogEntry;
import io.gatehouse.gateway.catalog.Toolset;
import io.gatehouse.gateway.catalog.ToolsetView;
import io.gatehouse.protocol.Exchange;
import io.gatehouse.protocol.Filter;
import io.gatehouse.protocol.Handler;
import io.gatehouse.protocol.HeaderParameter;
import io.gatehouse.protocol.Identity;
import io.gatehouse.protocol.Json;
import io.gatehouse.protocol.Method;
import io.gatehouse.protocol.Notification;
import io.gatehouse.protocol.Peer;
import io.gatehouse.protocol.Request;
import io.gatehouse.protocol.Response;
import io.gatehouse.protocol.Slice;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// A toolset as an MCP server: lists come from the view, calls go through the pipeline.
public final class ToolsetHandler implements Handler {
    private final Toolset first;
    private final Supplier<@Nullable Toolset> again;
    private final CallPipeline pipeline;
    private final Slice serverInfo;

    /// @param again finds it anew when it has ended; null when there is none any more
    /// @param serverInfo what the gateway says of itself, a JSON object
    public ToolsetHandler(Toolset toolset, Supplier<@Nullable Toolset> again, CallPipeline pipeline, Slice serverInfo) {
        this.first = toolset;
        this.again = again;
        this.pipeline = pipeline;
        this.serverInfo = serverInfo;
    }

    /// A client may be connected for longer than a configuration lasts.
    private Toolset toolset() {
        Toolset found = first.ended() ? again.get() : null;
        return found == null ? first : found;
    }

    @Override
    public void identify(Peer peer, Consumer<Identity> answer) {
        Toolset toolset = toolset();
        pipeline.whenListed(toolset, () -> {
            ToolsetView view = toolset.view();
            answer.accept(new Identity(
                    described(view.description()),
                    Slice.of(view.capabilities().to(peer.revision())),
                    view.instructions(),
                    view.ttlMillis(),
                    view.cacheScope()));
        });
    }

    @Override
    public void request(Request request, Exchange exchange) {
        if (request.method().equals(Method.SET_LEVEL)) {
            // The level is kept with the session, and each server's own connection is told with its next call.
            exchange.respond(Response.result("{}"));
        } else {
            pipeline.request(request, exchange, toolset());
        }
    }

    @Override
    public void notification(Notification notification, Peer peer) {
        pipeline.notify(notification, peer, toolset());
    }

    @Override
    public Listening listen(Filter filter, Peer peer, Listener listener) {
        return pipeline.listen(filter, peer, toolset(), listener);
    }

    @Override
    public List<HeaderParameter> headerParameters(String tool, Peer peer) {
        CatalogEntry entry = toolset().view().tools().get(tool);
        return entry == null ? List.of() : entry.options().headerParameters();
    }

    /// The gateway's name with what the toolset is for (2025-11-25, `Implementation.description`).
    private Slice described(@Nullable String description) {
        if (description == null) {
            return serverInfo;
        }
        String text = serverInfo.text();
        return Slice.of(text.substring(0, text.length() - 1) + ",\"description\":" + Json.quote(description) + "}");
    }
}
