package io.gatehouse.app.config;

import io.gatehouse.app.schema.ImportedServerForm;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// Keeps the servers that `gatehouse import` prints to files in the folder of the client's file, as the loader does
/// with an imported file. Once a server is printed, nobody can tell any more that a stranger may have written it.
///
/// @param folder that files must lie in, links followed
/// @param problems gets an error for each file that lies elsewhere
public record Confinement(Path folder, Problems problems) {
    /// Notes what servers would read outside of the folder, whether their variables are set or left to their defaults.
    ///
    /// @param printed servers by name, in the words of `gatehouse.yaml`
    public void check(Node printed, Variables.Environment known) {
        files(printed, known);
        files(printed, new Defaults(known));
    }

    private void files(Node printed, Variables.Environment environment) {
        SecretFiles files = SecretFiles.checking(folder, problems);
        Variables variables = new Variables(environment, files, ClientInputs.NONE, new Problems());
        if (variables.expand(printed, "") instanceof Node.Mapping servers) {
            servers.entries().values().forEach(server -> named(server.value(), variables));
        }
    }

    private static void named(Node server, Variables variables) {
        if (!(server instanceof Node.Mapping mapping)) {
            return;
        }
        for (String key : ImportedServerForm.FILES) {
            Node.Entry entry = mapping.entries().get(ImportTranslator.NAMES.getOrDefault(key, key));
            if (entry != null && entry.value() instanceof Node.Scalar file) {
                variables.confine(file, key);
            }
        }
    }

    /// An environment in which defaults count, whatever is set.
    private record Defaults(Variables.Environment known) implements Variables.Environment {
        @Override
        public @Nullable String get(String name) {
            return known.get(name);
        }

        @Override
        public @Nullable String beforeDefault(String name) {
            return null;
        }
    }
}
