package io.gatehouse.app.observe;

import io.gatehouse.app.cli.HarmlessStream;
import io.gatehouse.app.config.LogLevel;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.text.MessageFormat;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.MissingResourceException;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/// Turns what this program and its libraries log, what is printed to `System.err` and what ends a thread into lines of
/// the log. While no log is open, what matters goes to stderr in plain words.
public final class LibraryLog extends Handler {
    private static final String OWN = "io.gatehouse";
    /// How messages of ours begin that are about one server, whose name is the first parameter.
    private static final String OF_SERVER = "server {0}";
    private static final int MOST_A_SECOND = 50;
    /// Kept here, because a logger that nobody holds forgets its level.
    private static final Logger OUR_MODULES = Logger.getLogger(OWN);

    private static final LibraryLog ONLY = new LibraryLog(HarmlessStream.of(System.err));

    private final PrintStream plain;
    private volatile @Nullable CallLog log;
    private long second;
    private int inSecond;
    private int leftOut;

    private LibraryLog(PrintStream plain) {
        this.plain = plain;
    }

    /// Takes the place of everything else in this process that writes log lines.
    public static void install() {
        LogManager.getLogManager().reset();
        Logger root = Logger.getLogger("");
        root.addHandler(ONLY);
        root.setLevel(Level.WARNING);
        level(LogLevel.INFO);
        System.setErr(new PrintStream(
                new PrintedLines(line -> ONLY.say(LogLevel.WARN, Map.of("logger", "stderr"), line, null)),
                true,
                StandardCharsets.UTF_8));
        Thread.setDefaultUncaughtExceptionHandler((thread, failure) -> ONLY.say(
                LogLevel.ERROR,
                Map.of("logger", thread.getName()),
                "A thread ended: " + Failures.inWords(failure),
                failure));
    }

    /// Writes to this log until it is closed. Without [#install()] nothing comes.
    public static void to(CallLog open) {
        level(open.least());
        ONLY.log = open;
    }

    /// Writes to this log no more.
    static void leave(CallLog closed) {
        if (ONLY.log == closed) {
            ONLY.log = null;
        }
    }

    private static void level(LogLevel least) {
        OUR_MODULES.setLevel(least == LogLevel.DEBUG ? Level.FINE : Level.INFO);
    }

    @Override
    public void publish(LogRecord line) {
        Throwable thrown = line.getThrown();
        String said = text(line);
        String message = thrown == null ? said : said + ": " + Failures.inWords(thrown);
        String logger = line.getLoggerName() == null ? "" : line.getLoggerName();
        boolean ours = logger.startsWith(OWN);
        boolean traced = thrown != null && level(line.getLevel()) == LogLevel.ERROR && (ours || Failures.own(thrown));
        Map<String, Object> more = new LinkedHashMap<>();
        if (!logger.isEmpty()) {
            more.put("logger", logger);
        }
        String server = ours ? server(line) : null;
        if (server != null) {
            more.put("server", server);
        }
        say(level(line.getLevel()), more, message, traced ? thrown : null);
    }

    /// The server that a message of ours is about; null when it is about none.
    private static @Nullable String server(LogRecord line) {
        Object[] values = line.getParameters();
        boolean named = line.getMessage() != null && line.getMessage().startsWith(OF_SERVER);
        return named && values != null && values.length > 0 ? String.valueOf(values[0]) : null;
    }

    private void say(LogLevel level, Map<String, Object> more, String message, @Nullable Throwable trace) {
        CallLog open = log;
        if (open == null) {
            // Commands tell of a server's warnings themselves.
            if (level.atLeast(more.containsKey("server") ? LogLevel.ERROR : LogLevel.WARN)) {
                plain.println("gatehouse: " + level.label() + ": " + Failures.oneLine(message));
            }
            return;
        }
        int missed = admit();
        if (missed < 0) {
            return;
        }
        if (missed > 0) {
            open.event(
                    LogLevel.WARN,
                    "log",
                    missed + " lines like these were left out because there were too many at once");
        }
        open.event(new LogEvent(level, "log", message, more, trace == null ? null : Failures.trace(trace)));
    }

    /// How many lines were left out before this one, or -1 when it is left out too.
    private synchronized int admit() {
        long now = System.nanoTime() / 1_000_000_000;
        if (now != second) {
            second = now;
            inSecond = 0;
        }
        if (++inSecond > MOST_A_SECOND) {
            leftOut++;
            return -1;
        }
        int missed = leftOut;
        leftOut = 0;
        return missed;
    }

    private static String text(LogRecord line) {
        String message = line.getMessage() == null ? "" : line.getMessage();
        if (line.getResourceBundle() != null) {
            try {
                message = line.getResourceBundle().getString(message);
            } catch (MissingResourceException none) {
                // Then the key is the message.
            }
        }
        Object[] values = line.getParameters();
        if (values == null || values.length == 0 || !message.contains("{")) {
            return message;
        }
        try {
            return new MessageFormat(message, Locale.ROOT).format(values);
        } catch (IllegalArgumentException noPattern) {
            return message;
        }
    }

    private static LogLevel level(Level level) {
        if (level.intValue() >= Level.SEVERE.intValue()) {
            return LogLevel.ERROR;
        }
        if (level.intValue() >= Level.WARNING.intValue()) {
            return LogLevel.WARN;
        }
        return level.intValue() >= Level.INFO.intValue() ? LogLevel.INFO : LogLevel.DEBUG;
    }

    @Override
    public void flush() {
        plain.flush();
    }

    @Override
    public void close() {
        log = null;
    }
}
