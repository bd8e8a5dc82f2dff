package io.gatehouse.bench;

/// What the fast model does, told to it by the name of the model.
///
/// @param calls how often it calls a tool before it answers; it counts the results in the conversation
/// @param deltas pieces of the text that it answers with
/// @param pace milliseconds from one piece to the next; 0 to send them as fast as they are taken
record Script(int calls, int deltas, int pace) {
    private static final String PREFIX = "fast-";

    /// A text at once, after this many calls.
    static Script ofCalls(int calls) {
        return new Script(calls, 20, 0);
    }

    /// The model's name: `fast-CALLS-DELTAS-PACE`.
    String model() {
        return PREFIX + calls + "-" + deltas + "-" + pace;
    }

    /// Reads a model's name, with anything before it.
    ///
    /// @throws IllegalArgumentException when it is another
    static Script of(String model) {
        int at = model.indexOf(PREFIX);
        String[] numbers =
                at < 0 ? new String[0] : model.substring(at + PREFIX.length()).split("-", -1);
        if (numbers.length != 3) {
            throw new IllegalArgumentException("no model of the fast one: " + model);
        }
        return new Script(Integer.parseInt(numbers[0]), Integer.parseInt(numbers[1]), Integer.parseInt(numbers[2]));
    }

    /// How many events a whole stream of its text has.
    int events() {
        return ModelAnswers.EVENTS_AROUND + deltas;
    }
}
