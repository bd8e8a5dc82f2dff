package io.gatehouse.policy.rule;

import com.google.common.base.Ascii;
import com.google.common.base.CharMatcher;
import com.google.common.collect.ImmutableList;
import dev.cel.common.CelOptions;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelFunctionBinding;
import dev.cel.runtime.CelFunctionOverload;
import dev.cel.runtime.CelInternalRuntimeLibrary;
import dev.cel.runtime.CelRuntimeBuilder;
import dev.cel.runtime.CelStandardFunctions;
import dev.cel.runtime.InternalCelFunctionBinding;
import dev.cel.runtime.RuntimeEquality;
import java.util.Map;

/// The functions of CEL's standard library and those on strings, each of which charges the [Budget] before it runs.
/// `matches` and `contains` are the gateway's own: they take linear time and compile no pattern twice.
final class CostedFunctions implements CelInternalRuntimeLibrary {
    /// What a regular expression costs for each character and each instruction of its program.
    private static final long STEP = 20;

    /// What comparing or copying costs in functions that go over a text more than once.
    private static final int PASSES = 4;

    @Override
    public void setRuntimeOptions(CelRuntimeBuilder builder) {
        throw new UnsupportedOperationException("The runtime has to say what is equal.");
    }

    @Override
    public void setRuntimeOptions(CelRuntimeBuilder builder, RuntimeEquality equality, CelOptions options) {
        for (CelFunctionBinding binding :
                CelStandardFunctions.newBuilder().build().newFunctionBindings(equality, options)) {
            builder.addFunctionBindings(costed(binding));
        }
        onText(builder, "lowerAscii", "string_lower_ascii", Ascii::toLowerCase);
        onText(builder, "upperAscii", "string_upper_ascii", Ascii::toUpperCase);
        onText(builder, "trim", "string_trim", CharMatcher.whitespace()::trimFrom);
    }

    private static void onText(
            CelRuntimeBuilder builder, String function, String overload, CelFunctionOverload.Unary<String> change) {
        CelFunctionOverload.Unary<String> costed = text -> {
            charge().chargeCopy(text);
            return change.apply(text);
        };
        builder.addFunctionBindings(
                CelFunctionBinding.fromOverloads(function, CelFunctionBinding.from(overload, String.class, costed)));
    }

    private static CelFunctionBinding costed(CelFunctionBinding binding) {
        String function =
                binding instanceof InternalCelFunctionBinding named ? named.getFunctionName() : binding.getOverloadId();
        return new Costed(binding, function, costed(function, binding.getDefinition()));
    }

    private static CelFunctionOverload costed(String function, CelFunctionOverload definition) {
        return switch (function) {
            case "matches" -> CostedFunctions::matches;
            case "contains" -> CostedFunctions::contains;
            case "startsWith", "endsWith" ->
                arguments -> {
                    charge().chargeWhole(arguments[1]);
                    return definition.apply(arguments);
                };
            case "_[_]", "!_", "dyn", "type", "@not_strictly_false" ->
                arguments -> {
                    charge();
                    return definition.apply(arguments);
                };
            case "size" ->
                arguments -> {
                    Budget budget = charge();
                    if (arguments[0] instanceof String text) {
                        budget.chargeWhole(text);
                    }
                    return definition.apply(arguments);
                };
            case "_+_", "string", "bytes" ->
                arguments -> {
                    Budget budget = charge();
                    for (Object argument : arguments) {
                        budget.chargeCopy(argument);
                    }
                    return definition.apply(arguments);
                };
            case "@in" ->
                arguments -> {
                    Budget budget = charge();
                    budget.chargeWhole(arguments[0]);
                    if (!(arguments[1] instanceof Map)) {
                        budget.chargeWhole(arguments[1]);
                    }
                    return definition.apply(arguments);
                };
            default -> arguments -> whole(definition, arguments);
        };
    }

    private static Budget charge() {
        Budget budget = Budget.CURRENT.get();
        budget.charge(Budget.CALL);
        return budget;
    }

    private static Object whole(CelFunctionOverload definition, Object[] arguments) throws CelEvaluationException {
        Budget budget = charge();
        for (Object argument : arguments) {
            for (int pass = 0; pass < PASSES; pass++) {
                budget.chargeWhole(argument);
            }
        }
        return definition.apply(arguments);
    }

    private static Object matches(Object[] arguments) {
        String text = (String) arguments[0];
        Budget budget = charge();
        Regex regex = Regex.of((String) arguments[1]);
        budget.charge(STEP * regex.size() * (text.length() + 1L));
        return regex.pattern().matcher(text).find();
    }

    private static Object contains(Object[] arguments) {
        String text = (String) arguments[0];
        String part = (String) arguments[1];
        charge().charge((long) PASSES * (text.length() + part.length()));
        return TextSearch.contains(text, part);
    }

    /// A function that charges before it runs.
    private record Costed(CelFunctionBinding binding, String function, CelFunctionOverload definition)
            implements InternalCelFunctionBinding {
        @Override
        public String getFunctionName() {
            return function;
        }

        @Override
        public String getOverloadId() {
            return binding.getOverloadId();
        }

        @Override
        public ImmutableList<Class<?>> getArgTypes() {
            return binding.getArgTypes();
        }

        @Override
        public CelFunctionOverload getDefinition() {
            return definition;
        }

        @Override
        public boolean isStrict() {
            return binding.isStrict();
        }
    }
}
