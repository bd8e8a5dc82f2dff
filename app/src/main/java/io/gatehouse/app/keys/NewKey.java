package io.gatehouse.app.keys;

import io.gatehouse.app.cli.Action;
import io.gatehouse.app.cli.ConfigurationOptions;
import io.gatehouse.app.cli.ExitCode;
import io.gatehouse.app.cli.GatewayOptions;
import io.gatehouse.app.cli.Terminal;
import io.gatehouse.app.config.AuthSettings;
import io.gatehouse.app.config.Configuration;
import io.gatehouse.app.config.KeyMaker;
import io.gatehouse.app.config.LocalKey;
import io.gatehouse.app.config.ServerNames;
import io.gatehouse.app.config.Shown;
import io.gatehouse.doors.admin.GrantCheck;
import io.gatehouse.policy.Role;
import io.gatehouse.protocol.OperatorScope;
import io.gatehouse.protocol.ProviderScope;
import io.gatehouse.store.KeyActing;
import io.gatehouse.store.KeyGrant;
import io.gatehouse.store.StoreAwayException;
import io.gatehouse.upstream.settings.ServerSettings;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "new",
        header = "Make a key and show it once.",
        description = "The key is 256 random bits. The store keeps its SHA-256 and what it opens; the key itself is not"
                + " stored anywhere. Gateways that run on the same data folder or database accept it within a second."
                + " From the first key on, every caller needs one.",
        footer = {
            "",
            "Examples:",
            "  gatehouse key new ci",
            "  gatehouse key new ci --role reader --expires 90d --address 10.0.0.0/8",
            "  gatehouse key new ops --operator",
            "  gatehouse key new lead --scope crm:approve",
            "  gatehouse key new ci --for-file",
            "  gatehouse key new ci --url https://gw.example.com:9420 --key-file ops.key",
            "",
            "Give the key to the caller, who sends it as `Authorization: Bearer KEY` or",
            "`x-api-key: KEY`."
        })
final class NewKey implements Action {
    /// Stands for all servers in scopes.
    private static final String EVERY_SERVER = "mcp";

    private static final String ONLY_ONCE = "shown only once:";

    private final Terminal terminal;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Mixin
    private final ConfigurationOptions options = new ConfigurationOptions();

    @Mixin
    private final GatewayOptions gateway = new GatewayOptions();

    @Parameters(paramLabel = "NAME", description = "Name of the caller, as it appears in the log.")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private String name;

    @Option(names = "--role", paramLabel = "ROLE", description = "Role of the caller. May be repeated.")
    private Set<String> roles = new LinkedHashSet<>();

    @Option(
            names = "--scope",
            paramLabel = "SCOPE",
            description = "What the key may do with servers, within its roles: SERVER:EFFECT such as crm:read, or"
                    + " mcp:EFFECT for every server. Default: all that its roles give. For operators: admin:read,"
                    + " admin:write, keys, SERVER:approve or mcp:approve. May be repeated.")
    private Set<String> scopes = new LinkedHashSet<>();

    @Option(names = "--tenant", paramLabel = "TENANT", description = "Tenant whose data the caller works with.")
    private String tenant = "";

    @Option(
            names = "--expires",
            paramLabel = "TIME",
            description = "When the key ends: in 12h or 90d, on a day such as 2030-01-31, or at a time such as"
                    + " 2030-01-31T12:00:00Z. Default: never.")
    private @Nullable String expires;

    @Option(
            names = "--address",
            paramLabel = "RANGE",
            description = "Address, or range such as 10.0.0.0/8, from which the key can be used. May be repeated."
                    + " Default: any.")
    private List<String> addresses = List.of();

    @Option(
            names = "--operator",
            description = "Let the caller see /ready, /metrics and /logs in full, as who runs the gateway does:"
                    + " the scope admin:read.")
    private boolean operator;

    @Option(
            names = "--provider-path",
            paramLabel = "NAME",
            description = "Provider path that the key opens in addition to messages and models, such as files, batches"
                    + " or all. May be repeated.")
    private Set<String> providerPaths = new LinkedHashSet<>();

    @Option(
            names = "--act-for",
            paramLabel = "PATTERN",
            description = "Users in whose name short-lived tokens may be made with the key, such as 'user-*'. May be"
                    + " repeated. Default: none.")
    private List<String> actFor = new ArrayList<>();

    @Option(
            names = "--claim",
            paramLabel = "NAME=VALUE",
            description = "What rules read of the caller as caller.claims. It gives no role. May be repeated.")
    private List<String> claims = new ArrayList<>();

