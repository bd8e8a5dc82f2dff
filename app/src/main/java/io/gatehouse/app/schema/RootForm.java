package io.gatehouse.app.schema;

import io.gatehouse.app.config.AdminListen;
import io.gatehouse.app.config.AuthSettings;
import io.gatehouse.app.config.Configuration;
import io.gatehouse.app.config.Configuration.Logging;
import io.gatehouse.app.config.Node;
import io.gatehouse.app.config.Position;
import io.gatehouse.app.config.Problems;
import io.gatehouse.app.config.ServerNames;
import io.gatehouse.app.config.Shown;
import io.gatehouse.app.config.Source;
import io.gatehouse.doors.messages.MessagesSettings;
import io.gatehouse.gateway.approval.ApprovalSettings;
import io.gatehouse.gateway.catalog.GatewaySettings;
import io.gatehouse.gateway.usage.SharedSettings;
import io.gatehouse.identity.certificates.CertificateRules;
import io.gatehouse.identity.tokens.TokenRules;
import io.gatehouse.policy.Role;
import io.gatehouse.policy.Usage;
import io.gatehouse.policy.rule.Rule;
import io.gatehouse.policy.rule.RuleBook;
import io.gatehouse.seal.SealKey;
import io.gatehouse.store.StoreSettings;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The whole of `gatehouse.yaml`. Servers and toolsets are read by [ServersReader], once imports are known.
public final class RootForm extends Form<RootForm.Root> {
    /// What a name may not be is replaced, see [ServerNames].
    private static final Pattern ANY = Pattern.compile("[\\s\\S]{1,}");

    /// What stands at the top of clients' files only.
    public static final Set<String> CLIENT_KEYS = Set.of("mcpServers", "context_servers", "mcp", "inputs");

    private final Field<ListenForm.Listen> listen = field("listen", new ListenForm(), "Where the gateway listens.");
    private final Field<AdminListen> admin =
            field("admin", new AdminForm(), "The admin API, on a listener of its own.");
    private final Field<AuthForm.Auth> auth =
            field("auth", new AuthForm(), AuthForm.Auth.OPEN, "no key required, on loopback only", "Who may call.");
    private final Field<Map<String, RoleForm.Written>> roles = field(
            "roles",
            Kinds.map("the name of a role", ServerNames.PATTERN, new RoleForm()),
            Map.of(),
            "none: every caller may do everything",
            "Who may see and do what, by the name of a role. A caller may do what its roles allow together; with"
                    + " roles, a caller without one may do nothing.");
    private final Field<UsageForm.Written> usage =
            field("usage", new UsageForm(), UsageForm.Written.NOTHING, "", "How much callers may use.");
    private final Field<Map<String, Function<String, Rule>>> rules = field(
            "rules",
            Kinds.map("the name of a rule", ServerNames.PATTERN, new RuleForm()),
            Map.of(),
            "none",
            "What becomes of single calls of tools, by the name of a rule.");
    private final Field<ApprovalSettings> approvals = field(
            "approvals",
            new ApprovalsForm(),
            ApprovalSettings.DEFAULT,
            "",
            "Calls that a person must agree to; see also servers.NAME.tools.NAME.approval.");
    private final Field<List<SealKey>> seal = field(
            "seal",
            new SealForm(),
            List.of(),
            "a key in the data folder, which changes by itself",
            "Keys that several replicas share.");
    private final Field<ReplicasForm.Replicas> replicas = field(
            "replicas",
            new ReplicasForm(),
            "Several gateways that serve the same clients, and how they find each other.");
    private final Field<StoreSettings> store =
            field("store", new StoreForm(), "Where keys of callers and requests for approval are stored.");
    private final Field<Path> data = field(
            "data",
            Kinds.path(),
            "Folder for persistent data: session keys and last known lists. Default: .gatehouse.");
    private final Field<List<Import>> imports = field(
            "import",
            Kinds.listOrOne(new ImportKind()),
            List.of(),
            "none",
            "Configuration files of MCP clients whose servers are served too: .mcp.json,"
                    + " claude_desktop_config.json.");
    private final Field<Boolean> defaults = field("defaults", new DefaultsForm(), "Defaults for every server.");
    private final Field<Node> servers = field(
            "servers",
            new Later(Kinds.map("the name of a server", ANY, new ServerForm())),
            "The MCP servers behind the gateway, by name.");
    private final Field<Node> toolsets = field(
            "toolsets",
            new Later(Kinds.map("the name of a toolset", ServerNames.PATTERN, new ToolsetForm(null))),
            "Named selections of servers and tools, served at /mcp/NAME.");
    private final Field<Integer> names = field(
            "names", new NamesForm(), GatewaySettings.DEFAULT.maxNameLength(), "", "How tools and prompts are named.");
    private final Field<ModelsForm.Read> models = field(
            "models",
            new ModelsForm(),
            ModelsForm.Read.NOTHING,
            "",
            "Models that the Messages API serves, and their providers.");
    private final Field<MessagesSettings> messages =
            field("messages", new MessagesForm(), MessagesSettings.DEFAULT, "", "The Messages API at /v1.");
    private final Field<LimitsForm.Bounds> limits = field("limits", new LimitsForm(), "Limits of the gateway.");
    private final Field<Logging> logging =
            field("logging", new LoggingForm(), Logging.DEFAULT, "", "What is logged, and how.");

