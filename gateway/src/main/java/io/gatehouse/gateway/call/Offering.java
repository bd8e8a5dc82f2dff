package io.gatehouse.gateway.call;

import io.gatehouse.gateway.catalog.CatalogEntry;
import io.gatehouse.gateway.catalog.ListForm;
import io.gatehouse.gateway.catalog.ResourceIndex;
import io.gatehouse.gateway.catalog.Toolset;
import io.gatehouse.gateway.catalog.ToolsetView;
import io.gatehouse.protocol.ErrorCode;
import io.gatehouse.protocol.Exchange;
import io.gatehouse.protocol.Failure;
import io.gatehouse.protocol.Failure.Category;
import io.gatehouse.protocol.Failure.Outcome;
import io.gatehouse.protocol.Method;
import io.gatehouse.protocol.Request;
import io.gatehouse.protocol.RequestId;
import io.gatehouse.protocol.Response;
import io.gatehouse.protocol.Revision;
import io.gatehouse.upstream.Snapshot;
import io.gatehouse.upstream.Upstream;
import io.gatehouse.upstream.call.Told;
import io.gatehouse.upstream.settings.ModelTools;
import java.time.Duration;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// A server or a toolset for a door that calls tools by itself. What it lists is what was last known,
/// whether or not the servers can be reached now.
public final class Offering {
    private final Supplier<Toolset> toolset;
    private final CallPipeline pipeline;

    /// @param toolset gives the toolset for each use; throws [OutsideLimitException] when it cannot
    public Offering(Supplier<Toolset> toolset, CallPipeline pipeline) {
        this.toolset = toolset;
        this.pipeline = pipeline;
    }

    /// Why nothing of a server can be listed.
    ///
    /// @param server its name
    /// @param told what happened and what to do next, for callers
    /// @param late whether it may only need more time
    public record Problem(String server, Told told, boolean late) {}

    /// Waits until each server has listed, or failed to for the first time. For virtual threads.
    ///
    /// @param most how long to wait
    /// @return why no server has ever listed anything, or null when one has
    /// @throws OutsideLimitException when no further outside server can be connected now
    public @Nullable Problem await(Duration most) throws InterruptedException {
        long end = System.nanoTime() + most.toNanos();
        while (true) {
            Toolset used = toolset.get();
            List<Upstream> members = used.view().members();
            boolean late = false;
            try {
                firstLists(members).get(Math.max(0, end - System.nanoTime()), TimeUnit.NANOSECONDS);
            } catch (TimeoutException missing) {
                // What is there is served; what comes later is there for the next request.
                late = true;
            } catch (ExecutionException impossible) {
                throw new IllegalStateException(impossible);
            }
            Problem problem = problem(members);
            // An outside server may have been given up meanwhile: then another is there, which has to list first.
            if (problem != null || late || toolset.get() == used) {
                return problem;
            }
        }
    }

    /// Answers a list with what is known, as 2026-07-28 has it, and hands a call to the pipeline.
    public void request(Request request, Exchange exchange) {
        Toolset used;
        try {
            used = toolset.get();
        } catch (OutsideLimitException full) {
            Told told = Told.of(String.valueOf(full.getMessage()));
            exchange.respond(failure(request, exchange, ErrorCode.LIMIT_REACHED, Category.RATE_LIMIT, null, told));
            return;
        }
        switch (request.method()) {
            case Method.TOOLS_LIST, Method.PROMPTS_LIST, Method.RESOURCES_LIST, Method.RESOURCES_TEMPLATES_LIST ->
                pipeline.list(request, exchange, used, ListForm.MODERN);
            default -> call(request, exchange, used);
        }
    }

    /// An outside server that was given up in between is connected again, and a call waits for its lists.
    private void call(Request request, Exchange exchange, Toolset used) {
        List<Upstream> members = used.view().members();
        CompletableFuture<Void> there = firstLists(members);
        if (there.isDone()) {
            pipeline.request(request, exchange, used);
            return;
        }
        there.whenComplete((done, failure) -> {
            Problem problem = problem(members);
            if (problem == null) {
                pipeline.request(request, exchange, used);
            } else {
                exchange.respond(failure(
                        request,
                        exchange,
                        ErrorCode.SERVER_UNAVAILABLE,
                        Category.DOWNSTREAM,
                        problem.server(),
                        problem.told()));
            }
        });
    }

