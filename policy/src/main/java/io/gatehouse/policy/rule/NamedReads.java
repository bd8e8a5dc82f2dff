package io.gatehouse.policy.rule;

import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.CelMutableAst;
import dev.cel.common.ast.CelConstant;
import dev.cel.common.ast.CelExpr.ExprKind.Kind;
import dev.cel.common.ast.CelMutableExpr;
import dev.cel.common.ast.CelMutableExpr.CelMutableCall;
import dev.cel.common.ast.CelMutableExpr.CelMutableComprehension;
import dev.cel.common.ast.CelMutableExpr.CelMutableSelect;

/// Reads members by their names, whichever way a condition writes that: `order["amount"]` is `order.amount`, and
/// `order[?"amount"]` is `order.?amount`. CEL knows the types of members in the latter form only.
final class NamedReads {
    private static final String INDEX = "_[_]";
    private static final String OPTIONAL_INDEX = "_[?_]";
    static final String OPTIONAL = "_?._";

    private NamedReads() {}

    static CelAbstractSyntaxTree in(CelAbstractSyntaxTree parsed) {
        CelMutableAst tree = CelMutableAst.fromCelAst(parsed);
        return changed(tree.expr()) ? tree.toParsedAst() : parsed;
    }

    private static boolean changed(CelMutableExpr expression) {
        return switch (expression.getKind()) {
            case SELECT -> changed(expression.select().operand());
            case CALL -> changed(expression, expression.call());
            case LIST -> anyChanged(expression.list().elements());
            case MAP -> {
                boolean changed = false;
                for (CelMutableExpr.CelMutableMap.Entry entry : expression.map().entries()) {
                    changed |= changed(entry.key());
                    changed |= changed(entry.value());
                }
                yield changed;
            }
            case STRUCT -> {
                boolean changed = false;
                for (CelMutableExpr.CelMutableStruct.Entry entry :
                        expression.struct().entries()) {
                    changed |= changed(entry.value());
                }
                yield changed;
            }
            case COMPREHENSION -> changed(expression.comprehension());
            case CONSTANT, IDENT, NOT_SET -> false;
        };
    }

    private static boolean changed(CelMutableComprehension loop) {
        boolean changed = changed(loop.iterRange());
        changed |= changed(loop.accuInit());
        changed |= changed(loop.loopCondition());
        changed |= changed(loop.loopStep());
        return changed | changed(loop.result());
    }

    private static boolean anyChanged(Iterable<CelMutableExpr> expressions) {
        boolean changed = false;
        for (CelMutableExpr each : expressions) {
            changed |= changed(each);
        }
        return changed;
    }

    private static boolean changed(CelMutableExpr expression, CelMutableCall call) {
        boolean changed =
                anyChanged(call.args()) | call.target().map(NamedReads::changed).orElse(false);
        if (call.function().equals(INDEX) && named(call)) {
            expression.setSelect(CelMutableSelect.create(
                    call.args().getFirst(), call.args().getLast().constant().stringValue()));
            return true;
        }
        if (call.function().equals(OPTIONAL_INDEX) && named(call)) {
            call.setFunction(OPTIONAL);
            return true;
        }
        return changed;
    }

    private static boolean named(CelMutableCall call) {
        CelMutableExpr key = call.args().getLast();
        return key.getKind() == Kind.CONSTANT && key.constant().getKind() == CelConstant.Kind.STRING_VALUE;
    }
}
