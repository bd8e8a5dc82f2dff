package io.gatehouse.app.config;

import io.gatehouse.app.config.Configuration.Access;
import io.gatehouse.app.config.Configuration.CatalogSettings;
import io.gatehouse.app.config.Configuration.Origin;
import io.gatehouse.app.config.Configuration.Service;
import io.gatehouse.app.schema.ReplicasForm;
import io.gatehouse.app.schema.RootForm;
import io.gatehouse.doors.front.replicas.ReplicaSettings;
import io.gatehouse.doors.messages.api.Prices;
import io.gatehouse.doors.messages.api.TokenUsage;
import io.gatehouse.gateway.catalog.GatewaySettings;
import io.gatehouse.gateway.catalog.ToolsetSettings;
import io.gatehouse.http.ClientCertificates;
import io.gatehouse.http.ListenSettings;
import io.gatehouse.http.PemFiles;
import io.gatehouse.models.RoutedModels;
import io.gatehouse.store.Store;
import io.gatehouse.store.StoreSettings;
import io.gatehouse.upstream.settings.ServerSettings;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Makes a configuration of a file, of what it imports and of what the command line says. Each [#load()] reads
/// everything again.
public final class ConfigurationLoader {
    private static final RootForm ROOT = new RootForm();

    private final Options options;
    private final Variables.Environment environment;

    /// What the command line says; it wins over the file.
    ///
    /// @param file the configuration file, or null when there is none
    /// @param imports files of MCP clients to import beside those that the file names
    /// @param hosts addresses to listen on; empty leaves them to the file
    /// @param port the port, or null to leave it to the file
    /// @param data the data folder, or null to leave it to the file
    public record Options(
            @Nullable Path file,
            List<Path> imports,
            List<String> hosts,
            @Nullable Integer port,
            @Nullable Path data) {
        /// Nothing is configured.
        public static final Options NONE = new Options(null, List.of(), List.of(), null, null);

        /// A file and nothing else.
        public static Options of(Path file) {
            return new Options(file, List.of(), List.of(), null, null);
        }
    }

    /// @param environment looks up the variables that files name
    public ConfigurationLoader(Options options, Variables.Environment environment) {
        this.options = options;
        this.environment = environment;
    }

    /// Reads and checks all of it.
    ///
    /// @throws ConfigurationException with everything that is wrong
    public Configuration load() throws ConfigurationException {
        Problems problems = new Problems();
        Read files = new Read();
        Source source = options.file() == null ? Source.COMMAND_LINE : Source.of(options.file());
        Node document = document(source, files, problems);
        if (options.file() != null && document instanceof Node.Mapping sections) {
            files.names(options.file(), present(sections));
        }
        RootForm.Root root = ROOT.read(document, "", problems);
        Configuration configuration = root == null ? null : assemble(root, source, files, problems);
        problems.read().forEach(files::add);
        if (configuration == null || problems.failed()) {
            throw new ConfigurationException(sorted(problems.errors()), files.paths(), files.fingerprint());
        }
        return configuration;
    }

    /// The data folder, as far as the files tell it: also where the rest of them is wrong.
    public Path data() {
        Problems aside = new Problems();
        Source source = options.file() == null ? Source.COMMAND_LINE : Source.of(options.file());
        RootForm.Root root = ROOT.read(document(source, new Read(), aside), "", aside);
        if (root != null) {
            return data(root, source);
        }
        return options.data() == null
                ? source.folder().resolve(".gatehouse")
                : options.data().toAbsolutePath().normalize();
    }

    /// The one file that `seal.keys` names with `${file:PATH}`, be it there or not; null when it names anything else.
    ///
    /// @throws ConfigurationException when the configuration file cannot be read
    public @Nullable Path sealFile() throws ConfigurationException {
        Problems problems = new Problems();
        Read files = new Read();
        Source source = options.file() == null ? Source.COMMAND_LINE : Source.of(options.file());
        byte[] bytes =
                options.file() == null ? null : bytes(options.file(), Position.of(source), "", "", files, problems);
        Node document =
                bytes == null ? null : DocumentReader.own(source, problems).read(bytes);
        if (problems.failed()) {
            throw new ConfigurationException(sorted(problems.errors()), files.paths(), files.fingerprint());
        }
        Node keys = member(member(document, "seal"), "keys");
        if (keys instanceof Node.Sequence list && list.items().size() == 1) {
            keys = list.items().getFirst();
        }
        if (keys instanceof Node.Scalar written
                && TextPart.of(written.written()) instanceof List<TextPart> parts
                && parts.size() == 1
                && parts.getFirst() instanceof TextPart.FromFile file) {
            return source.resolve(file.path().strip());
        }
        return null;
    }

    private static @Nullable Node member(@Nullable Node node, String name) {
        Node.Entry entry = node instanceof Node.Mapping map ? map.entries().get(name) : null;
        return entry == null ? null : entry.value();
    }

    private Node document(Source source, Read files, Problems problems) {
        Node nothing = new Node.Mapping(Position.of(source), Map.of());
        if (options.file() == null) {
            return nothing;
        }
        byte[] bytes = bytes(options.file(), Position.of(source), "", "", files, problems);
        Node document =
                bytes == null ? null : DocumentReader.own(source, problems).read(bytes);
        return document == null ? nothing : new Variables(environment, problems).expand(document, "");
    }

    private Configuration assemble(RootForm.Root root, Source source, Read files, Problems problems) {
        ServerNames names = new ServerNames(problems);
        ServersReader reader = new ServersReader(names, problems);
        List<ServerSettings> servers = new ArrayList<>(reader.servers(root.servers(), root.defaults()));
        files.servers(
                root.servers() instanceof Node.Mapping named ? named.entries().size() : 0);
        List<RootForm.Import> imports = new ArrayList<>(root.imports());
        for (Path file : options.imports()) {
            imports.add(
                    new RootForm.Import(file, file.toString(), Position.of(Source.COMMAND_LINE), "--import", false));
        }
        ImportReader importer = new ImportReader(environment, names, root.defaults(), problems);
        reader.reserve(root.toolsets());
        Path stand = Source.COMMAND_LINE.folder();
        for (RootForm.Import each : imports) {
            byte[] bytes = bytes(each.file(), each.position(), each.path(), each.written(), files, problems);
            if (bytes != null) {
                Source written = Source.ofClient(each.written(), each.file());
                ImportReader.Imported read = importer.read(written, bytes, each.files(), stand);
                servers.addAll(read.servers());
                reader.knows(read.names());
                files.names(each.file(), read.named());
                files.servers(read.named());
            }
        }
        servers.sort(Comparator.comparing(ServerSettings::name));
        problems.read().forEach(files::add);
        files.shown(root.listen().tls(), root.listen().asked());
        boolean sample = options.file() == null && imports.isEmpty();
        if (servers.isEmpty() && !sample) {
            boolean disabled = root.servers() instanceof Node.Mapping named
                    && !named.entries().isEmpty()
                    && imports.isEmpty();
            problems.warning(
                    Position.of(source),
                    "",
                    disabled ? "every server is disabled" : "names no servers",
                    disabled ? "Remove `disabled: true` from one." : "Add them under `servers` or `import`.");
        }
        unpriced(root, source, problems);
        List<ToolsetSettings> toolsets = reader.toolsets(root.toolsets(), servers);
        UnmatchedRoles.warn(
                root.auth(),
                servers.stream().map(ServerSettings::name).toList(),
                toolsets.stream().map(ToolsetSettings::name).toList(),
                Position.of(source),
                problems);
        UnmatchedLimits.warn(
                root.auth().usage(),
                servers.stream().map(ServerSettings::name).toList(),
                Position.of(source),
                problems);
        UnmatchedRoles.warn(
                root.auth().rules().rules(),
                servers.stream().map(ServerSettings::name).toList(),
                Position.of(source),
                problems);
        ServerIdentities.check(servers, root.servers(), root.auth().tokens().publicUrl(), source, problems);
        AuthSettings auth = root.auth()
                .knowing(servers.stream()
                        .flatMap(server -> server.callers().claims().stream())
                        .collect(Collectors.toSet()));
        Path data = data(root, source);
        ListenSettings listen = listen(root, data, problems);
        Access access = new Access(
                root.listen().allowedOrigins(),
                root.listen().allowedHosts(),
                root.listen().trustedProxies(),
                root.certificates());
        return new Configuration(
                new Service(
                        listen,
                        access,
                        root.seals(),
                        replicas(root, problems),
                        data,
                        root.store(),
                        root.shared(),
                        admin(root, listen, problems)),
                listen.hosts().stream().allMatch(Loopback::only) ? auth : auth.demanding(),
                new CatalogSettings(servers, toolsets, gateway(root), sample),
                root.models().complete(EnvironmentProvider.key(environment)),
                root.messages(),
                root.bounds().limits(),
                root.logging(),
                new Origin(files.read(), problems.warnings()));
    }

    /// Says which models a bound on cost shuts out.
    private static void unpriced(RootForm.Root root, Source source, Problems problems) {
        if (root.messages().loop().cost().signum() <= 0) {
            return;
        }
        Prices prices = root.models().prices();
        String remedy =
                "Requests with MCP servers for a model without a price are refused: add it under models.prices.";
        if (prices.entries().isEmpty()) {
            problems.warning(Position.of(source), "messages.loop.cost", "is a limit, but no model has a price", remedy);
        }
        for (RoutedModels.ModelRoute route : root.models().routes()) {
            if (!prices.entries().isEmpty() && prices.cost(route.pattern(), TokenUsage.NONE) == null) {
                String what = "is a limit, but " + Shown.quoted(route.pattern()) + " under models.routes has no price";
                problems.warning(Position.of(source), "messages.loop.cost", what, remedy);
            }
        }
    }

    private ListenSettings listen(RootForm.Root root, Path data, Problems problems) {
        boolean fromOptions = !options.hosts().isEmpty();
        List<String> hosts = fromOptions ? options.hosts() : root.listen().hosts();
        Position position = fromOptions ? Position.of(Source.COMMAND_LINE) : root.hostPosition();
        String path = fromOptions ? "--host" : "listen.host";
        boolean keysPossible =
                root.auth().required() || root.store() != null || Store.exists(StoreSettings.inFolder(data));
        boolean keysBroken =
                problems.errors().stream().anyMatch(problem -> problem.path().startsWith("auth"));
        boolean others = !root.listen().allowedHosts().isEmpty()
                || !root.listen().trustedProxies().isEmpty();
        if (root.auth().anonymousRole() != null && others) {
            problems.error(
                    root.hostPosition(),
                    "listen",
                    "allowed-hosts and trusted-proxies let callers of other machines in, and auth.anonymous asks them"
                            + " for no key",
                    "Remove auth.anonymous, or these.");
        }
        for (String host : hosts) {
            if (root.auth().anonymousRole() != null && !Loopback.only(host)) {
                problems.error(
                        position,
                        path,
                        Shown.quoted(host) + " can be reached from other machines, and auth.anonymous lets callers in"
                                + " without a key",
                        "Remove auth.anonymous, or listen on 127.0.0.1.");
            } else if (!keysPossible && !keysBroken && !Loopback.only(host)) {
                problems.error(
                        position,
                        path,
                        Shown.quoted(host) + " can be reached from other machines, and no keys are set",
                        "Make a key with `gatehouse key new NAME`, or listen on 127.0.0.1.");
            }
        }
        if (root.listen().tls() == null && !hosts.stream().allMatch(Loopback::only)) {
            problems.warning(
                    position,
                    path,
                    "other machines send their keys here in clear text, because there is no TLS",
                    "Set listen.tls, or let only a proxy with TLS reach this address.");
        }
        return root.bounds()
                .listen()
                .hosts(hosts.isEmpty() ? List.of("127.0.0.1") : hosts)
                .port(Objects.requireNonNullElse(options.port(), root.listen().port()))
                .tls(root.listen().tls())
                .clients(root.listen().asked())
                .greetingProxies(root.listen().proxyProtocol() ? root.listen().trustedProxies() : List.of())
                .build();
    }

    private static @Nullable ReplicaSettings replicas(RootForm.Root root, Problems problems) {
        ReplicasForm.Replicas written = root.replicas();
        if (written == null) {
            return null;
        }
        ReplicaSettings settings = written.settings();
        boolean sealsBroken =
                problems.errors().stream().anyMatch(problem -> problem.path().startsWith("seal"));
        if (root.seals().isEmpty() && !sealsBroken) {
            problems.error(
                    written.position(),
                    "replicas",
                    "requires seal.keys, the same in every replica",
                    "Write seal: {keys: \"${file:seal.keys}\"} and make the file with `gatehouse seal rotate`.");
        }
        boolean secure = root.listen().tls() != null;
        if (!secure && !Loopback.only(settings.listen().host())) {
            problems.error(
                    written.position(),
                    "replicas.listen",
                    "can be reached from other machines, and there is no TLS: requests that replicas pass hold the keys"
                            + " of callers",
                    "Set listen.tls, whose certificate replicas show each other too.");
        }
        if (settings.dns() != null && !secure) {
            problems.error(
                    written.position(),
                    "replicas.dns",
                    "requires TLS between the replicas",
                    "Set listen.tls, or name them on this machine under replicas.peers.");
        }
        return settings;
    }

    /// Where the admin API listens: its callers' keys must not cross a network in clear text.
    private static AdminListen admin(RootForm.Root root, ListenSettings listen, Problems problems) {
        AdminListen chosen = root.admin();
        if (chosen == null) {
            return AdminListen.beside(listen.port());
        }
        boolean hidden = listen.tls() != null || !root.listen().trustedProxies().isEmpty();
        if (!hidden && !chosen.hosts().stream().allMatch(Loopback::only)) {
            problems.error(
                    root.adminPosition(),
                    "admin.listen",
                    "can be reached from other machines, and there is no TLS: requests hold the keys of operators",
                    "Set listen.tls, or name the proxy that has TLS under listen.trusted-proxies.");
        }
        return chosen;
    }

    private Path data(RootForm.Root root, Source source) {
        if (options.data() != null) {
            return options.data().toAbsolutePath().normalize();
        }
        return root.data() == null ? source.folder().resolve(".gatehouse") : root.data();
    }

    private static GatewaySettings gateway(RootForm.Root root) {
        GatewaySettings bounds = root.bounds().gateway();
        return new GatewaySettings(root.maxNameLength(), bounds.pageSize(), bounds.firstListWait());
    }

    private static byte @Nullable [] bytes(
            Path file, Position position, String path, String written, Read files, Problems problems) {
        byte[] bytes = contents(file, position, path, written, problems);
        files.add(file, bytes);
        return bytes;
    }

    /// The bytes of a file; null where it cannot be read, which is noted.
    ///
    /// @param position where it is named
    /// @param path of the setting that names it
    /// @param written its name as it is written there, empty for a file of which no setting speaks
    public static byte @Nullable [] contents(
            Path file, Position position, String path, String written, Problems problems) {
        String label = written.isEmpty() ? "the file" : "the file " + Shown.quoted(written);
        try {
            return NamedFile.read(file);
        } catch (NoSuchFileException missing) {
            String folder = position.source().folder().toString();
            problems.error(position, path, label + " does not exist", "Relative paths start at " + folder + ".");
        } catch (IOException unreadable) {
            if (NamedFile.unfit(file)) {
                problems.error(position, path, label + " cannot be read: " + NamedFile.UNFIT, NamedFile.REMEDY);
                return null;
            }
            problems.error(
                    position,
                    path,
                    label + " cannot be read: " + Shown.plain(String.valueOf(unreadable.getMessage())),
                    "");
        }
        return null;
    }

    private static List<Problem> sorted(List<Problem> problems) {
        List<Problem> sorted = new ArrayList<>(problems);
        sorted.sort(Comparator.comparing(
                        (Problem problem) -> problem.position().source().label())
                .thenComparingInt(problem -> problem.position().line())
                .thenComparingInt(problem -> problem.position().column()));
        return sorted;
    }

    private static int present(Node.Mapping sections) {
        return (int) sections.entries().values().stream()
                .filter(section -> !section.value().absent())
                .count();
    }

    /// What has been read so far.
    private static final class Read {
        private final Map<Path, Integer> named = new HashMap<>();
        private int servers;
        private String shown = "";

        private final Map<Path, String> fingerprints = new LinkedHashMap<>();

        void add(Path file, byte @Nullable [] contents) {
            add(file, Fingerprint.of(contents));
        }

        void add(Path file, String fingerprint) {
            fingerprints.putIfAbsent(file.toAbsolutePath().normalize(), fingerprint);
        }

        void names(Path file, int count) {
            named.merge(file.toAbsolutePath().normalize(), count, Integer::sum);
        }

        /// Those of the listener's certificate: renewing them is a change too.
        void shown(@Nullable PemFiles tls, @Nullable ClientCertificates clients) {
            if (tls != null) {
                String certificate = Fingerprint.of(List.of(tls.certificate()));
                String key = Fingerprint.of(List.of(tls.key()));
                add(tls.certificate(), certificate);
                add(tls.key(), key);
                shown = certificate + " " + key;
            }
            if (tls != null && clients != null) {
                shown += " " + Fingerprint.of(List.of(clients.authorities()));
            }
        }

        void servers(int count) {
            servers += count;
        }

        List<Path> paths() {
            return List.copyOf(fingerprints.keySet());
        }

        String fingerprint() {
            return String.join(" ", fingerprints.values());
        }

        ReadFiles read() {
            return new ReadFiles(paths(), fingerprint(), shown, named, servers);
        }
    }
}
