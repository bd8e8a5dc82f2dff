package io.gatehouse.upstream;

import io.gatehouse.protocol.CacheScope;
import io.gatehouse.protocol.ErrorCode;
import io.gatehouse.protocol.HeaderParameter;
import io.gatehouse.protocol.Json;
import io.gatehouse.protocol.MalformedJsonException;
import io.gatehouse.protocol.Method;
import io.gatehouse.protocol.ObjectView;
import io.gatehouse.protocol.Request;
import io.gatehouse.protocol.Response;
import io.gatehouse.protocol.Slice;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Gets all lists that a server announces, page by page. For virtual threads.
final class Lister {
    private static final System.Logger LOG = System.getLogger(Lister.class.getName());

    private static final int SHOWN_NAME = 80;
    private static final int SHOWN_MESSAGE = 200;
    /// Entries of one listing that are left out and logged.
    private static final int LOGGED = 5;
    private static final String CORRECT = "the server must correct what was left out";
    private static final String TASKS =
            "the other tools work; this one needs a server that also takes plain calls of it";

    private final String server;
    private final Connection connection;
    private final Duration timeout;
    private final ListBounds bounds;
    private final boolean mirrored;
    private long ttlMillis;
    private CacheScope scope;
    private boolean aged;
    private @Nullable String problem;
    private @Nullable String leftOut;
    private int othersLeftOut = -1;
    private @Nullable String noticeRemedy;

    private Lister(ServerSettings settings, Connection connection) {
        this.server = settings.name();
        this.connection = connection;
        this.timeout = settings.listTimeout();
        this.bounds = settings.lists();
        Facts facts = connection.facts();
        this.mirrored = facts.revision().modern() && connection.transport().equals("streamable-http");
        this.scope = facts.cacheScope();
        age(facts.ttlMillis());
    }

    /// The lists.
    ///
    /// @param snapshot what is known now; a list that could not be had is the last known one
    /// @param problem why a list could not be had, or null
    /// @param notice what was left out of a list, or null
    /// @param noticeRemedy what to do about that, or null
    record Lists(
            Snapshot snapshot,
            @Nullable String problem,
            @Nullable String notice,
            @Nullable String noticeRemedy) {}

    /// A list could not be had.
    private static final class ListFailure extends Exception {
        private static final long serialVersionUID = 1;

        ListFailure(String problem) {
            super(problem, null, false, false);
        }
    }

    /// Gets them; what fails stays as it was last known.
    static Lists all(ServerSettings settings, Connection connection, Snapshot last) {
        return new Lister(settings, connection).all(last);
    }

    private Lists all(Snapshot last) {
        Facts facts = connection.facts();
        List<Listed> tools = list("tools", Method.TOOLS_LIST, "tools", "name", last.tools());
        List<Listed> resources = list("resources", Method.RESOURCES_LIST, "resources", "uri", last.resources());
        List<Listed> templates = list(
                "resources", Method.RESOURCES_TEMPLATES_LIST, "resourceTemplates", "uriTemplate", last.templates());
        List<Listed> prompts = list("prompts", Method.PROMPTS_LIST, "prompts", "name", last.prompts());
        Snapshot snapshot = new Snapshot(
                facts.revision(),
                facts.serverInfo(),
                facts.capabilities(),
                facts.instructions(),
                tools,
                resources,
                templates,
                prompts,
                aged ? ttlMillis : 0,
                scope,
                problem != null);
        return new Lists(snapshot, problem, notice(), noticeRemedy);
    }

    private List<Listed> list(String capability, String method, String member, String key, List<Listed> last) {
        if (!connection.facts().can(capability)) {
            return List.of();
        }
        try {
            return pages(method, member, key);
        } catch (ListFailure failure) {
            problem = method + " of server " + server + ": " + failure.getMessage();
            return last;
        }
    }

