package io.gatehouse.doors.front;

import io.gatehouse.protocol.Caller;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/// Who sent a request that was let in.
///
/// @param caller who is answerable for it; [Caller#ANONYMOUS] where nobody has to say
/// @param prefix what stands in front of the path for the client, such as `/gw`; empty without a proxy that says so
/// @param operates whether they run the gateway; asked when it matters
/// @param passed whether another replica passed the request to this one, which then has to answer it
/// @param certificates tells which ones came with it, the client's own first; asked when it matters
public record Visitor(
        Caller caller,
        String prefix,
        BooleanSupplier operates,
        boolean passed,
        Supplier<List<X509Certificate>> certificates) {

    /// Who came to this replica.
    public Visitor(Caller caller, String prefix, BooleanSupplier operates) {
        this(caller, prefix, operates, false, List::of);
    }

    /// Whether they run the gateway, and so are told of settings and of what servers wrote.
    public boolean operator() {
        return operates.getAsBoolean();
    }
}
