package io.gatehouse.app.schema;

import io.gatehouse.app.config.EnvironmentFile;
import io.gatehouse.app.config.Node;
import io.gatehouse.app.config.Problems;
import io.gatehouse.app.config.SecretFiles;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The path of an [EnvironmentFile], read with what it holds. A change of the file is one of the configuration.
final class EnvironmentFileKind implements Kind<Map<String, String>> {
    private static final Kind<Path> PATH = Kinds.path();
    private static final Pattern NAME = Pattern.compile("[^=\\x00]{1,256}");

    @Override
    public @Nullable Map<String, String> read(Node node, String path, Problems problems) {
        if (PATH.read(node, path, problems) == null || !(node instanceof Node.Scalar scalar)) {
            return null;
        }
        Problems own = new Problems();
        String text = new SecretFiles(null, own).read(scalar.value(), node.position(), path);
        problems.add(own);
        if (own.failed()) {
            return null;
        }
        Map<String, String> variables = EnvironmentFile.variables(text);
        variables
                .entrySet()
                .removeIf(variable -> !NAME.matcher(variable.getKey()).matches()
                        || variable.getValue().indexOf('\0') >= 0);
        return variables;
    }

    @Override
    public Map<String, Object> schema() {
        return PATH.schema();
    }
}
