package io.gatehouse.app.chaos;

import java.util.Locale;

/// The tools that clients call under load.
enum Task {
    /// Has its effect and answers at once.
    ACT,
    /// Has none, and may be repeated.
    LOOK,
    /// Answers with a large text.
    LARGE,
    /// Tells of its progress for a while.
    SLOW,
    /// Asks the client, and has its effect once that has answered.
    ASK;

    private static final int LARGE_CHARACTERS = 200_000;

    /// Its name at its server.
    String tool() {
        return name().toLowerCase(Locale.ROOT);
    }

    boolean hasEffects() {
        return this != LOOK;
    }

    /// The text of the result of a call.
    String expected(String server, String id) {
        String text = server + " " + tool() + " " + id;
        return this == LARGE ? (text + " ").repeat(LARGE_CHARACTERS / text.length()) : text;
    }

    /// What `ASK` asks.
    static String question(String id) {
        return "Question of " + id;
    }

    /// What it must be answered.
    static String answer(String id) {
        return "Answer to " + id;
    }
}
