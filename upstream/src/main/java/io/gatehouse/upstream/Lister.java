package io.gatehouse.upstream;

import io.gatehouse.protocol.CacheScope;
import io.gatehouse.protocol.ErrorCode;
import io.gatehouse.protocol.HeaderParameter;
import io.gatehouse.protocol.HeaderParameters;
import io.gatehouse.protocol.InvalidHeaderParameterException;
import io.gatehouse.protocol.Json;
import io.gatehouse.protocol.MalformedJsonException;
import io.gatehouse.protocol.ObjectView;
import io.gatehouse.protocol.Request;
import io.gatehouse.protocol.Response;
import io.gatehouse.protocol.Slice;
import io.gatehouse.protocol.Splice;
import io.gatehouse.upstream.call.Outgoing;
import io.gatehouse.upstream.call.Sending;
import io.gatehouse.upstream.reading.ListKind;
import io.gatehouse.upstream.reading.Shown;
import io.gatehouse.upstream.reading.WarningList;
import io.gatehouse.upstream.repair.Definition;
import io.gatehouse.upstream.repair.EntryRepair;
import io.gatehouse.upstream.settings.ListBounds;
import io.gatehouse.upstream.settings.ServerSettings;
import io.gatehouse.upstream.transport.ConnectFailure;
import io.gatehouse.upstream.transport.Connection;
import io.gatehouse.upstream.transport.Facts;
import io.gatehouse.upstream.transport.Question;
import io.gatehouse.upstream.transport.TransportKind;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Gets all lists that a server announces, page by page. For virtual threads.
public final class Lister {

    private static final int SHOWN_MESSAGE = 200;
    private static final String LEFT_OUT = "left out";

    private final String server;
    private final Connection connection;
    private final Duration timeout;
    private final ListBounds bounds;
    private final boolean modern;
    private final boolean mirrored;
    private long ttlMillis;
    private CacheScope scope;
    private boolean aged;
    private final Undeclared undeclared;
    private ObjectView capabilities;
    private int asked;
    private int failed;
    private @Nullable String problem;
    private final WarningList warnings = new WarningList();

    private Lister(ServerSettings settings, Connection connection, Undeclared undeclared) {
        this.undeclared = undeclared;
        this.server = settings.name();
        this.connection = connection;
        this.timeout = settings.listTimeout();
        this.bounds = settings.lists();
        Facts facts = connection.facts();
        this.modern = facts.revision().modern();
        this.mirrored = modern && connection.transport() == TransportKind.STREAMABLE_HTTP;
        this.scope = facts.cacheScope();
        this.capabilities = facts.capabilities();
        age(facts.ttlMillis());
    }

    /// The lists.
    ///
    /// @param snapshot what is known now; a list that could not be had is the last known one
    /// @param problem why a list could not be had, or null
    /// @param useless whether the server answered none of the lists that it was asked for
    public record Lists(Snapshot snapshot, @Nullable String problem, boolean useless) {}

    /// What a connection showed of tools that the server does not declare. For one thread.
    public static final class Undeclared {
        private boolean asked;
        private boolean there;
    }

    /// A list could not be had.
    private static final class ListFailure extends Exception {
        private static final long serialVersionUID = 1;

        ListFailure(String problem) {
            super(problem, null, false, false);
        }
    }

    /// Gets them; what fails stays as it was last known.
    ///
    /// @param undeclared kept as long as the connection
    public static Lists all(ServerSettings settings, Connection connection, Snapshot last, Undeclared undeclared) {
        return new Lister(settings, connection, undeclared).all(last);
    }

    private Lists all(Snapshot last) {
        Facts facts = connection.facts();
        List<Listed> tools = list(ListKind.TOOL, last.tools());
        List<Listed> resources = list(ListKind.RESOURCE, last.resources());
        List<Listed> templates = list(ListKind.TEMPLATE, last.templates());
        List<Listed> prompts = list(ListKind.PROMPT, last.prompts());
        if (problem != null) {
            last.warnings().forEach(warnings::add);
        }
        Snapshot snapshot = new Snapshot(
                facts.revision(),
                facts.serverInfo(),
                capabilities,
                facts.instructions(),
                tools,
                resources,
                templates,
                prompts,
                aged ? ttlMillis : 0,
                scope,
                warnings.all(),
                problem != null);
        return new Lists(snapshot, problem, asked > 0 && asked == failed);
    }

