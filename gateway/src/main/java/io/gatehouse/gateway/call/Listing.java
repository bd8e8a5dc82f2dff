package io.gatehouse.gateway.call;

import io.gatehouse.gateway.catalog.ListForm;
import io.gatehouse.gateway.catalog.ListPages;
import io.gatehouse.gateway.catalog.Toolset;
import io.gatehouse.gateway.catalog.ToolsetView;
import io.gatehouse.gateway.record.CallOutcome;
import io.gatehouse.gateway.record.CallRecord.Ending;
import io.gatehouse.gateway.record.CallRecord.Kind;
import io.gatehouse.protocol.ErrorCode;
import io.gatehouse.protocol.Exchange;
import io.gatehouse.protocol.Failure;
import io.gatehouse.protocol.Failure.Category;
import io.gatehouse.protocol.Json;
import io.gatehouse.protocol.Method;
import io.gatehouse.protocol.ObjectView;
import io.gatehouse.protocol.Peer;
import io.gatehouse.protocol.Request;
import io.gatehouse.protocol.RequestId;
import io.gatehouse.protocol.Response;
import io.gatehouse.protocol.Slice;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A request for a page of a list.
final class Listing extends ToolsetPassage {
    private final Request request;
    private final Exchange client;
    private final ListForm form;

    /// @param form in which the definitions are wanted
    Listing(CallPipeline pipeline, Request request, Exchange client, Toolset toolset, ListForm form) {
        super(pipeline, Kind.LIST, toolset, RequestId.of(client));
        this.request = request;
        this.client = client;
        this.form = form;
    }

    /// Ends with the page that is asked for.
    boolean page() {
        Slice cursor = request.params() == null ? null : request.params().get("cursor");
        if (cursor != null && cursor.first() != '"') {
            return refuse("\"params.cursor\" must be a string");
        }
        Response page = pages().at(cursor == null ? null : Json.unquote(cursor), form);
        if (page == null) {
            return refuse("\"params.cursor\" is not valid. Start again without a cursor.");
        }
        finish(page, Ending.answered(CallOutcome.OK));
        return false;
    }

    private ListPages pages() {
        ToolsetView view = toolset().view();
        return switch (request.method()) {
            case Method.TOOLS_LIST -> view.toolPages();
            case Method.PROMPTS_LIST -> view.promptPages();
            case Method.RESOURCES_LIST -> view.resourcePages();
            case Method.RESOURCES_TEMPLATES_LIST -> view.templatePages();
            default -> throw new IllegalArgumentException(request.method() + " lists nothing");
        };
    }

    private boolean refuse(String why) {
        Failure failure = Failure.notSent(Category.VALIDATION, requestId());
        finish(Response.error(ErrorCode.INVALID_PARAMS, why, failure), Ending.refused(Category.VALIDATION, why));
        return false;
    }

    @Override
    void tellScopes(List<String> scopes) {
        client.wantsScopes(scopes);
    }

    @Override
    void answer(Response answer) {
        client.respond(answer);
    }

    @Override
    Peer client() {
        return client.peer();
    }

    @Override
    public String method() {
        return request.method();
    }

    @Override
    int requestBytes() {
        return request.body().length();
    }

    @Override
    @Nullable
    ObjectView meta() {
        return request.meta();
    }
}
