package io.gatehouse.bench;

import java.io.IOException;

/// A provider of the Messages API that is never what is measured: one thread. The name of the model says what it does
/// ([Script]). It prints its port and ends when its standard input does.
public final class FastModel {
    private FastModel() {}

    /// Serves until standard input ends.
    public static void main(String[] args) throws IOException {
        server().serve();
    }

    static SelectorServer server() throws IOException {
        ModelAnswers answers = new ModelAnswers();
        return new SelectorServer((channel, key) -> new ModelConnection(channel, key, answers));
    }
}
