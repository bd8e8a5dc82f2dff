package io.gatehouse.kit;

import io.gatehouse.protocol.CacheScope;
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
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// An MCP server of tools, resources, templates and prompts written in Java, for clients of every revision. Serve it
/// with a transport of this module, or use it in process. Made by [#builder(String, String)].
public final class KitServer implements Handler, AutoCloseable {
    private final Identity identity;
    private final KitSettings settings;
    private final Listing<Tool> tools;
    private final Listing<Resource> resources;
    private final Listing<ResourceTemplate> templates;
    private final Listing<Prompt> prompts;
    private final Listeners listeners;
    private final CallRunner calls;

    KitServer(KitBuilder built) {
        this.settings = built.settings;
        this.tools = new Listing<>("tools", Tool::name, Tool::definition, settings, built.tools);
        this.resources = new Listing<>("resources", Resource::uri, Resource::definition, settings, built.resources);
        this.templates = new Listing<>(
                "resourceTemplates",
                template -> template.template().text(),
                ResourceTemplate::definition,
                settings,
                built.templates);
        this.prompts = new Listing<>("prompts", Prompt::name, Prompt::definition, settings, built.prompts);
        this.listeners = new Listeners(settings.maxListeners());
        this.calls = new CallRunner(settings, built.states());
        this.identity = new Identity(
                Slice.of(built.serverInfo().toString()),
                Slice.of(built.capabilities().toString()),
                built.instructions,
                settings.timeToLive().toMillis(),
                CacheScope.PUBLIC);
    }

    /// Starts a server of this name and version.
    public static KitBuilder builder(String name, String version) {
        return new KitBuilder(name, version);
    }

    @Override
    public void identify(Peer peer, Consumer<Identity> answer) {
        answer.accept(identity);
    }

    @Override
    public void request(Request request, Exchange exchange) {
        switch (request.method()) {
            case Method.TOOLS_LIST -> exchange.respond(page(tools, request, exchange));
            case Method.RESOURCES_LIST -> exchange.respond(page(resources, request, exchange));
            case Method.RESOURCES_TEMPLATES_LIST -> exchange.respond(page(templates, request, exchange));
            case Method.PROMPTS_LIST -> exchange.respond(page(prompts, request, exchange));
            case Method.TOOLS_CALL -> calls.run(request, exchange, new ToolCalls(tools, settings));
            case Method.PROMPTS_GET -> calls.run(request, exchange, new PromptCalls(prompts));
            case Method.RESOURCES_READ ->
                calls.run(request, exchange, new ResourceCalls(resources, templates, settings));
            case Method.COMPLETION_COMPLETE -> calls.run(request, exchange, new CompletionCalls(prompts, templates));
            // The transport keeps the level in the session.
            case Method.SET_LEVEL -> exchange.respond(Response.result("{}"));
            default ->
                exchange.respond(
                        Response.error(ErrorCode.METHOD_NOT_FOUND, "this server has no method " + request.method()));
        }
    }

    @Override
    public void notification(Notification notification, Peer peer) {
        // What a client says outside its requests changes nothing here.
    }

    @Override
    public Listening listen(Filter filter, Peer peer, Listener listener) {
        Set<String> known = filter.uris().stream()
                .filter(this::exists)
                .limit(settings.maxUris())
                .collect(Collectors.toUnmodifiableSet());
        return listeners.add(new Filter(filter.tools(), filter.prompts(), filter.resources(), known), listener);
    }

    @Override
    public List<HeaderParameter> headerParameters(String tool, Peer peer) {
        Tool found = tools.find(tool);
        return found == null ? List.of() : found.headers();
    }

    /// Adds a tool, or replaces the one of its name, and tells who listens.
    public void put(Tool tool) {
        tools.put(tool);
        listeners.tell(Notification.of(Method.TOOLS_CHANGED, null));
    }

    /// Takes a tool away and tells who listens; does nothing when there is none of that name.
    public void removeTool(String name) {
        if (tools.remove(name)) {
            listeners.tell(Notification.of(Method.TOOLS_CHANGED, null));
        }
    }

    /// Adds a prompt, or replaces the one of its name, and tells who listens.
    public void put(Prompt prompt) {
        prompts.put(prompt);
        listeners.tell(Notification.of(Method.PROMPTS_CHANGED, null));
    }

    /// Takes a prompt away and tells who listens; does nothing when there is none of that name.
    public void removePrompt(String name) {
        if (prompts.remove(name)) {
            listeners.tell(Notification.of(Method.PROMPTS_CHANGED, null));
        }
    }

    /// Adds a resource, or replaces the one of its URI, and tells who listens.
    public void put(Resource resource) {
        resources.put(resource);
        listeners.tell(Notification.of(Method.RESOURCES_CHANGED, null));
    }

    /// Takes a resource away and tells who listens; does nothing when there is none of that URI.
    public void removeResource(String uri) {
        if (resources.remove(uri)) {
            listeners.tell(Notification.of(Method.RESOURCES_CHANGED, null));
        }
    }

    /// Tells who watches this resource that it reads differently now.
    public void updated(String uri) {
        listeners.tell(Notification.of(Method.RESOURCE_UPDATED, "{\"uri\":" + Json.quote(uri) + "}"));
    }

    /// Interrupts what runs and ends every subscription.
    @Override
    public void close() {
        listeners.end();
        calls.close();
    }

    private boolean exists(String uri) {
        return resources.find(uri) != null
                || templates.all().stream()
                        .anyMatch(template -> template.template().match(uri).isPresent());
    }

    private static <T> Response page(Listing<T> listing, Request request, Exchange exchange) {
        @Nullable String cursor = null;
        if (request.params() != null && request.params().has("cursor")) {
            cursor = request.params().string("cursor");
            if (cursor == null) {
                return Response.error(ErrorCode.INVALID_PARAMS, "params.cursor must be a string");
            }
        }
        return listing.page(cursor, exchange.peer().revision().modern());
    }
}
