package io.gatehouse.app;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import io.gatehouse.app.cli.YamlWriter;
import io.gatehouse.app.config.DocumentReader;
import io.gatehouse.app.config.ImportReader;
import io.gatehouse.app.config.ImportTranslator;
import io.gatehouse.app.config.Node;
import io.gatehouse.app.config.Problem;
import io.gatehouse.app.config.Problems;
import io.gatehouse.app.config.ServerNames;
import io.gatehouse.app.config.ServersReader;
import io.gatehouse.app.config.Source;
import io.gatehouse.app.config.Variables;
import io.gatehouse.app.schema.RootForm;
import java.nio.file.Path;
import org.junit.jupiter.api.parallel.Isolated;

/// Whatever stands in a file, it is read or refused; nothing else is thrown.
@Isolated
class ConfigurationFuzzTest {
    private static final Path STAND = Path.of("/nowhere");
    private static final Variables.Environment VARIABLES = name -> name.equals("SET") ? "value" : null;

    @FuzzTest(maxDuration = "30s")
    void ownFiles(FuzzedDataProvider data) {
        Problems problems = new Problems();
        Source source = new Source("gatehouse.yaml", Path.of("/nowhere"));
        Node node = DocumentReader.own(source, problems).read(data.consumeRemainingAsBytes());
        if (node == null) {
            mustHaveFailed(problems);
            return;
        }
        RootForm.Root root = new RootForm().read(new Variables(VARIABLES, problems).expand(node, ""), "", problems);
        if (root == null) {
            mustHaveFailed(problems);
            return;
        }
        ServersReader reader = new ServersReader(new ServerNames(problems), problems);
        reader.toolsets(root.toolsets(), reader.servers(root.servers(), root.defaults()));
        for (Problem problem : problems.errors()) {
            if (problem.toString().lines().count() != 1) {
                throw new IllegalStateException("a problem takes more than a line: " + problem);
            }
        }
    }

    @FuzzTest(maxDuration = "30s")
    void importedFiles(FuzzedDataProvider data) {
        Problems problems = new Problems();
        Source source = new Source(data.consumeBoolean() ? "x.json" : "x.yaml", Path.of("/nowhere"));
        byte[] bytes = data.consumeRemainingAsBytes();
        new ImportReader(VARIABLES, new ServerNames(problems), null, problems).read(source, bytes, false, STAND);
        Problems others = new Problems();
        YamlWriter.write(
                java.util.Map.of("servers", new ImportTranslator(VARIABLES, others).translate(source, bytes, STAND)));
    }

    private static void mustHaveFailed(Problems problems) {
        if (!problems.failed()) {
            throw new IllegalStateException("refused without a reason");
        }
    }
}