    /// Reads `gatehouse.yaml`.
    public RootForm() {
        super("Configuration of Gatehouse.");
        field("$schema", Kinds.text(), "Schema for editors; Gatehouse ignores it.");
    }

    /// The name of each key at the top of a file.
    public Set<String> keys() {
        return fields().stream().map(Field::name).collect(Collectors.toSet());
    }

    @Override
    String remedy(String key, Position position) {
        return CLIENT_KEYS.contains(key)
                ? "This is a file of an MCP client: serve it with --import "
                        + position.source().label() + " instead of --config, or translate it with `gatehouse import`."
                : "";
    }

    /// What the file says, as far as it stands on its own.
    ///
    /// @param hostPosition where the addresses to listen on are written
    /// @param admin where the admin API listens; null where nobody chose it
    /// @param adminPosition where that is written
    /// @param defaults what holds for every server, or null
    public record Root(
            ListenForm.Listen listen,
            Position hostPosition,
            @Nullable AdminListen admin,
            Position adminPosition,
            AuthSettings auth,
            CertificateRules certificates,
            List<SealKey> seals,
            ReplicasForm.@Nullable Replicas replicas,
            @Nullable Path data,
            @Nullable StoreSettings store,
            @Nullable SharedSettings shared,
            List<Import> imports,
            Node.@Nullable Mapping defaults,
            @Nullable Node servers,
            @Nullable Node toolsets,
            int maxNameLength,
            ModelsForm.Read models,
            MessagesSettings messages,
            LimitsForm.Bounds bounds,
            Logging logging) {}

    /// A file to import.
    ///
    /// @param written as the user wrote it
    /// @param files whether what it imports may read files outside of its folder
    public record Import(Path file, String written, Position position, String path, boolean files) {}

    @Override
    Root build(Values values) {
        ListenForm.Listen address = values.find(listen);
        LimitsForm.Bounds bounds = values.find(limits);
        boolean defaultsAreRight = values.find(defaults) != null;
        Node.Mapping shared = defaultsAreRight && values.raw(defaults) instanceof Node.Mapping map ? map : null;
        List<Role> given = roles(values);
        RuleBook book = rules(values);
        return new Root(
                address == null ? empty(new ListenForm()) : address,
                values.position(listen),
                values.find(admin),
                values.position(admin),
                new AuthSettings(
                        values.written(auth),
                        values.get(auth).keys(),
                        tokens(values, address == null ? "" : address.publicUrl(), given, book),
                        given,
                        values.get(auth).anonymous(),
                        book,
                        usage(values),
                        values.get(approvals)),
                CertifiedCallers.of(values, auth, values.get(roles).keySet(), address),
                values.get(seal),
                values.find(replicas),
                values.find(data),
                values.find(store),
                values.get(usage).shared(),
                values.get(imports),
                shared,
                values.find(servers),
                values.find(toolsets),
                values.get(names),
                values.get(models),
                values.get(messages),
                bounds == null ? empty(new LimitsForm()) : bounds,
                values.get(logging));
    }

    private TokenRules tokens(Values values, String publicUrl, List<Role> given, RuleBook book) {
        AuthForm.Auth who = values.get(auth);
        if (!who.issuers().isEmpty() && publicUrl.isEmpty() && !values.broken()) {
            values.error(
                    auth,
                    "issuers require listen.public-url, which tokens name as their audience",
                    "Set listen.public-url to the URL under which clients reach the gateway.");
        }
        Set<String> claims = new HashSet<>(book.claims());
        given.forEach(role -> claims.addAll(role.claims().keySet()));
        return new TokenRules(publicUrl, who.issuers(), who.scopes(), claims, who.lives());
    }

