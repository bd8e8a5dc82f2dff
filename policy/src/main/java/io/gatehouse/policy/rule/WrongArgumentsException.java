package io.gatehouse.policy.rule;

/// An argument that rules read is not what its schema says, or is beyond a limit. The message is a whole sentence for
/// whoever made the call.
final class WrongArgumentsException extends Exception {
    private static final long serialVersionUID = 1;

    WrongArgumentsException(String message) {
        super(message, null, false, false);
    }
}
