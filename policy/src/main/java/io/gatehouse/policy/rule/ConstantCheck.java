package io.gatehouse.policy.rule;

import dev.cel.common.ast.CelConstant;
import dev.cel.common.ast.CelExpr;
import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/// Refuses constants with which a condition could never be evaluated: each call would be denied.
final class ConstantCheck {
    private static final Set<String> PARTS_OF_TIME = Set.of(
            "getFullYear",
            "getMonth",
            "getDate",
            "getDayOfMonth",
            "getDayOfWeek",
            "getDayOfYear",
            "getHours",
            "getMinutes",
            "getSeconds",
            "getMilliseconds");
    private static final Pattern OFFSET = Pattern.compile("[+-]?(?:0?\\d|1[0-8]):[0-5]\\d");
    private static final Pattern DURATION = Pattern.compile("[+-]?(?:0|(?:\\d+(?:\\.\\d*)?(?:h|ms|us|ns|m|s))+)");

    private static final Set<String> EQUALITIES = Set.of("_==_", "_!=_");
    private static final List<String> EFFECTS = List.of("read", "write", "destroy", "send");
    private static final List<String> DOORS = List.of("mcp", "messages", "stdio", "cli");

    private ConstantCheck() {}

    /// @throws RuleException when it is a call with such a constant
    static void require(CelExpr.CelCall call) throws RuleException {
        if (EQUALITIES.contains(call.function())) {
            compared(call.args().getFirst(), List.of(call.args().getLast()));
            compared(call.args().getLast(), List.of(call.args().getFirst()));
        } else if (call.function().equals("@in") && call.args().getLast().getKind() == CelExpr.ExprKind.Kind.LIST) {
            compared(call.args().getFirst(), call.args().getLast().list().elements());
        }
        if (call.args().isEmpty() || call.args().getLast().getKind() != CelExpr.ExprKind.Kind.CONSTANT) {
            return;
        }
        String function = call.function();
        CelConstant constant = call.args().getLast().constant();
        if (constant.getKind() == CelConstant.Kind.STRING_VALUE) {
            String text = constant.stringValue();
            if (call.target().isPresent() && PARTS_OF_TIME.contains(function)) {
                require(
                        zone(text),
                        "asks for the time in \"" + text + "\", which is no time zone such as Europe/Berlin");
            } else if (function.equals("timestamp")) {
                require(time(text), "has the time \"" + text + "\", which is none such as 2026-07-28T12:00:00Z");
            } else if (function.equals("duration")) {
                boolean right = DURATION.matcher(text).matches();
                require(right, "has the duration \"" + text + "\", which is none such as 90s or 1h30m");
            }
        } else if (function.equals("_/_") || function.equals("_%_")) {
            boolean zero = constant.getKind() == CelConstant.Kind.INT64_VALUE && constant.int64Value() == 0;
            require(!zero, "divides by zero");
        }
    }

    /// Requires what is compared with a variable to be one of its values, where there are few.
    private static void compared(CelExpr variable, List<CelExpr> constants) throws RuleException {
        boolean effects = variable.getKind() == CelExpr.ExprKind.Kind.SELECT
                && variable.select().field().equals("effects")
                && named(variable.select().operand(), Variables.TOOL);
        if (!effects && !named(variable, Variables.DOOR)) {
            return;
        }
        List<String> values = effects ? EFFECTS : DOORS;
        for (CelExpr constant : constants) {
            if (constant.getKind() == CelExpr.ExprKind.Kind.CONSTANT
                    && constant.constant().getKind() == CelConstant.Kind.STRING_VALUE
                    && !values.contains(constant.constant().stringValue())) {
                throw new RuleException("compares " + (effects ? "tool.effects" : "door") + " with \""
                        + constant.constant().stringValue() + "\"; it is one of " + String.join(", ", values));
            }
        }
    }

    private static boolean named(CelExpr expression, String name) {
        return expression.getKind() == CelExpr.ExprKind.Kind.IDENT
                && expression.ident().name().equals(name);
    }

    private static boolean zone(String text) {
        try {
            return OFFSET.matcher(text).matches() || !ZoneId.of(text).getId().isEmpty();
        } catch (DateTimeException unknown) {
            return false;
        }
    }

    private static boolean time(String text) {
        try {
            int year = OffsetDateTime.parse(text).getYear();
            return year >= 1 && year <= 9_999;
        } catch (DateTimeException wrong) {
            return false;
        }
    }

    private static void require(boolean right, String problem) throws RuleException {
        if (!right) {
            throw new RuleException(problem);
        }
    }
}
