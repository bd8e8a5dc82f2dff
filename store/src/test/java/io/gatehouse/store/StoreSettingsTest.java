package io.gatehouse.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StoreSettingsTest {
    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "postgresql://ann:pw@db.example:5433/gate, jdbc:postgresql://db.example:5433/gate, ann, pw",
                "postgres://ann:pw@db.example/gate, jdbc:postgresql://db.example/gate, ann, pw",
                "jdbc:postgresql://db.example/gate?user=ann&password=p%2Bw+&sslmode=require,"
                        + " jdbc:postgresql://db.example/gate?sslmode=require, ann, p+w+",
                "postgresql://a%40b:p%2Fw%25@[::1]:5432/gate, jdbc:postgresql://[::1]:5432/gate, a@b, p/w%",
                "postgresql://ann:p/w@x@db.example/gate, jdbc:postgresql://db.example/gate, ann, p/w@x",
                "postgresql://ann@a:1;b:2/gate, jdbc:postgresql://a:1;b:2/gate, ann, -",
                "postgresql://db.example/gate, jdbc:postgresql://db.example/gate, -, -",
            })
    void theUrlIsSplitFromItsCredentials(String url, String expected, String user, String password) {
        assertThat(StorePlace.Postgres.of(url.replace(';', ',')))
                .isEqualTo(new StorePlace.Postgres(expected.replace(';', ','), user, password));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "mysql://ann:hidden@db.example/gate",
                "postgresql://ann:hidden@db.example",
                "postgresql://ann:hid?den@db.example/gate",
                "postgresql://ann:hidden@/gate",
                "postgresql://ann:hidden/gate",
                "postgresql://ann:hidden@db.example:70000/gate",
                "postgresql://ann:hidden@db.example:port/gate",
                "postgresql://ann:hidden%zz@db.example/gate",
                "hidden"
            })
    void aWrongUrlIsRefusedWithoutShowingIt(String url) {
        assertThatThrownBy(() -> StoreSettings.postgres(url))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("The URL of the store is not valid. ")
                .message()
                .doesNotContain("hid", "ann", "db.example");
    }

    @Test
    void credentialsAreNotShown() {
        assertThat(StoreSettings.postgres("postgresql://ann:hidden@db.example/gate"))
                .asString()
                .doesNotContain("ann", "hidden", "db.example");
    }

    @Test
    void limitsAreChecked() {
        StoreSettings settings = StoreSettings.inFolder(Path.of("data"));
        assertThat(settings.withConnections(1).connections()).isEqualTo(1);
        assertThatThrownBy(() -> settings.withConnections(0)).hasMessage("A store needs at least 1 connection, not 0.");
        assertThatThrownBy(() -> settings.withLimits(Duration.ofMillis(1), Duration.ofSeconds(1)))
                .hasMessage("The time limit for connecting to the store must be at least 250 ms, not 1 ms.");
        assertThatThrownBy(() -> settings.withLimits(Duration.ofSeconds(1), Duration.ZERO))
                .hasMessage("The time limit for a statement must be at least 1 ms.");
    }
}
