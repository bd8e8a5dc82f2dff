package io.gatehouse.app.schema;

import io.gatehouse.app.config.Loopback;
import io.gatehouse.app.config.Position;
import io.gatehouse.doors.front.replicas.ReplicaSettings;
import io.gatehouse.http.HostAndPort;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The section `replicas`: other gateways that serve the same clients.
public final class ReplicasForm extends Form<ReplicasForm.Replicas> {
    private static final Pattern PLACE =
            Pattern.compile("[A-Za-z0-9._-]{1,253}:[0-9]{1,5}|\\[[0-9A-Fa-f:.]{2,45}\\]:[0-9]{1,5}");
    /// A host and a port.
    static final Kind<HostAndPort> ADDRESS = Kinds.scalar(
            "an address and a port",
            Map.of("type", "string", "pattern", "^(?:" + PLACE.pattern() + ")$"),
            ReplicasForm::place,
            "Write 10.0.0.5:8421, [2001:db8::5]:8421 or a name with a port.");
    private static final Kind<URI> ORIGIN = Kinds.scalar(
            "the address of a replica",
            Map.of("type", "string", "pattern", "^https?://"),
            ReplicasForm::origin,
            "Write https://gw-2.internal:8421, without a path. Without TLS, only addresses of this machine are allowed.");

    private final Field<HostAndPort> listen = field(
            "listen",
            ADDRESS,
            "Address and port where this replica takes what others pass to it. Addresses other than loopback require"
                    + " listen.tls.");
    private final Field<List<URI>> peers = field(
            "peers",
            Kinds.listOrOne(ORIGIN),
            List.of(),
            "none",
            "Where the others do, such as https://gw-2.internal:8421. This replica's own address may be among them.");
    private final Field<HostAndPort> dns = field(
            "dns",
            ADDRESS,
            "A name and a port, such as gatehouse-replicas:8421: the addresses of the name are those of all replicas."
                    + " Requires listen.tls and ca.");
    private final Field<Path> authorities = field(
            "ca",
            Kinds.file(),
            "PEM file of the authorities that issued the replicas' certificates, in place of those of the Java"
                    + " runtime. With dns, certificates need not name an address.");

    ReplicasForm() {
        super("Several gateways that serve the same clients, and how they find each other.");
    }

    /// What the section says.
    ///
    /// @param position where it is written
    public record Replicas(ReplicaSettings settings, Position position) {}

    @Override
    @Nullable
    Replicas build(Values values) {
        HostAndPort place = values.require(listen, "Write the address and the port of this replica for the others.");
        List<URI> others = values.get(peers);
        HostAndPort name = values.find(dns);
        Path ca = values.find(authorities);
        if (others.isEmpty() && name == null && !values.broken()) {
            values.error(
                    "names no other replica",
                    "List them under peers, or write a name that has their addresses" + " under dns.");
        }
        if (name != null && ca == null && !values.broken()) {
            values.error(
                    dns,
                    "requires ca, because the certificates of replicas do not name the addresses that a name server gives",
                    "Name the PEM file of the authority that issued them.");
        }
        return place == null ? null : new Replicas(new ReplicaSettings(place, others, name, ca), values.position());
    }

    private static @Nullable HostAndPort place(String text) {
        if (!PLACE.matcher(text).matches()) {
            return null;
        }
        HostAndPort place = HostAndPort.of(URI.create("http://" + text));
        return place == null || place.port() < 1 || place.port() > 65535 ? null : place;
    }

    private static @Nullable URI origin(String text) {
        try {
            URI url = new URI(text);
            HostAndPort place = HostAndPort.of(url);
            boolean plain = "http".equals(url.getScheme());
            boolean bare = (url.getRawPath() == null
                            || url.getRawPath().isEmpty()
                            || url.getRawPath().equals("/"))
                    && url.getRawQuery() == null
                    && url.getRawUserInfo() == null
                    && url.getRawFragment() == null;
            if (place == null || !bare || !plain && !"https".equals(url.getScheme())) {
                return null;
            }
            return plain && !Loopback.only(place.host())
                    ? null
                    : new URI(url.getScheme() + "://" + url.getRawAuthority());
        } catch (URISyntaxException invalid) {
            return null;
        }
    }
}