    private List<Listed> pages(String method, String member, String key) throws ListFailure {
        long end = System.nanoTime() + timeout.toNanos();
        List<Listed> entries = new ArrayList<>();
        Set<String> keys = new HashSet<>();
        Set<String> cursors = new HashSet<>();
        String cursor = null;
        long bytes = 0;
        for (int page = 0; page < bounds.pages(); page++) {
            ObjectView result = page(method, cursor, Duration.ofNanos(Math.max(end - System.nanoTime(), 1)));
            if (result == null) {
                return entries;
            }
            bytes += result.whole().length();
            if (bytes > bounds.bytes()) {
                throw new ListFailure("it has more than " + bounds.bytes() + " bytes, its max-list-bytes");
            }
            int before = entries.size();
            add(entries, keys, result.get(member), key);
            compact(entries.subList(before, entries.size()), result.whole().length());
            age(result);
            cursor = result.string("nextCursor");
            if (cursor == null) {
                return entries;
            }
            if (!cursors.add(cursor)) {
                throw new ListFailure("it gave the same cursor twice");
            }
            if (entries.size() > bounds.entries()) {
                throw new ListFailure("it has more than " + bounds.entries() + " entries, its max-list-entries");
            }
        }
        throw new ListFailure("it has more than " + bounds.pages() + " pages, its max-list-pages");
    }

    /// Entries keep the page alive that they came in; where they are but a small part of it, they are copied.
    private static void compact(List<Listed> added, int page) {
        long kept = 0;
        for (Listed entry : added) {
            kept += entry.definition().whole().length();
        }
        if (kept < page / 2) {
            added.replaceAll(entry -> new Listed(entry.key(), copied(entry.definition()), entry.headers()));
        }
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

    private void add(List<Listed> entries, Set<String> keys, @Nullable Slice array, String key) throws ListFailure {
        List<Slice> elements;
        try {
            elements = array == null ? List.of() : Json.elements(array);
        } catch (MalformedJsonException noArray) {
            throw new ListFailure("its answer holds no list");
        }
        for (Slice element : elements) {
            try {
                ObjectView definition = ObjectView.read(element);
                String name = definition.string(key);
                if (name == null) {
                    leaveOut("an entry", "it has no \"" + key + "\"", CORRECT);
                } else if (!keys.add(name)) {
                    leaveOut(name, "it is listed twice", CORRECT);
                } else if (key.equals("name") && onlyAsTask(definition)) {
                    leaveOut(
                            "tool " + name,
                            "it can be called as a task only, and tasks do not pass the gateway",
                            TASKS);
                } else {
                    entries.add(new Listed(name, definition, headers(key, definition)));
                }
            } catch (MalformedJsonException noObject) {
                leaveOut("an entry", String.valueOf(noObject.getMessage()), CORRECT);
            } catch (ToolHeaders.InvalidAnnotation invalid) {
                leaveOut(
                        element.length() > 0 ? name(element) : "",
                        ToolHeaders.ANNOTATION + ": " + invalid.getMessage(),
                        CORRECT);
            }
        }
    }

    /// Every server's annotations count, because modern clients of the gateway mirror what they see in a definition.
    /// An invalid one makes a tool unusable only where the gateway itself would have to mirror it.
    private List<HeaderParameter> headers(String key, ObjectView definition) throws ToolHeaders.InvalidAnnotation {
        if (!key.equals("name") || !definition.has("inputSchema")) {
            return List.of();
        }
        try {
            return ToolHeaders.of(definition);
        } catch (ToolHeaders.InvalidAnnotation invalid) {
            if (mirrored) {
                throw invalid;
            }
            return List.of();
        }
    }

    private static String name(Slice tool) {
        try {
            return "tool " + ObjectView.read(tool).string("name");
        } catch (MalformedJsonException unread) {
            return "a tool";
        }
    }

    private void leaveOut(String what, String why, String remedy) {
        String said = "left out " + Shown.text(what, SHOWN_NAME) + ": " + Shown.text(why, SHOWN_MESSAGE);
        leftOut = said;
        othersLeftOut++;
        if (othersLeftOut < LOGGED) {
            LOG.log(System.Logger.Level.WARNING, "server " + server + ": " + said);
        }
        noticeRemedy = remedy;
    }

    /// The last that was left out, and how many others were.
    private @Nullable String notice() {
        return othersLeftOut > 0
                ? leftOut + " (and " + othersLeftOut + " more; the log names the first " + LOGGED + ")"
                : leftOut;
    }

    /// 2025-11-25, tasks: such a tool refuses every call that does not make a task.
    private static boolean onlyAsTask(ObjectView definition) {
        ObjectView execution = definition.object("execution");
        return execution != null && "required".equals(execution.string("taskSupport"));
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
