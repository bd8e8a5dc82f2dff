package io.gatehouse.upstream.settings;

import io.gatehouse.protocol.Caller;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// A text in which variables stand for what is known of the caller of a request.
public record CallerText(List<Part> parts) {
    /// The longest value of one variable, in characters.
    static final int MOST = 1_024;

    public CallerText {
        parts = List.copyOf(parts);
    }

    /// A piece of it.
    public sealed interface Part {
        /// Characters that stand for themselves.
        record Plain(String text) implements Part {}

        /// A variable.
        ///
        /// @param standard what counts where it is not known; null when there is nothing
        record Variable(CallerVariable variable, @Nullable String standard) implements Part {}
    }

    /// The variables in it.
    public Set<CallerVariable> variables() {
        return parts.stream()
                .filter(Part.Variable.class::isInstance)
                .map(part -> ((Part.Variable) part).variable())
                .collect(Collectors.toUnmodifiableSet());
    }

    /// A variable in it that has no default; null when there is none.
    public @Nullable CallerVariable withoutDefault() {
        for (Part part : parts) {
            if (part instanceof Part.Variable open && open.standard() == null) {
                return open.variable();
            }
        }
        return null;
    }

    /// The text for a caller.
    ///
    /// @throws UnfitCallerException when something is not known and has no default, or is unfit
    public String fill(Caller caller) throws UnfitCallerException {
        StringBuilder filled = new StringBuilder();
        for (Part part : parts) {
            switch (part) {
                case Part.Plain plain -> filled.append(plain.text());
                case Part.Variable one -> filled.append(value(caller, one.variable(), one.standard()));
            }
        }
        return filled.toString();
    }

    private static String value(Caller caller, CallerVariable variable, @Nullable String standard)
            throws UnfitCallerException {
        String value = variable.value(caller);
        if (value == null) {
            if (standard == null) {
                throw new UnfitCallerException(variable, "is not known");
            }
            return standard;
        }
        if (value.length() > MOST) {
            throw new UnfitCallerException(variable, "is longer than " + MOST + " characters");
        }
        if (!value.equals(value.strip()) || value.chars().anyMatch(CallerText::unsafe)) {
            throw new UnfitCallerException(variable, "has characters that cannot be sent to a server");
        }
        return value;
    }

    /// What would end a line, hide, or change what stands beside it.
    private static boolean unsafe(int character) {
        return Character.isISOControl(character)
                || Character.getType(character) == Character.FORMAT
                || Character.getType(character) == Character.LINE_SEPARATOR
                || Character.getType(character) == Character.PARAGRAPH_SEPARATOR
                || character >= 0xFDD0 && character <= 0xFDEF;
    }

    /// Whether a text has only characters that every server reads the same in a header.
    static boolean fitsHeader(String text) {
        return text.chars().allMatch(character -> character >= ' ' && character < 0x7F);
    }
}
