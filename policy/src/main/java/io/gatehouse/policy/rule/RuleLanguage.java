package io.gatehouse.policy.rule;

import com.google.common.collect.ImmutableCollection;
import com.google.common.collect.ImmutableMap;
import dev.cel.checker.CelStandardDeclarations;
import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.CelErrorCode;
import dev.cel.common.CelIssue;
import dev.cel.common.CelOptions;
import dev.cel.common.CelValidationException;
import dev.cel.common.CelValidationResult;
import dev.cel.common.types.CelType;
import dev.cel.common.types.CelTypeProvider;
import dev.cel.common.types.ListType;
import dev.cel.common.types.MapType;
import dev.cel.common.types.SimpleType;
import dev.cel.common.types.StructType;
import dev.cel.compiler.CelCompiler;
import dev.cel.compiler.CelCompilerFactory;
import dev.cel.extensions.CelExtensions;
import dev.cel.extensions.CelOptionalLibrary;
import dev.cel.extensions.CelStringExtensions;
import dev.cel.parser.CelStandardMacro;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelRuntime;
import dev.cel.runtime.CelRuntimeFactory;
import dev.cel.runtime.Program;
import io.gatehouse.policy.rule.ArgumentType.Member;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// CEL as rules use it: its standard library, optional values, and three functions on strings, all of which charge the
/// [Budget]. Its variables are those of [Variables]. The first use loads the library, which takes some tenths of a
/// second.
final class RuleLanguage {
    /// The longest condition, in characters.
    static final int MAX_LENGTH = 4_096;

    /// How deep a condition may nest.
    static final int MAX_DEPTH = 32;

    /// How many elements the macros (`all`, `exists`, `map`, …) of a condition may visit in all.
    static final int MAX_ITERATIONS = 1_000;

    private static final CelStringExtensions.Function[] STRING_FUNCTIONS = {
        CelStringExtensions.Function.LOWER_ASCII,
        CelStringExtensions.Function.UPPER_ASCII,
        CelStringExtensions.Function.TRIM
    };
    private static final CelOptions OPTIONS = CelOptions.current()
            .enableQuotedIdentifierSyntax(true)
            .enableHeterogeneousNumericComparisons(true)
            .enableTimestampEpoch(true)
            .maxExpressionCodePointSize(MAX_LENGTH)
            .maxParseRecursionDepth(MAX_DEPTH)
            .comprehensionMaxIterations(MAX_ITERATIONS)
            .maxRegexProgramSize(RegexCheck.MAX_PROGRAM)
            .build();
    private static final MapType ANYTHING = MapType.create(SimpleType.STRING, SimpleType.DYN);
    private static final StructType CALLER = struct(
            StructNames.CALLER,
            Map.of(
                    "name",
                    SimpleType.STRING,
                    "key",
                    SimpleType.STRING,
                    "issuer",
                    SimpleType.STRING,
                    "user",
                    SimpleType.STRING,
                    "roles",
                    ListType.create(SimpleType.STRING),
                    "scopes",
                    ListType.create(SimpleType.STRING),
                    "claims",
                    MapType.create(SimpleType.STRING, ListType.create(SimpleType.STRING)),
                    "address",
                    SimpleType.STRING));
    private static final StructType TOOL = struct(
            StructNames.TOOL, Map.of("name", SimpleType.STRING, "effects", SimpleType.STRING, "annotations", ANYTHING));
    private static final StructType CLIENT =
            struct(StructNames.CLIENT, Map.of("name", SimpleType.STRING, "version", SimpleType.STRING));
    private static final CelCompiler COMPILER = CelCompilerFactory.standardCelCompilerBuilder()
            .setOptions(OPTIONS)
            .setStandardMacros(CelStandardMacro.STANDARD_MACROS)
            .addLibraries(CelOptionalLibrary.INSTANCE, CelExtensions.strings(STRING_FUNCTIONS))
            .addVar(Variables.CALLER, CALLER)
            .addVar(Variables.TENANT, SimpleType.STRING)
            .addVar(Variables.SERVER, SimpleType.STRING)
            .addVar(Variables.TOOL, TOOL)
            .addVar(Variables.TIME, SimpleType.TIMESTAMP)
            .addVar(Variables.DOOR, SimpleType.STRING)
            .addVar(Variables.CLIENT, CLIENT)
            .setStandardEnvironmentEnabled(false)
            .setResultType(SimpleType.BOOL)
            .build();
    private static final CelRuntime RUNTIME = CelRuntimeFactory.legacyCelRuntimeBuilder()
            .setOptions(OPTIONS)
            .setStandardEnvironmentEnabled(false)
            .addLibraries(new CostedFunctions(), CelOptionalLibrary.INSTANCE)
            .build();

    private static final int MOST_DECLARATIONS = 1_000;
    private static final Map<Set<String>, CelStandardDeclarations> DECLARATIONS = new ConcurrentHashMap<>();

    private RuleLanguage() {}

    /// Reads a condition without looking at types.
    static CelAbstractSyntaxTree parse(String text) throws RuleException {
        if (text.length() > MAX_LENGTH) {
            throw new RuleException("is longer than " + MAX_LENGTH + " characters");
        }
        return NamedReads.in(tree(COMPILER.parse(text)));
    }

