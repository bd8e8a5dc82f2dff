package io.gatehouse.gateway;

import io.gatehouse.protocol.ErrorCode;
import io.gatehouse.protocol.Exchange;
import io.gatehouse.protocol.Json;
import io.gatehouse.protocol.Method;
import io.gatehouse.protocol.ObjectView;
import io.gatehouse.protocol.Peer;
import io.gatehouse.protocol.Request;
import io.gatehouse.protocol.RpcError;
import io.gatehouse.protocol.Slice;
import io.gatehouse.protocol.Splice;
import io.gatehouse.server.NearestNames;
import io.gatehouse.upstream.CallOptions;
import io.gatehouse.upstream.Upstream;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The one way of every call: resolve whom it is for, shape the request, send it, shape the answer, tell what happened.
/// Every door and every kind of system uses it; there is no side entrance.
final class CallPipeline {
    private final ArgumentChecks checks = new ArgumentChecks();
    private final CallObserver observer;
    private final String door;

    CallPipeline(CallObserver observer, String door) {
        this.observer = observer;
        this.door = door;
    }

    /// Answers a call of a tool, prompt, resource or completion.
    void call(Request request, Exchange exchange, Toolset toolset) {
        ToolsetView view = toolset.view();
        RunningCall call = new RunningCall(request, exchange, toolset, observer, door);
        Target target = resolve(request, view, toolset);
        if (target == null) {
            call.refuse(unknown(request, exchange.peer(), view));
            return;
        }
        String mismatch = headerMismatch(target.route(), exchange);
        if (mismatch != null) {
            call.refuse(new RpcError(ErrorCode.HEADER_MISMATCH, mismatch));
            return;
        }
        Request shaped;
        try {
            shaped = shape(request, target);
        } catch (IllegalArgumentException notShapeable) {
            call.refuse(new RpcError(ErrorCode.INVALID_PARAMS, String.valueOf(notShapeable.getMessage())));
            return;
        }
        Slice schema = target.route() == null ? null : target.route().checkedBy();
        if (schema == null) {
            call.send(target.upstream(), target.own(), shaped, target.options(), target.effects());
            return;
        }
        checks.check(schema, shaped, problems -> {
            if (problems.isEmpty()) {
                call.send(target.upstream(), target.own(), shaped, target.options(), target.effects());
            } else {
                call.refuseArguments("The arguments of " + request.name() + " do not fit its input schema. " + problems
                        + ". Correct them.");
            }
        });
    }

    /// Hands a request of a method that the gateway does not know to the only server that it can be for.
    void forward(Request request, Exchange exchange, Toolset toolset) {
        RunningCall call = new RunningCall(request, exchange, toolset, observer, door);
        List<Upstream> members = toolset.view().members();
        if (members.size() != 1) {
            call.refuse(new RpcError(
                    ErrorCode.METHOD_NOT_FOUND,
                    "The method " + request.method() + " is not known here, and of " + members.size()
                            + " servers none can be chosen for it. Connect to the toolset of one server instead."));
            return;
        }
        call.send(members.getFirst(), request.method(), request, CallOptions.DEFAULT, Effects.UNKNOWN);
    }

    /// A transport checks the headers before it takes a call, but while a server is still starting it cannot know which
    /// it needs.
    private static @Nullable String headerMismatch(@Nullable Route route, Exchange exchange) {
        return route == null || route.options().headerParameters().isEmpty()
                ? null
                : exchange.headerMismatch(route.options().headerParameters());
    }

    /// Where a call goes.
    private record Target(
            Upstream upstream, String own, @Nullable Route route, CallOptions options) {
        /// What is no tool changes nothing.
        Effects effects() {
            return route == null ? Effects.READ : route.effects();
        }
    }

    private static @Nullable Target resolve(Request request, ToolsetView view, Toolset toolset) {
        return switch (request.method()) {
            case Method.TOOLS_CALL -> named(view.tools().get(orEmpty(request.name())));
            case Method.PROMPTS_GET -> named(view.prompts().get(orEmpty(request.name())));
            case Method.COMPLETION_COMPLETE -> completion(request, view, toolset);
            default -> resource(request.uri(), view, toolset);
        };
    }

    private static @Nullable Target named(@Nullable Route route) {
        if (route == null) {
            return null;
        }
        return new Target(route.upstream(), route.own(), route, route.options());
    }

