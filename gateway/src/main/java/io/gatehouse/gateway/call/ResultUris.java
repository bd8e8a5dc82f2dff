package io.gatehouse.gateway.call;

import io.gatehouse.gateway.catalog.PageUris;
import io.gatehouse.protocol.Json;
import io.gatehouse.protocol.MalformedJsonException;
import io.gatehouse.protocol.ObjectView;
import io.gatehouse.protocol.Slice;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Finds the resource URIs in a result: links and embedded resources of tools and prompts, contents of a read,
/// pages that `_meta` names.
final class ResultUris {
    private static final byte[] KEY = {'"', 'u', 'r', 'i', '"'};

    private ResultUris() {}

    /// The JSON string literals of all URIs, each a slice of the result; empty for most results, at little cost.
    static List<Slice> of(ObjectView result) {
        List<Slice> pages = PageUris.literals(result);
        if (!mentionsUri(result.whole())) {
            return pages;
        }
        List<Slice> found = new ArrayList<>(pages);
        each(result.get("contents"), item -> add(item, found));
        each(result.get("content"), item -> addContent(item, found));
        each(result.get("messages"), message -> {
            ObjectView content = message.object("content");
            if (content != null) {
                addContent(content, found);
            }
        });
        return found;
    }

    private static void addContent(ObjectView content, List<Slice> found) {
        add(content, found);
        ObjectView embedded = content.object("resource");
        if (embedded != null) {
            add(embedded, found);
        }
    }

    private static void add(ObjectView holder, List<Slice> found) {
        Slice uri = holder.get("uri");
        if (uri != null && uri.first() == '"') {
            found.add(uri);
        }
    }

    private static void each(@Nullable Slice array, java.util.function.Consumer<ObjectView> action) {
        if (array == null || array.first() != '[') {
            return;
        }
        try {
            for (Slice element : Json.elements(array)) {
                if (element.first() == '{') {
                    action.accept(ObjectView.read(element));
                }
            }
        } catch (MalformedJsonException duplicateKey) {
            // What cannot be read unambiguously names no resource.
        }
    }

    private static boolean mentionsUri(Slice whole) {
        byte[] bytes = whole.array();
        int last = whole.end() - KEY.length;
        for (int at = whole.offset(); at <= last; at++) {
            if (bytes[at] == '"'
                    && bytes[at + 1] == 'u'
                    && bytes[at + 4] == '"'
                    && bytes[at + 2] == 'r'
                    && bytes[at + 3] == 'i') {
                return true;
            }
        }
        return false;
    }
}
