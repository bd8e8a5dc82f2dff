package io.gatehouse.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class SettingsPageTest {
    private static final Path FILE = ShownDocument.projectRoot().resolve("docs/guide/settings.md");

    /// `mvn -pl app test -Dtest=SettingsPageTest -Dgatehouse.settings.write` rewrites it.
    @Test
    void thePageInTheRepositoryNamesEverySettingAndItsDefault() throws Exception {
        if (System.getProperty("gatehouse.settings.write") != null) {
            Files.writeString(FILE, SettingsPage.text());
        }
        assertThat(Files.readString(FILE)).isEqualTo(SettingsPage.text());
    }

    @Test
    void itGoesDownToTheInnermostSection() {
        assertThat(SettingsPage.text())
                .contains(
                        "## `servers.NAME.tools.NAME`", "## `toolsets.NAME.servers.NAME.resources`", "## `listen.tls`")
                .contains("| `call-timeout` | 5m | How long a call may go without progress. |");
    }
}