    private static CompletableFuture<Void> firstLists(List<Upstream> members) {
        return CompletableFuture.allOf(
                members.stream().map(Upstream::firstLists).toArray(CompletableFuture[]::new));
    }

    private static Response failure(
            Request request, Exchange exchange, int code, Category category, @Nullable String server, Told told) {
        String known = exchange.requestId();
        String id = known == null ? RequestId.next() : known;
        Failure failure = new Failure(category, Outcome.NOT_SENT, server, id, null);
        String text = told.text() + (told.text().endsWith(".") ? "" : ".") + " Request ID: " + id + ".";
        return Response.failure(request.method(), code, text, failure);
    }

    /// The revision that the server behind a call speaks; the newest when nobody knows.
    public Revision revision(Request request) {
        Toolset used = toolset.get();
        ToolsetView view = used.view();
        String name = request.name();
        String uri = request.uri();
        Upstream upstream = view.members().size() == 1 ? view.members().getFirst() : null;
        if (upstream == null && name != null) {
            CatalogEntry entry = (request.method().equals(Method.TOOLS_CALL) ? view.tools() : view.prompts()).get(name);
            upstream = entry == null ? null : entry.upstream();
        } else if (upstream == null && uri != null) {
            ResourceIndex.Owner owner = used.owner(view, uri);
            upstream = owner == null ? null : owner.upstream();
        }
        Revision revision = upstream == null ? null : upstream.snapshot().revision();
        return revision == null ? Revision.NEWEST : revision;
    }

    /// What of it beside its tools a model gets as tools: what is configured and there.
    public Set<ModelTools> modelTools() {
        ToolsetView view = toolset.get().view();
        Set<ModelTools> had = EnumSet.noneOf(ModelTools.class);
        for (ModelTools wanted : view.modelTools()) {
            String capability = switch (wanted) {
                case RESOURCES -> "resources";
                case PROMPTS -> "prompts";
            };
            if (view.members().stream().anyMatch(member -> member.snapshot().can(capability))) {
                had.add(wanted);
            }
        }
        return had;
    }

    /// What of it calls are held back from now.
    ///
    /// @param account of the caller
    public HeldTools held(String account) {
        ToolsetView view = toolset.get().view();
        List<String> servers = view.members().stream()
                .filter(member -> member.heldUntil(account) != null)
                .map(Upstream::name)
                .toList();
        if (servers.isEmpty()) {
            return HeldTools.NONE;
        }
        Set<String> tools = new HashSet<>();
        view.tools().forEach((name, entry) -> {
            if (servers.contains(entry.upstream().name())) {
                tools.add(name);
            }
        });
        return new HeldTools(servers, tools, servers.size() == view.members().size());
    }

    private static @Nullable Problem problem(List<Upstream> members) {
        Problem first = null;
        for (Upstream upstream : members) {
            Problem problem = problem(upstream);
            if (problem == null) {
                return null;
            }
            first = first == null ? problem : first;
        }
        return first;
    }

    private static @Nullable Problem problem(Upstream upstream) {
        Snapshot snapshot = upstream.snapshot();
        boolean nothing = snapshot.tools().isEmpty()
                && snapshot.resources().isEmpty()
                && snapshot.prompts().isEmpty();
        if (snapshot.revision() != null && !(snapshot.stale() && nothing)) {
            return null;
        }
        Told told = upstream.state().caller();
        if (told != null) {
            return new Problem(upstream.name(), told, false);
        }
        return snapshot.revision() != null
                ? null
                : new Problem(
                        upstream.name(),
                        new Told(
                                "Server " + upstream.name() + " did not list its tools in time",
                                "Try again in a moment."),
                        true);
    }
}
