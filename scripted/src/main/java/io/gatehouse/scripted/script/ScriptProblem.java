package io.gatehouse.scripted.script;

/// Something that is wrong with a script.
///
/// @param script the file, as the user named it
/// @param line where, from 1; 0 for the file as a whole
/// @param field the way to the value, `turns[2].say[0].call` say; empty for the file as a whole
/// @param message what is wrong
/// @param remedy what to do next; empty when the message says it
public record ScriptProblem(String script, int line, String field, String message, String remedy) {
    @Override
    public String toString() {
        return script + (line == 0 ? "" : ":" + line) + ": " + (field.isEmpty() ? "" : field + ": ") + message
                + (remedy.isEmpty() ? "" : ". " + remedy);
    }
}
