package io.gatehouse.app.schema;

import io.gatehouse.app.config.Shown;
import io.gatehouse.app.config.Source;
import io.gatehouse.upstream.settings.CallerSettings;
import io.gatehouse.upstream.settings.CallerToken;
import io.gatehouse.upstream.settings.EffectRules;
import io.gatehouse.upstream.settings.HealthSettings;
import io.gatehouse.upstream.settings.ModelTools;
import io.gatehouse.upstream.settings.ServerSettings;
import io.gatehouse.upstream.settings.ToolApproval;
import io.gatehouse.upstream.settings.ToolEffects;
import io.gatehouse.upstream.settings.ToolTimes;
import io.gatehouse.upstream.settings.Transport;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// A server in `servers`: a command that is started, or an address that is called. What it makes still wants a name.
public final class ServerForm extends Form<Function<String, ServerSettings>> {
    private static final int MOST_URLS = 64;
    private static final String NEEDS_ONE = "Write `command` for a program to start, or `url` for a server to call.";

    private final Field<Type> type = field(
            "type",
            Kinds.choice(new TreeMap<>(
                    Map.of("stdio", Type.STDIO, "http", Type.HTTP, "streamable-http", Type.HTTP, "sse", Type.SSE))),
            "Transport of the server; inferred from `command` or `url` if absent.");
    private final Field<String> command =
            field("command", TransportKinds.COMMAND, "Program to start; it speaks MCP on standard input and output.");
    private final Field<List<String>> arguments =
            field("args", Kinds.list(Kinds.text()), List.of(), "none", "Arguments of the command.");
    private final Field<Map<String, String>> environment = field(
            "env",
            TransportKinds.ENVIRONMENT,
            Map.of(),
            "none",
            "Environment variables for the program, in addition to PATH, HOME, LANG and the like.");
    private final Field<Map<String, String>> environmentFile = field(
            "env-file",
            new EnvironmentFileKind(),
            Map.of(),
            "none",
            "File of additional variables, one NAME=value per line; env takes precedence.");
    private final Field<Path> directory =
            field("directory", Kinds.path(), "Working directory of the program. Default: the folder of this file.");
    private final Field<URI> url = field("url", TransportKinds.URL, "Address of the server.");
    private final Field<List<URI>> urls = field(
            "urls",
            Kinds.list(TransportKinds.URL),
            List.of(),
            "none",
            "Several addresses of one server, instead of `url`. Each call goes to the one that is least busy, and to"
                    + " another if it was not sent.");
    private final Field<HealthSettings> health =
            field("health", new HealthForm(), "A page that says whether the server is well.");
    private final Field<Map<String, String>> headers =
            field("headers", TransportKinds.HEADERS, Map.of(), "none", "Headers sent with every request.");
    private final Field<String> headersHelper = field(
            "headers-helper",
            Kinds.text(),
            "Shell command that prints additional headers as a JSON object. It runs on every connect, in the folder"
                    + " of this file.");
    private final Field<Boolean> disabled =
            field("disabled", Kinds.flag(), false, "false", "Whether to leave this server out.");
    private final Field<Boolean> required =
            field("required", Kinds.flag(), false, "false", "Whether /ready fails while this server is unavailable.");
    private final Field<List<String>> roots = field(
            "roots",
            Kinds.list(TransportKinds.ROOT),
            List.of(),
            "the client's",
            "Folders or file: URIs to return when the server asks for roots.");
    private final Field<Map<String, ToolForm.Read>> tools = field(
            "tools",
            Kinds.map("the name of a tool or a pattern", ToolForm.NAME, new ToolForm()),
            Map.of(),
            "none",
            "Timeouts and effects of single tools, by name or pattern (get_*). For each of the two, an exact name"
                    + " takes precedence over patterns, and the first pattern that matches applies.");
    private final Field<Boolean> trustAnnotations = field(
            "trust-annotations",
            Kinds.flag(),
            true,
            "true",
            "Whether to trust the server's annotations of its tools (`readOnlyHint`, `destructiveHint`,"
                    + " `idempotentHint`). A tool whose effects are unknown counts as `write`.");
    private final Field<List<ModelTools>> modelTools = ModelToolsKind.field(this);
    private final Field<CallerToken> callerToken = field(
            "caller-token",
            Kinds.choice(new TreeMap<>(
                    Map.of("use", CallerToken.USE, "require", CallerToken.REQUIRE, "refuse", CallerToken.REFUSE))),
            CallerToken.USE,
            "use: it replaces the server's own credential",
            "What to do with the token that a Messages API request brings for this server: use, require or refuse"
                    + " it.");
    private final ServerFields common = new ServerFields(this);
    private final CallerFields callers = new CallerFields(this, arguments, environment, headers);

    /// Reads an entry of `servers`.
    public ServerForm() {
        super("An MCP server behind the gateway.");
    }

    private enum Type {
        STDIO,
        HTTP,
        SSE
    }

    @Override
    @Nullable
    Function<String, ServerSettings> build(Values values) {
        Type kind = kind(values);
        ServerFields.Common settings = common.read(values);
        Transport transport = kind == null ? null : transport(kind, values, settings);
        HealthSettings page = health(values, kind);
        CallerSettings told = kind == Type.STDIO
                ? callers.ofProgram(values, settings.sessions())
                : callers.ofAddress(values, address(transport));
        List<ToolTimes> times = times(values, settings);
        EffectRules effects = effects(values);
        List<ToolApproval> approvals = approvals(values);
        boolean needed = values.get(required);
        List<String> named = values.get(roots);
        CallerToken tokens = values.get(callerToken);
        Set<ModelTools> forModels = Set.copyOf(values.get(modelTools));
        if (values.get(disabled) || transport == null || values.broken()) {
            return null;
        }
        return name -> settings.apply(ServerSettings.builder(name, transport))
                .toolTimes(times)
                .effects(effects)
                .approvals(approvals)
                .health(page)
                .required(needed)
                .roots(named)
                .modelTools(forModels)
                .callerToken(tokens)
                .callers(told.bounded(settings.mostSessions(), settings.sessionIdle()))
                .build();
    }