    /// A URI that nobody lists is the only server's when there is one: servers may read more than they list.
    private static @Nullable Target resource(@Nullable String uri, ToolsetView view, Toolset toolset) {
        if (uri == null) {
            return null;
        }
        ResourceIndex.Owner owner = toolset.owner(view, uri);
        if (owner != null) {
            return new Target(owner.upstream(), owner.uri(), null, CallOptions.READING);
        }
        if (view.members().size() != 1) {
            return null;
        }
        Upstream only = view.members().getFirst();
        boolean offered = only.snapshot().capabilities().has("resources")
                && view.resources().offers(only, uri);
        return offered ? new Target(only, uri, null, CallOptions.READING) : null;
    }

    private static @Nullable Target completion(Request request, ToolsetView view, Toolset toolset) {
        ObjectView reference =
                request.params() == null ? null : request.params().object("ref");
        if (reference == null) {
            return null;
        }
        String name = reference.string("name");
        String uri = reference.string("uri");
        return name != null ? named(view.prompts().get(name)) : uri == null ? null : template(uri, view, toolset);
    }

    /// A completion names the template itself, so the template's own text is looked up first.
    private static @Nullable Target template(String uri, ToolsetView view, Toolset toolset) {
        Upstream owner = view.resources().templateOwner(uri);
        return owner == null ? resource(uri, view, toolset) : new Target(owner, uri, null, CallOptions.READING);
    }

    /// The request with the server's own names and with the fixed arguments; otherwise byte for byte the client's.
    private static Request shape(Request request, Target target) {
        ObjectView params = request.params();
        if (params == null) {
            return request;
        }
        Splice splice = new Splice(request.body());
        boolean changed = rename(splice, request.method(), params, target.own());
        Route route = target.route();
        if (route != null && !route.fixedArguments().isEmpty()) {
            fix(splice, params, route.fixedArguments());
            changed = true;
        }
        return changed ? Request.of(splice.toBytes()) : request;
    }

    private static boolean rename(Splice splice, String method, ObjectView params, String own) {
        ObjectView holder = method.equals(Method.COMPLETION_COMPLETE) ? params.object("ref") : params;
        String key = holder != null && holder.has("name") ? "name" : "uri";
        if (holder == null || own.equals(holder.string(key))) {
            return false;
        }
        Slice value = holder.get(key);
        if (value == null) {
            return false;
        }
        splice.replace(value, Json.quoted(own));
        return true;
    }

    private static void fix(Splice splice, ObjectView params, Map<String, Slice> fixed) {
        ObjectView arguments = params.object("arguments");
        Map<String, byte @Nullable []> values = new HashMap<>();
        fixed.forEach((key, value) -> values.put(key, value.bytes()));
        if (arguments != null) {
            splice.change(arguments, values);
        } else if (params.has("arguments")) {
            throw new IllegalArgumentException("\"params.arguments\" must be an object whose keys differ");
        } else {
            StringBuilder made = new StringBuilder("{");
            fixed.forEach((key, value) -> made.append(made.length() > 1 ? "," : "")
                    .append(Json.quote(key))
                    .append(':')
                    .append(value.text()));
            splice.change(
                    params,
                    Map.of("arguments", made.append('}').toString().getBytes(java.nio.charset.StandardCharsets.UTF_8)));
        }
    }

    private static RpcError unknown(Request request, Peer peer, ToolsetView view) {
        return switch (request.method()) {
            case Method.TOOLS_CALL -> unknownName("tool", request.name(), view.tools());
            case Method.PROMPTS_GET -> unknownName("prompt", request.name(), view.prompts());
            case Method.COMPLETION_COMPLETE ->
                new RpcError(
                        ErrorCode.INVALID_PARAMS,
                        "\"params.ref\" names no prompt or resource template of this toolset; list them to see their"
                                + " names");
            default -> unknownResource(request.uri(), peer, view);
        };
    }

    private static RpcError unknownName(String kind, @Nullable String name, Map<String, Route> known) {
        if (name == null) {
            return new RpcError(ErrorCode.INVALID_PARAMS, "\"params.name\" must be a string, the name of a " + kind);
        }
        String shown = name.length() > 128 ? name.substring(0, 128) + "…" : name;
        String hint = NearestNames.hint(name, known.keySet());
        return new RpcError(
                ErrorCode.INVALID_PARAMS,
                "Unknown " + kind + ": " + shown
                        + (hint.isEmpty() ? "; list the " + kind + "s to see which there are" : hint));
    }

    private static RpcError unknownResource(@Nullable String uri, Peer peer, ToolsetView view) {
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

    private static String orEmpty(@Nullable String text) {
        return text == null ? "" : text;
    }
}
