package io.gatehouse.kit;

/// A text that may be looked at only so often, so that a regular expression of a stranger that would try every way to
/// match ends instead.
final class StepText implements CharSequence {
    private final String text;
    private final int from;
    private final int to;
    private final int[] steps;

    /// @param most how many characters may be looked at, each time counted
    public StepText(String text, int most) {
        this(text, 0, text.length(), new int[] {most});
    }

    private StepText(String text, int from, int to, int[] steps) {
        this.text = text;
        this.from = from;
        this.to = to;
        this.steps = steps;
    }

    /// It has been looked at too often.
    static final class Exhausted extends RuntimeException {
        private static final long serialVersionUID = 1;

        Exhausted() {
            super("matching takes too many steps", null, false, false);
        }
    }

    @Override
    public int length() {
        return to - from;
    }

    @Override
    public char charAt(int index) {
        if (--steps[0] < 0) {
            throw new Exhausted();
        }
        return text.charAt(from + index);
    }

    @Override
    public CharSequence subSequence(int start, int end) {
        return new StepText(text, from + start, from + end, steps);
    }

    @Override
    public String toString() {
        return text.substring(from, to);
    }
}
