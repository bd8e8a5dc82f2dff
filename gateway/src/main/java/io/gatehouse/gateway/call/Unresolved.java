package io.gatehouse.gateway.call;

import io.gatehouse.gateway.catalog.CatalogEntry;
import io.gatehouse.gateway.catalog.ToolsetView;
import io.gatehouse.kit.NearestNames;
import io.gatehouse.protocol.ErrorCode;
import io.gatehouse.protocol.Json;
import io.gatehouse.protocol.Method;
import io.gatehouse.protocol.Peer;
import io.gatehouse.protocol.Request;
import io.gatehouse.protocol.RpcError;
import io.gatehouse.protocol.ShortText;
import io.gatehouse.upstream.Upstream;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Says why no server was found for a call, with the names that its caller may have meant.
final class Unresolved {
    private static final int SHOWN_CHARACTERS = 128;

    private Unresolved() {}

    /// Why no server has it, now that all have listed.
    static RpcError why(Request request, Peer peer, ToolsetView view) {
        return switch (request.method()) {
            case Method.TOOLS_CALL -> name("tool", request.name(), view.tools());
            case Method.PROMPTS_GET -> name("prompt", request.name(), view.prompts());
            case Method.COMPLETION_COMPLETE ->
                new RpcError(
                        ErrorCode.INVALID_PARAMS,
                        "\"params.ref\" names no prompt or resource template of this toolset. List them to see their"
                                + " names.");
            case Method.RESOURCES_READ -> resource(request.uri(), peer, view);
            default ->
                new RpcError(
                        ErrorCode.METHOD_NOT_FOUND,
                        "The method " + request.method() + " is not known here, and of "
                                + view.members().size() + " servers none can be chosen for it. Connect to the toolset"
                                + " of one server instead.");
        };
    }

    /// The servers that have not listed yet and may have the tool or prompt of this name.
    static List<String> unlisted(Request request, ToolsetView view) {
        String name = request.name();
        boolean named =
                request.method().equals(Method.TOOLS_CALL) || request.method().equals(Method.PROMPTS_GET);
        if (name == null || !named) {
            return List.of();
        }
        return view.members().stream()
                .filter(server -> !server.snapshot().listed())
                .map(Upstream::name)
                .filter(server -> view.ownNames() || name.startsWith(server + "_"))
                .toList();
    }

    /// What a caller is told while such servers are unavailable.
    static String untilListed(Request request, ToolsetView view) {
        boolean tool = request.method().equals(Method.TOOLS_CALL);
        String kind = tool ? "tool" : "prompt";
        String name = request.name() == null ? "" : request.name();
        String hint = NearestNames.hint(name, (tool ? view.tools() : view.prompts()).keySet());
        return "The " + kind + " " + ShortText.of(name, SHOWN_CHARACTERS) + " is not known" + hint
                + (hint.isEmpty() ? "." : "") + " Some servers of this toolset are unavailable now and have not listed"
                + " their " + kind + "s yet, so it may belong to one of them. Nothing was called. Try again later.";
    }

    private static RpcError name(String kind, @Nullable String name, Map<String, CatalogEntry> known) {
        if (name == null) {
            return new RpcError(ErrorCode.INVALID_PARAMS, "\"params.name\" must be a string, the name of a " + kind);
        }
        String shown = ShortText.of(name, SHOWN_CHARACTERS);
        String hint = NearestNames.hint(name, known.keySet());
        return new RpcError(
                ErrorCode.INVALID_PARAMS,
                "Unknown " + kind + ": " + shown
                        + (hint.isEmpty() ? ". List the " + kind + "s to see their names." : hint));
    }

    private static RpcError resource(@Nullable String uri, Peer peer, ToolsetView view) {
        if (uri == null) {
            return new RpcError(ErrorCode.INVALID_PARAMS, "\"params.uri\" must be a string, the URI of a resource");
        }
        int code = peer.revision().modern() ? ErrorCode.INVALID_PARAMS : ErrorCode.LEGACY_RESOURCE_NOT_FOUND;
        List<String> choices = view.resources().choices(uri);
        String why = choices.isEmpty()
                ? "no server of this toolset has it"
                : "several servers of this toolset have it. Read one of " + String.join(", ", choices);
        return new RpcError(code, "Resource not found: " + why, "{\"uri\":" + Json.quote(uri) + "}");
    }
}
