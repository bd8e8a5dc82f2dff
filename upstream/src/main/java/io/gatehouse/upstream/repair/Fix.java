package io.gatehouse.upstream.repair;

/// One change to an entry of a list.
///
/// @param problem what was wrong: `title is a number`
/// @param action what was done about it: `dropped`
public record Fix(String problem, String action) {}
