package io.gatehouse.protocol;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A request with what is changed of it on its way to a server: the server's own name of what is called, and arguments
/// that callers do not set. The changes are applied when the request is sent, together with those of the connection, so
/// that its bytes are copied once.
public final class EditedRequest {
    private final Request original;
    private final @Nullable String own;
    private final Map<String, Slice> fixedArguments;
    private final Map<String, byte @Nullable []> members;
    private volatile @Nullable Request applied;

    private EditedRequest(
            Request original,
            @Nullable String own,
            Map<String, Slice> fixedArguments,
            Map<String, byte @Nullable []> members) {
        this.original = original;
        this.own = own;
        this.fixedArguments = fixedArguments;
        this.members = members;
    }

    /// A request that goes on as it came.
    public static EditedRequest unchanged(Request request) {
        return new EditedRequest(request, null, Map.of(), Map.of());
    }

    /// A request for something that its server calls by another name.
    ///
    /// @param own what the server calls the tool, prompt, resource or template that the request names
    /// @param fixedArguments JSON by key; what the caller says of them does not count
    /// @throws IllegalArgumentException when those of the caller are no object whose keys differ
    public static EditedRequest of(Request request, String own, Map<String, Slice> fixedArguments) {
        requireArguments(request, fixedArguments);
        String current = named(request);
        String changed = current == null || current.equals(own) ? null : own;
        return new EditedRequest(request, changed, fixedArguments, Map.of());
    }

    private static void requireArguments(Request request, Map<String, Slice> changed) {
        ObjectView params = request.params();
        if (!changed.isEmpty() && params != null && params.has("arguments") && params.object("arguments") == null) {
            throw new IllegalArgumentException("\"params.arguments\" must be an object whose keys differ");
        }
    }

    /// The same with other members of `params` too.
    ///
    /// @param changes by key, JSON; null removes the member
    public EditedRequest with(Map<String, byte @Nullable []> changes) {
        return new EditedRequest(original, own, fixedArguments, changes);
    }

    /// The same with further members of `params`.
    ///
    /// @param more by key, JSON; null removes the member
    public EditedRequest withAlso(Map<String, byte @Nullable []> more) {
        Map<String, byte @Nullable []> all = new HashMap<>(members);
        all.putAll(more);
        return with(all);
    }

    /// The same with other values of arguments, whatever the caller or an earlier change says of them.
    ///
    /// @param values JSON by key
    /// @throws IllegalArgumentException when the arguments of the caller are no object whose keys differ
    public EditedRequest withArguments(Map<String, Slice> values) {
        requireArguments(original, values);
        Map<String, Slice> all = new HashMap<>(fixedArguments);
        all.putAll(values);
        return new EditedRequest(original, own, all, members);
    }

    /// The request as it came.
    public Request original() {
        return original;
    }

    /// [Request#method()].
    public String method() {
        return original.method();
    }

    /// What it calls, as the server knows it: the name or URI that a header mirrors (2026-07-28, `Mcp-Name`); null when
    /// it names nothing.
    public @Nullable String name() {
        String source = MirroredHeaders.nameSource(method());
        ObjectView params = original.params();
        if (source == null || params == null) {
            return null;
        }
        return own == null ? params.string(source) : own;
    }

    /// The arguments that the server gets; null when there are none, or they are no object.
    public @Nullable ObjectView arguments() {
        ObjectView params = (fixedArguments.isEmpty() ? original : applied()).params();
        return params == null ? null : params.object("arguments");
    }

    /// The JSON of the arguments that the server gets, whatever it is; null when there are none.
    public @Nullable Slice writtenArguments() {
        ObjectView params = (fixedArguments.isEmpty() ? original : applied()).params();
        return params == null ? null : params.get("arguments");
    }

    /// The changes, to which those of a connection are added.
    public RequestEdit edit() {
        RequestEdit edit = new RequestEdit(original);
        if (own != null) {
            rename(edit, own);
        }
        if (!fixedArguments.isEmpty()) {
            fix(edit);
        }
        members.forEach(edit::member);
        return edit;
    }

    /// The request with its changes, as a message: for handlers in this program.
    public Request applied() {
        if (own == null && fixedArguments.isEmpty() && members.isEmpty()) {
            return original;
        }
        Request known = applied;
        if (known == null) {
            known = Request.of(edit().toBytes());
            applied = known;
        }
        return known;
    }

    private static @Nullable String named(Request request) {
        ObjectView holder = holder(request);
        return holder == null ? null : holder.string(key(request, holder));
    }

    private void rename(RequestEdit edit, String name) {
        ObjectView holder = holder(original);
        Slice value = holder == null ? null : holder.get(key(original, holder));
        if (value != null) {
            edit.replace(value, Json.quoted(name));
        }
    }

    private static @Nullable ObjectView holder(Request request) {
        ObjectView params = request.params();
        return switch (request.method()) {
            case Method.TOOLS_CALL, Method.PROMPTS_GET, Method.RESOURCES_READ -> params;
            case Method.TASKS_GET, Method.TASKS_UPDATE, Method.TASKS_CANCEL -> params;
            case Method.COMPLETION_COMPLETE -> params == null ? null : params.object("ref");
            default -> null;
        };
    }

    /// The member that names what is called: as `Mcp-Name` has it, and of a reference what it has.
    private static String key(Request request, ObjectView holder) {
        String source = MirroredHeaders.nameSource(request.method());
        if (source != null) {
            return source;
        }
        return holder.has("name") ? "name" : "uri";
    }

    private void fix(RequestEdit edit) {
        ObjectView params = original.params();
        ObjectView arguments = params == null ? null : params.object("arguments");
        if (arguments != null) {
            Map<String, byte @Nullable []> values = new HashMap<>();
            for (int member = 0; member < arguments.size(); member++) {
                String key = arguments.key(member);
                if (OtherSpellings.has(key, fixedArguments.keySet())) {
                    values.put(key, null);
                }
            }
            fixedArguments.forEach((key, value) -> values.put(key, value.bytes()));
            edit.change(arguments, values);
            return;
        }
        StringBuilder made = new StringBuilder("{");
        fixedArguments.forEach((key, value) -> made.append(made.length() > 1 ? "," : "")
                .append(Json.quote(key))
                .append(':')
                .append(value.text()));
        edit.member("arguments", made.append('}').toString().getBytes(StandardCharsets.UTF_8));
    }
}
