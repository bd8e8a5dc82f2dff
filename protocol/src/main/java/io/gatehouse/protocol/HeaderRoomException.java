package io.gatehouse.protocol;

/// A member of a request is too long for the header that has to mirror it; see [HeaderRoom]. The message says which
/// member, which header and which bound, without a full stop.
public final class HeaderRoomException extends Exception {
    private static final long serialVersionUID = 1;

    private final String member;

    HeaderRoomException(String member, String message) {
        super(message, null, false, false);
        this.member = member;
    }

    /// The member, as in `arguments.region`.
    public String member() {
        return member;
    }
}
