package io.gatehouse.policy.rule;

import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.ast.CelConstant;
import dev.cel.common.ast.CelExpr;
import dev.cel.common.ast.CelExpr.ExprKind.Kind;
import dev.cel.common.navigation.CelNavigableAst;
import dev.cel.common.navigation.CelNavigableExpr;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What a condition uses, in a form that can be judged before it is evaluated.
///
/// @param arguments the names of the arguments that it reads
/// @param keys the names that it reads of objects within arguments, or may
/// @param claims the names of the claims that it reads
/// @param functions the names of the functions and operators that it uses
record ConditionUses(Set<String> arguments, Set<String> keys, Set<String> claims, Set<String> functions) {
    private static final String IN = "@in";
    private static final String CLAIMS = "claims";
    private static final Set<String> NO_ARGUMENTS = Set.of(Variables.CALLER, Variables.TOOL, Variables.CLIENT);

    ConditionUses {
        arguments = Set.copyOf(arguments);
        keys = Set.copyOf(keys);
        claims = Set.copyOf(claims);
        functions = Set.copyOf(functions);
    }

    /// @throws RuleException when it uses `args`, `caller` or `caller.claims` as a whole, or a regular expression or a
    /// constant that is not allowed
    static ConditionUses in(CelAbstractSyntaxTree parsed) throws RuleException {
        Set<String> arguments = new HashSet<>();
        Set<String> keys = new HashSet<>();
        Set<String> claims = new HashSet<>();
        Set<String> functions = new HashSet<>();
        List<CelNavigableExpr> nodes =
                CelNavigableAst.fromAst(parsed).getRoot().allNodes().toList();
        for (CelNavigableExpr node : nodes) {
            CelExpr expression = node.expr();
            key(expression).ifPresent(keys::add);
            switch (expression.getKind()) {
                case IDENT -> {
                    String name = expression.ident().name();
                    if (name.equals(Variables.ARGS)) {
                        arguments.add(argument(node));
                    } else if (name.equals(Variables.CALLER)) {
                        claim(node).ifPresent(claims::add);
                    }
                }
                case CALL -> {
                    RegexCheck.require(expression.call());
                    ConstantCheck.require(expression.call());
                    functions.add(expression.call().function());
                }
                case COMPREHENSION -> {
                    requireOther(expression.comprehension().iterVar(), Variables.ARGS);
                    requireOther(expression.comprehension().iterVar(), Variables.CALLER);
                }
                default -> {}
            }
        }
        return new ConditionUses(arguments, keys, claims, functions);
    }

    private static void requireOther(String element, String variable) throws RuleException {
        if (element.equals(variable)) {
            throw new RuleException("uses " + variable + " as the name of an element");
        }
    }

    private static String argument(CelNavigableExpr args) throws RuleException {
        String read = read(args, false);
        if (read == null) {
            throw new RuleException("uses args as a whole; read single arguments: args.NAME or args.?NAME");
        }
        return read;
    }

    /// The claim that is read of the caller, if it is one.
    private static Optional<String> claim(CelNavigableExpr caller) throws RuleException {
        CelNavigableExpr parent = caller.parent().orElse(caller);
        if (parent.expr().getKind() != Kind.SELECT) {
            throw new RuleException("uses caller as a whole; read what it is made of: caller.NAME");
        }
        if (!parent.expr().select().field().equals(CLAIMS)) {
            return Optional.empty();
        }
        String read = read(parent, true);
        if (read == null) {
            throw new RuleException(
                    "uses caller.claims as a whole; read single claims: caller.claims.NAME or caller.claims.?NAME");
        }
        return Optional.of(read);
    }

    /// The name of what is read of an object; null when it is used as a whole.
    ///
    /// @param asked whether it may also be asked with `in` whether it has the name
    private static @Nullable String read(CelNavigableExpr object, boolean asked) {
        CelExpr parent = object.parent().map(CelNavigableExpr::expr).orElse(object.expr());
        if (parent.getKind() == Kind.SELECT) {
            return parent.select().field();
        }
        if (parent.getKind() != Kind.CALL) {
            return null;
        }
        long id = object.expr().id();
        CelExpr.CelCall call = parent.call();
        if (call.function().equals(NamedReads.OPTIONAL)
                && call.args().getFirst().id() == id) {
            return call.args().getLast().constant().stringValue();
        }
        return asked && call.function().equals(IN) && call.args().getLast().id() == id
                ? text(call.args().getFirst())
                : null;
    }

    /// The name that an expression reads of an object that may be within arguments.
    private static Optional<String> key(CelExpr expression) {
        if (expression.getKind() == Kind.SELECT) {
            return within(expression.select().operand())
                    ? Optional.of(expression.select().field())
                    : Optional.empty();
        }
        if (expression.getKind() != Kind.CALL) {
            return Optional.empty();
        }
        CelExpr.CelCall call = expression.call();
        return switch (call.function()) {
            case NamedReads.OPTIONAL ->
                within(call.args().getFirst())
                        ? Optional.ofNullable(text(call.args().getLast()))
                        : Optional.empty();
            case IN ->
                call.args().getLast().getKind() != Kind.LIST
                                && within(call.args().getLast())
                        ? Optional.ofNullable(text(call.args().getFirst()))
                        : Optional.empty();
            default -> Optional.empty();
        };
    }

    private static boolean within(CelExpr expression) {
        return switch (expression.getKind()) {
            case SELECT -> within(expression.select().operand());
            case IDENT -> !NO_ARGUMENTS.contains(expression.ident().name());
            case CALL -> {
                CelExpr.CelCall call = expression.call();
                CelExpr first = call.target()
                        .orElse(call.args().isEmpty() ? null : call.args().getFirst());
                yield first == null || within(first);
            }
            default -> true;
        };
    }

    private static @Nullable String text(CelExpr expression) {
        return expression.getKind() == Kind.CONSTANT && expression.constant().getKind() == CelConstant.Kind.STRING_VALUE
                ? expression.constant().stringValue()
                : null;
    }
}
