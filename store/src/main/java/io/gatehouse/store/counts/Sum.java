package io.gatehouse.store.counts;

/// A sum as it is now.
///
/// @param name by which all gateways know it
public record Sum(String name, long amount) {}
