package io.gatehouse.models;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/// Header values that are lists with commas (RFC 9110, section 5.6.1).
public final class HeaderLists {
    private HeaderLists() {}

    /// The items of one value, empty ones left out.
    public static List<String> items(String value) {
        List<String> items = new ArrayList<>();
        int start = 0;
        while (start <= value.length()) {
            int comma = value.indexOf(',', start);
            int end = comma < 0 ? value.length() : comma;
            String item = value.substring(start, end).strip();
            if (!item.isEmpty()) {
                items.add(item);
            }
            start = end + 1;
        }
        return items;
    }

    /// The items of all values in lower case.
    public static Set<String> lowerCase(List<String> values) {
        Set<String> items = new HashSet<>();
        for (String value : values) {
            items(value).forEach(item -> items.add(item.toLowerCase(Locale.ROOT)));
        }
        return items;
    }

    /// One value with these items.
    public static String join(List<String> items) {
        return String.join(",", items);
    }
}