    private List<Listed> list(ListKind kind, List<Listed> last) {
        if (!connection.facts().can(kind.capability())) {
            return kind == ListKind.TOOL ? undeclaredTools() : List.of();
        }
        asked++;
        try {
            return pages(kind);
        } catch (ListFailure failure) {
            failed++;
            problem = kind.method() + " of server " + server + ": " + failure.getMessage();
            return last;
        }
    }

    /// Some servers have tools and do not declare them. Each connection is asked once, and again only where there are
    /// some.
    private List<Listed> undeclaredTools() {
        if (undeclared.asked && !undeclared.there) {
            return List.of();
        }
        undeclared.asked = true;
        try {
            List<Listed> tools = pages(ListKind.TOOL);
            undeclared.there = !tools.isEmpty();
            if (undeclared.there) {
                warnings.add("capabilities", "the server does not declare its tools", "they are offered anyway");
                capabilities = withTools(capabilities);
            }
            return tools;
        } catch (ListFailure none) {
            return List.of();
        }
    }

    private static ObjectView withTools(ObjectView capabilities) {
        byte[] changed = new Splice(capabilities.whole())
                .change(capabilities, Map.of("tools", "{}".getBytes(StandardCharsets.US_ASCII)))
                .toBytes();
        try {
            return ObjectView.read(Slice.of(changed));
        } catch (MalformedJsonException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private List<Listed> pages(ListKind kind) throws ListFailure {
        long end = System.nanoTime() + timeout.toNanos();
        List<Listed> entries = new ArrayList<>();
        Set<String> keys = new HashSet<>();
        Set<String> cursors = new HashSet<>();
        String cursor = null;
        long bytes = 0;
        for (int page = 0; page < bounds.pages(); page++) {
            ObjectView result = page(kind.method(), cursor, Duration.ofNanos(Math.max(end - System.nanoTime(), 1)));
            if (result == null) {
                return entries;
            }
            bytes += result.whole().length();
            if (bytes > bounds.bytes()) {
                throw new ListFailure("it has more than " + bounds.bytes() + " bytes");
            }
            int before = entries.size();
            String next = result.string("nextCursor");
            boolean repeated = next != null && !cursors.add(next);
            add(entries, keys, result.get(kind.member()), kind, repeated);
            compact(entries.subList(before, entries.size()), result.whole().length());
            age(result);
            if (next == null) {
                return entries;
            }
            if (next.isEmpty() || repeated) {
                warnings.add(
                        kind.method(),
                        next.isEmpty() ? "its nextCursor is empty" : "it gives the same nextCursor again",
                        "the list ends there");
                return entries;
            }
            cursor = next;
            if (entries.size() > bounds.entries()) {
                throw new ListFailure("it has more than " + bounds.entries() + " entries");
            }
        }
        throw new ListFailure("it has more than " + bounds.pages() + " pages");
    }

    /// Entries keep the page alive that they came in; where they are but a small part of it, they are copied.
    private static void compact(List<Listed> added, int page) {
        long kept = 0;
        for (Listed entry : added) {
            kept += entry.definition().whole().length();
        }
        if (kept < page / 2) {
            added.replaceAll(Lister::copied);
        }
    }

    private static Listed copied(Listed entry) {
        ObjectView definition = copied(entry.definition());
        ObjectView legacy = entry.legacy() == entry.definition() ? definition : copied(entry.legacy());
        return new Listed(entry.key(), definition, legacy, entry.wrapsOutput(), entry.headers());
    }

    private static ObjectView copied(ObjectView definition) {
        try {
            return ObjectView.read(definition.whole().compact());
        } catch (MalformedJsonException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /// One page, or null when the server does not know the method.
    private @Nullable ObjectView page(String method, @Nullable String cursor, Duration left) throws ListFailure {
        String params = cursor == null ? null : "{\"cursor\":" + Json.quote(cursor) + "}";
        Question question = new Question(server);
        Sending sending =
                connection.send(Outgoing.own(Request.of("0", method, params), left, bounds.bytes()), question);
        Response response;
        try {
            response = question.in(left.plusMillis(200));
        } catch (ConnectFailure failure) {
            sending.cancel("timeout");
            throw new ListFailure(failure.problem());
        }
        if (response.result() != null) {
            return response.result();
        }
        if (response.errorCode() == ErrorCode.METHOD_NOT_FOUND) {
            return null;
        }
        throw new ListFailure(
                Shown.text(String.valueOf(response.errorMessage()), SHOWN_MESSAGE) + " (" + response.errorCode() + ")");
    }

    /// @param again whether it is no wonder that entries come twice
    private void add(List<Listed> entries, Set<String> keys, @Nullable Slice array, ListKind kind, boolean again)
            throws ListFailure {
        List<Slice> elements;
        try {
            elements = array == null ? List.of() : Json.elements(array);
        } catch (MalformedJsonException noArray) {
            throw new ListFailure("its answer has no list");
        }
        for (Slice element : elements) {
            Definition definition = EntryRepair.of(kind.entry(), element, modern);
            String name = definition == null ? null : definition.modern().string(kind.key());
            if (definition == null) {
                warnings.add("an entry of " + kind.method(), "it is not an object that clients can read", LEFT_OUT);
            } else if (name == null) {
                warnings.add("an entry of " + kind.method(), "it has no \"" + kind.key() + "\"", LEFT_OUT);
            } else if (!keys.add(name)) {
                if (!again) {
                    warnings.add(kind.label() + " " + name, "it is listed twice", "only the first is used");
                }
            } else {
                add(entries, kind, name, definition);
            }
        }
    }

    private void add(List<Listed> entries, ListKind kind, String name, Definition definition) {
        String entry = kind.label() + " " + name;
        try {
            List<HeaderParameter> headers = headers(kind, definition.modern());
            Listed listed =
                    new Listed(name, definition.modern(), definition.legacy(), definition.wrapsOutput(), headers);
            if (kind == ListKind.TOOL && listed.onlyAsTask() && (modern || !TaskCalls.taken(capabilities))) {
                warnings.add(entry, "it can be called as a task only, and the server takes no tasks", LEFT_OUT);
                return;
            }
            entries.add(listed);
            definition.fixes().forEach(fix -> warnings.add(entry, fix.problem(), fix.action()));
        } catch (InvalidHeaderParameterException invalid) {
            warnings.add(entry, HeaderParameters.ANNOTATION + ": " + invalid.getMessage(), LEFT_OUT);
        }
    }

    /// Every server's annotations count, because modern clients of the gateway mirror what they see in a definition.
    /// An invalid one makes a tool unusable only where the gateway itself would have to mirror it.
    private List<HeaderParameter> headers(ListKind kind, ObjectView definition) throws InvalidHeaderParameterException {
        if (kind != ListKind.TOOL) {
            return List.of();
        }
        try {
            return HeaderParameters.of(definition.object("inputSchema"));
        } catch (InvalidHeaderParameterException invalid) {
            if (mirrored) {
                throw invalid;
            }
            return List.of();
        }
    }

    private void age(ObjectView result) {
        if (connection.facts().revision().modern()) {
            Long ttl = result.integer("ttlMs");
            age(ttl == null ? 0 : Math.max(0, ttl));
            if (CacheScope.of(result.string("cacheScope")) == CacheScope.PRIVATE) {
                scope = CacheScope.PRIVATE;
            }
        }
    }

    private void age(long ttl) {
        ttlMillis = aged ? Math.min(ttlMillis, ttl) : ttl;
        aged = true;
    }
}
