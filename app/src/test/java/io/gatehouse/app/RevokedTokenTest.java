package io.gatehouse.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.app.config.KeyMaker;
import java.net.http.HttpClient;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

/// A token that is revoked. Another one that was made with the same key goes on.
class RevokedTokenTest extends EndedKeyContract {
    @TempDir
    static Path folder;

    RevokedTokenTest() {
        super(new Revoked());
    }

    private static final class Revoked implements EndedKey {
        private final HttpClient http = HttpClient.newHttpClient();
        private TokenRequests tokens;
        private String parent;
        private String stays;
        private String goes;

        @Override
        public Bed start(String rest) throws Exception {
            Bed bed = new Bed(
                    folder,
                    "port: 0, public-url: 'https://gw.example.com'",
                    "auth: {keys: [{name: desk, sha256: " + KeyMaker.hash("key-of-desk") + "}]}\n" + rest);
            tokens = new TokenRequests(http, bed);
            stays = tokens.token("key-of-desk");
            parent = tokens.token("key-of-desk", "scope", "mcp:read mcp:write delegate");
            goes = tokens.token(parent);
            return bed;
        }

        @Override
        public String stays() {
            return stays;
        }

        @Override
        public String goes() {
            return goes;
        }

        @Override
        public void end() {
            assertThat(tokens.revoke(parent).statusCode()).isEqualTo(200);
        }

        @Override
        public String again() {
            return tokens.token("key-of-desk");
        }
    }
}