    private List<Role> roles(Values values) {
        Map<String, RoleForm.Written> written = values.get(roles);
        String anonymous = values.get(auth).anonymous();
        if (anonymous != null && !written.containsKey(anonymous)) {
            values.error(auth, "anonymous: there is no role " + Shown.quoted(anonymous), "Define it under `roles`.");
        }
        if (!written.isEmpty() && !values.written(auth)) {
            values.error(
                    roles,
                    "are set, but callers need no key, so that none can have a role",
                    "Write `auth: {}` and make keys with `gatehouse key new NAME --role ROLE`, or set auth.anonymous to"
                            + " a role.");
        }
        List<Role> all = new ArrayList<>();
        written.forEach((name, role) -> all.add(role.role().apply(name)));
        return all;
    }

    private Usage usage(Values values) {
        Usage limits = values.get(usage).usage();
        Map<String, Set<String>> ofRoles = new HashMap<>();
        values.get(roles)
                .forEach((role, written) -> written.limits()
                        .forEach(name -> ofRoles.computeIfAbsent(name, added -> new HashSet<>())
                                .add(role)));
        Set<String> known = limits.names();
        ofRoles.keySet().stream()
                .filter(name -> !known.contains(name))
                .sorted()
                .forEach(name -> values.error(
                        roles, "there is no limit " + Shown.quoted(name), "Define it under `usage.limits`."));
        Set<String> low = new HashSet<>();
        values.get(roles).forEach((role, written) -> {
            if (written.bulk()) {
                low.add(role);
            }
        });
        Set<String> keys = values.get(auth).keys().stream()
                .filter(Configuration.Key::bulk)
                .map(Configuration.Key::name)
                .collect(Collectors.toSet());
        return limits.of(ofRoles).with(limits.overload().of(low, keys));
    }

    /// All rules, compiled.
    private RuleBook rules(Values values) {
        List<Rule> all = new ArrayList<>();
        values.get(rules).forEach((name, rule) -> all.add(rule.apply(name)));
        return RuleBook.compile(
                all,
                (name, problem) ->
                        values.error(rules, List.of(name, RuleForm.WHEN), problem, "Correct the condition."));
    }

    private static <T> T empty(Form<T> form) {
        Node.Mapping nothing = new Node.Mapping(Position.of(Source.COMMAND_LINE), Map.of());
        return java.util.Objects.requireNonNull(form.build(new Values(nothing, null, "", new Problems())));
    }

    /// A part that is read later; its schema is known now.
    private record Later(Kind<?> kind) implements Kind<Node> {
        @Override
        public Node read(Node node, String path, Problems problems) {
            return node;
        }

        @Override
        public Map<String, Object> schema() {
            return kind.schema();
        }
    }

    private static final class ImportKind implements Kind<Import> {
        private static final Kind<Path> PATH = Kinds.path();
        private static final ImportForm FORM = new ImportForm();

        @Override
        public @Nullable Import read(Node node, String path, Problems problems) {
            if (node instanceof Node.Mapping) {
                return FORM.read(node, path, problems);
            }
            Path file = PATH.read(node, path, problems);
            return file == null ? null : new Import(file, node.toString(), node.position(), path, false);
        }

        @Override
        public Map<String, Object> schema() {
            return Map.of("anyOf", List.of(PATH.schema(), FORM.schema()));
        }
    }

    private static final class ImportForm extends Form<Import> {
        private final Field<Path> file = field("file", Kinds.path(), "File to import.");
        private final Field<Boolean> files = field(
                "files",
                Kinds.flag(),
                false,
                "false",
                "Whether ${file:PATH}, envFile, ca, client-certificate and client-key in it may name files outside"
                        + " its folder.");

        ImportForm() {
            super("A file to import, with options.");
        }

        @Override
        @Nullable
        Import build(Values values) {
            Path named = values.require(file, "Name the file to import.");
            return named == null
                    ? null
                    : new Import(
                            named,
                            String.valueOf(values.raw(file)),
                            values.position(file),
                            values.path(),
                            values.get(files));
        }
    }
}
