package io.gatehouse.kit;

import com.networknt.schema.regex.RegularExpression;
import com.networknt.schema.regex.RegularExpressionFactory;
import java.util.regex.Pattern;

/// Regular expressions of schemas, in Java's dialect. One that takes too long on a text does not match it.
final class SchemaExpressions implements RegularExpressionFactory {
    private static final int MAX_STEPS = 1_000_000;

    @Override
    public RegularExpression getRegularExpression(String expression) {
        Pattern pattern = Pattern.compile(expression);
        return text -> found(pattern, text);
    }

    private static boolean found(Pattern pattern, String text) {
        try {
            return pattern.matcher(new StepText(text, MAX_STEPS)).find();
        } catch (StepText.Exhausted | StackOverflowError tooLong) {
            return false;
        }
    }
}
