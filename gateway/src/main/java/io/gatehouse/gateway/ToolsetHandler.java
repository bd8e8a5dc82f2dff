package io.gatehouse.gateway;

import io.gatehouse.protocol.ErrorCode;
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
import io.gatehouse.upstream.Upstream;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// A toolset as an MCP server: lists come from the view, calls go through the pipeline.
final class ToolsetHandler implements Handler {
    private final Toolset toolset;
    private final CallPipeline pipeline;
    private final FirstLists firstLists;
    private final Slice serverInfo;

    ToolsetHandler(Toolset toolset, CallPipeline pipeline, FirstLists firstLists, Slice serverInfo) {
        this.toolset = toolset;
        this.pipeline = pipeline;
        this.firstLists = firstLists;
        this.serverInfo = serverInfo;
    }

    @Override
    public void identify(Peer peer, Consumer<Identity> answer) {
        firstLists.whenThere(toolset, () -> {
            ToolsetView view = toolset.view();
            answer.accept(new Identity(
                    described(view.description()),
                    Slice.of(view.capabilities()),
                    view.instructions(),
                    view.ttlMillis(),
                    view.cacheScope()));
        });
    }

    @Override
    public void request(Request request, Exchange exchange) {
        switch (request.method()) {
            case Method.TOOLS_CALL, Method.PROMPTS_GET, Method.RESOURCES_READ, Method.COMPLETION_COMPLETE ->
                firstLists.whenThere(toolset, () -> pipeline.call(request, exchange, toolset));
            case Method.TOOLS_LIST -> list(request, exchange, ToolsetView::toolPages);
            case Method.PROMPTS_LIST -> list(request, exchange, ToolsetView::promptPages);
            case Method.RESOURCES_LIST -> list(request, exchange, ToolsetView::resourcePages);
            case Method.RESOURCES_TEMPLATES_LIST -> list(request, exchange, ToolsetView::templatePages);
            // The level is kept with the session, and each server's own connection is told with its next call.
            case Method.SET_LEVEL -> exchange.respond(Response.result("{}"));
            default -> pipeline.forward(request, exchange, toolset);
        }
    }

    @Override
    public void notification(Notification notification, Peer peer) {
        for (Upstream upstream : toolset.view().members()) {
            upstream.notify(notification, peer);
        }
    }

    @Override
    public Listening listen(Filter filter, Peer peer, Listener listener) {
        return ToolsetListening.start(toolset, filter, listener);
    }

    @Override
    public List<HeaderParameter> headerParameters(String tool, Peer peer) {
        Route route = toolset.view().tools().get(tool);
        return route == null ? List.of() : route.options().headerParameters();
    }

    /// The gateway's name with what the toolset is for (2025-11-25, `Implementation.description`).
    private Slice described(@Nullable String description) {
        if (description == null) {
            return serverInfo;
        }
        String text = serverInfo.text();
        return Slice.of(text.substring(0, text.length() - 1) + ",\"description\":" + Json.quote(description) + "}");
    }

    private void list(Request request, Exchange exchange, Function<ToolsetView, ListPages> pages) {
        firstLists.whenThere(toolset, () -> {
            Slice cursor = request.params() == null ? null : request.params().get("cursor");
            exchange.respond(page(pages.apply(toolset.view()), cursor, exchange.peer()));
        });
    }

    private static Response page(ListPages pages, @Nullable Slice cursor, Peer peer) {
        boolean modern = peer.revision().modern();
        if (cursor != null && cursor.first() != '"') {
            return Response.error(ErrorCode.INVALID_PARAMS, "\"params.cursor\" must be a string");
        }
        Response page = pages.at(cursor == null ? null : Json.unquote(cursor), modern);
        return page != null
                ? page
                : Response.error(
                        ErrorCode.INVALID_PARAMS,
                        "\"params.cursor\" is none that this gateway gave; start again without a cursor");
    }
}
