package io.gatehouse.doors.mcp.sse;

import io.gatehouse.doors.front.Visitor;
import io.gatehouse.doors.front.replicas.Neighbour;
import io.gatehouse.doors.front.replicas.Replicas;
import io.gatehouse.doors.front.replicas.Unpassed;
import io.gatehouse.doors.mcp.http.HttpReplies;
import io.gatehouse.http.EventStream;
import io.gatehouse.http.HttpExchange;
import io.gatehouse.seal.ReplicaId;

/// Passes what a client POSTs to the replica to which its stream leads, which the stream's id names.
final class OtherStreams {
    private static final String BUSY = "The gateway to which the event stream of this address leads is stopping, or has"
            + " no room. Try again in a moment.";

    private final Replicas replicas;

    OtherStreams(Replicas replicas) {
        this.replicas = replicas;
    }

    /// The id of a stream of this replica.
    String named(String name) {
        return replicas.id().before(name);
    }

    /// @param parameter of the address that holds the id, with its equals sign
    /// @param here answers it in this replica
    void post(HttpExchange http, Visitor visitor, String parameter, String id, Runnable here) {
        ReplicaId replica = ReplicaId.of(id);
        if (replica == null || replica.equals(replicas.id())) {
            here.run();
            return;
        }
        replicas.find(
                replica,
                there -> http.onLoop(() -> {
                    if (there == null) {
                        here.run();
                        return;
                    }
                    pass(http, visitor, http.path() + "?" + parameter + id, there, here);
                }));
    }

    private void pass(HttpExchange http, Visitor visitor, String path, Neighbour there, Runnable here) {
        Runnable giveUp = replicas.pass(http, visitor, path, there, new Unpassed() {
            @Override
            public void unsent() {
                here.run();
            }

            @Override
            public void stopping() {
                HttpReplies.busy(http, 503, null, BUSY);
            }

            @Override
            public void lost() {
                here.run();
            }

            @Override
            public void broken(EventStream stream) {
                stream.end();
            }
        });
        if (giveUp == null) {
            HttpReplies.busy(http, 503, null, BUSY);
        }
    }
}
