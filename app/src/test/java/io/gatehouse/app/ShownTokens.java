package io.gatehouse.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.app.config.KeyMaker;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Runs the commands about tokens that the documents show, at a gateway that makes tokens.
final class ShownTokens {
    private static final String KEY = "key-of-ci";

    private ShownTokens() {}

    /// @param folder for what the commands write
    /// @param target the file that takes what the command prints; null for none
    static void run(Path folder, List<String> arguments, String target) throws Exception {
        Path token = folder.resolve("token.txt");
        try (Bed bed = new Bed(
                Files.createTempDirectory(folder, "tokens"),
                "port: 0, public-url: 'https://mcp.example.com'",
                "auth: {keys: [{name: ci, sha256: " + KeyMaker.hash(KEY)
                        + "}]}\nservers: {crm: {url: 'http://127.0.0.1:1/mcp'}}\ntoolsets: {support: {servers: [crm]}}\n")) {
            List<String> all = new ArrayList<>(arguments);
            all.replaceAll(word -> word.equals("token.txt") ? token.toString() : word);
            all.replaceAll(word -> word.startsWith("https://") ? bed.endpoint().toString() : word);
            if (!all.contains("--url")) {
                all.addAll(List.of("--url", bed.endpoint().toString()));
            }
            Run run = Run.of(Map.of("GATEHOUSE_KEY", KEY)::get, "", all.toArray(String[]::new));
            assertThat(run.err()).isEmpty();
            assertThat(run.code()).isZero();
            assertThat(run.out()).isNotBlank();
            if (target != null) {
                Files.writeString(folder.resolve(target), run.out());
            }
        }
    }
}
