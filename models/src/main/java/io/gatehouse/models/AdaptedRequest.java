package io.gatehouse.models;

import io.gatehouse.http.Deadlines;
import io.gatehouse.http.Header;
import io.gatehouse.models.RoutedModels.Member;
import io.gatehouse.models.UnsupportedFeatures.Treatment;
import io.gatehouse.protocol.Json;
import io.gatehouse.protocol.MalformedJsonException;
import io.gatehouse.protocol.ObjectView;
import io.gatehouse.protocol.Slice;
import io.gatehouse.protocol.Splice;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A request as one provider takes it: with the model's name there, without what it refuses, in its time.
final class AdaptedRequest {
    private static final String BETA = "anthropic-beta";

    private AdaptedRequest() {}

    /// The request for a provider; the same bytes where nothing has to change.
    ///
    /// @param as the name by which the provider knows the model, or null when it is the same
    /// @throws ApiException 400 when the request holds what the provider refuses
    static ModelRequest of(ModelRequest request, @Nullable String as, Member member) throws ApiException {
        UnsupportedFeatures refusals = member.refusals();
        List<Header> headers = refusals.betas().isEmpty() ? request.headers() : headers(request, member);
        boolean renamed = as != null && !as.equals(request.model());
        byte[] body = request.body();
        if (!request.model().isEmpty() && (renamed || !refusals.fields().isEmpty())) {
            body = body(body, renamed ? as : null, member);
        }
        Deadlines given = request.deadlines();
        Deadlines deadlines = new Deadlines(
                given.connect(),
                given.firstByte() == null ? member.times().answer() : given.firstByte(),
                given.total());
        return new ModelRequest(
                request.method(),
                request.path(),
                headers,
                body,
                as == null ? request.model() : as,
                request.stream(),
                deadlines,
                request.withheld());
    }

    private static List<Header> headers(ModelRequest request, Member member) throws ApiException {
        List<Header> kept = new ArrayList<>();
        for (Header header : request.headers()) {
            if (!header.name().equalsIgnoreCase(BETA)) {
                kept.add(header);
                continue;
            }
            List<String> betas = new ArrayList<>();
            for (String beta : HeaderLists.items(header.value())) {
                if (taken(member.refusals().betas(), beta, BETA + ": " + beta, member)) {
                    betas.add(beta);
                }
            }
            if (!betas.isEmpty()) {
                kept.add(new Header(header.name(), HeaderLists.join(betas)));
            }
        }
        return kept;
    }

    private static byte[] body(byte[] body, @Nullable String as, Member member) throws ApiException {
        try {
            Slice whole = Slice.of(body);
            ObjectView view = ObjectView.read(whole);
            Map<String, byte @Nullable []> changes = new LinkedHashMap<>();
            for (int index = 0; index < view.size(); index++) {
                String field = view.key(index);
                if (!taken(member.refusals().fields(), field, field, member)) {
                    changes.put(field, null);
                }
            }
            if (as != null) {
                changes.put("model", Json.quoted(as));
            }
            return changes.isEmpty()
                    ? body
                    : new Splice(whole).change(view, changes).toBytes();
        } catch (MalformedJsonException malformed) {
            throw ApiException.invalid("The request body is not valid JSON: " + malformed.getMessage());
        }
    }

    private static boolean taken(Map<String, Treatment> table, String name, String shown, Member member)
            throws ApiException {
        Treatment treatment = UnsupportedFeatures.of(table, name);
        if (treatment == Treatment.REFUSE) {
            throw new ApiException(
                    ApiError.invalid(shown + " is not accepted by the provider " + member.name() + ": leave it out.")
                            .withRemedy("Change models.providers." + member.name() + ".refused-"
                                    + (shown.startsWith(BETA) ? "betas" : "fields") + " if it may be sent."));
        }
        return treatment == Treatment.SEND;
    }
}
