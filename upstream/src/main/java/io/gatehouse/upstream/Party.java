package io.gatehouse.upstream;

import io.gatehouse.protocol.Caller;
import io.gatehouse.upstream.call.Behalf;
import io.gatehouse.upstream.settings.CallerSettings;
import io.gatehouse.upstream.settings.ServerSettings;
import io.gatehouse.upstream.settings.Sessions;
import io.gatehouse.upstream.settings.Transport;
import io.gatehouse.upstream.settings.UnfitCallerException;
import java.util.TreeMap;

/// Who has sessions with a server apart from all others: a tenant, or a caller. A caller of whom the server would be
/// told
/// something else than before is another one.
///
/// @param key tells parties apart
/// @param behalf on whose behalf its connections are opened
/// @param transport the way to the server, with what it is told of the party
record Party(String key, Caller behalf, Transport transport) {

    /// Whose session a caller's call belongs to.
    ///
    /// @throws UnfitCallerException when the server cannot be told what it is to know
    static Party of(ServerSettings settings, Caller caller) throws UnfitCallerException {
        CallerSettings told = settings.callers();
        boolean single = settings.sessions() == Sessions.CALLER;
        Caller behalf = single ? caller : Behalf.ofTenant(caller.tenant());
        Transport transport = settings.transport() instanceof Transport.Stdio stdio && told.tells()
                ? told.program(stdio, behalf)
                : settings.transport();
        String key = single ? caller.id().text() : "tenant " + caller.tenant();
        return new Party(single ? key + seen(told, caller, transport) : key, behalf, transport);
    }

    /// What a server is told of a caller beside who it is: all that its connection begins with.
    private static String seen(CallerSettings told, Caller caller, Transport transport) throws UnfitCallerException {
        if (!told.tells()) {
            return "";
        }
        return transport instanceof Transport.Stdio program
                ? "\n" + new TreeMap<>(program.environment()) + program.arguments()
                : "\n" + new TreeMap<>(told.headersFor(caller));
    }

    /// Whom its session is charged to: a key with all whom it acts for, or a tenant.
    String account() {
        return behalf.account();
    }

    /// Whether a caller is of this party, of which more than one may be the same caller's.
    boolean has(Caller caller, ServerSettings settings) {
        return settings.sessions() == Sessions.CALLER
                ? behalf.id().equals(caller.id())
                : behalf.tenant().equals(caller.tenant());
    }
}