    /// Checks the types in a condition. The library declares all its functions anew for each check, which takes most of
    /// the time, so it gets those alone that the condition uses.
    ///
    /// @param functions the names of the functions that it uses
    /// @param arguments the arguments that it reads
    static CelAbstractSyntaxTree check(
            CelAbstractSyntaxTree parsed, Set<String> functions, Map<String, Member> arguments) throws RuleException {
        Map<String, CelType> types = new HashMap<>();
        for (StructType known : new StructType[] {CALLER, TOOL, CLIENT}) {
            types.put(known.name(), known);
        }
        CelType args = members(StructNames.ARGS, arguments, types);
        return tree(COMPILER.toCompilerBuilder()
                .setStandardDeclarations(declarations(functions))
                .addVar(Variables.ARGS, args)
                .setTypeProvider(new Types(ImmutableMap.copyOf(types)))
                .build()
                .check(parsed));
    }

    /// There are few sets of functions that conditions use together.
    private static CelStandardDeclarations declarations(Set<String> functions) {
        if (DECLARATIONS.size() >= MOST_DECLARATIONS) {
            DECLARATIONS.clear();
        }
        return DECLARATIONS.computeIfAbsent(
                functions,
                used -> CelStandardDeclarations.newBuilder()
                        .filterFunctions((function, overload) -> used.contains(function.functionName()))
                        .build());
    }

    /// Makes a checked condition ready to be evaluated.
    static Program program(CelAbstractSyntaxTree checked) throws RuleException {
        try {
            return RUNTIME.createProgram(checked);
        } catch (CelEvaluationException unusable) {
            throw new RuleException(sentence(String.valueOf(unusable.getMessage())));
        }
    }

    /// Evaluates a condition, within [Budget#CURRENT].
    ///
    /// @throws RuleException when that fails; never with the library's message, which may quote arguments
    static boolean evaluate(Program program, Variables variables) throws RuleException {
        Budget budget = Budget.CURRENT.get();
        budget.next();
        boolean matches;
        try {
            matches = Boolean.TRUE.equals(program.eval(variables));
        } catch (CelEvaluationException failed) {
            throw failed(budget, failed.getErrorCode());
        } catch (RuntimeException failed) {
            throw failed(budget, CelErrorCode.INTERNAL_ERROR);
        }
        if (budget.spent()) {
            throw failed(budget, CelErrorCode.INTERNAL_ERROR);
        }
        return matches;
    }

    private static RuleException failed(Budget budget, CelErrorCode code) {
        return budget.spent() ? new RuleException("costs too much", true) : new RuleException(words(code));
    }

    private static String words(CelErrorCode code) {
        return code.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    private static CelAbstractSyntaxTree tree(CelValidationResult result) throws RuleException {
        if (result.hasError()) {
            CelIssue first = result.getErrors().getFirst();
            int column = first.getSourceLocation().getColumn();
            throw new RuleException(
                    sentence(first.getMessage()) + (column < 0 ? "" : ", at character " + (column + 1)));
        }
        try {
            return result.getAst();
        } catch (CelValidationException impossible) {
            throw new RuleException(sentence(String.valueOf(impossible.getMessage())));
        }
    }

    /// The first line of what the library says, without all that it lists as possible.
    private static String sentence(String message) {
        String line = message.lines().findFirst().orElse("");
        for (String list : new String[] {" (candidates: ", " (in container ", " expecting {"}) {
            int start = line.indexOf(list);
            line = start < 0 ? line : line.substring(0, start);
        }
        return line;
    }

    private static CelType type(String path, ArgumentType type, Map<String, CelType> structs) {
        return switch (type) {
            case ArgumentType.Any any -> SimpleType.DYN;
            case ArgumentType.Text text -> SimpleType.STRING;
            case ArgumentType.Whole whole -> SimpleType.INT;
            case ArgumentType.Decimal decimal -> SimpleType.DOUBLE;
            case ArgumentType.Flag flag -> SimpleType.BOOL;
            case ArgumentType.Items items -> ListType.create(type(StructNames.element(path), items.type(), structs));
            case ArgumentType.Values values ->
                MapType.create(SimpleType.STRING, type(StructNames.value(path), values.type(), structs));
            case ArgumentType.Members members -> members(path, members.members(), structs);
            // Of a member, see `members`; elsewhere CEL knows such types for strings, numbers and truth values only.
            case ArgumentType.OrNull orNull -> SimpleType.DYN;
        };
    }

    private static StructType members(String path, Map<String, Member> members, Map<String, CelType> structs) {
        Map<String, CelType> fields = new HashMap<>();
        members.forEach((name, member) -> fields.put(
                name, type(StructNames.member(path, name), member.type().bare(), structs)));
        StructType struct = struct(path, fields);
        structs.put(path, struct);
        return struct;
    }

    private static StructType struct(String name, Map<String, CelType> types) {
        ImmutableMap<String, CelType> fields = ImmutableMap.copyOf(types);
        return StructType.create(name, fields.keySet(), field -> Optional.ofNullable(fields.get(field)));
    }

    private record Types(ImmutableMap<String, CelType> byName) implements CelTypeProvider {
        @Override
        public ImmutableCollection<CelType> types() {
            return byName.values();
        }

        @Override
        public Optional<CelType> findType(String name) {
            return Optional.ofNullable(byName.get(name));
        }
    }
}
