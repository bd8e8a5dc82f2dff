package io.gatehouse.gateway.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import io.gatehouse.kit.NearestNames;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.Collections;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.parallel.Isolated;

/// Whatever servers and callers choose, comparing their texts takes time in proportion to the texts, and finds what a
/// regular expression would.
@Isolated
class MatchingTimeFuzzTest {
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
    private static final String ALPHABET = "a/{}+b?*:!";
    /// Far more than the longest texts take, and far less than one that is tried in every way.
    private static final long MOST_NANOS = 250_000_000;

    @FuzzTest(maxDuration = "20s")
    void comparingTakesNoTime(FuzzedDataProvider data) {
        String pattern = text(data, 200);
        String repeated = text(data, 40);
        int times = data.consumeInt(0, 200);
        String uri = text(data, 40) + repeated.repeat(times) + text(data, 40);
        TemplateMatcher template = new TemplateMatcher(pattern);
        long began = THREADS.getCurrentThreadCpuTime();
        boolean matches = template.matches(uri);
        new Selection(List.of(pattern), List.of()).includes(uri);
        NearestNames.hint(pattern, Collections.nCopies(10_000, uri.substring(0, Math.min(128, uri.length()))));
        assertThat(THREADS.getCurrentThreadCpuTime() - began).isLessThan(MOST_NANOS);
        if (uri.length() <= 24 && pattern.length() <= 24) {
            assertThat(matches).isEqualTo(Pattern.matches(expression(pattern), uri));
        }
    }

    private static String text(FuzzedDataProvider data, int most) {
        byte[] bytes = data.consumeBytes(data.consumeInt(0, most));
        StringBuilder text = new StringBuilder();
        for (byte b : bytes) {
            text.append(ALPHABET.charAt((b & 0xFF) % ALPHABET.length()));
        }
        return text.toString();
    }

    /// A template as a regular expression, which tries every way.
    private static String expression(String template) {
        StringBuilder expression = new StringBuilder("(?s)");
        int at = 0;
        while (at < template.length()) {
            int open = template.indexOf('{', at);
            int close = open < 0 ? -1 : template.indexOf('}', open);
            if (close < 0) {
                break;
            }
            expression.append(Pattern.quote(template.substring(at, open)));
            String inside = template.substring(open + 1, close);
            boolean any = inside.matches("[+#/?&;.].*") || inside.endsWith("*");
            expression.append(any ? ".*" : "[^/]*");
            at = close + 1;
        }
        return expression.append(Pattern.quote(template.substring(at))).toString();
    }
}
