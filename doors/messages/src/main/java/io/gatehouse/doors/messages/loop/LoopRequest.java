package io.gatehouse.doors.messages.loop;

import io.gatehouse.doors.messages.translation.Address;
import io.gatehouse.doors.messages.translation.CallIds;
import io.gatehouse.doors.messages.translation.McpRequest;
import io.gatehouse.doors.messages.translation.ModelBody;
import io.gatehouse.doors.messages.translation.OfferedTool;
import io.gatehouse.doors.messages.translation.ResultForms;
import io.gatehouse.doors.messages.translation.ResultMemory;
import io.gatehouse.doors.messages.translation.ResultText;
import io.gatehouse.doors.messages.translation.Toolbox;
import io.gatehouse.models.ApiException;
import io.gatehouse.protocol.Response;
import java.util.concurrent.CompletableFuture;
import tools.jackson.databind.node.ObjectNode;

/// A request that was read and whose servers have told their tools: what the loop works with.
final class LoopRequest {
    private final LoopSettings settings;
    private final RequestModel model;
    private final RequestTools tools;
    private final Toolbox toolbox;
    private final ResultMemory memory;
    private final ModelBody body;
    private final CallIds callIds;
    private final boolean stream;

    private LoopRequest(
            LoopParts parts,
            McpRequest request,
            RequestModel model,
            RequestTools tools,
            Toolbox toolbox,
            ResultMemory memory)
            throws ApiException {
        this.settings = parts.settings().get();
        this.model = model;
        this.tools = tools;
        this.toolbox = toolbox;
        this.memory = memory;
        this.body = ModelBody.of(request, toolbox, memory);
        this.callIds = CallIds.of(request, parts.results().replica());
        this.stream = request.stream();
    }

    /// Asks the servers of a request for their tools, and translates it for the provider.
    ///
    /// @throws ApiException if something about it is wrong, or a server does not answer that was never listed
    static LoopRequest of(
            LoopParts parts, McpRequest request, RequestModel model, RequestTools tools, ResultMemory memory)
            throws ApiException, InterruptedException {
        Toolbox toolbox = Toolbox.of(request, tools.lists(request));
        LoopRequest ready = new LoopRequest(parts, request, model, tools, toolbox, memory);
        if (!tools.leftOut().isEmpty()) {
            ready.body.instruct(LeftOut.note(tools.leftOut()));
        }
        return ready;
    }

    LoopSettings settings() {
        return settings;
    }

    RequestModel model() {
        return model;
    }

    Toolbox toolbox() {
        return toolbox;
    }

    ModelBody body() {
        return body;
    }

    /// The ids of the calls of the conversation so far.
    CallIds callIds() {
        return callIds;
    }

    /// Whether the answer is to come as events.
    boolean stream() {
        return stream;
    }

    /// How results are told.
    ResultText text() {
        return memory.text();
    }

    /// Tells what a call gave, with the images and documents for which the request has room.
    ResultForms told(Response response) {
        return memory.text().of(response, memory.room());
    }

    /// Keeps what the model was told for when the client sends back what it was told.
    void remember(String callId, ResultForms result) {
        memory.remember(callId, result);
    }

    /// Whether the model may call a tool.
    boolean offers(Address address) {
        return toolbox.offered(address) != null;
    }

    /// Whether calling a tool is known to change nothing.
    boolean readOnly(Address address) {
        OfferedTool offered = toolbox.offered(address);
        return offered == null || offered.readOnly();
    }

    /// The result of a call that is not made, because something about it is wrong.
    ///
    /// @param why what, and what the model is to do
    Response refused(String why) {
        return tools.refused(why);
    }

    /// By which the answer and the log speak of the request.
    String requestId() {
        return tools.requestId();
    }

    /// Begins a call. Cancelling what is returned cancels the call.
    CompletableFuture<Response> call(McpCall call) {
        ObjectNode arguments = toolbox.arguments(call.address(), call.input());
        return tools.call(
                new McpCall(call.id(), call.address(), arguments, call.malformed()),
                toolbox.fixedArguments(call.address()));
    }
}
