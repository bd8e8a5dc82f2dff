package io.gatehouse.app;

import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

/// A stored key that is revoked by a command. Another key with its name is another caller.
class RevokedKeyTest extends EndedKeyContract {
    @TempDir
    static Path folder;

    RevokedKeyTest() {
        super(new Revoked());
    }

    private static final class Revoked implements EndedKey {
        private String stays;
        private String goes;

        @Override
        public Bed start(String rest) throws Exception {
            KeyCommands commands = new KeyCommands(folder.resolve("data"));
            stays = commands.make("stays");
            goes = commands.make("goes");
            return new Bed(folder, rest);
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
            new KeyCommands(folder.resolve("data")).run("revoke", "goes");
        }

        @Override
        public String again() {
            return new KeyCommands(folder.resolve("data")).make("goes");
        }
    }
}
