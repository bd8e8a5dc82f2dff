package io.gatehouse.gateway.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ExposedNameTest {
    @Test
    void aNameIsTheServersAndTheTools() {
        assertThat(ExposedName.prefixed("crm", "get_order", 48)).isEqualTo("crm_get_order");
    }

    @Test
    void charactersThatModelsRefuseBecomeUnderscores() {
        assertThat(ExposedName.prefixed("crm", "files.read/all", 48)).isEqualTo("crm_files_read_all");
    }

    /// metamcp#249, claude-code#19882: one long name breaks a whole session.
    @Test
    void aLongNameIsShortenedTheSameWayEveryTimeAndStaysDistinct() {
        String first = ExposedName.prefixed("crm", "a".repeat(60) + "1", 48);
        String second = ExposedName.prefixed("crm", "a".repeat(60) + "2", 48);
        assertThat(first).hasSize(48).matches("[A-Za-z0-9_-]+").isNotEqualTo(second);
        assertThat(ExposedName.prefixed("crm", "a".repeat(60) + "1", 48)).isEqualTo(first);
    }
}
