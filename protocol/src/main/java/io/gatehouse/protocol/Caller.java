package io.gatehouse.protocol;

/// Who is answerable for a request, as far as the gateway knows.
///
/// @param name the name of the key that was shown, or `anonymous`
public record Caller(String name) {
    /// Nobody had to say who they are: no keys are configured.
    public static final Caller ANONYMOUS = new Caller("anonymous");

    /// Whom bytes in flight are charged to: empty for those who are not told apart.
    public String account() {
        return equals(ANONYMOUS) ? "" : name;
    }
}