    @Option(
            names = "--for-file",
            description = "Store nothing. Print the key, and the block for the configuration file that admits it.")
    private boolean forFile;

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    NewKey(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws Exception {
        require(ServerNames.PATTERN.matcher(name).matches(), "A name has 1 to 64 letters, digits, - and _.");
        require(!name.equals(LocalKey.NAME), Shown.quoted(name) + " is the gateway's own key. Choose another name.");
        if (forFile) {
            require(plain(), "--for-file goes with --json only: the file says itself what the key opens.");
            print(KeyMaker.make());
            return ExitCode.OK;
        }
        providerPaths.forEach(path ->
                require(path.matches("[a-z0-9_-]{1,64}"), "--provider-path: must be a name as in /v1/NAME, or all."));
        KeyGrant grant = grant(end(), acting());
        if (gateway.chosen()) {
            require(
                    grant.acting().equals(KeyActing.NONE),
                    "--act-for and --claim do not go with --url. Make such a key on the machine of the gateway.");
            try (RemoteKeys keys = new RemoteKeys(gateway.connect(terminal))) {
                print(keys.make(grant));
            }
            return ExitCode.OK;
        }
        check(GrantCheck.ofForm(grant));
        try (OpenStore store = OpenStore.of(options, terminal)) {
            AuthSettings auth = store.configuration().auth();
            check(GrantCheck.of(
                    grant,
                    auth.roles().stream().map(Role::name).toList(),
                    auth.keys().stream().map(Configuration.Key::name).toList()));
            warnOfScopes(store.configuration());
            warnOfTheFirst(store);
            print(new LocalKeys(store).make(grant));
        }
        return ExitCode.OK;
    }

    private void print(KeyPlace.Made made) {
        terminal.out().print(json ? KeyText.json(made.key(), made.secret()) : KeyText.made(made.key(), made.secret()));
        terminal.out().flush();
    }

    private void require(boolean right, String otherwise) {
        if (!right) {
            throw new ParameterException(spec.commandLine(), otherwise);
        }
    }

    private boolean plain() {
        return roles.isEmpty()
                && scopes.isEmpty()
                && tenant.isEmpty()
                && expires == null
                && addresses.isEmpty()
                && !operator
                && providerPaths.isEmpty()
                && actFor.isEmpty()
                && claims.isEmpty();
    }

    private KeyActing acting() {
        actFor.forEach(pattern -> require(
                pattern.matches("[\\x21-\\x7e]{1,200}"), "--act-for: must be a user or a pattern such as 'user-*'."));
        Map<String, List<String>> named = new LinkedHashMap<>();
        for (String claim : claims) {
            int equals = claim.indexOf('=');
            require(
                    equals > 0 && claim.substring(0, equals).matches("[A-Za-z0-9_.-]{1,64}"),
                    "--claim: must be NAME=VALUE, such as department=finance.");
            named.computeIfAbsent(claim.substring(0, equals), none -> new ArrayList<>())
                    .add(claim.substring(equals + 1));
        }
        try {
            return new KeyActing(actFor, named);
        } catch (IllegalArgumentException wrong) {
            throw new ParameterException(spec.commandLine(), String.valueOf(wrong.getMessage()));
        }
    }

    private @Nullable Instant end() {
        try {
            return expires == null ? null : Expiry.of(expires);
        } catch (IllegalArgumentException wrong) {
            throw new ParameterException(spec.commandLine(), "--expires: " + wrong.getMessage());
        }
    }

    private void check(GrantCheck.@Nullable Fault fault) {
        if (fault == null) {
            return;
        }
        throw new ParameterException(
                spec.commandLine(),
                switch (fault.field()) {
                    case "roles" -> "--role: " + fault.text();
                    case "scopes" -> "--scope: " + fault.text();
                    case "addresses" -> "--address: " + fault.text();
                    case "tenant" -> "--tenant: " + fault.text();
                    default -> fault.text();
                });
    }

    private void warnOfScopes(Configuration configuration) {
        if (configuration.sample()) {
            return;
        }
        List<String> servers =
                configuration.servers().stream().map(ServerSettings::name).toList();
        for (String scope : scopes) {
            String server = scope.substring(0, scope.indexOf(':'));
            if (!server.equals(EVERY_SERVER) && !servers.contains(server)) {
                String near = Shown.suggestion(server, servers);
                terminal.err()
                        .println("gatehouse: --scope: there is no server " + Shown.quoted(server)
                                + " in the configuration, so " + scope + " opens nothing."
                                + (near.isEmpty() ? "" : " " + near));
            }
        }
    }

    private void warnOfTheFirst(OpenStore store) throws StoreAwayException {
        if (!store.configuration().auth().required() && !store.keys().everHadKeys()) {
            terminal.err()
                    .println("gatehouse: This is the first key. From now on every caller needs one, also on this"
                            + " machine, and revoking the key does not change that.");
        }
    }

    private KeyGrant grant(@Nullable Instant end, KeyActing acting) {
        Set<String> all = new TreeSet<>(scopes);
        if (operator) {
            all.add(OperatorScope.READ);
        }
        providerPaths.forEach(path -> all.add(ProviderScope.of(path)));
        try {
            return new KeyGrant(tenant, name, roles, all, addresses, end, acting);
        } catch (IllegalArgumentException tooMuch) {
            throw new ParameterException(spec.commandLine(), String.valueOf(tooMuch.getMessage()));
        }
    }

    private void print(String key) {
        if (json) {
            terminal.out()
                    .println("{\"name\":\"" + name + "\",\"key\":\"" + key + "\",\"sha256\":\"" + KeyMaker.hash(key)
                            + "\"}");
            return;
        }
        terminal.out().println("The key of " + name + ", " + ONLY_ONCE);
        terminal.out().println();
        terminal.out().println("  " + key);
        terminal.out().println();
        terminal.out().println("For gatehouse.yaml; if it has `auth.keys` already, only the last line:");
        terminal.out().println();
        terminal.out().println("auth:");
        terminal.out().println("  keys:");
        terminal.out().println("    " + KeyMaker.line(name, key));
    }
}
