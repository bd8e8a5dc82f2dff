package io.gatehouse.app.schema;

import io.gatehouse.doors.messages.sources.SourceSettings;
import io.gatehouse.http.ClientSettings;
import io.gatehouse.http.ProxySettings;
import io.gatehouse.upstream.settings.ServerSettings;
import java.nio.file.Path;
import java.time.Duration;

/// The section `messages.servers.reach`: how servers are reached and used that requests name by address.
final class OutsideForm extends Form<ServerSettings> {
    private static final ServerSettings STANDARD = SourceSettings.DEFAULT.template();

    private final Field<Duration> connectTimeout = field(
            "connect-timeout",
            Kinds.TIME,
            STANDARD.connectTimeout(),
            "Maximum time to connect, including the" + " first exchange.");
    private final Field<Duration> callTimeout =
            field("call-timeout", Kinds.TIME, STANDARD.callTimeout(), "How long a call may go without progress.");
    private final Field<Duration> callLimit =
            field("call-limit", Kinds.TIME, STANDARD.callLimit(), "Maximum duration of a call.");
    private final Field<ProxySettings> proxy = field(
            "proxy",
            TransportKinds.PROXY,
            "Proxy to use: http://host:port or socks5://host:port. It gets only addresses that were checked.");
    private final Field<Path> authorities =
            field("ca", Kinds.file(), "PEM file of certificate authorities to trust instead of Java's.");

    OutsideForm() {
        super("Connections to outside servers.");
        RemovedKeys.ofReach(this);
    }

    @Override
    ServerSettings build(Values values) {
        Duration limit = values.get(callLimit);
        Duration quiet = values.get(callTimeout);
        Duration connect = values.get(connectTimeout);
        ClientSettings client = SourceSettings.client()
                .connectTimeout(connect)
                .proxy(values.find(proxy))
                .authorities(values.find(authorities))
                .build();
        return SourceSettings.template(client)
                .connectTimeout(connect)
                .callTimeout(quiet.compareTo(limit) > 0 ? limit : quiet)
                .callLimit(limit)
                .build();
    }
}
