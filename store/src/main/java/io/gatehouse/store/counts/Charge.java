package io.gatehouse.store.counts;

/// An amount that is added to a sum.
///
/// @param name by which all gateways know the sum
/// @param amount what is added; below 0 for what is taken off, though no sum goes below 0
/// @param most what the sum may be afterwards; below 0 for whatever comes out
/// @param endsMillis when the sum is forgotten, in milliseconds since 1970
public record Charge(String name, long amount, long most, long endsMillis) {}
