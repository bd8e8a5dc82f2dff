package io.gatehouse.app.forms;

import io.gatehouse.doors.messages.sources.SourceSettings;
import io.gatehouse.http.ClientSettings;
import io.gatehouse.http.ProxySettings;
import io.gatehouse.upstream.settings.ListBounds;
import io.gatehouse.upstream.settings.ServerSettings;
import io.gatehouse.upstream.settings.Transport;
import java.nio.file.Path;
import java.time.Duration;

/// The section `messages.servers.reach`: how servers are reached and used that requests name by address.
final class OutsideForm extends Form<ServerSettings> {
    private static final ServerSettings STANDARD = SourceSettings.DEFAULT.template();
    private static final ClientSettings CLIENT = ((Transport.Http) STANDARD.transport()).client();

    private final Field<Duration> connectTimeout = ServerFields.time(
            this, "connect-timeout", STANDARD.connectTimeout(), "For connecting and the first exchange.");
    private final Field<Duration> listTimeout =
            ServerFields.time(this, "list-timeout", STANDARD.listTimeout(), "For all pages of one list.");
    private final Field<Duration> callTimeout =
            ServerFields.time(this, "call-timeout", STANDARD.callTimeout(), "How long a call may go without progress.");
    private final Field<Duration> callLimit =
            ServerFields.time(this, "call-limit", STANDARD.callLimit(), "How long a call may take in all.");
    private final Field<Integer> maxInFlight =
            count("max-in-flight", 1_000_000, STANDARD.maxInFlight(), "Calls at once to one server with one token.");
    private final Field<Integer> pages =
            count("max-list-pages", 1_000_000, STANDARD.lists().pages(), "Pages of one list.");
    private final Field<Integer> entries =
            count("max-list-entries", 10_000_000, STANDARD.lists().entries(), "Entries of one list.");
    private final Field<Integer> listBytes = field(
            "max-list-bytes",
            Kinds.size(1024, 1 << 30),
            STANDARD.lists().bytes(),
            Quantities.text(STANDARD.lists().bytes()),
            "All pages of one list.");
    private final Field<Integer> maxConnections = count(
            "max-connections",
            65_535,
            CLIENT.maxConnections(),
            "Connections of HTTP/1.1 to one server with one token for each event loop.");
    private final Field<Integer> answerBytes = field(
            "answer-bytes",
            Kinds.size(1024, 1 << 30),
            CLIENT.maxBodyBytes(),
            Quantities.text(CLIENT.maxBodyBytes()),
            "Largest answer, or event of a stream.");
    private final Field<ProxySettings> proxy = field(
            "proxy",
            TransportKinds.PROXY,
            "Proxy to go through: http://host:port or socks5://host:port. It is asked for checked addresses only.");
    private final Field<Path> authorities =
            field("ca", Kinds.file(), "PEM file of the authorities to trust instead of the usual ones.");

    OutsideForm() {
        super("How servers are reached and used that requests name by address.");
    }

    private Field<Integer> count(String name, int largest, int fallback, String description) {
        return field(name, Kinds.integer(1, largest), fallback, String.valueOf(fallback), description);
    }

    @Override
    ServerSettings build(Values values) {
        Duration limit = values.get(callLimit);
        Duration quiet = values.get(callTimeout);
        Duration connect = values.get(connectTimeout);
        int largest = values.get(answerBytes);
        ClientSettings client = ClientSettings.builder()
                .connectTimeout(connect)
                .maxConnections(values.get(maxConnections))
                .maxBodyBytes(largest)
                .maxEventBytes(largest)
                .proxy(values.find(proxy))
                .authorities(values.find(authorities))
                .build();
        ListBounds lists = STANDARD.lists();
        return ServerSettings.builder(STANDARD.name(), SourceSettings.transport(client))
                .connectTimeout(connect)
                .listTimeout(values.get(listTimeout))
                .callTimeout(quiet.compareTo(limit) > 0 ? limit : quiet)
                .callLimit(limit)
                .maxInFlight(values.get(maxInFlight))
                .maxOwnConnections(STANDARD.maxOwnConnections())
                .lists(new ListBounds(
                        values.get(pages),
                        values.get(entries),
                        values.get(listBytes),
                        lists.leastAge(),
                        lists.mostAge(),
                        lists.interval()))
                .build();
    }
}
