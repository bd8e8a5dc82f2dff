package io.gatehouse.store.counts;

/// Somebody who wants tokens of a bucket, or gives some back.
///
/// @param wanted how many at most; below 0 for so many that are given back
public record TokenAsk(Bucket bucket, int wanted) {}
