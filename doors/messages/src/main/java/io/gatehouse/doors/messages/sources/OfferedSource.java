package io.gatehouse.doors.messages.sources;

import io.gatehouse.doors.messages.api.Trees;
import io.gatehouse.doors.messages.translation.OfferedTool;
import io.gatehouse.gateway.call.HeldTools;
import io.gatehouse.gateway.call.Offering;
import io.gatehouse.gateway.call.OutsideLimitException;
import io.gatehouse.models.ApiError;
import io.gatehouse.models.ApiException;
import io.gatehouse.protocol.Json;
import io.gatehouse.protocol.LoneSurrogates;
import io.gatehouse.protocol.Method;
import io.gatehouse.protocol.Response;
import io.gatehouse.protocol.ShortText;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/// A server or toolset of the gateway as one request uses it.
final class OfferedSource implements ToolSource {
    private final String name;
    private final Offering offering;
    private final ToolLists lists;
    private final Duration wait;
    private final CallContext context;
    private volatile @Nullable ReadingTools reading;

    /// @param name what the request calls it
    /// @param wait for the first lists
    OfferedSource(String name, Offering offering, ToolLists lists, CallContext context, Duration wait) {
        this.name = name;
        this.offering = offering;
        this.lists = lists;
        this.wait = wait;
        this.context = context;
    }

    @Override
    public List<OfferedTool> tools() throws ApiException, InterruptedException {
        try {
            Offering.Problem problem = offering.await(wait);
            if (problem != null) {
                throw new ApiException(unlisted(problem));
            }
            List<OfferedTool> own = own();
            return reading(own).with(own);
        } catch (OutsideLimitException full) {
            throw new ApiException(ApiError.overloaded("mcp_servers: " + full.getMessage()));
        }
    }

    @Override
    public HeldTools held() {
        try {
            return offering.held(context.account());
        } catch (OutsideLimitException full) {
            return HeldTools.NONE;
        }
    }

    @Override
    public CompletableFuture<Response> call(String tool, ObjectNode arguments) {
        return call(tool, arguments, Set.of());
    }

    @Override
    public CompletableFuture<Response> call(String tool, ObjectNode arguments, Set<String> hidden) {
        ReadingTools.Kind kind = kind(tool);
        return kind == null
                ? new SourceCall(
                                context,
                                Method.TOOLS_CALL,
                                "{\"name\":" + Json.quote(tool) + ",\"arguments\":" + exactly(arguments) + "}",
                                hidden)
                        .start()
                : ReadingCalls.call(context, kind, arguments);
    }

    /// With every digit of its numbers, unlike what goes back to the model.
    private static String exactly(ObjectNode arguments) {
        return LoneSurrogates.replaced(Trees.MAPPER.writeValueAsString(arguments));
    }

    /// A request that brings the list itself may call without having asked for it.
    private ReadingTools.@Nullable Kind kind(String tool) {
        ReadingTools beside = reading;
        try {
            return (beside == null ? reading(offering.modelTools().isEmpty() ? List.of() : own()) : beside).kind(tool);
        } catch (OutsideLimitException full) {
            return null;
        }
    }

    private ReadingTools reading(List<OfferedTool> own) {
        ReadingTools beside = ReadingTools.beside(own, offering.modelTools());
        reading = beside;
        return beside;
    }

    @Override
    public void close() {
        context.close();
    }

    private List<OfferedTool> own() {
        List<OfferedTool> all = new ArrayList<>();
        String cursor = null;
        do {
            Response page = context.list(Method.TOOLS_LIST, cursor);
            all.addAll(lists.tools(page));
            cursor = page.result() == null ? null : page.result().string("nextCursor");
        } while (cursor != null);
        return all;
    }

    private ApiError unlisted(Offering.Problem problem) {
        String text = "mcp_servers: the tools of " + ShortText.of(name, 64)
                + " cannot be listed. " + problem.told().text()
                + (problem.told().text().endsWith(".") ? "" : ".");
        return problem.late() ? ApiError.timeout(text) : ApiError.invalid(text);
    }
}
