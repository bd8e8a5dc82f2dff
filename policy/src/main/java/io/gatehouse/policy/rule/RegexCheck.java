package io.gatehouse.policy.rule;

import com.google.re2j.PatternSyntaxException;
import dev.cel.common.ast.CelConstant;
import dev.cel.common.ast.CelExpr;

/// Lets a condition match only against regular expressions that are written in it and that RE2 takes: they take linear
/// time, whatever they are matched with.
final class RegexCheck {
    /// How large a regular expression may be once it is compiled, in instructions.
    static final int MAX_PROGRAM = 1_000;

    private RegexCheck() {}

    /// @throws RuleException when this is a match against anything else
    static void require(CelExpr.CelCall call) throws RuleException {
        if (!call.function().equals("matches")) {
            return;
        }
        CelExpr pattern = call.args().getLast();
        if (pattern.getKind() != CelExpr.ExprKind.Kind.CONSTANT
                || pattern.constant().getKind() != CelConstant.Kind.STRING_VALUE) {
            throw new RuleException("matches a regular expression that is not written in the rule");
        }
        String text = pattern.constant().stringValue();
        try {
            if (Regex.of(text).size() > MAX_PROGRAM) {
                throw new RuleException("has a regular expression that is too large");
            }
        } catch (PatternSyntaxException wrong) {
            throw new RuleException("has a regular expression that RE2 does not take: " + wrong.getDescription() + " "
                    + wrong.getPattern());
        }
    }
}
