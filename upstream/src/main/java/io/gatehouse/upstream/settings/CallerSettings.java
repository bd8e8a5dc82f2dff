package io.gatehouse.upstream.settings;

import io.gatehouse.protocol.Caller;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// How a server tells callers apart: what it is told of them, and how their sessions are kept.
///
/// @param mostSessions sessions of single tenants or callers at once, at least 1
/// @param idle how long such a session may go unused
/// @param headers headers with something of the caller in them
/// @param environment variables of the program with something of the caller in them
/// @param arguments all arguments of the program, where one has something of the caller
/// @param identity the signed token that says who calls, or null
public record CallerSettings(
        int mostSessions,
        Duration idle,
        Map<String, CallerText> headers,
        Map<String, CallerText> environment,
        List<CallerText> arguments,
        @Nullable ServerIdentity identity) {
    /// 32 sessions, 10 minutes, and nothing that a server is told.
    public static final CallerSettings DEFAULT =
            new CallerSettings(32, Duration.ofMinutes(10), Map.of(), Map.of(), List.of(), null);

    /// @throws IllegalArgumentException when a bound is not more than zero
    public CallerSettings {
        if (mostSessions < 1 || idle.isNegative() || idle.isZero()) {
            throw new IllegalArgumentException("mostSessions must be at least 1, and idle more than zero");
        }
        headers = Collections.unmodifiableMap(new LinkedHashMap<>(headers));
        environment = Collections.unmodifiableMap(new LinkedHashMap<>(environment));
        arguments = List.copyOf(arguments);
    }

    /// The same with other bounds on sessions.
    public CallerSettings bounded(int sessions, Duration unused) {
        return new CallerSettings(sessions, unused, headers, environment, arguments, identity);
    }

    /// The same for a call with a token of its own in `Authorization`, which no other credential goes beside.
    public CallerSettings withoutAuthorization() {
        boolean there = identity != null && identity.header().equalsIgnoreCase(ServerIdentity.AUTHORIZATION);
        Map<String, CallerText> others = new HashMap<>(headers);
        others.keySet().removeIf(ServerIdentity.AUTHORIZATION::equalsIgnoreCase);
        return new CallerSettings(mostSessions, idle, others, environment, arguments, there ? null : identity);
    }

    /// Whether the server is told who calls.
    public boolean tells() {
        return identity != null || !headers.isEmpty() || !environment.isEmpty() || !arguments.isEmpty();
    }

    /// The names of the claims that it needs.
    public Set<String> claims() {
        Set<String> claims = new TreeSet<>();
        List<CallerText> all = new ArrayList<>(headers.values());
        all.addAll(environment.values());
        all.addAll(arguments);
        all.forEach(text -> text.variables().stream()
                .filter(variable -> variable.what() == CallerVariable.What.CLAIM)
                .forEach(variable -> claims.add(variable.claim())));
        return claims;
    }

    /// The headers for a caller.
    ///
    /// @throws UnfitCallerException when one cannot be sent
    public Map<String, String> headersFor(Caller caller) throws UnfitCallerException {
        Map<String, String> filled = new LinkedHashMap<>();
        for (Map.Entry<String, CallerText> header : headers.entrySet()) {
            filled.put(header.getKey(), header(header.getValue(), caller));
        }
        return filled;
    }

    /// The headers for the gateway's own requests: those that can be sent.
    public Map<String, String> knownHeadersFor(Caller caller) {
        Map<String, String> filled = new LinkedHashMap<>();
        headers.forEach((name, text) -> {
            try {
                filled.put(name, header(text, caller));
            } catch (UnfitCallerException unfit) {
                // The server is asked without it: it is the gateway that asks.
            }
        });
        return filled;
    }

    private static String header(CallerText text, Caller caller) throws UnfitCallerException {
        String value = text.fill(caller);
        if (!CallerText.fitsHeader(value)) {
            CallerVariable variable = text.variables().iterator().next();
            throw new UnfitCallerException(variable, "has characters that cannot be sent in a header");
        }
        return value;
    }

    /// The program for a caller.
    ///
    /// @throws UnfitCallerException when a variable or an argument cannot be given to it
    public Transport.Stdio program(Transport.Stdio program, Caller caller) throws UnfitCallerException {
        Map<String, String> variables = new HashMap<>(program.environment());
        for (Map.Entry<String, CallerText> variable : environment.entrySet()) {
            variables.put(variable.getKey(), variable.getValue().fill(caller));
        }
        List<String> given = new ArrayList<>();
        for (CallerText argument : arguments) {
            given.add(argument(argument, caller));
        }
        return new Transport.Stdio(
                program.command(),
                arguments.isEmpty() ? program.arguments() : given,
                variables,
                program.inherit(),
                program.directory());
    }

    /// The program for the gateway alone: without the variables that are not known.
    public Transport.Stdio ownProgram(Transport.Stdio program, Caller gateway) {
        Map<String, CallerText> known = new HashMap<>(environment);
        known.values().removeIf(text -> text.withoutDefault() != null);
        try {
            return new CallerSettings(mostSessions, idle, Map.of(), known, arguments, null).program(program, gateway);
        } catch (UnfitCallerException missing) {
            throw new IllegalStateException("an argument has no default", missing);
        }
    }

    /// What a caller gives must not become an option of the program.
    private static String argument(CallerText text, Caller caller) throws UnfitCallerException {
        String filled = text.fill(caller);
        if (filled.startsWith("-") && text.parts().getFirst() instanceof CallerText.Part.Variable first) {
            throw new UnfitCallerException(first.variable(), "begins with -, which starts an option");
        }
        return filled;
    }
}
