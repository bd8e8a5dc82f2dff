package io.gatehouse.policy.rule;

import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.runtime.Program;
import io.gatehouse.policy.rule.ArgumentType.Member;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The condition of a rule, checked as far as that is possible without knowing a tool. It is compiled once for all
/// tools whose arguments that it reads have the same types.
final class Condition {
    private static final int MOST_REMEMBERED = 1_000;
    private static final Pattern MIXED = Pattern.compile("\\bdouble\\b.*\\bint\\b|\\bint\\b.*\\bdouble\\b");

    private final CelAbstractSyntaxTree parsed;
    private final CelAbstractSyntaxTree untyped;
    private final ConditionUses uses;
    private final Map<Map<String, Member>, Compiled> compiled = new ConcurrentHashMap<>();

    private Condition(CelAbstractSyntaxTree parsed, CelAbstractSyntaxTree untyped, ConditionUses uses) {
        this.parsed = parsed;
        this.untyped = untyped;
        this.uses = uses;
    }

    /// A condition for arguments of certain types.
    ///
    /// @param program null when it does not compile
    /// @param problem why it does not, as a clause; empty when it does
    record Compiled(@Nullable Program program, String problem) {}

    /// @throws RuleException when it is wrong for any tool
    static Condition of(String text) throws RuleException {
        CelAbstractSyntaxTree parsed = RuleLanguage.parse(text);
        ConditionUses uses = ConditionUses.in(parsed);
        Map<String, Member> unknown = new HashMap<>();
        uses.arguments().forEach(name -> unknown.put(name, Member.UNKNOWN));
        CelAbstractSyntaxTree fitted = NumberLiterals.fitted(parsed, unknown);
        return new Condition(parsed, RuleLanguage.check(fitted, uses.functions(), unknown), uses);
    }

    /// The names of the arguments that it reads.
    Set<String> reads() {
        return uses.arguments();
    }

    /// The names that it reads of objects within arguments.
    Set<String> keys() {
        return uses.keys();
    }

    /// The names of the claims that it reads.
    Set<String> claims() {
        return uses.claims();
    }

    /// The condition where nothing is known of arguments.
    Compiled untyped() {
        return compiled.computeIfAbsent(Map.of(), none -> compile(untyped));
    }

    /// The condition for a tool.
    ///
    /// @param arguments those that it reads
    Compiled with(Map<String, Member> arguments) {
        if (uses.arguments().isEmpty()) {
            return untyped();
        }
        Compiled known = compiled.get(arguments);
        if (known != null) {
            return known;
        }
        if (compiled.size() >= MOST_REMEMBERED) {
            compiled.clear();
        }
        return compiled.computeIfAbsent(arguments, this::compile);
    }

    private Compiled compile(Map<String, Member> arguments) {
        try {
            CelAbstractSyntaxTree checked =
                    RuleLanguage.check(NumberLiterals.fitted(parsed, arguments), uses.functions(), arguments);
            OptionalReads.require(checked, arguments);
            return compile(checked);
        } catch (RuleException unfit) {
            return new Compiled(null, hinted(String.valueOf(unfit.getMessage())));
        }
    }

    /// With how to write whole numbers where [NumberLiterals] found no number beside them.
    private static String hinted(String problem) {
        boolean mixes = problem.contains("overload") && MIXED.matcher(problem).find();
        return mixes ? problem + "; write whole numbers beside this argument as 0.0 or double(…)" : problem;
    }

    private static Compiled compile(CelAbstractSyntaxTree checked) {
        try {
            return new Compiled(RuleLanguage.program(checked), "");
        } catch (RuleException unusable) {
            return new Compiled(null, String.valueOf(unusable.getMessage()));
        }
    }
}
