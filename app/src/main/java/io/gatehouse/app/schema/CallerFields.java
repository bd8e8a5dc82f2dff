package io.gatehouse.app.schema;

import io.gatehouse.app.config.CallerTexts;
import io.gatehouse.upstream.settings.CallerSettings;
import io.gatehouse.upstream.settings.CallerText;
import io.gatehouse.upstream.settings.CallerVariable;
import io.gatehouse.upstream.settings.CallerVariable.What;
import io.gatehouse.upstream.settings.ServerIdentity;
import io.gatehouse.upstream.settings.Sessions;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// The fields of a server that say what it learns of callers, and what of its other fields is filled in for each.
final class CallerFields {
    private final Field<List<String>> arguments;
    private final Field<Map<String, String>> environment;
    private final Field<Map<String, String>> headers;
    private final Field<Kind> identity;
    private final Field<String> identityHeader;
    private final Field<String> identityAudience;

    /// How callers are made known.
    private enum Kind {
        NONE,
        JWT
    }

    /// Declares the fields in a form that has the given ones already.
    CallerFields(
            Form<?> form,
            Field<List<String>> arguments,
            Field<Map<String, String>> environment,
            Field<Map<String, String>> headers) {
        this.arguments = arguments;
        this.environment = environment;
        this.headers = headers;
        identity = form.field(
                "identity",
                Kinds.choice(new TreeMap<>(Map.of("none", Kind.NONE, "jwt", Kind.JWT))),
                Kind.NONE,
                "none",
                "How the server is told who calls: jwt sends a short-lived token that the gateway signs, with the caller"
                        + " as its subject.");
        identityHeader = form.field(
                "identity-header",
                Kinds.text("the name of a header", TransportKinds.HEADER, ""),
                ServerIdentity.AUTHORIZATION,
                "Header of that token; in Authorization it is a bearer token.");
        identityAudience = form.field(
                "identity-audience",
                Kinds.text(),
                "Audience (`aud`) of that token. Default: the address of the server, without its query.");
    }

    /// The fields of servers that are called by an address.
    Field<?>[] called() {
        return new Field<?>[] {identity, identityHeader, identityAudience};
    }

    /// What a program is told of callers; the rest goes to it as it is.
    CallerSettings ofProgram(Values values, Sessions sessions) {
        Map<String, CallerText> variables = texts(values.get(environment));
        List<String> given = values.get(arguments);
        List<CallerText> all = given.stream().anyMatch(CallerTexts::in)
                ? given.stream().map(CallerTexts::read).toList()
                : List.of();
        variables.forEach((name, text) -> fits(values, environment, List.of(name), text, sessions));
        all.forEach(text -> {
            fits(values, arguments, List.of(), text, sessions);
            CallerVariable open = text.withoutDefault();
            if (open != null) {
                values.error(
                        arguments,
                        "need a default for ${" + open.name() + "}: the gateway starts the program for itself too, to"
                                + " read its lists",
                        "Write ${" + open.name() + ":-default}, or pass it in env, where it is left out then.");
            }
        });
        return new CallerSettings(1, Duration.ofSeconds(1), Map.of(), variables, all, null);
    }

    /// A program lives longer than a call, so it must be one of those whom it was started for.
    private void fits(Values values, Field<?> field, List<String> within, CallerText text, Sessions sessions) {
        for (CallerVariable variable : text.variables()) {
            String written = "${" + variable.name() + "}";
            if (!sessions.apart()) {
                values.error(
                        field,
                        within,
                        "uses " + written + ", but all callers share one process",
                        "Set sessions: " + (variable.what() == What.TENANT ? "tenant" : "caller") + ".");
                return;
            }
            if (sessions == Sessions.TENANT && variable.what() != What.TENANT) {
                values.error(
                        field,
                        within,
                        "uses " + written + ", but all callers of a tenant share one process",
                        "Set sessions: caller, or use ${caller.tenant}.");
                return;
            }
        }
    }

    /// What a server is told that is called by an address.
    CallerSettings ofAddress(Values values, @Nullable URI address) {
        Map<String, CallerText> told = texts(values.get(headers));
        return new CallerSettings(1, Duration.ofSeconds(1), told, Map.of(), List.of(), identity(values, address));
    }

    private @Nullable ServerIdentity identity(Values values, @Nullable URI address) {
        if (values.get(identity) == Kind.NONE) {
            for (Field<?> field : List.of(identityHeader, identityAudience)) {
                if (values.written(field)) {
                    values.error(field, "says something of a token that is not sent", "Set identity: jwt.");
                }
            }
            return null;
        }
        String header = values.get(identityHeader);
        String audience = values.find(identityAudience);
        if (TransportKinds.ownHeader(header)) {
            values.error(identityHeader, "is a header that belongs to the protocol", "Choose another one.");
        }
        for (String other : values.get(headers).keySet()) {
            if (other.equalsIgnoreCase(header)) {
                values.error(
                        headers,
                        List.of(other),
                        "is the header that identity sends its token in",
                        "Remove it, or set identity-header to another one: X-Gatehouse-Identity.");
            }
        }
        if (audience == null && address != null) {
            audience = plain(address);
        }
        return audience == null ? null : new ServerIdentity(header, audience);
    }

    /// The query of an address may hold a secret.
    private static String plain(URI address) {
        try {
            return new URI(address.getScheme(), address.getRawAuthority(), address.getPath(), null, null).toString();
        } catch (URISyntaxException impossible) {
            throw new IllegalArgumentException(impossible);
        }
    }

    private static Map<String, CallerText> texts(Map<String, String> values) {
        Map<String, CallerText> texts = new LinkedHashMap<>();
        values.forEach((name, value) -> {
            if (CallerTexts.in(value)) {
                texts.put(name, CallerTexts.read(value));
            }
        });
        return texts;
    }

    /// The values that are the same for all callers.
    static Map<String, String> fixed(Map<String, String> values) {
        Map<String, String> fixed = new LinkedHashMap<>(values);
        fixed.values().removeIf(CallerTexts::in);
        return fixed;
    }
}
