package io.gatehouse.scripted.script;

/// What a tool gave, as the last message brings it.
///
/// @param tool the name under which the model called it; empty when no such call is known
/// @param text its text; what is no text appears as its type in brackets
record GivenResult(String tool, String text, boolean error) {}
