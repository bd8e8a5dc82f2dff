package io.gatehouse.doors.front;

/// Who may use a route.
public enum Audience {
    /// Whoever reaches the listener, under any name: load balancers ask like that.
    EVERYBODY,
    /// Whoever comes by a name of the gateway, and by no page of a foreign origin.
    ANYONE,
    /// Who, besides, shows a valid credential, where any is required.
    CALLER,
    /// Who, besides, runs the gateway.
    OPERATOR
}
