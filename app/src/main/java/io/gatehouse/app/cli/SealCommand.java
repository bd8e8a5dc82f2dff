package io.gatehouse.app.cli;

import io.gatehouse.app.config.ConfigurationException;
import io.gatehouse.app.config.KeyMaker;
import io.gatehouse.app.config.SealKeyFile;
import io.gatehouse.app.observe.Failures;
import io.gatehouse.protocol.Json;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(name = "seal", header = "Make and change the keys that replicas share.", synopsisSubcommandLabel = "COMMAND")
final class SealCommand implements Runnable {
    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(
                spec.commandLine(),
                "`gatehouse seal` needs a command. Make or change the keys with `gatehouse seal rotate`.");
    }

    @Command(
            name = "rotate",
            header = "Take the next step of changing the seal keys.",
            description =
                    "Changes the file that `seal.keys` names with $${file:PATH}. Without a key in it, makes the first one."
                            + " Otherwise the first run adds a new key, which opens but does not seal yet; the second"
                            + " run has it seal, and the earlier key still opens. Copy the file to every replica after"
                            + " each run; running replicas take it over without a restart.",
            footer = {
                "",
                "Examples:",
                "  gatehouse seal rotate                 step 1: add a new key",
                "  gatehouse seal rotate                 step 2: seal with it, once every replica has it",
                "  gatehouse seal rotate --drop-old      when the sessions of earlier keys have ended",
                "",
                "Where seal.keys names a variable or several files, the command prints a new key",
                "and where to put it, and changes nothing."
            })
    static final class Rotate implements Action {
        private final Terminal terminal;

        @Mixin
        private final ConfigurationOptions options = new ConfigurationOptions();

        @Option(
                names = "--drop-old",
                description = "Remove the keys that do not seal any more. What they sealed does not open afterwards.")
        private boolean dropOld;

        @Option(names = "--json", description = "Print JSON.")
        private boolean json;

        Rotate(Terminal terminal) {
            this.terminal = terminal;
        }

        @Override
        public Integer call() throws ConfigurationException {
            Path file = options.loader(terminal).sealFile();
            if (file == null) {
                byHand();
                return ExitCode.OK;
            }
            try {
                SealKeyFile keys = SealKeyFile.read(file);
                if (dropOld) {
                    dropped(file, keys.dropOld());
                } else {
                    print(file, keys.rotate());
                }
            } catch (IOException failed) {
                throw new CommandException(ExitCode.FAILED, Failures.ofFiles(failed));
            }
            return ExitCode.OK;
        }

        private void byHand() {
            if (dropOld) {
                throw new CommandException(
                        ExitCode.FAILED,
                        "seal.keys does not name one file with ${file:PATH}. Remove the old key from seal.keys"
                                + " yourself.");
            }
            String key = KeyMaker.make();
            if (json) {
                terminal.out().println("{\"step\":\"by_hand\",\"key\":" + Json.quote(key) + "}");
                return;
            }
            terminal.out().println("A new seal key, shown only once:");
            terminal.out().println();
            terminal.out().println("  " + key);
            terminal.out().println();
            terminal.out().println("seal.keys does not name one file with ${file:PATH}, so change it yourself:");
            terminal.out()
                    .println("1. Put the key in a file or a variable, and name it last under seal.keys on every"
                            + " replica.");
            terminal.out().println("2. When every replica has it, move it to the first place on every replica.");
            terminal.out().println("3. When limits.session-age has passed, remove the earlier key.");
        }

        private void dropped(Path file, int count) {
            if (count == 0) {
                throw new CommandException(
                        ExitCode.FAILED,
                        "There is no old key in " + file + ". Only keys that sealed before are dropped.");
            }
            if (json) {
                terminal.out()
                        .println("{\"step\":\"dropped\",\"file\":" + Json.quote(file.toString()) + ",\"keys\":" + count
                                + "}");
                return;
            }
            terminal.out()
                    .println("Removed " + (count == 1 ? "one old key" : count + " old keys") + " from " + file
                            + ". Copy the file to every replica.");
        }

        private void print(Path file, SealKeyFile.Step step) {
            if (json) {
                String name = step.name().toLowerCase(Locale.ROOT);
                terminal.out()
                        .println("{\"step\":" + Json.quote(name) + ",\"file\":" + Json.quote(file.toString()) + "}");
                return;
            }
            switch (step) {
                case FIRST -> {
                    terminal.out().println("Made the first seal key in " + file + ".");
                    terminal.out()
                            .println("Copy the file to every replica, readable by its user only, and start them.");
                }
                case ADDED -> {
                    terminal.out()
                            .println("Step 1 of 2: added a new key to " + file
                                    + ". It opens tokens, and does not seal yet.");
                    terminal.out()
                            .println("Copy the file to every replica. When each has logged `applied`, run"
                                    + " `gatehouse seal rotate` again.");
                }
                case PROMOTED -> {
                    terminal.out()
                            .println("Step 2 of 2: the new key in " + file
                                    + " seals from now on; earlier keys still open.");
                    terminal.out()
                            .println("Copy the file to every replica. When limits.session-age (7 days unless set)"
                                    + " has passed, remove the earlier keys with `gatehouse seal rotate --drop-old`.");
                }
            }
        }
    }
}
