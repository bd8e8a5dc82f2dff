package io.gatehouse.protocol;

import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The headers that mirror a request over HTTP, for the side that sends them and the side that checks them
/// (2026-07-28, request metadata).
public final class MirroredHeaders {
    /// Mirrors the method.
    public static final String METHOD = "Mcp-Method";
    /// Mirrors what [#nameSource(String)] says.
    public static final String NAME = "Mcp-Name";
    /// What the names of those that mirror arguments start with.
    public static final String PARAMETER = "Mcp-Param-";

    /// The source of one character in a string of JSON.
    private static final int LONGEST_ESCAPE = "\\uXXXX".length();

    private static final int MAX_NUMBER_LENGTH = 1_000;
    private static final int MAX_SCALE = 64;
    private static final Pattern DECIMAL = Pattern.compile("-?[0-9]+(\\.[0-9]+)?");
    private static final BigDecimal SAFE = BigDecimal.valueOf((1L << 53) - 1);

    private MirroredHeaders() {}

    /// The member of `params` that `Mcp-Name` mirrors, or null for a method without one.
    public static @Nullable String nameSource(String method) {
        return switch (method) {
            case Method.TOOLS_CALL, Method.PROMPTS_GET -> "name";
            case Method.RESOURCES_READ -> "uri";
            case Method.TASKS_GET, Method.TASKS_UPDATE, Method.TASKS_CANCEL -> TasksExtension.TASK_ID;
            default -> null;
        };
    }

    /// Whether a header, of this name in any case, mirrors an argument.
    public static boolean isParameter(String name) {
        return name.regionMatches(true, 0, PARAMETER, 0, PARAMETER.length());
    }

    /// The value of the header `Mcp-Name`; null when a request of this method has none.
    ///
    /// @param name what the request names, or null
    /// @throws HeaderRoomException when there is no room for it
    public static @Nullable String name(String method, @Nullable String name, HeaderRoom room)
            throws HeaderRoomException {
        String source = nameSource(method);
        if (source == null || name == null) {
            return null;
        }
        String value = HeaderValue.encode(name);
        room.take("params." + source, NAME, value.length());
        return value;
    }

    /// The value of the header that mirrors an argument; null when the argument is not there, `null`, an object or an
    /// array, and no header is sent.
    ///
    /// @throws HeaderRoomException when there is no room for it
    public static @Nullable String value(HeaderParameter parameter, @Nullable ObjectView arguments, HeaderRoom room)
            throws HeaderRoomException {
        Slice argument = argument(parameter, arguments);
        return argument == null || !mirrored(argument) ? null : value(parameter, argument, room);
    }

    /// What is far too long is not encoded for nothing.
    private static String value(HeaderParameter parameter, Slice argument, HeaderRoom room) throws HeaderRoomException {
        int least = argument.length() / LONGEST_ESCAPE;
        if (least > HeaderRoom.MAX_LINE_BYTES) {
            room.take(path(parameter), parameter.name(), argument.length());
        }
        String value = HeaderValue.encode(text(argument));
        room.take(path(parameter), parameter.name(), value.length());
        return value;
    }

    /// How headers differ from the arguments that they mirror, or null when they do not.
    ///
    /// @param headers the headers that came, by name in lower case
    public static @Nullable String mismatch(
            List<HeaderParameter> parameters, Request request, Map<String, String> headers) {
        ObjectView arguments =
                request.params() == null ? null : request.params().object("arguments");
        HeaderRoom room = new HeaderRoom();
        for (HeaderParameter parameter : parameters) {
            String header = headers.get(parameter.name().toLowerCase(Locale.ROOT));
            String mismatch = mismatch(parameter, argument(parameter, arguments), header, room);
            if (mismatch != null) {
                return mismatch;
            }
        }
        return null;
    }

    private static @Nullable String mismatch(
            HeaderParameter parameter, @Nullable Slice argument, @Nullable String header, HeaderRoom room) {
        String path = path(parameter);
        if (argument == null || !mirrored(argument)) {
            if (header == null) {
                return null;
            }
            return "The header " + parameter.name() + " is present, but " + path
                    + (argument == null || argument.first() == 'n'
                            ? " is not."
                            : " is not a value that a header mirrors.");
        }
        try {
            value(parameter, argument, room);
        } catch (HeaderRoomException tooLong) {
            return tooLong.getMessage();
        }
        if (header == null) {
            return optional(argument)
                    ? null
                    : "The header " + parameter.name() + " is missing; it mirrors " + path + ".";
        }
        String decoded = HeaderValue.decode(header);
        if (decoded == null) {
            return "The header " + parameter.name() + " is neither plain ASCII nor well-formed =?base64?…?=.";
        }
        return same(decoded, argument) ? null : "The header " + parameter.name() + " differs from " + path + ".";
    }

    private static String path(HeaderParameter parameter) {
        return "arguments." + String.join(".", parameter.path());
    }

    private static @Nullable Slice argument(HeaderParameter parameter, @Nullable ObjectView arguments) {
        ObjectView at = arguments;
        for (String key : parameter.path().subList(0, parameter.path().size() - 1)) {
            at = at == null ? null : at.object(key);
        }
        return at == null ? null : at.get(parameter.path().getLast());
    }

    private static boolean mirrored(Slice argument) {
        return switch (argument.first()) {
            case '{', '[', 'n' -> false;
            default -> true;
        };
    }

    /// What an argument is in text: a number as a decimal without exponent, whatever its spelling in JSON.
    private static String text(Slice argument) {
        if (argument.first() == '"') {
            return Json.unquote(argument);
        }
        String text = argument.text();
        BigDecimal number = number(argument, text);
        if (number == null) {
            return text;
        }
        BigDecimal plain = number.stripTrailingZeros();
        return Math.abs((long) plain.scale()) <= MAX_SCALE ? plain.toPlainString() : text;
    }

    private static boolean same(String header, Slice argument) {
        if (argument.first() == '"') {
            return header.equals(Json.unquote(argument));
        }
        String text = argument.text();
        if (header.equals(text)) {
            return true;
        }
        BigDecimal number = number(argument, text);
        return number != null
                && header.length() <= MAX_NUMBER_LENGTH
                && DECIMAL.matcher(header).matches()
                && new BigDecimal(header).compareTo(number) == 0;
    }

    /// Whole numbers beyond what JavaScript counts exactly must not occur here; clients in JavaScript send no header
    /// for them.
    private static boolean optional(Slice argument) {
        BigDecimal number = number(argument, argument.text());
        return number != null && number.abs().compareTo(SAFE) > 0;
    }

    /// The number that an argument is; null when it is none, or too long for one that is compared.
    private static @Nullable BigDecimal number(Slice argument, String text) {
        boolean number = argument.first() == '-' || argument.first() >= '0' && argument.first() <= '9';
        if (!number || text.length() > MAX_NUMBER_LENGTH) {
            return null;
        }
        try {
            return new BigDecimal(text);
        } catch (NumberFormatException exponentBeyondAll) {
            return null;
        }
    }
}
