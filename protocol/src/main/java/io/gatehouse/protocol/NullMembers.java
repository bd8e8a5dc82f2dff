package io.gatehouse.protocol;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Takes `null` for absent in what a client sends, where a member is optional. SDKs in languages that write absent
/// values as `null` send such messages, and the official Python SDK reads them; servers may not, so that the members
/// are removed from what is passed on. A `null` in arguments, or under a key that no revision knows, stays.
final class NullMembers {
    private static final Set<String> ENVELOPE = Set.of("params", "result", "error");
    private static final Set<String> PARAMS = Set.of(
            "_meta",
            "arguments",
            "context",
            "cursor",
            "inputResponses",
            "message",
            "reason",
            "requestState",
            "task",
            "total");
    private static final Set<String> META = Set.of(Meta.CLIENT_INFO, Meta.LOG_LEVEL, Meta.PROGRESS_TOKEN);
    /// Objects in parameters of which every member is optional or may not be null.
    private static final List<String> NESTED = List.of("capabilities", "clientInfo", "context", "notifications", "ref");

    private NullMembers() {}

    /// The bytes without such members; null when there are none.
    static byte @Nullable [] removed(ObjectView envelope) {
        ObjectView params = envelope.object("params");
        ObjectView meta = params == null ? null : params.object("_meta");
        boolean looked = envelope.hasNull() || params != null && (params.hasNull() || nested(params));
        if (!looked && (meta == null || !meta.hasNull())) {
            return null;
        }
        Splice splice = new Splice(envelope.whole());
        boolean changed = remove(splice, envelope, ENVELOPE);
        if (params != null) {
            changed |= remove(splice, params, PARAMS);
            for (String key : NESTED) {
                ObjectView object = params.object(key);
                changed |= object != null && remove(splice, object, object.keys());
            }
        }
        changed |= meta != null && remove(splice, meta, META);
        return changed ? splice.toBytes() : null;
    }

    private static boolean nested(ObjectView params) {
        for (String key : NESTED) {
            if (params.has(key)) {
                return true;
            }
        }
        return false;
    }

    private static boolean remove(Splice splice, ObjectView object, Set<String> optional) {
        Map<String, byte @Nullable []> changes = new HashMap<>();
        for (int member = 0; member < object.size(); member++) {
            if (object.value(member).first() == 'n' && optional.contains(object.key(member))) {
                changes.put(object.key(member), null);
            }
        }
        if (changes.isEmpty()) {
            return false;
        }
        splice.change(object, changes);
        return true;
    }
}
