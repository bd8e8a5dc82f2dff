package io.gatehouse.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class PlainTextTest {
    private static final int LENGTH = 40;

    @Test
    void stopsBeforeEverySpecialByteWhereverItStands() {
        for (int value = 0; value < 256; value++) {
            for (int place = 0; place < LENGTH; place++) {
                byte[] text = plain();
                text[place] = (byte) value;
                int stop = PlainText.skip(text, 0, LENGTH);

                if (value < ' ' || value == '"' || value == '\\' || value > 0x7F) {
                    assertThat(stop).as("byte %d at %d", value, place).isBetween(place - 7, place);
                } else {
                    assertThat(stop).as("byte %d at %d", value, place).isEqualTo(LENGTH);
                }
            }
        }
    }

    @Test
    void twoSpecialBytesBesideEachOtherHideNeither() {
        byte[] special = {0, 1, 0x1F, '"', '\\', (byte) 0x80, (byte) 0xFF};
        for (byte first : special) {
            for (byte second : special) {
                byte[] text = plain();
                text[11] = first;
                text[12] = second;

                assertThat(PlainText.skip(text, 0, LENGTH)).isBetween(4, 11);
                assertThat(PlainText.skip(text, 12, LENGTH)).isEqualTo(12);
            }
        }
    }

    @Test
    void staysWithinItsBounds() {
        assertThat(PlainText.skip(plain(), 3, 10)).isEqualTo(3);
        assertThat(PlainText.skip(plain(), 3, 11)).isEqualTo(11);
    }

    private static byte[] plain() {
        byte[] text = new byte[LENGTH];
        Arrays.fill(text, (byte) 'a');
        return text;
    }
}
