package io.gatehouse.scripted.script;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// A script that is wrong says where, in which field, and what to do.
class ScriptTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "[1]                                           | 1: must be a map, not a list. Known here: models, turns",
                "{}                                            | 1: turns: must be a list of at least one turn. Write",
                "turns: []                                     | 1: turns: must be a list of at least one turn",
                "{turn: [], turns: [{say: x}]}                 | 1: unknown key \"turn\". Did you mean \"turns\"?",
                "models: [\\nx                                 | 2: not well-formed: ",
                "turns:\\n- say: x\\n  say: y                  | 3: the key \"say\" appears twice, first in line 2",
                "turns:\\n- 7                                  | 2: turns[0]: must be a map, not a number",
                "turns:\\n- when: {user: x}                    | 2: turns[0].say: is missing. Give the turn something",
                "turns:\\n- saay: x                            | 2: turns[0]: unknown key \"saay\". Did you mean \"say\"?",
                "turns:\\n- say: x\\n  stop: endturn           | 3: turns[0].stop: \"endturn\" is no stop reason. Did you mean \"end_turn\"?",
                "turns:\\n- say: x\\n  delay: 5                | 3: turns[0].delay: must be a time such as 200ms, 3s or 2m, not \"5\"",
                "turns:\\n- say: x\\n  times: 0                | 3: turns[0].times: must be a whole number of 1 or more, not \"0\"",
                "turns:\\n- say: {text: x}                     | 2: turns[0].say: must be a string or a list of blocks, not a map. Put \"- \"",
                "turns:\\n- say: [{test: x}]                   | 2: turns[0].say[0]: unknown key \"test\". Did you mean \"text\"?",
                "turns:\\n- say: [{text: x, call: y}]          | 2: turns[0].say[0]: is several blocks: text, call. Each item",
                "turns:\\n- say: [{arguments: {}}]             | 2: turns[0].say[0]: is no block. Each item of the list has one of",
                "turns:\\n- say: [{text: x, arguments: {}}]    | 2: turns[0].say[0].arguments: belong to a call",
                "turns:\\n- say: [{call: x, arguments: [1]}]   | 2: turns[0].say[0].arguments: must be a map, not a list",
                "turns:\\n- say: '${usr}'                      | 2: turns[0].say: there is no ${usr}. Write ${user}",
                "turns:\\n- say: '${user.1}'                   | 2: turns[0].say: ${user.1} is no group of an expression in when.user",
                "turns:\\n- {say: '${user.2}', when: {user: /(x)/}} | 2: turns[0].say: ${user.2} is no group of an expression",
                "turns:\\n- {say: x, when: {user: /(x/}}       | 2: turns[0].when.user: /(x/ is no regular expression: Unclosed group. Correct it",
                "turns:\\n- {say: x, when: {users: x}}         | 2: turns[0].when: unknown key \"users\". Did you mean \"user\"?",
                "turns:\\n- {say: x, when: {turn: zero}}       | 2: turns[0].when.turn: must be a whole number of 1 or more, not \"zero\"",
                "turns:\\n- {say: x, when: {thinking: often}}  | 2: turns[0].when.thinking: must be true or false, not \"often\"",
                "turns:\\n- {say: x, when: {result: {is: x}}}  | 2: turns[0].when.result: unknown key \"is\". Known here: tool, text, error.",
                "turns:\\n- error: {status: 200}               | 2: turns[0].error.status: must be a whole number of 400 or more, not \"200\"",
                "turns:\\n- error: {}                          | 2: turns[0].error.status: must be a status of HTTP from 400 to 599",
                "turns:\\n- error: {status: 500, headers: {\"a b\": x}} | 2: turns[0].error.headers.a b: is no header: ",
            })
    void whatIsWrongIsToldWithItsPlace(String yaml, String message) {
        assertThatThrownBy(() -> Script.of(yaml.replace("\\n", "\n"), "my.yaml"))
                .isInstanceOf(ScriptException.class)
                .hasMessageStartingWith("my.yaml:" + message);
    }

    @Test
    void everythingThatIsWrongIsToldAtOnceInTheOrderOfTheFile() {
        assertThatThrownBy(() -> Script.of("turns:\n- sya: x\n- stop: y\nmodel: x\n", "my.yaml"))
                .isInstanceOfSatisfying(
                        ScriptException.class,
                        wrong -> assertThat(wrong.problems())
                                .extracting(ScriptProblem::line)
                                .containsExactly(2, 2, 3, 3, 4));
    }

    @Test
    void aFileIsNamedAsItWasWritten() throws Exception {
        Path file = Files.writeString(folder.resolve("s.yaml"), "turns: [{say: x}]");
        assertThat(Script.read(file).name()).isEqualTo(file.toString());
        assertThatThrownBy(() -> Script.read(folder.resolve("none.yaml")))
                .hasMessageEndingWith("none.yaml: there is no such file. Check the path.");
        Files.write(file, new byte[] {(byte) 0xFF});
        assertThatThrownBy(() -> Script.read(file)).hasMessageContaining("the file is not UTF-8");
    }

    @Test
    void nestedAnchorsDoNotFillTheMemory() {
        StringBuilder yaml = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
        for (int at = 1; at < 8; at++) {
            String before = "*a" + (at - 1);
            yaml.append(
                    "a%d: &a%d [%s]\n".formatted(at, at, String.join(", ", java.util.Collections.nCopies(10, before))));
        }
        assertThatThrownBy(() -> Script.of(yaml.toString(), "my.yaml")).isInstanceOf(ScriptException.class);
    }
}
