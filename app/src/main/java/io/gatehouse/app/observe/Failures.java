package io.gatehouse.app.observe;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.ArrayList;
import java.util.List;

/// Says in words what an exception means.
public final class Failures {
    private static final int MOST_CAUSES = 5;
    private static final String FULL = "No space left on device";
    private static final String READ_ONLY = "Read-only file system";

    private Failures() {}

    /// What a failure of the file system means and what to do about it.
    public static String ofFiles(IOException failed) {
        if (!(failed instanceof FileSystemException file)) {
            String message = failed.getMessage() == null ? failed.getClass().getSimpleName() : failed.getMessage();
            return message.contains(FULL)
                    ? "The disk is full. Make room, or choose another folder with --data."
                    : "Reading or writing failed: " + message + ".";
        }
        String where = file.getFile() == null ? "a file" : file.getFile();
        String reason = file.getReason() == null ? "" : file.getReason();
        if (file instanceof AccessDeniedException) {
            return "There is no permission for " + where
                    + ". Give this user the right to read and write there, or choose another folder with --data.";
        }
        if (reason.contains(READ_ONLY)) {
            return where + " is on a read-only file system. Choose another folder with --data.";
        }
        if (reason.contains(FULL)) {
            return "The disk that holds " + where + " is full. Make room, or choose another folder with --data.";
        }
        if (file instanceof NoSuchFileException) {
            return "There is no " + where + ". Create it, or choose another folder with --data.";
        }
        if (file instanceof NotDirectoryException || file instanceof java.nio.file.FileAlreadyExistsException) {
            return where + " is not a folder. Choose another folder with --data.";
        }
        return where + " cannot be used" + (reason.isEmpty() ? "" : ": " + reason)
                + ". Check the path, or choose another folder with --data.";
    }

    /// An exception and its causes, in one line.
    public static String inWords(Throwable failure) {
        List<String> parts = new ArrayList<>();
        for (Throwable each = failure; each != null && parts.size() < MOST_CAUSES; each = each.getCause()) {
            String name = each.getClass().getSimpleName();
            String message = each.getMessage();
            Throwable cause = each.getCause();
            boolean repeats = cause != null && message != null && message.equals(cause.toString());
            parts.add(message == null || repeats ? name : name + ": " + message);
        }
        return oneLine(String.join(", caused by ", parts));
    }

    /// Whether a failure points to a fault in this program, and not to one of a peer or of the network.
    static boolean own(Throwable failure) {
        for (Throwable each = failure; each != null; each = each.getCause()) {
            String name = each.getClass().getSimpleName();
            if (each instanceof IOException
                    || each instanceof UncheckedIOException
                    || name.endsWith("DecoderException")
                    || name.endsWith("CodecException")
                    || name.endsWith("ClosedException")) {
                return false;
            }
        }
        return true;
    }

    /// Where a failure happened.
    public static String trace(Throwable failure) {
        StringWriter text = new StringWriter();
        failure.printStackTrace(new PrintWriter(text));
        return text.toString();
    }

    /// The text without control characters, so that it stays on its line.
    static String oneLine(String text) {
        StringBuilder line = new StringBuilder(text.length());
        text.codePoints().map(c -> Character.isISOControl(c) ? ' ' : c).forEach(line::appendCodePoint);
        return line.toString().strip();
    }
}
