package io.gatehouse.app.schema;

import io.gatehouse.app.config.Fingerprint;
import io.gatehouse.app.config.ProviderSettings;
import io.gatehouse.app.config.Shown;
import io.gatehouse.http.Header;
import io.gatehouse.models.AnthropicProvider;
import io.gatehouse.models.CallerHeaders;
import io.gatehouse.models.ProviderTimes;
import io.gatehouse.models.RetrySettings;
import io.gatehouse.models.UnsupportedFeatures;
import io.gatehouse.models.UnsupportedFeatures.Treatment;
import io.gatehouse.models.platforms.PlatformRefusals;
import io.gatehouse.scripted.script.Script;
import io.gatehouse.scripted.script.ScriptException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// A provider in `models.providers`. What it makes still wants a name.
public final class ProviderForm extends Form<Function<String, ProviderSettings>> {
    private static final Pattern NAME = Pattern.compile("[^\\x00-\\x1f\\x7f ]{1,256}");
    private static final Pattern HEADER = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]{1,256}");
    private static final Kind<Map<String, Treatment>> TABLE = Kinds.map(
            "a name or a pattern",
            NAME,
            Kinds.choice(
                    new TreeMap<>(Map.of("drop", Treatment.DROP, "refuse", Treatment.REFUSE, "send", Treatment.SEND))));
    private static final ProviderTimes TIMES = ProviderTimes.DEFAULT;
    private static final RetrySettings RETRIES = RetrySettings.DEFAULT;

    private final Field<Type> type = field(
            "type",
            Kinds.choice(new TreeMap<>(Map.of(
                    "anthropic", Type.ANTHROPIC,
                    "bedrock", Type.BEDROCK,
                    "foundry", Type.FOUNDRY,
                    "scripted", Type.SCRIPTED,
                    "vertex", Type.VERTEX))),
            Type.ANTHROPIC,
            "anthropic for Anthropic's API and compatible ones; bedrock, vertex or foundry for Claude on Amazon"
                    + " Bedrock, Google Vertex AI or Microsoft Foundry; scripted for a model that answers from a"
                    + " file.");
    private final Field<URI> url = field(
            "url",
            TransportKinds.URL,
            ProviderSettings.ANTHROPIC,
            "https://api.anthropic.com",
            "Base URL, without /v1/messages. For bedrock and vertex, the URL of the platform's API if it is not the"
                    + " one of the region; for foundry, the URL of the resource:"
                    + " https://NAME.services.ai.azure.com/anthropic.");
    private final Field<String> key =
            field("key", Kinds.text(), "API key of the provider, sent as x-api-key; for bedrock, a Bedrock API key.");
    private final Field<String> bearer =
            field("bearer", Kinds.text(), "Token of the provider, sent as Authorization: Bearer.");
    private final Field<Boolean> callerKey = field(
            "caller-key",
            Kinds.flag(),
            false,
            "false",
            "Whether a caller's own provider key replaces this one. Keys of the gateway are never passed on.");
    private final Field<Map<String, String>> headers =
            field("headers", TransportKinds.HEADERS, Map.of(), "none", "Additional headers sent with every request.");
    private final Field<List<String>> callerHeaders = field(
            "caller-headers",
            Kinds.list(Kinds.text("the name of a header or a pattern", HEADER, "Write x-title or helicone-*.")),
            List.of(),
            "none",
            "Additional headers of callers to pass on, by name or pattern (helicone-*). A pattern never matches"
                    + " headers of proxies or headers that are named like a secret; list these by their full names.");
    private final Field<Path> script =
            field("script", Kinds.file(), "Script that a scripted model answers from. Default: a built-in one.");
    private final Field<Duration> timeout = field(
            "timeout",
            Kinds.TIME,
            TIMES.answer(),
            "Maximum time until the answer begins; without streaming, until the model is done.");
    private final Field<Duration> idleTimeout =
            field("idle-timeout", Kinds.TIME, TIMES.silence(), "Maximum time without data in a stream.");
    private final Field<Integer> retries = field(
            "retries",
            Kinds.integer(0, 100),
            RETRIES.retries(),
            "Maximum number of retries before an answer begins: after a broken connection, 408, 429 or 5xx.");
    private final Field<Map<String, Treatment>> refusedBetas = field(
            "refused-betas",
            TABLE,
            Map.of(),
            "none",
            "Values of anthropic-beta that the provider does not accept, each with drop or refuse; send overrides a"
                    + " built-in rule of the platform.");
    private final Field<Map<String, Treatment>> refusedFields = field(
            "refused-fields",
            TABLE,
            Map.of(),
            "none",
            "Top-level fields of a request that the provider does not accept, each with drop, refuse or send.");
    private final PlatformFields platform = new PlatformFields(this);
    private final ClientFields client = new ClientFields(this, "provider");

    /// Reads an entry of `models.providers`.
    public ProviderForm() {
        super("A model provider.");
        RemovedKeys.ofProviders(this);
    }

    private enum Type {
        ANTHROPIC(UnsupportedFeatures.NONE),
        BEDROCK(PlatformRefusals.BEDROCK),
        VERTEX(PlatformRefusals.VERTEX),
        FOUNDRY(PlatformRefusals.FOUNDRY),
        SCRIPTED(UnsupportedFeatures.NONE);

        private final UnsupportedFeatures refusals;

        Type(UnsupportedFeatures refusals) {
            this.refusals = refusals;
        }
    }

    @Override
    @Nullable
    Function<String, ProviderSettings> build(Values values) {
        ProviderSettings.Kind kind = switch (values.get(type)) {
            case ANTHROPIC -> anthropic(values);
            case BEDROCK -> bedrock(values);
            case VERTEX -> vertex(values);
            case FOUNDRY -> foundry(values);
            case SCRIPTED -> scripted(values);
        };
        ProviderTimes times = new ProviderTimes(values.get(timeout), values.get(idleTimeout));
        RetrySettings again = new RetrySettings(values.get(retries), RETRIES.firstWait(), RETRIES.longestWait());
        UnsupportedFeatures refusals = new UnsupportedFeatures(values.get(refusedBetas), values.get(refusedFields))
                .before(values.get(type).refusals);
        return kind == null || values.broken()
                ? null
                : name -> new ProviderSettings(name, kind, times, again, refusals);
    }

    private ProviderSettings.@Nullable Kind anthropic(Values values) {
        refuse(values, "a scripted model", script);
        refusePlatform(values, List.of());
        List<Header> sent = new ArrayList<>();
        String secret = secret(values, key);
        if (secret != null) {
            sent.add(new Header("x-api-key", secret));
        }
        String token = secret(values, bearer);
        if (token != null) {
            sent.add(new Header("authorization", "Bearer " + token));
        }
        values.get(headers).forEach((name, value) -> sent.add(new Header(name, value)));
        boolean callers = values.get(callerKey);
        List<String> passed = callerHeaders(values);
        if (sent.isEmpty() && !callers && !values.written(url) && !values.broken()) {
            values.error("has no credentials", "Write `key: ${ANTHROPIC_API_KEY}`, `bearer`, or `caller-key: true`.");
        }
        return values.broken()
                ? null
                : new ProviderSettings.Anthropic(
                        values.get(url),
                        new AnthropicProvider.Access(sent, callers, new CallerHeaders(passed)),
                        client.read(values, ProviderSettings.client()));
    }

    private List<String> callerHeaders(Values values) {
        List<String> names = values.get(callerHeaders);
        for (String name : names) {
            if (CallerHeaders.closed(name.toLowerCase(Locale.ROOT))) {
                values.error(
                        callerHeaders,
                        "the header " + Shown.quoted(name) + " of callers is never passed on",
                        "Remove it. `caller-key: true` passes the keys of callers on.");
            }
        }
        return names;
    }

    private ProviderSettings.@Nullable Kind bedrock(Values values) {
        refuse(values, "a provider of another type", script, bearer, callerKey, headers, callerHeaders);
        refusePlatform(values, platform.bedrock());
        return platform.bedrock(
                values, address(values), secret(values, key), client.read(values, ProviderSettings.client()));
    }

    private ProviderSettings.@Nullable Kind vertex(Values values) {
        refuse(values, "a provider of another type", script, key, callerKey, headers, callerHeaders);
        refusePlatform(values, platform.vertex());
        return platform.vertex(
                values, address(values), secret(values, bearer), client.read(values, ProviderSettings.client()));
    }

    private ProviderSettings.@Nullable Kind foundry(Values values) {
        refuse(values, "a provider of another type", script, callerKey, headers, callerHeaders);
        refusePlatform(values, platform.foundry());
        URI resource = values.require(url, "Write `url: https://NAME.services.ai.azure.com/anthropic`.");
        return platform.foundry(
                values,
                resource,
                secret(values, key),
                secret(values, bearer),
                client.read(values, ProviderSettings.client()));
    }

    private @Nullable URI address(Values values) {
        return values.written(url) ? values.find(url) : null;
    }

    private void refusePlatform(Values values, List<Field<?>> own) {
        if (own.isEmpty()) {
            refuse(values, "a cloud platform", platform.models());
        }
        for (List<Field<?>> each : List.of(platform.bedrock(), platform.vertex(), platform.foundry())) {
            if (!each.equals(own)) {
                refuse(values, "a provider of another type", each.toArray(new Field<?>[0]));
            }
        }
    }

    /// What is wrong about a secret is told without showing it.
    static @Nullable String secret(Values values, Field<String> field) {
        String secret = values.find(field);
        if (secret != null && (secret.isBlank() || secret.chars().anyMatch(c -> c <= ' ' || c > '~'))) {
            values.error(field, "holds a space, or a character that cannot be sent in a header", "");
            return null;
        }
        return secret;
    }

    private ProviderSettings.@Nullable Kind scripted(Values values) {
        refuse(values, "a provider that is called by its address", url, key, bearer, callerKey, headers, callerHeaders);
        refusePlatform(values, List.of());
        Path file = values.find(script);
        if (file == null) {
            return values.broken() ? null : ProviderSettings.Scripted.BUILT_IN;
        }
        String fingerprint = Fingerprint.of(List.of(file));
        values.read(file, fingerprint);
        try {
            Script.read(file);
        } catch (ScriptException wrong) {
            wrong.problems().forEach(problem -> values.error(script, problem.toString(), ""));
            return null;
        }
        return new ProviderSettings.Scripted(file, fingerprint);
    }

    private static void refuse(Values values, String owner, Field<?>... fields) {
        for (Field<?> field : fields) {
            if (values.written(field)) {
                values.error(field, "belongs to " + owner, "Remove it, or change `type`.");
            }
        }
    }
}
