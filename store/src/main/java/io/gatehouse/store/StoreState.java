package io.gatehouse.store;

/// Whether a store can be used. Reasons are whole sentences for operators, without addresses and credentials.
public sealed interface StoreState {

    /// It can be used.
    record Ready() implements StoreState {}

    /// It cannot be used now. It is tried again every second.
    record Away(String reason) implements StoreState {}

    /// A newer version of Gatehouse has changed it, or its database belongs to something else: somebody has to act. It
    /// is tried again every second.
    record Refused(String reason) implements StoreState {}
}
