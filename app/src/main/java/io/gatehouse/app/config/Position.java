package io.gatehouse.app.config;

/// A place in a source.
///
/// @param source the file, or the command line
/// @param line from 1; 0 when the source has no lines
/// @param column from 1; 0 when the source has no lines
public record Position(Source source, int line, int column) {
    /// The source as a whole.
    public static Position of(Source source) {
        return new Position(source, 0, 0);
    }

    @Override
    public String toString() {
        return line == 0 ? source.label() : source.label() + ":" + line + ":" + column;
    }
}
