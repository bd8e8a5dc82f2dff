package io.gatehouse.policy;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Whose word a call needs.
class RequirementTest {
    private static final Requirement CONFIRM = new Requirement(Agreement.CONFIRM, "one");
    private static final Requirement APPROVE = new Requirement(Agreement.APPROVE, "two");

    @Test
    void theStrictestCounts() {
        assertThat(Requirement.NONE.strictest(CONFIRM)).isEqualTo(CONFIRM);
        assertThat(CONFIRM.strictest(Requirement.NONE)).isEqualTo(CONFIRM);
        assertThat(CONFIRM.strictest(APPROVE)).isEqualTo(APPROVE);
        assertThat(APPROVE.strictest(CONFIRM)).isEqualTo(APPROVE);
        assertThat(CONFIRM.strictest(new Requirement(Agreement.CONFIRM, "later")))
                .isEqualTo(CONFIRM);
    }

    @ParameterizedTest
    @CsvSource({
        ",true,true,true,false,CONFIRM",
        ",true,true,false,true,NONE",
        ",false,true,true,true,NONE",
        ",false,false,true,false,NONE",
        ",false,false,false,true,CONFIRM",
        "NONE,true,false,true,true,NONE",
        "APPROVE,false,true,false,false,APPROVE",
        "CONFIRM,true,true,true,true,CONFIRM"
    })
    void whatTheOperatorDemandsCountsBeforeWhatTheToolDoes(
            Agreement demanded, boolean destroys, boolean known, boolean shared, boolean askUnknown, Agreement needed) {
        Requirement requirement = new ToolRisk(demanded, destroys, known).requirement(shared, askUnknown);
        assertThat(requirement.agreement()).isEqualTo(needed);
        assertThat(requirement.why().isEmpty()).isEqualTo(needed == Agreement.NONE);
    }
}
