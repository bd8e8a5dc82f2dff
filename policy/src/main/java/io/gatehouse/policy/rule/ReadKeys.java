package io.gatehouse.policy.rule;

import io.gatehouse.policy.rule.ArgumentType.Member;
import io.gatehouse.protocol.ObjectView;
import io.gatehouse.protocol.OtherSpellings;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/// The names that conditions read of objects within arguments. A server may take another spelling of such a name for
/// it, and of two spellings of any name the other one.
final class ReadKeys {
    /// No condition reads any.
    static final ReadKeys NONE = new ReadKeys(Set.of());

    private final Set<String> names;
    private final Set<String> folded;

    ReadKeys(Collection<String> names) {
        this.names = Set.copyOf(names);
        this.folded = folded(names);
    }

    private static Set<String> folded(Collection<String> names) {
        Set<String> all = HashSet.newHashSet(names.size());
        names.forEach(name -> all.add(OtherSpellings.folded(name)));
        return all;
    }

    /// Whether a key of an object could be taken for another one, or for a name that conditions read. What the schema
    /// itself tells apart is told apart.
    ///
    /// @param members those that the schema names
    boolean ambiguous(ObjectView object, Map<String, Member> members) {
        Set<String> foldedMembers = members.isEmpty() ? Set.of() : folded(members.keySet());
        Map<String, Boolean> seen = HashMap.newHashMap(object.size());
        for (int index = 0; index < object.size(); index++) {
            String key = object.key(index);
            String fold = OtherSpellings.folded(key);
            boolean known = members.containsKey(key);
            boolean other = !known && (foldedMembers.contains(fold) || folded.contains(fold) && !names.contains(key));
            Boolean before = seen.put(fold, known);
            if (other || before != null && !(before && known)) {
                return true;
            }
        }
        return false;
    }
}
