package io.gatehouse.policy.rule;

import io.gatehouse.policy.rule.ArgumentType.Member;
import io.gatehouse.protocol.Json;
import io.gatehouse.protocol.MalformedJsonException;
import io.gatehouse.protocol.ObjectView;
import io.gatehouse.protocol.OtherSpellings;
import io.gatehouse.protocol.ShortText;
import io.gatehouse.protocol.Slice;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The arguments of a call that rules read, judged and converted when they are first read. The others are not looked
/// at.
final class JudgedArguments {
    /// What passing over a byte costs.
    private static final long SCAN = 2;

    /// What judging and converting a byte costs, where it is a small value of its own.
    private static final long READ = 20;

    private final @Nullable Slice arguments;
    private final Set<String> taken;
    private final ReadKeys keys;
    private final Map<String, Object> values = new HashMap<>();
    private @Nullable ObjectView view;
    private int bytes;

    /// @param arguments as they came, or null
    /// @param taken names of arguments of the tool that are other spellings of some that rules read
    /// @param keys that are read of objects within arguments
    JudgedArguments(@Nullable Slice arguments, Set<String> taken, ReadKeys keys) {
        this.arguments = arguments;
        this.taken = taken;
        this.keys = keys;
    }

    /// All that were judged, by name.
    Map<String, Object> values() {
        return values;
    }

    /// An argument as it came; null where it is absent.
    @Nullable
    Slice get(String name) throws WrongArgumentsException {
        ObjectView read = view();
        return read == null ? null : read.get(name);
    }

    /// Judges these arguments.
    void judge(Map<String, Member> read) throws WrongArgumentsException {
        if (read.isEmpty()) {
            return;
        }
        ObjectView all = view();
        if (all != null) {
            requireOneSpelling(all, read.keySet());
        }
        for (Map.Entry<String, Member> each : read.entrySet()) {
            String name = each.getKey();
            if (values.containsKey(name)) {
                continue;
            }
            Slice value = all == null ? null : all.get(name);
            if (value != null) {
                bytes += value.length();
                if (bytes > ArgumentReader.MAX_BYTES) {
                    throw new WrongArgumentsException("The arguments that rules read are larger than "
                            + ArgumentReader.MAX_BYTES / 1024 + " KB together.");
                }
                Budget.CURRENT.get().chargeWaiting(READ * value.length());
                if (!(each.getValue().absentAsNull() && ArgumentReader.isNull(value))) {
                    values.put(
                            name,
                            new ArgumentReader(keys)
                                    .value(name, value, each.getValue().type()));
                }
            } else if (each.getValue().required()) {
                throw new WrongArgumentsException("The argument " + name + " is required.");
            }
        }
    }

    private void requireOneSpelling(ObjectView all, Set<String> names) throws WrongArgumentsException {
        for (int index = 0; index < all.size(); index++) {
            String key = all.key(index);
            if (OtherSpellings.has(key, names) && !taken.contains(key)) {
                throw new WrongArgumentsException("The arguments have the key " + Json.quote(ShortText.of(key, 40))
                        + ", another spelling of one that a rule reads.");
            }
        }
    }

    private @Nullable ObjectView view() throws WrongArgumentsException {
        if (view == null && arguments != null) {
            Budget.CURRENT.get().chargeWaiting(SCAN * arguments.length());
            if (arguments.first() != '{') {
                throw new WrongArgumentsException("The arguments must be an object.");
            }
            try {
                view = ObjectView.read(arguments);
            } catch (MalformedJsonException duplicate) {
                throw new WrongArgumentsException(
                        "The arguments name a key twice" + ArgumentReader.named(duplicate) + ".");
            }
        }
        return view;
    }
}
