package io.gatehouse.app.keys;

import io.gatehouse.app.cli.CommandException;
import io.gatehouse.app.cli.ConfigurationOptions;
import io.gatehouse.app.cli.ExitCode;
import io.gatehouse.app.cli.Program;
import io.gatehouse.app.cli.Terminal;
import io.gatehouse.app.config.AuthSettings;
import io.gatehouse.app.config.Configuration;
import io.gatehouse.app.config.KeyMaker;
import io.gatehouse.app.config.LocalKey;
import io.gatehouse.app.config.ServerNames;
import io.gatehouse.app.config.Shown;
import io.gatehouse.http.address.AddressRange;
import io.gatehouse.policy.Role;
import io.gatehouse.protocol.ProviderScope;
import io.gatehouse.protocol.ServerScope;
import io.gatehouse.store.KeyChange;
import io.gatehouse.store.KeyGrant;
import io.gatehouse.store.StoreAwayException;
import io.gatehouse.store.StoredKey;
import io.gatehouse.upstream.settings.ServerSettings;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
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
            "  gatehouse key new ci --for-file",
            "",
            "Give the key to the caller, who sends it as `Authorization: Bearer KEY` or",
            "`x-api-key: KEY`."
        })
final class NewKey implements Program.Action {
    /// Stands for all servers in scopes.
    private static final String EVERY_SERVER = "mcp";

    private static final String ONLY_ONCE = "shown only once:";

    private final Terminal terminal;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Mixin
    private final ConfigurationOptions options = new ConfigurationOptions();

    @Parameters(paramLabel = "NAME", description = "Name of the caller, as it appears in the log.")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private String name;

    @Option(names = "--role", paramLabel = "ROLE", description = "Role of the caller. May be repeated.")
    private Set<String> roles = new LinkedHashSet<>();

    @Option(
            names = "--scope",
            paramLabel = "SCOPE",
            description = "What the key may do with servers, within its roles: SERVER:EFFECT such as crm:read, or"
                    + " mcp:EFFECT for every server. May be repeated. Default: all that its roles give.")
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
            description = "Let the caller see /ready, /metrics and /logs in full, as who runs the gateway does.")
    private boolean operator;

    @Option(
            names = "--provider-path",
            paramLabel = "NAME",
            description = "Provider path that the key opens in addition to messages and models, such as files, batches"
                    + " or all. May be repeated.")
    private Set<String> providerPaths = new LinkedHashSet<>();

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
        require(
                tenant.isEmpty() || ServerNames.PATTERN.matcher(tenant).matches(),
                "--tenant: a tenant has 1 to 64 letters, digits, - and _.");
        addresses.forEach(this::checkRange);
        scopes.forEach(scope -> require(
                ServerScope.is(scope),
                "--scope: must be SERVER:EFFECT with the effect read, write, destroy or send, not "
                        + Shown.quoted(scope) + "."));
        providerPaths.forEach(path ->
                require(path.matches("[a-z0-9_-]{1,64}"), "--provider-path: must be a name as in /v1/NAME, or all."));
        Instant end = end();
        try (OpenStore store = OpenStore.of(options, terminal)) {
            check(store.configuration().auth());
            warnOfScopes(store.configuration());
            warnOfTheFirst(store);
            String key = KeyMaker.make();
            StoredKey made = add(store, key, end);
            terminal.out().print(json ? KeyText.json(made, key) : KeyText.made(made, key));
            terminal.out().flush();
        }
        return ExitCode.OK;
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
                && providerPaths.isEmpty();
    }

    private @Nullable Instant end() {
        try {
            return expires == null ? null : Expiry.of(expires);
        } catch (IllegalArgumentException wrong) {
            throw new ParameterException(spec.commandLine(), "--expires: " + wrong.getMessage());
        }
    }

    private void checkRange(String range) {
        try {
            AddressRange.of(range);
        } catch (IllegalArgumentException wrong) {
            throw new ParameterException(spec.commandLine(), "--address: " + wrong.getMessage() + ".");
        }
    }

    private void check(AuthSettings auth) {
        if (auth.keys().stream().anyMatch(key -> key.name().equals(name))) {
            throw new CommandException(
                    ExitCode.USAGE,
                    "The configuration file has a key named " + Shown.quoted(name) + ". Choose another name.");
        }
        List<String> known = auth.roles().stream().map(Role::name).toList();
        for (String role : roles) {
            if (!known.contains(role)) {
                throw new CommandException(
                        ExitCode.USAGE,
                        "--role: there is no role " + Shown.quoted(role) + " in the configuration. "
                                + (known.isEmpty()
                                        ? "Define it under roles."
                                        : "Known: " + String.join(", ", known) + "."));
            }
        }
        if (roles.isEmpty() && !known.isEmpty()) {
            throw new CommandException(
                    ExitCode.USAGE,
                    "The configuration has roles, and a key without one may do nothing. Give it one with --role: "
                            + String.join(", ", known) + ".");
        }
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

    private StoredKey add(OpenStore store, String key, @Nullable Instant end) throws StoreAwayException {
        Set<String> all = new TreeSet<>(scopes);
        if (operator) {
            all.add("admin:read");
        }
        providerPaths.forEach(path -> all.add(ProviderScope.of(path)));
        KeyGrant grant = grant(all, end);
        return switch (store.keys().add(grant, KeyMaker.hash(key), Instant.now())) {
            case KeyChange.Done(StoredKey made) -> made;
            case KeyChange.NameTaken() ->
                throw new CommandException(
                        ExitCode.USAGE,
                        "A key is named " + Shown.quoted(name) + " already. Change it with `gatehouse key rotate "
                                + name + "`, or choose another name.");
            case KeyChange.SecretTaken() -> throw new IllegalStateException("a random key was made twice");
            case KeyChange.NoSuchKey() -> throw new IllegalStateException("a new key is gone");
        };
    }

    private KeyGrant grant(Set<String> all, @Nullable Instant end) {
        try {
            return new KeyGrant(tenant, name, roles, all, addresses, end);
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
