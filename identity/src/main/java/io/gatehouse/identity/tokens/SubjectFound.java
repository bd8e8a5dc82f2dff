package io.gatehouse.identity.tokens;

import io.gatehouse.identity.Authentication;

/// Whether a token can be made from a credential.
public sealed interface SubjectFound {
    /// It can.
    record Usable(Subject subject) implements SubjectFound {}

    /// It cannot, or not yet.
    record Missing(Authentication why) implements SubjectFound {}
}
