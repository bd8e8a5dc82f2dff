package io.gatehouse.doors.messages.loop;

import io.gatehouse.doors.messages.api.Trees;
import io.gatehouse.doors.messages.sources.Sampler;
import io.gatehouse.doors.messages.sources.SourceFinder;
import io.gatehouse.doors.messages.sources.ToolSource;
import io.gatehouse.doors.messages.translation.McpRequest;
import io.gatehouse.doors.messages.translation.OfferedTool;
import io.gatehouse.doors.messages.translation.ServerRequest;
import io.gatehouse.gateway.call.HeldTools;
import io.gatehouse.models.ApiException;
import io.gatehouse.protocol.Caller;
import io.gatehouse.protocol.Failure;
import io.gatehouse.protocol.Failure.Category;
import io.gatehouse.protocol.Response;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/// The servers of one request, for as long as it lasts.
final class RequestTools implements AutoCloseable {
    /// Ways to demand a call.
    private static final Set<String> FORCING = Set.of("any", "tool");

    private final Map<String, ToolSource> sources = new HashMap<>();
    private final String requestId;
    private final List<LeftOut> leftOut = new ArrayList<>();

    /// Finds the servers; asks none of them yet.
    ///
    /// @param requestId by which the answer and the log speak of the request
    /// @param sampler the model of the request
    /// @throws ApiException if a server may not be used
    RequestTools(McpRequest request, SourceFinder finder, Caller caller, String requestId, Sampler sampler)
            throws ApiException {
        this.requestId = requestId;
        for (ServerRequest server : request.servers()) {
            sources.put(server.name(), finder.resolve(server, caller, requestId, sampler));
        }
    }

    /// Asks all servers at once for their tools, but those whose tools the request brings.
    ///
    /// @return their tools by their names in the request, without those that cannot be used now
    /// @throws ApiException if one does not tell
    Map<String, List<OfferedTool>> lists(McpRequest request) throws ApiException, InterruptedException {
        Map<String, FutureTask<List<OfferedTool>>> asked = new LinkedHashMap<>();
        for (ServerRequest server : request.servers()) {
            ToolSource source = sources.get(server.name());
            if (server.choice().pinned() == null && source != null) {
                asked.put(server.name(), new FutureTask<>(source::tools));
            }
        }
        List<FutureTask<List<OfferedTool>>> tasks = List.copyOf(asked.values());
        List<Thread> threads = new ArrayList<>();
        for (int at = 1; at < tasks.size(); at++) {
            threads.add(Thread.startVirtualThread(tasks.get(at)));
        }
        try {
            if (!tasks.isEmpty()) {
                tasks.getFirst().run(); // needs no thread of its own
            }
            Map<String, List<OfferedTool>> offered = new LinkedHashMap<>();
            for (Map.Entry<String, FutureTask<List<OfferedTool>>> each : asked.entrySet()) {
                offered.put(each.getKey(), await(each.getValue()));
            }
            return forced(request) ? offered : usable(offered, request.listings());
        } finally {
            threads.forEach(Thread::interrupt);
        }
    }

    /// A call that the request demands is made, whatever becomes of it.
    private static boolean forced(McpRequest request) {
        return FORCING.contains(Trees.type(request.body().path("tool_choice")));
    }

    /// Leaves out what would fail, so that the model does not try it.
    ///
    /// @param kept whether the client keeps the list of a server and brings it along: half a list would stay so
    private Map<String, List<OfferedTool>> usable(Map<String, List<OfferedTool>> offered, boolean kept) {
        Map<String, List<OfferedTool>> usable = new LinkedHashMap<>();
        offered.forEach((server, tools) -> {
            ToolSource source = sources.get(server);
            HeldTools held = source == null ? HeldTools.NONE : source.held();
            boolean some = !held.servers().isEmpty();
            if (some && (held.all() || !kept)) {
                leftOut.add(new LeftOut(server, held.servers(), held.all()));
            }
            if (!some || kept && !held.all()) {
                usable.put(server, tools);
            } else if (!held.all()) {
                usable.put(
                        server,
                        tools.stream()
                                .filter(tool -> !held.tools().contains(tool.name()))
                                .toList());
            }
        });
        return usable;
    }

    /// The servers of which [#lists(McpRequest)] left tools out, because calls to them are held back.
    List<LeftOut> leftOut() {
        return List.copyOf(leftOut);
    }

    private static List<OfferedTool> await(FutureTask<List<OfferedTool>> tools)
            throws ApiException, InterruptedException {
        try {
            return tools.get();
        } catch (ExecutionException failed) {
            Throwable cause = failed.getCause();
            if (cause instanceof ApiException refused) {
                throw refused;
            }
            if (cause instanceof InterruptedException gone) {
                throw gone;
            }
            throw new IllegalStateException("a server could not be asked for its tools", cause);
        }
    }

    /// Begins a call. Cancelling what is returned cancels the call.
    ///
    /// @param hidden arguments in it that the model does not see
    CompletableFuture<Response> call(McpCall call, Set<String> hidden) {
        ToolSource source = sources.get(call.address().server());
        return source == null
                ? CompletableFuture.completedFuture(
                        refused("The server " + call.address().server() + " is no longer part of this request."))
                : source.call(call.address().tool(), call.input(), hidden);
    }

    /// The result of a call that is not made, because something about it is wrong.
    ///
    /// @param why what, and what the model is to do
    Response refused(String why) {
        return Response.toolError(why, Failure.notSent(Category.VALIDATION, requestId));
    }

    /// By which the answer and the log speak of the request.
    String requestId() {
        return requestId;
    }

    @Override
    public void close() {
        sources.values().forEach(ToolSource::close);
    }
}
