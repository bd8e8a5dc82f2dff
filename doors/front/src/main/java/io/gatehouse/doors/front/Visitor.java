package io.gatehouse.doors.front;

import io.gatehouse.protocol.Caller;
import java.util.function.BooleanSupplier;

/// Who sent a request that was let in.
///
/// @param caller who is answerable for it; [Caller#ANONYMOUS] where nobody has to say
/// @param prefix what stands in front of the path for the client, such as `/gw`; empty without a proxy that says so
/// @param operates whether they run the gateway; asked when it matters
/// @param passed whether another replica passed the request to this one, which then has to answer it
public record Visitor(Caller caller, String prefix, BooleanSupplier operates, boolean passed) {

    /// Who came to this replica.
    public Visitor(Caller caller, String prefix, BooleanSupplier operates) {
        this(caller, prefix, operates, false);
    }

    /// Whether they run the gateway, and so are told of settings and of what servers wrote.
    public boolean operator() {
        return operates.getAsBoolean();
    }
}
