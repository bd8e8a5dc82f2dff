package io.gatehouse.app.schema;

import org.jspecify.annotations.Nullable;

/// A key that a form knows.
///
/// @param name the key as it is written
/// @param kind what it may hold
/// @param fallback what counts when it is absent; null when its absence means something
/// @param written the fallback as one would write it, for people; empty when there is none
/// @param description what it is for, in a sentence
public record Field<T>(String name, Kind<T> kind, @Nullable T fallback, String written, String description) {}
