package io.gatehouse.policy.rule;

import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.ast.CelExpr;
import dev.cel.common.navigation.CelNavigableAst;
import dev.cel.common.navigation.CelNavigableExpr;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// What a condition uses, in a form that can be judged before it is evaluated.
///
/// @param arguments the names of the arguments that it reads
/// @param functions the names of the functions and operators that it uses
record ConditionUses(Set<String> arguments, Set<String> functions) {
    private static final String OPTIONAL = "_?._";

    ConditionUses {
        arguments = Set.copyOf(arguments);
        functions = Set.copyOf(functions);
    }

    /// @throws RuleException when it uses `args` as a whole, or a regular expression or a constant that is not allowed
    static ConditionUses in(CelAbstractSyntaxTree parsed) throws RuleException {
        Set<String> arguments = new HashSet<>();
        Set<String> functions = new HashSet<>();
        List<CelNavigableExpr> nodes =
                CelNavigableAst.fromAst(parsed).getRoot().allNodes().toList();
        for (CelNavigableExpr node : nodes) {
            CelExpr expression = node.expr();
            switch (expression.getKind()) {
                case IDENT -> {
                    if (expression.ident().name().equals(Variables.ARGS)) {
                        arguments.add(read(
                                expression,
                                node.parent().map(CelNavigableExpr::expr).orElse(expression)));
                    }
                }
                case CALL -> {
                    RegexCheck.require(expression.call());
                    ConstantCheck.require(expression.call());
                    functions.add(expression.call().function());
                }
                case COMPREHENSION -> {
                    if (expression.comprehension().iterVar().equals(Variables.ARGS)) {
                        throw new RuleException("uses args as the name of an element");
                    }
                }
                default -> {}
            }
        }
        return new ConditionUses(arguments, functions);
    }

    private static String read(CelExpr args, CelExpr parent) throws RuleException {
        if (parent.getKind() == CelExpr.ExprKind.Kind.SELECT) {
            return parent.select().field();
        }
        boolean optional = parent.getKind() == CelExpr.ExprKind.Kind.CALL
                && parent.call().function().equals(OPTIONAL)
                && parent.call().args().getFirst().id() == args.id();
        if (!optional) {
            throw new RuleException("uses args as a whole; read single arguments: args.NAME or args.?NAME");
        }
        return parent.call().args().getLast().constant().stringValue();
    }
}
