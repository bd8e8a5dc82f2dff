package io.gatehouse.app.config;

import io.gatehouse.doors.front.replicas.ReplicaSettings;
import io.gatehouse.doors.mcp.http.EndpointSettings;
import io.gatehouse.doors.mcp.streamable.TokenSettings;
import io.gatehouse.doors.messages.MessagesSettings;
import io.gatehouse.gateway.bridge.BridgeSettings;
import io.gatehouse.gateway.catalog.GatewaySettings;
import io.gatehouse.gateway.catalog.ToolsetSettings;
import io.gatehouse.gateway.usage.SharedSettings;
import io.gatehouse.http.EngineSettings;
import io.gatehouse.http.ListenSettings;
import io.gatehouse.http.address.AddressRange;
import io.gatehouse.identity.certificates.CertificateRules;
import io.gatehouse.seal.SealKey;
import io.gatehouse.store.StoreSettings;
import io.gatehouse.upstream.settings.ServerSettings;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Everything that is configured, checked and complete. [ConfigurationLoader] makes it.
///
/// @param service where the gateway listens, and with whom it works together
/// @param auth who may call, and what they may see and do
/// @param catalog the servers behind the gateway, and how they are offered
/// @param models which models there are, and who provides them
/// @param messages settings of the Messages API
/// @param limits bounds on sessions, streams and threads
/// @param logging what is logged and how
/// @param origin where it was read
public record Configuration(
        Service service,
        AuthSettings auth,
        CatalogSettings catalog,
        ModelSettings models,
        MessagesSettings messages,
        Limits limits,
        Logging logging,
        Origin origin) {
    /// The port that Gatehouse listens on when nothing else is said.
    public static final int DEFAULT_PORT = 8420;

    /// The same with one more key.
    public Configuration with(Key key) {
        return new Configuration(service, auth.with(key), catalog, models, messages, limits, logging, origin);
    }

    /// The same with these servers only; toolsets keep their members among them.
    public Configuration with(List<ServerSettings> chosen) {
        return new Configuration(service, auth, catalog.with(chosen), models, messages, limits, logging, origin);
    }

    /// The same with another data folder.
    public Configuration with(Path folder) {
        return new Configuration(service.with(folder), auth, catalog, models, messages, limits, logging, origin);
    }

    private Configuration with(Origin other) {
        return new Configuration(service, auth, catalog, models, messages, limits, logging, other);
    }

    /// Whether another configuration says the same, whatever files it was read from.
    boolean same(Configuration other) {
        return with(new Origin(other.read(), warnings())).equals(other)
                && read().shown().equals(other.read().shown());
    }

    /// Where the gateway listens.
    public ListenSettings listen() {
        return service.listen();
    }

    /// Whether others than programs on this machine can reach the gateway: a loopback listener that answers to other
    /// names too stands behind a proxy.
    public boolean reachedByOthers() {
        return !access().hosts().isEmpty()
                || !access().proxies().isEmpty()
                || !listen().hosts().stream().allMatch(Loopback::only);
    }

    /// Which browsers' pages and names it listens to.
    public Access access() {
        return service.access();
    }

    /// Keys that replicas share, the one that seals first; empty when this gateway has keys of its own.
    public List<SealKey> seals() {
        return service.seals();
    }

    /// How this gateway finds others that serve the same clients; null when it is alone.
    public @Nullable ReplicaSettings replicas() {
        return service.replicas();
    }

    /// The folder for what must last.
    public Path data() {
        return service.data();
    }

    /// Where keys of callers are stored.
    public StoreSettings store() {
        StoreSettings shared = service.store();
        return shared == null ? StoreSettings.inFolder(data()) : shared;
    }

    /// Where gateways count together; null where this one counts for itself.
    public @Nullable SharedSettings shared() {
        return service.shared();
    }

    /// Where the admin API listens.
    public AdminListen admin() {
        return service.admin();
    }

    /// The servers behind the gateway, by name; empty when the sample serves.
    public List<ServerSettings> servers() {
        return catalog.servers();
    }

    /// Named choices beside the one of all servers and the one of each server, by name.
    public List<ToolsetSettings> toolsets() {
        return catalog.toolsets();
    }

    /// Settings of the catalogue.
    public GatewaySettings gateway() {
        return catalog.gateway();
    }

    /// Whether nothing is configured, so that the built-in sample server is served.
    public boolean sample() {
        return catalog.sample();
    }

    /// The files that it was made of.
    public ReadFiles read() {
        return origin.read();
    }

    /// What may not be as it was meant.
    public List<Problem> warnings() {
        return origin.warnings();
    }

    /// Where the gateway listens, and with whom it works together.
    ///
    /// @param listen where it listens
    /// @param access which browsers' pages and names it listens to
    /// @param seals keys that replicas share, the one that seals first; empty when it has keys of its own
    /// @param replicas how it finds others that serve the same clients; null when it is alone
    /// @param data the folder for what must last
    /// @param store the database that replicas share; null for a file in the data folder
    /// @param shared where it counts together with others; null where it counts for itself
    /// @param admin where the admin API listens
    public record Service(
            ListenSettings listen,
            Access access,
            List<SealKey> seals,
            @Nullable ReplicaSettings replicas,
            Path data,
            @Nullable StoreSettings store,
            @Nullable SharedSettings shared,
            AdminListen admin) {
        public Service {
            seals = List.copyOf(seals);
        }

        private Service with(Path folder) {
            return new Service(listen, access, seals, replicas, folder, store, shared, admin);
        }
    }

    /// The servers behind the gateway, and how they are offered.
    ///
    /// @param servers by name; empty when the sample serves
    /// @param toolsets named choices beside the one of all servers and the one of each server, by name
    /// @param gateway settings of the catalogue
    /// @param sample whether nothing is configured, so that the built-in sample server is served
    public record CatalogSettings(
            List<ServerSettings> servers, List<ToolsetSettings> toolsets, GatewaySettings gateway, boolean sample) {
        public CatalogSettings {
            servers = List.copyOf(servers);
            toolsets = List.copyOf(toolsets);
        }

        private CatalogSettings with(List<ServerSettings> chosen) {
            List<String> names = chosen.stream().map(ServerSettings::name).toList();
            List<ToolsetSettings> left = toolsets.stream()
                    .map(toolset -> toolset.with(toolset.members().stream()
                            .filter(member -> names.contains(member.server()))
                            .toList()))
                    .toList();
            return new CatalogSettings(chosen, left, gateway, sample);
        }
    }

    /// Where a configuration was read.
    ///
    /// @param read the files that it was made of
    /// @param warnings what may not be as it was meant
    public record Origin(ReadFiles read, List<Problem> warnings) {
        public Origin {
            warnings = List.copyOf(warnings);
        }
    }

    /// What the checks of Origin and Host allow beside the listener's own names.
    ///
    /// @param origins `https://app.example.com`; such pages may call from a browser
    /// @param hosts names under which others reach the gateway
    /// @param proxies whose word counts on where a request came from
    /// @param certificates which certificates let callers in
    public record Access(
            List<String> origins, List<String> hosts, List<AddressRange> proxies, CertificateRules certificates) {
        /// Access without certificates.
        public Access(List<String> origins, List<String> hosts, List<AddressRange> proxies) {
            this(origins, hosts, proxies, CertificateRules.NONE);
        }

        public Access {
            origins = List.copyOf(origins);
            hosts = List.copyOf(hosts);
            proxies = List.copyOf(proxies);
        }
    }

    /// A caller's key; only its hash is known.
    ///
    /// @param name who calls with it, as logs say
    /// @param sha256 the SHA-256 of the key's UTF-8 bytes, 32 bytes
    /// @param providerPaths what it opens of the account at a provider of models
    /// @param operator scopes of operators that whoever has it has
    /// @param actFor patterns of users in whose name it may have tokens made
    /// @param bulk whether who has it yields to others
    /// @param claims what rules read of its caller: texts by name
    public record Key(
            String name,
            byte[] sha256,
            List<String> providerPaths,
            List<String> operator,
            List<String> actFor,
            boolean bulk,
            Map<String, List<String>> claims) {
        public Key {
            providerPaths = List.copyOf(providerPaths);
            operator = List.copyOf(operator);
            actFor = List.copyOf(actFor);
            claims = Map.copyOf(claims);
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Key that
                    && name.equals(that.name)
                    && Arrays.equals(sha256, that.sha256)
                    && providerPaths.equals(that.providerPaths)
                    && operator.equals(that.operator)
                    && actFor.equals(that.actFor)
                    && bulk == that.bulk
                    && claims.equals(that.claims);
        }

        @Override
        public int hashCode() {
            return name.hashCode();
        }

        @Override
        public String toString() {
            return name + " " + HexFormat.of().formatHex(sha256, 0, 4) + "…";
        }
    }

    /// Bounds that hold from the start to the end.
    ///
    /// @param endpoint on sessions and streams
    /// @param tokens on what older clients call their session
    /// @param bridge on calls that wait for answers
    /// @param engine on threads
    /// @param stop on the end
    /// @param connectionsChosen whether the operator says how many connections there may be
    public record Limits(
            EndpointSettings endpoint,
            TokenSettings tokens,
            BridgeSettings bridge,
            EngineSettings engine,
            StopTimes stop,
            boolean connectionsChosen) {}

    /// What is logged.
    ///
    /// @param level what is below this is left out
    /// @param calls whether each call gets a line
    public record Logging(Format format, LogLevel level, boolean calls) {
        /// What holds when nothing is configured.
        public static final Logging DEFAULT = new Logging(Format.AUTO, LogLevel.INFO, true);

        /// How lines look.
        public enum Format {
            /// Text on a terminal, JSON elsewhere.
            AUTO,
            JSON,
            TEXT
        }
    }
}