    private List<ToolApproval> approvals(Values values) {
        List<ToolApproval> demanded = new ArrayList<>();
        values.get(tools).forEach((name, tool) -> {
            if (tool.approval() != null) {
                demanded.add(new ToolApproval(name, tool.approval()));
            }
        });
        return demanded;
    }

    private EffectRules effects(Values values) {
        List<ToolEffects> told = new ArrayList<>();
        values.get(tools).forEach((name, tool) -> {
            if (tool.effects() != null) {
                told.add(new ToolEffects(name, tool.effects()));
            }
        });
        return new EffectRules(told, values.get(trustAnnotations));
    }

    private List<ToolTimes> times(Values values, ServerFields.Common settings) {
        List<ToolTimes> all = new ArrayList<>();
        values.get(tools).forEach((name, times) -> {
            Duration limit = times.limit() == null ? settings.callLimit() : times.limit();
            if (times.timeout() != null && times.timeout().compareTo(limit) > 0) {
                values.error(
                        tools,
                        "call-timeout of " + Shown.quoted(name) + " is longer than its call-limit of "
                                + Quantities.text(limit),
                        "Raise its call-limit too.");
            }
            if (times.timeout() != null || times.limit() != null || times.effects() == null) {
                all.add(new ToolTimes(name, times.timeout(), times.limit()));
            }
        });
        return all;
    }

    private @Nullable Type kind(Values values) {
        if (values.written(type)) {
            return values.find(type);
        }
        boolean addressed = values.written(url) || values.written(urls);
        if (values.written(command) && addressed) {
            values.error("has both `command` and `url`", "Say which by `type: stdio` or `type: http`.");
            return null;
        }
        if (values.written(command)) {
            return Type.STDIO;
        }
        if (addressed) {
            return Type.HTTP;
        }
        values.error("has neither `command` nor `url`", NEEDS_ONE);
        return null;
    }

    /// The address of a server, the first where it has several; null for others.
    private static @Nullable URI address(@Nullable Transport transport) {
        return switch (transport) {
            case Transport.Http http -> http.url();
            case Transport.HttpGroup group -> group.addresses().getFirst().url();
            case null, default -> null;
        };
    }

    private @Nullable Transport transport(Type kind, Values values, ServerFields.Common settings) {
        if (kind == Type.STDIO) {
            refuse(values, "a server that is called by its address", url, urls, headers, headersHelper, callerToken);
            refuse(values, "a server that is called by its address", callers.called());
            common.refuseClientFields(values);
            String program = values.require(command, "A stdio server needs the program to start.");
            Source source = values.position().source();
            Path folder = values.find(directory);
            List<String> given = values.get(arguments);
            Map<String, String> variables = new LinkedHashMap<>(values.get(environmentFile));
            variables.putAll(CallerFields.fixed(values.get(environment)));
            return program == null
                    ? null
                    : new Transport.Stdio(
                            program, given, variables, settings.inherit(), folder == null ? source.folder() : folder);
        }
        refuse(
                values,
                "a server that is started as a program",
                command,
                arguments,
                environment,
                environmentFile,
                directory);
        common.refuseChildFields(values);
        List<URI> addresses = addresses(values);
        Map<String, String> sent = CallerFields.fixed(values.get(headers));
        String helper = values.find(headersHelper);
        Path folder = values.position(headersHelper).source().folder();
        List<Transport.Http> ways = addresses.stream()
                .map(address -> new Transport.Http(
                        address,
                        kind == Type.SSE,
                        sent,
                        helper == null ? null : new Transport.HeadersCommand(helper, folder),
                        settings.client()))
                .toList();
        return switch (ways.size()) {
            case 0 -> null;
            case 1 -> ways.getFirst();
            default -> new Transport.HttpGroup(ways);
        };
    }

    /// One address or several; none when it says none, which has been noted.
    private List<URI> addresses(Values values) {
        List<URI> several = values.get(urls);
        if (!values.written(urls)) {
            URI one = values.require(url, "A server of this type needs its address.");
            return one == null ? List.of() : List.of(one);
        }
        if (values.written(url)) {
            values.error(urls, "says the same as url", "Write all addresses under urls, and remove url.");
        } else if (several.isEmpty() && !values.broken()) {
            values.error(urls, "names no address", "Write the addresses of the server.");
        } else if (Set.copyOf(several).size() < several.size()) {
            values.error(urls, "names an address twice", "Remove it once.");
        } else if (several.size() > MOST_URLS) {
            values.error(urls, "names more than " + MOST_URLS + " addresses", "Put a load balancer in front of them.");
        }
        return several;
    }

    /// A path is one of the server's address.
    private @Nullable HealthSettings health(Values values, @Nullable Type kind) {
        HealthSettings page = values.find(health);
        if (page != null && kind == Type.STDIO && !page.url().isAbsolute()) {
            values.error(health, "is a path, but the server has no address", "Write the whole address of the page.");
        }
        return page;
    }

    private static void refuse(Values values, String owner, Field<?>... fields) {
        for (Field<?> field : fields) {
            if (values.written(field)) {
                values.error(field, "belongs to " + owner, "Remove it, or change `type`.");
            }
        }
    }

    /// What names of variables look like.
    static final Pattern VARIABLE = Pattern.compile("[A-Za-z_][A-Za-z0-9_]{0,255}");
}
