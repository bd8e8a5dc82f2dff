package io.gatehouse.gateway.tasks;

import io.gatehouse.gateway.tasks.TaskReference.Place;
import io.gatehouse.protocol.Json;
import io.gatehouse.seal.KeyRing;
import io.gatehouse.seal.Opened;
import io.gatehouse.seal.ReplicaId;
import io.gatehouse.seal.Seal;
import java.time.Duration;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/// The ids under which clients know tasks. Each says which server has the task, so that any replica finds it, also
/// after a restart; one of a task that the gateway keeps begins with the name of its replica. A client holds it, so it
/// is read as hostile: it opens for the caller and the toolset that it
/// was made for, and for nobody else.
public final class TaskIds {
    /// How long an id can be used.
    public static final Duration LIFETIME = Duration.ofDays(30);

    /// The longest id of a server that can be used, in bytes of a JSON string: that of a client has room in a header
    /// (`Mcp-Name`).
    public static final int MOST_OWN = 2_048;

    private static final String PURPOSE = "gateway task";
    /// The names of a server and a tool, in bytes of JSON.
    private static final int NAMES_BYTES = 1_024;

    private final Seal seal;
    private final ReplicaId replica;

    /// @param keys that seal
    /// @param replica what this process is called
    /// @param clock tells how old an id is
    public TaskIds(KeyRing keys, ReplicaId replica, InstantSource clock) {
        this.replica = replica;
        int most = Seal.length(MOST_OWN + NAMES_BYTES);
        this.seal = new Seal(keys, PURPOSE, LIFETIME, most, clock);
    }

    /// What comes of opening an id.
    public sealed interface Opening {
        /// It is one of this caller in this toolset.
        record Valid(TaskReference task) implements Opening {}

        /// It is none.
        ///
        /// @param why for the client
        record Refused(String why) implements Opening {}
    }

    /// Whether an id of a server is short enough.
    public static boolean usable(String own) {
        return own.length() <= MOST_OWN && Json.quoted(own).length <= MOST_OWN;
    }

    /// The id as the client gets it; null when the server's is too long.
    ///
    /// @param toolset under whose names the tool was called
    /// @param caller the id of who called it
    public @Nullable String seal(TaskReference task, String toolset, String caller) {
        ReplicaId keeper = task.place() == Place.GATEWAY ? replica : null;
        String sealed = usable(task.own()) ? seal.seal(task.toBytes(), bound(toolset, caller, keeper)) : null;
        return sealed == null || keeper == null ? sealed : keeper.before(sealed);
    }

    private static String[] bound(String toolset, String caller, @Nullable ReplicaId keeper) {
        return keeper == null ? new String[] {toolset, caller} : new String[] {toolset, caller, keeper.toString()};
    }

    /// Opens what a client names.
    public Opening open(String text, String toolset, String caller) {
        return switch (seal.open(ReplicaId.rest(text), bound(toolset, caller, ReplicaId.of(text)))) {
            case Opened.Content content -> {
                TaskReference task = TaskReference.read(content.bytes());
                yield task == null ? unknown() : new Opening.Valid(task);
            }
            case Opened.Expired expired ->
                new Opening.Refused("Unknown task: its id is older than " + LIFETIME.toDays() + " days.");
            case Opened.Refused refused -> unknown();
        };
    }

    private static Opening unknown() {
        return new Opening.Refused("Unknown task: params.taskId is no id that this caller was given in this toolset.");
    }
}
