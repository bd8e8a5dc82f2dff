package io.gatehouse.upstream;

/// What somebody is told about a failure. A caller is told less than an operator: see [CallFailure].
///
/// @param happened what happened, without a full stop at the end
/// @param remedy what to do about it, or empty
public record Told(String happened, String remedy) {
    /// What happened, where nothing more can be advised.
    public static Told of(String happened) {
        return new Told(happened, "");
    }

    /// Both as one text.
    public String text() {
        return remedy.isEmpty() ? happened : happened + (happened.endsWith(".") ? " " : ". ") + remedy;
    }
}
