package io.gatehouse.app.cli;

import java.util.Map;
import java.util.regex.Pattern;
import tools.jackson.databind.ObjectWriter;
import tools.jackson.dataformat.yaml.YAMLFactory;
import tools.jackson.dataformat.yaml.YAMLMapper;
import tools.jackson.dataformat.yaml.YAMLWriteFeature;
import tools.jackson.dataformat.yaml.util.StringQuotingChecker;

/// Writes maps, lists and texts as YAML that a person would write.
public final class YamlWriter {
    private static final Pattern PLAIN_KEY = Pattern.compile("[A-Za-z0-9_./@ -]+");
    private static final Pattern UNPRINTABLE = Pattern.compile("[\\p{Cc}\\u2028\\u2029\\ufeff\\ufffe\\uffff&&[^\\n]]");

    private static final ObjectWriter YAML = YAMLMapper.builder(
                    YAMLFactory.builder().stringQuotingChecker(new Quoting()).build())
            .disable(YAMLWriteFeature.WRITE_DOC_START_MARKER)
            .disable(YAMLWriteFeature.SPLIT_LINES)
            .enable(YAMLWriteFeature.MINIMIZE_QUOTES)
            .enable(YAMLWriteFeature.ALWAYS_QUOTE_NUMBERS_AS_STRINGS)
            .enable(YAMLWriteFeature.INDENT_ARRAYS_WITH_INDICATOR)
            .build()
            .writer();

    private YamlWriter() {}

    /// The document, with a line break at the end.
    public static String write(Map<String, Object> document) {
        return YAML.writeValueAsString(document);
    }

    /// Quotes also what holds characters that YAML takes for line breaks or does not let stand.
    private static final class Quoting extends StringQuotingChecker.Default {
        private static final long serialVersionUID = 1;

        @Override
        public boolean needToQuoteName(String name) {
            return super.needToQuoteName(name) || !PLAIN_KEY.matcher(name).matches();
        }

        @Override
        public boolean needToQuoteValue(String value) {
            return super.needToQuoteValue(value) || UNPRINTABLE.matcher(value).find();
        }
    }
}
