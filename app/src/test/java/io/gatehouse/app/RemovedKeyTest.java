package io.gatehouse.app;

import io.gatehouse.app.config.KeyMaker;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

/// A key that is taken out of the configuration.
class RemovedKeyTest extends EndedKeyContract {
    @TempDir
    static Path folder;

    RemovedKeyTest() {
        super(new Removed());
    }

    private static final class Removed implements EndedKey {
        private final String stays = KeyMaker.make();
        private final String goes = KeyMaker.make();
        private String servers;
        private Bed bed;

        @Override
        public Bed start(String rest) throws Exception {
            servers = rest;
            bed = new Bed(folder, keys(true) + servers);
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
        public void end() throws Exception {
            reload(false);
        }

        @Override
        public String again() throws Exception {
            reload(true);
            return goes;
        }

        private void reload(boolean both) throws Exception {
            bed.gatehouse().apply(Yaml.load(folder, "listen: {port: 0}\ndata: data\n" + keys(both) + servers));
        }

        private String keys(boolean both) {
            return "auth:\n  keys:\n    " + KeyMaker.line("stays", stays) + "\n"
                    + (both ? "    " + KeyMaker.line("goes", goes) + "\n" : "");
        }
    }
}
