package io.gatehouse.gateway.call;

import io.gatehouse.gateway.catalog.CatalogEntry;
import io.gatehouse.gateway.catalog.Effects;
import io.gatehouse.gateway.catalog.ResourceIndex;
import io.gatehouse.gateway.catalog.Toolset;
import io.gatehouse.gateway.catalog.ToolsetView;
import io.gatehouse.gateway.policy.Step;
import io.gatehouse.protocol.Method;
import io.gatehouse.protocol.ObjectView;
import io.gatehouse.protocol.Request;
import io.gatehouse.protocol.RpcError;
import io.gatehouse.upstream.Upstream;
import io.gatehouse.upstream.call.CallOptions;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Finds out which server a call is for, and what is known of what it calls.
final class Resolve implements Step<RunningCall> {
    @Override
    public boolean take(RunningCall call) {
        Toolset toolset = call.toolset();
        ToolsetView view = toolset.view();
        Resolved found = found(call.request(), view, toolset);
        if (found == null) {
            refuse(call, view);
            return false;
        }
        call.resolved(found);
        return true;
    }

    private static @Nullable Resolved found(Request request, ToolsetView view, Toolset toolset) {
        return switch (request.method()) {
            case Method.TOOLS_CALL -> tool(request.name(), view);
            case Method.PROMPTS_GET -> named(request.name(), view.prompts()::get);
            case Method.COMPLETION_COMPLETE -> completion(request, view, toolset);
            case Method.RESOURCES_READ -> resource(request.uri(), view, toolset);
            default -> unknownMethod(request, view);
        };
    }

    private interface Names {
        @Nullable
        CatalogEntry entry(String name);
    }

    /// One that needs a scope which the caller does not have is found, so that the decision says which.
    private static @Nullable Resolved tool(@Nullable String name, ToolsetView view) {
        Resolved found = named(name, view.tools()::get);
        return found == null ? named(name, view.withheld()::get) : found;
    }

    private static @Nullable Resolved named(@Nullable String name, Names names) {
        CatalogEntry entry = name == null ? null : names.entry(name);
        return entry == null ? null : Resolved.of(entry);
    }

    /// A URI that nobody lists is the only server's when there is one: servers may read more than they list.
    private static @Nullable Resolved resource(@Nullable String uri, ToolsetView view, Toolset toolset) {
        if (uri == null) {
            return null;
        }
        ResourceIndex.Owner owner = toolset.owner(view, uri);
        if (owner != null) {
            return Resolved.resource(owner.upstream(), owner.uri());
        }
        if (view.members().size() != 1) {
            return null;
        }
        Upstream only = view.members().getFirst();
        boolean offered = only.snapshot().capabilities().has("resources")
                && view.resources().offers(only, uri);
        return offered ? Resolved.resource(only, uri) : null;
    }

    private static @Nullable Resolved completion(Request request, ToolsetView view, Toolset toolset) {
        ObjectView reference =
                request.params() == null ? null : request.params().object("ref");
        if (reference == null) {
            return null;
        }
        String name = reference.string("name");
        String uri = reference.string("uri");
        if (name != null) {
            return named(name, view.prompts()::get);
        }
        return uri == null ? null : template(uri, view, toolset);
    }

    /// A completion names the template itself, so the template's own text is looked up first.
    private static @Nullable Resolved template(String uri, ToolsetView view, Toolset toolset) {
        Upstream owner = view.resources().templateOwner(uri);
        return owner == null ? resource(uri, view, toolset) : Resolved.resource(owner, uri);
    }

    /// A method that the gateway does not know goes to the only server that it can be for.
    private static @Nullable Resolved unknownMethod(Request request, ToolsetView view) {
        return view.members().size() == 1
                ? new Resolved(view.members().getFirst(), request.method(), null, CallOptions.DEFAULT, Effects.UNKNOWN)
                : null;
    }

    private static void refuse(RunningCall call, ToolsetView view) {
        Request request = call.request();
        List<String> unlisted = Unresolved.unlisted(request, view);
        if (!unlisted.isEmpty()) {
            Refusals.untilListed(call, Unresolved.untilListed(request, view), String.join(", ", unlisted));
            return;
        }
        RpcError why = Unresolved.why(request, call.peer(), view);
        Refusals.refuse(call, why);
    }
}
