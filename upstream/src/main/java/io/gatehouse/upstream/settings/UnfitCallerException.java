package io.gatehouse.upstream.settings;

/// A call cannot be sent because of what is known of its caller: something that the server is to be told is missing, or
/// cannot be told to it.
public final class UnfitCallerException extends Exception {
    private static final long serialVersionUID = 1;

    private final String variable;
    private final String subject;
    private final String why;

    /// @param why what is wrong with it, as the rest of a sentence
    UnfitCallerException(CallerVariable variable, String why) {
        super(variable.told() + " " + why);
        this.variable = variable.name();
        this.subject = variable.told();
        this.why = why;
    }

    /// The name of the variable that it is about: `caller.tenant`.
    public String variable() {
        return variable;
    }

    /// What it is about, in words: `the caller's tenant`.
    public String subject() {
        return subject;
    }

    /// What is wrong with it, as the rest of a sentence: `is not known`.
    public String why() {
        return why;
    }
}
