package io.gatehouse.doors.messages.loop;

import io.gatehouse.doors.messages.translation.CallIds;
import io.gatehouse.doors.messages.translation.Toolbox;
import io.gatehouse.models.ApiError;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/// Where the one message goes that answers a request, whatever the number of answers of the model
/// behind it.
sealed interface MessageSink permits MessageStream, MessageAnswer {

    /// Takes the model's next answer. Its blocks reach the client in their order, calls of MCP tools as
    /// `mcp_tool_use`.
    ///
    /// @param ids of the calls so far; calls with one of them get another
    ModelTurn turn(Toolbox toolbox, CallIds ids);

    /// Adds a block that is complete. Before the message has begun it is held back until then.
    void block(ObjectNode block);

    /// Tells the client that something still goes on. Begins the message if it has not begun.
    void ping();

    /// Whether the client has got a part of the message, so that an error can no longer be a status.
    boolean begun();

    /// Ends the message.
    ///
    /// @param ending `stop_reason` and what stands beside it
    /// @param last the model's last answer; null if it was not asked
    void end(ObjectNode ending, @Nullable ModelAnswer last, UsageSum usage);

    /// Breaks off a message that has begun.
    void fail(ApiError error);
}
