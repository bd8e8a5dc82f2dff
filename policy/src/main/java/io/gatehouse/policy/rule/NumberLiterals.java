package io.gatehouse.policy.rule;

import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.CelMutableAst;
import dev.cel.common.ast.CelConstant;
import dev.cel.common.ast.CelExpr.ExprKind.Kind;
import dev.cel.common.ast.CelMutableExpr;
import dev.cel.common.ast.CelMutableExpr.CelMutableCall;
import dev.cel.common.ast.CelMutableExpr.CelMutableComprehension;
import io.gatehouse.policy.rule.ArgumentType.Member;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Reads whole numbers that a condition has beside arguments of type `number` as doubles: CEL converts nothing by
/// itself, so that `args.amount == 3` would not fit such an argument. Whether the condition fits is judged afterwards.
final class NumberLiterals {
    private static final Set<String> COMPARISONS = Set.of("_==_", "_!=_", "_<_", "_<=_", "_>_", "_>=_");
    private static final Set<String> SUMS = Set.of("_+_", "_-_", "_*_");
    private static final Set<String> SAME_TYPE = Set.of("value", "or", "_/_", "-_");
    private static final ArgumentType NUMBER = new ArgumentType.Decimal();

    private NumberLiterals() {}

    /// The condition for a tool.
    ///
    /// @param arguments those that it reads
    static CelAbstractSyntaxTree fitted(CelAbstractSyntaxTree parsed, Map<String, Member> arguments) {
        CelMutableAst tree = CelMutableAst.fromCelAst(parsed);
        visit(tree.expr(), Map.of(Variables.ARGS, new ArgumentType.Members(arguments)));
        return tree.toParsedAst();
    }

    /// The type of an expression, as far as it follows from arguments; that of its value where it is optional.
    private static ArgumentType visit(CelMutableExpr expression, Map<String, ArgumentType> names) {
        return switch (expression.getKind()) {
            case IDENT -> names.getOrDefault(expression.ident().name(), ArgumentType.ANY);
            case SELECT ->
                member(
                        visit(expression.select().operand(), names),
                        expression.select().field());
            case CALL -> call(expression.call(), names);
            case LIST -> {
                expression.list().elements().forEach(element -> visit(element, names));
                yield ArgumentType.ANY;
            }
            case MAP -> {
                expression.map().entries().forEach(entry -> visit(entry.value(), names));
                yield ArgumentType.ANY;
            }
            case COMPREHENSION -> comprehension(expression.comprehension(), names);
            case CONSTANT ->
                expression.constant().getKind() == CelConstant.Kind.DOUBLE_VALUE ? NUMBER : ArgumentType.ANY;
            case NOT_SET, STRUCT -> ArgumentType.ANY;
        };
    }

    private static ArgumentType member(ArgumentType type, String name) {
        return switch (type) {
            case ArgumentType.Members(Map<String, Member> members) ->
                members.getOrDefault(name, Member.UNKNOWN).type().bare();
            case ArgumentType.Values(ArgumentType values) -> values;
            default -> ArgumentType.ANY;
        };
    }

    private static ArgumentType call(CelMutableCall call, Map<String, ArgumentType> names) {
        ArgumentType target =
                call.target().map(expression -> visit(expression, names)).orElse(ArgumentType.ANY);
        List<CelMutableExpr> args = call.args();
        List<ArgumentType> types =
                args.stream().map(expression -> visit(expression, names)).toList();
        String function = call.function();
        if (function.equals("_?._")) {
            return member(types.getFirst(), args.getLast().constant().stringValue());
        }
        if (function.equals("_[_]") || function.equals("_[?_]")) {
            return element(types.getFirst());
        }
        if (function.equals("@in")) {
            if (number(types.getFirst()) && args.getLast().getKind() == Kind.LIST) {
                args.getLast().list().elements().forEach(NumberLiterals::rewrite);
            } else if (number(element(types.getLast()))) {
                rewrite(args.getFirst());
            }
            return ArgumentType.ANY;
        }
        if (function.equals("orValue")) {
            if (number(target)) {
                args.forEach(NumberLiterals::rewrite);
            }
            return target;
        }
        boolean compares = COMPARISONS.contains(function);
        boolean numbers = types.stream().anyMatch(NumberLiterals::number);
        if (numbers && (compares || SUMS.contains(function) || function.equals("_/_") || function.equals("_?_:_"))) {
            args.forEach(NumberLiterals::rewrite);
        }
        if (compares) {
            return ArgumentType.ANY;
        }
        if (numbers && (SUMS.contains(function) || function.equals("_?_:_"))) {
            return NUMBER;
        }
        if (SAME_TYPE.contains(function)) {
            return call.target().isPresent() ? target : types.getFirst();
        }
        return function.equals("double") ? NUMBER : ArgumentType.ANY;
    }

    private static ArgumentType comprehension(CelMutableComprehension loop, Map<String, ArgumentType> names) {
        Map<String, ArgumentType> inner = new HashMap<>(names);
        inner.put(loop.iterVar(), element(visit(loop.iterRange(), names)));
        // `optMap` names the value of an optional one so.
        ArgumentType start = visit(loop.accuInit(), names);
        inner.put(loop.accuVar(), start);
        visit(loop.loopCondition(), inner);
        visit(loop.loopStep(), inner);
        Map<String, ArgumentType> after = new HashMap<>(names);
        after.put(loop.accuVar(), start);
        return visit(loop.result(), after);
    }

    private static ArgumentType element(ArgumentType type) {
        return switch (type) {
            case ArgumentType.Items(ArgumentType items) -> items;
            case ArgumentType.Values(ArgumentType values) -> values;
            default -> ArgumentType.ANY;
        };
    }

    private static boolean number(ArgumentType type) {
        return type instanceof ArgumentType.Decimal;
    }

    /// Makes doubles of the integers that an expression consists of. One that no double holds stays.
    private static void rewrite(CelMutableExpr expression) {
        if (expression.getKind() == Kind.CONSTANT) {
            CelConstant constant = expression.constant();
            if (constant.getKind() == CelConstant.Kind.INT64_VALUE && exact(constant.int64Value())) {
                expression.setConstant(CelConstant.ofValue((double) constant.int64Value()));
            }
        } else if (expression.getKind() == Kind.CALL) {
            CelMutableCall call = expression.call();
            if (SUMS.contains(call.function()) || call.function().equals("-_")) {
                call.args().forEach(NumberLiterals::rewrite);
            } else if (call.function().equals("_?_:_")) {
                call.args().subList(1, 3).forEach(NumberLiterals::rewrite);
            }
        }
    }

    private static boolean exact(long whole) {
        return Math.abs(whole) <= 1L << 53;
    }
}
