package io.gatehouse.app.cli;

import io.gatehouse.app.config.Shown;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.OverwrittenOptionException;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/// What is wrong with a command line, in sentences with a remedy.
final class WrongArguments {
    private WrongArguments() {}

    /// Tells it.
    static String sentences(ParameterException wrong) {
        CommandLine command = wrong.getCommandLine();
        String name = command.getCommandSpec().qualifiedName();
        String help = " `" + name + " --help` shows how it is used.";
        return switch (wrong) {
            case UnmatchedArgumentException unmatched -> unmatched(unmatched, name) + help;
            case MissingParameterException missing ->
                missing.getMissing().stream().map(spec -> missing(spec, name)).collect(Collectors.joining(" ")) + help;
            case OverwrittenOptionException twice ->
                twice.getOverwritten() instanceof OptionSpec option
                        ? option.longestName() + " is given twice. Give it once."
                        : "Something is given twice." + help;
            default -> {
                ArgSpec spec = wrong.getArgSpec();
                String value = wrong.getValue();
                yield spec == null
                        ? String.valueOf(wrong.getMessage())
                        : shown(spec) + ": " + (value == null ? "the value" : Shown.quoted(value)) + expected(spec)
                                + help;
            }
        };
    }

    private static String unmatched(UnmatchedArgumentException wrong, String name) {
        String word = wrong.getUnmatched().isEmpty() ? "" : wrong.getUnmatched().getFirst();
        CommandLine command = wrong.getCommandLine();
        String near;
        String what;
        if (word.startsWith("-")) {
            what = " is not an option of `" + name + "`.";
            String option = word.replaceFirst("=.*", "");
            List<String> options = command.getCommandSpec().options().stream()
                    .map(OptionSpec::longestName)
                    .toList();
            near = Shown.suggestion(option, options);
        } else if (command.getSubcommands().isEmpty()) {
            what = " is one word too many for `" + name + "`. Quote a value that has spaces.";
            near = "";
        } else {
            what = " is not a command of `" + name + "`.";
            near = Shown.suggestion(word, command.getSubcommands().keySet());
        }
        return Shown.quoted(word) + what + (near.isEmpty() ? "" : " " + near);
    }

    private static String expected(ArgSpec spec) {
        Object[] choices = spec.type().getEnumConstants();
        if (choices != null) {
            String all = Arrays.stream(choices).map(String::valueOf).collect(Collectors.joining(", "));
            return " is not one of " + all + ".";
        }
        boolean number = spec.type() == int.class || spec.type() == Integer.class;
        return number ? " is not a whole number." : " does not have the form " + spec.paramLabel() + ".";
    }

    private static String missing(ArgSpec spec, String name) {
        return spec instanceof OptionSpec option
                ? option.longestName() + " needs a value: " + spec.paramLabel() + "."
                : "`" + name + "` needs " + shown(spec) + ".";
    }

    private static String shown(ArgSpec spec) {
        return spec instanceof OptionSpec option ? option.longestName() : spec.paramLabel();
    }
}
