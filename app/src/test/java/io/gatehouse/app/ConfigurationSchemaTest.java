package io.gatehouse.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.gatehouse.app.config.ConfigurationSchema;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class ConfigurationSchemaTest {
    private static final Path FILE = Path.of("src/main/resources/io/gatehouse/app/gatehouse.schema.json");

    /// `mvn -pl app test -Dtest=ConfigurationSchemaTest -Dgatehouse.schema.write` rewrites it.
    @Test
    void theSchemaInTheRepositoryIsCurrent() throws Exception {
        if (System.getProperty("gatehouse.schema.write") != null) {
            Files.createDirectories(FILE.getParent());
            Files.writeString(FILE, ConfigurationSchema.text());
        }
        assertThat(Files.readString(FILE)).isEqualTo(ConfigurationSchema.text());
    }

    @Test
    void anEditorAcceptsWhatIsRightAndMarksWhatIsWrong() {
        var schema = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema(ConfigurationSchema.text());
        assertThat(schema.validate(
                        "{\"listen\":{\"host\":\"::1\",\"port\":\"${PORT}\"},\"servers\":{\"a\":{\"command\":\"x\","
                                + "\"env\":{\"A\":1},\"timeout\":3000},\"b\":null},\"limits\":{\"body-bytes\":\"1MiB\"},"
                                + "\"toolsets\":{\"t\":{\"servers\":[\"a\"]},\"u\":{\"servers\":{\"a\":null}}}}",
                        InputFormat.JSON))
                .isEmpty();
        assertThat(schema.validate("{\"serves\":{}}", InputFormat.JSON)).isNotEmpty();
        assertThat(schema.validate("{\"listen\":{\"port\":70000}}", InputFormat.JSON))
                .isNotEmpty();
        assertThat(schema.validate("{\"servers\":{\"a\":{\"comand\":\"x\"}}}", InputFormat.JSON))
                .isNotEmpty();
        assertThat(schema.validate("{\"limits\":{\"keep-alive\":5}}", InputFormat.JSON))
                .isNotEmpty();
    }
}
