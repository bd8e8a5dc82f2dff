package io.gatehouse.policy.rule;

import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.ast.CelExpr;
import dev.cel.common.navigation.CelNavigableAst;
import dev.cel.common.navigation.CelNavigableExpr;
import dev.cel.common.types.CelKind;
import dev.cel.common.types.CelType;
import io.gatehouse.policy.rule.ArgumentType.Member;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/// Which arguments a condition reads, and whether it does so in a form that can be judged.
final class ReadArguments {
    private static final String OPTIONAL = "_?._";

    private ReadArguments() {}

    /// The names of the arguments that a condition reads.
    ///
    /// @throws RuleException when it uses `args` as a whole, or a regular expression that is not allowed
    static Set<String> in(CelAbstractSyntaxTree parsed) throws RuleException {
        Set<String> names = new TreeSet<>();
        List<CelNavigableExpr> nodes =
                CelNavigableAst.fromAst(parsed).getRoot().allNodes().toList();
        for (CelNavigableExpr node : nodes) {
            CelExpr expression = node.expr();
            switch (expression.getKind()) {
                case IDENT -> {
                    if (expression.ident().name().equals(Variables.ARGS)) {
                        names.add(read(
                                expression,
                                node.parent().map(CelNavigableExpr::expr).orElse(expression)));
                    }
                }
                case CALL -> RegexCheck.require(expression.call());
                case COMPREHENSION -> {
                    if (expression.comprehension().iterVar().equals(Variables.ARGS)) {
                        throw new RuleException("uses args as the name of an element");
                    }
                }
                default -> {}
            }
        }
        return names;
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

    /// Requires that what may be absent is read as an optional value.
    ///
    /// @param arguments those that the condition reads
    static void requireOptionals(CelAbstractSyntaxTree checked, Map<String, Member> arguments) throws RuleException {
        Map<String, Map<String, Member>> structs = new HashMap<>();
        collect(Variables.ARGS, new ArgumentType.Members(arguments), structs);
        List<CelNavigableExpr> nodes =
                CelNavigableAst.fromAst(checked).getRoot().allNodes().toList();
        for (CelNavigableExpr node : nodes) {
            CelExpr expression = node.expr();
            if (expression.getKind() == CelExpr.ExprKind.Kind.SELECT
                    && !expression.select().testOnly()) {
                require(checked, expression.select(), structs);
            }
        }
    }

    private static void require(
            CelAbstractSyntaxTree checked, CelExpr.CelSelect select, Map<String, Map<String, Member>> structs)
            throws RuleException {
        CelType operand = checked.getType(select.operand().id()).orElse(null);
        Map<String, Member> members =
                operand != null && operand.kind() == CelKind.STRUCT ? structs.get(operand.name()) : null;
        Member member = members == null ? null : members.get(select.field());
        if (member != null && !member.required()) {
            String field = select.field();
            throw new RuleException(
                    "reads " + field + ", which may be absent; read it as an optional value: .?" + field);
        }
    }

    private static void collect(String path, ArgumentType type, Map<String, Map<String, Member>> structs) {
        switch (type) {
            case ArgumentType.Members members -> {
                structs.put(path, members.members());
                members.members().forEach((name, member) -> collect(path + "." + name, member.type(), structs));
            }
            case ArgumentType.Items items -> collect(path + "[]", items.type(), structs);
            case ArgumentType.Values values -> collect(path + "{}", values.type(), structs);
            case ArgumentType.Any any -> {}
            case ArgumentType.Text text -> {}
            case ArgumentType.Whole whole -> {}
            case ArgumentType.Decimal decimal -> {}
            case ArgumentType.Flag flag -> {}
            case ArgumentType.OrNull orNull -> {}
        }
    }
}
