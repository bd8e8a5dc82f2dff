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

/// Lets a condition read what may be absent as an optional value only.
final class OptionalReads {
    private OptionalReads() {}

    /// @param arguments those that the condition reads
    /// @throws RuleException when it reads one that may be absent, or a member of one, as if it were always there
    static void require(CelAbstractSyntaxTree checked, Map<String, Member> arguments) throws RuleException {
        Map<String, Map<String, Member>> structs = new HashMap<>();
        collect(StructNames.ARGS, new ArgumentType.Members(arguments), structs);
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
        if (member != null && !member.always()) {
            String field = select.field();
            throw new RuleException("reads " + field + ", which may be absent" + (member.required() ? " (null)" : "")
                    + "; read it as an optional value: .?" + field);
        }
    }

    private static void collect(String path, ArgumentType type, Map<String, Map<String, Member>> structs) {
        switch (type) {
            case ArgumentType.Members members -> {
                structs.put(path, members.members());
                members.members()
                        .forEach((name, member) -> collect(StructNames.member(path, name), member.type(), structs));
            }
            case ArgumentType.Items items -> collect(StructNames.element(path), items.type(), structs);
            case ArgumentType.Values values -> collect(StructNames.value(path), values.type(), structs);
            case ArgumentType.Any any -> {}
            case ArgumentType.Text text -> {}
            case ArgumentType.Whole whole -> {}
            case ArgumentType.Decimal decimal -> {}
            case ArgumentType.Flag flag -> {}
            case ArgumentType.OrNull orNull -> collect(path, orNull.type(), structs);
        }
    }
}
