package io.gatehouse.upstream.settings;

import io.gatehouse.protocol.Caller;
import java.util.Collection;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Something that is known of the caller of a request, as settings name it: `caller.tenant`, `caller.user`,
/// `caller.claims.team`.
///
/// @param claim the name of the claim, where it is one; else empty
public record CallerVariable(What what, String claim) {
    private static final Pattern WRITTEN = Pattern.compile("caller\\.(?:(tenant|user)|claims\\.([^\\s:{}$]{1,256}))");

    /// What it stands for.
    public enum What {
        /// Whose data the caller works with.
        TENANT,
        /// In whose name it acts.
        USER,
        /// What its token says under a name.
        CLAIM
    }

    /// The variable of this name, or null when there is none.
    public static @Nullable CallerVariable of(String name) {
        Matcher matcher = WRITTEN.matcher(name);
        if (!matcher.matches()) {
            return null;
        }
        String claim = matcher.group(2);
        if (claim != null) {
            return new CallerVariable(What.CLAIM, claim);
        }
        return new CallerVariable(matcher.group(1).equals("tenant") ? What.TENANT : What.USER, "");
    }

    /// Its name in settings.
    public String name() {
        return switch (what) {
            case TENANT -> "caller.tenant";
            case USER -> "caller.user";
            case CLAIM -> "caller.claims." + claim;
        };
    }

    /// What it is called where callers read it.
    String told() {
        return switch (what) {
            case TENANT -> "the caller's tenant";
            case USER -> "the caller's user";
            case CLAIM -> "the caller's claim " + claim;
        };
    }

    /// What it stands for in a request of this caller; null when that is not known.
    ///
    /// @throws UnfitCallerException when it has several values
    @Nullable
    String value(Caller caller) throws UnfitCallerException {
        String value = switch (what) {
            case TENANT -> caller.tenant();
            case USER -> caller.user();
            case CLAIM -> claim(caller);
        };
        return value.isEmpty() ? null : value;
    }

    private String claim(Caller caller) throws UnfitCallerException {
        Object value = caller.claims().get(claim);
        if (value instanceof Collection<?> several) {
            if (several.size() > 1) {
                throw new UnfitCallerException(this, "has several values");
            }
            return several.isEmpty() ? "" : String.valueOf(several.iterator().next());
        }
        return value == null ? "" : value.toString();
    }
}
