package io.gatehouse.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SpliceTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"a\":1,\"b\":2,\"c\":3}|a=|{\"b\":2,\"c\":3}",
                "{\"a\":1,\"b\":2,\"c\":3}|b=|{\"a\":1,\"c\":3}",
                "{\"a\":1,\"b\":2,\"c\":3}|c=|{\"a\":1,\"b\":2}",
                "{\"a\":1,\"b\":2,\"c\":3}|a= b=|{\"c\":3}",
                "{\"a\":1,\"b\":2,\"c\":3}|b= c=|{\"a\":1}",
                "{\"a\":1,\"b\":2,\"c\":3}|a= c=|{\"b\":2}",
                "{\"a\":1,\"b\":2}|a= b=|{}",
                "{\"a\":1,\"b\":2}|a= b= x=9|{\"x\":9}",
                "{\"a\":1,\"b\":2}|a= x=9|{\"x\":9,\"b\":2}",
                "{\"a\":1,\"b\":2}|b=7|{\"a\":1,\"b\":7}",
                "{\"a\":1}|x=9|{\"x\":9,\"a\":1}",
                "{}|x=9|{\"x\":9}",
                "{ }|x=9|{\"x\":9 }",
                "{\"a\":1}|y=|{\"a\":1}",
                "{\"a\":1.10, \"b\" : 2 }|b=7|{\"a\":1.10, \"b\" : 7 }",
            })
    void changesMembersAndLeavesTheRest(String json, String changes, String expected) throws MalformedJsonException {
        ObjectView object = ObjectView.read(Slice.of(json));

        assertThat(new String(
                        new Splice(object.whole())
                                .change(object, changes(changes))
                                .toBytes(),
                        StandardCharsets.UTF_8))
                .isEqualTo(expected);
    }

    @Test
    void takesEditsInAnyOrder() throws MalformedJsonException {
        ObjectView object = ObjectView.read(Slice.of("{\"a\":1,\"b\":2,\"c\":3,\"d\":4,\"e\":5,\"f\":6}"));
        Splice splice = new Splice(object.whole());
        for (String key : new String[] {"f", "a", "d", "b", "e", "c"}) {
            Slice value = object.get(key);
            assertThat(value).isNotNull();
            splice.replace(value, "\"" + key + "!\"");
        }

        assertThat(new String(splice.toBytes(), StandardCharsets.UTF_8))
                .isEqualTo("{\"a\":\"a!\",\"b\":\"b!\",\"c\":\"c!\",\"d\":\"d!\",\"e\":\"e!\",\"f\":\"f!\"}");
    }

    @Test
    void editsAPartOfALargerArray() throws MalformedJsonException {
        byte[] bytes = "xx{\"a\":1}yy".getBytes(StandardCharsets.UTF_8);
        ObjectView object = ObjectView.read(new Slice(bytes, 2, 7));

        assertThat(new String(
                        new Splice(object.whole())
                                .replace(object.value(0), "23")
                                .toBytes(),
                        StandardCharsets.UTF_8))
                .isEqualTo("{\"a\":23}");
        assertThatThrownBy(() -> new Splice(object.whole()).replace(new Slice(bytes, 0, 1), "no"))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static Map<String, byte @Nullable []> changes(String text) {
        Map<String, byte @Nullable []> changes = new LinkedHashMap<>();
        for (String change : text.split(" ")) {
            String[] parts = change.split("=", 2);
            changes.put(parts[0], parts[1].isEmpty() ? null : parts[1].getBytes(StandardCharsets.UTF_8));
        }
        return changes;
    }
}
