package io.gatehouse.doors.admin;

import io.gatehouse.policy.OperatorAccess;
import io.gatehouse.policy.Roles;
import io.gatehouse.protocol.Caller;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What the admin API shows and does beside the store. All of it answers at once; JSON is that of the commands.
public interface AdminParts {
    /// What a caller may do with the gateway itself.
    OperatorAccess operator(Caller caller);

    /// The roles in force.
    Roles roles();

    /// The names of the keys in the configuration.
    List<String> configuredKeys();

    /// Each server as a JSON object, by its name.
    Map<String, String> servers();

    /// The last lines of a server as a JSON object; null when there is no such server.
    ///
    /// @param after the number of the line before the first
    @Nullable
    String log(String server, long after);

    /// Lists a server again, and connects to it now if it waits to be tried again. False when there is no such server.
    boolean retry(String server);

    /// How the gateway is doing, as a JSON object.
    String status();

    /// Whether nothing new is taken because the gateway stops.
    boolean stopping();

    /// Explains what would be decided about a call, as a JSON object.
    ///
    /// @throws IllegalArgumentException when the question cannot be answered; says why
    String explain(ExplainQuestion question);
}
