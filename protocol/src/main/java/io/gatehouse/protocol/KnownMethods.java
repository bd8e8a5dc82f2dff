package io.gatehouse.protocol;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The methods that the protocol gives a meaning, and what some servers take for one of them. A method that nobody
/// knows
/// goes to its server as it is, so one that only looks unknown would pass by everything that is decided about the real
/// one.
final class KnownMethods {
    private static final Set<String> ALL = Set.of(
            Method.DISCOVER,
            Method.INITIALIZE,
            Method.INITIALIZED,
            Method.PING,
            Method.TOOLS_LIST,
            Method.TOOLS_CALL,
            Method.RESOURCES_LIST,
            Method.RESOURCES_TEMPLATES_LIST,
            Method.RESOURCES_READ,
            Method.RESOURCES_SUBSCRIBE,
            Method.RESOURCES_UNSUBSCRIBE,
            Method.PROMPTS_LIST,
            Method.PROMPTS_GET,
            Method.COMPLETION_COMPLETE,
            Method.SET_LEVEL,
            Method.LISTEN,
            Method.ELICIT,
            Method.SAMPLE,
            Method.ROOTS_LIST,
            Method.TASKS_GET,
            Method.TASKS_UPDATE,
            Method.TASKS_CANCEL,
            Method.TASKS_RESULT,
            Method.TASKS_LIST,
            Method.CANCELLED,
            Method.PROGRESS,
            Method.MESSAGE,
            Method.TOOLS_CHANGED,
            Method.PROMPTS_CHANGED,
            Method.RESOURCES_CHANGED,
            Method.RESOURCE_UPDATED,
            Method.ELICITED,
            Method.ROOTS_CHANGED,
            Method.TASK_STATUS,
            Method.TASK_CHANGED,
            Method.ACKNOWLEDGED);

    private static final Map<String, String> BY_LETTERS = byLetters();

    private KnownMethods() {}

    /// The known method that another one is a spelling of: with other case, as Unicode folds it, other or more
    /// punctuation or white space, or a NUL at which it ends for some; null when it is known itself, or like none.
    static @Nullable String likeness(String method) {
        return ALL.contains(method) ? null : BY_LETTERS.get(letters(method));
    }

    private static Map<String, String> byLetters() {
        Map<String, String> all = new HashMap<>();
        ALL.forEach(method -> all.put(letters(method), method));
        return all;
    }

    private static String letters(String method) {
        int nul = method.indexOf('\0');
        StringBuilder letters = new StringBuilder(method.length());
        method.substring(0, nul < 0 ? method.length() : nul)
                .codePoints()
                .filter(Character::isLetterOrDigit)
                .map(c -> Character.toLowerCase(Character.toUpperCase(c)))
                .forEach(letters::appendCodePoint);
        return letters.toString();
    }
}
