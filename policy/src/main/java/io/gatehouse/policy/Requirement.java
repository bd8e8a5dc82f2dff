package io.gatehouse.policy;

/// Whose word a call needs, and why.
///
/// @param agreement whose word
/// @param why for people, a clause that goes on after "because"; empty where nobody's word is needed
public record Requirement(Agreement agreement, String why) {
    /// It runs without anybody's word.
    public static final Requirement NONE = new Requirement(Agreement.NONE, "");

    /// The stricter of both; this one where both are equally strict.
    public Requirement strictest(Requirement other) {
        return other.agreement.compareTo(agreement) > 0 ? other : this;
    }
}
