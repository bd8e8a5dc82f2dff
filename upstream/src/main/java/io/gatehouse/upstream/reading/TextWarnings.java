package io.gatehouse.upstream.reading;

import io.gatehouse.protocol.Json;
import io.gatehouse.protocol.MalformedJsonException;
import io.gatehouse.protocol.ObjectView;
import io.gatehouse.protocol.Response;
import io.gatehouse.protocol.Slice;
import java.util.ArrayList;
import java.util.List;

/// Tells what of a server's text was not UTF-8.
final class TextWarnings {
    /// That a message begins with a mark.
    static final ServerWarning MARK =
            new ServerWarning("answers", "they begin with a byte-order mark", "it is dropped");

    private static final String PROBLEM = "its text is not UTF-8";
    private static final String ACTION = "what cannot be read is shown as \uFFFD";

    /// That something was replaced in a message that is no list.
    static final ServerWarning ANSWERS = new ServerWarning("answers", PROBLEM, ACTION);

    private TextWarnings() {}

    /// One for each entry of a list that something was replaced in, or one for all messages.
    static List<ServerWarning> of(ServerMessage message) {
        List<ServerWarning> warnings = new ArrayList<>();
        if (message instanceof ServerMessage.Known known
                && known.message() instanceof Response response
                && response.result() != null) {
            for (ListKind kind : ListKind.values()) {
                entries(response.result(), kind, warnings);
            }
        }
        return warnings.isEmpty() ? List.of(ANSWERS) : warnings;
    }

    private static void entries(ObjectView result, ListKind kind, List<ServerWarning> warnings) {
        Slice array = result.get(kind.member());
        if (array == null || array.first() != '[') {
            return;
        }
        try {
            for (Slice entry : Json.elements(array)) {
                if (entry.first() == '{' && ServerText.replacedIn(entry)) {
                    String name = ObjectView.read(entry).string(kind.key());
                    warnings.add(new ServerWarning(kind.label() + (name == null ? "" : " " + name), PROBLEM, ACTION));
                }
            }
        } catch (MalformedJsonException leftToTheList) {
            // Whoever reads the list says what is wrong with it.
        }
    }
}
