package io.gatehouse.app.forms;

import io.gatehouse.doors.messages.translation.MediaSettings;

/// The section `messages.media`.
final class MediaForm extends Form<MediaSettings> {
    private static final MediaSettings STANDARD = MediaSettings.DEFAULT;
    private static final int MOST = 10_000;

    private final Field<Integer> perResult =
            count("per-result", STANDARD.perResult(), "Images and documents of one result.");
    private final Field<Integer> perRequest = count(
            "per-request",
            STANDARD.perRequest(),
            "Images and documents of all results of a request, those of earlier turns included.");
    private final Field<Integer> imageBytes = size("image-bytes", STANDARD.imageBytes(), "Largest image.");
    private final Field<Integer> documentBytes =
            size("document-bytes", STANDARD.documentBytes(), "Largest PDF document.");
    private final Field<Integer> requestBytes =
            size("request-bytes", STANDARD.requestBytes(), "All of a request together, in base64.");

    MediaForm() {
        super("Images and documents of tools' results for the model; of what goes past a bound it is told in words.");
    }

    private Field<Integer> count(String name, int fallback, String description) {
        return field(name, Kinds.integer(0, MOST), fallback, String.valueOf(fallback), description);
    }

    private Field<Integer> size(String name, int fallback, String description) {
        return field(name, Kinds.size(0, 1 << 30), fallback, Quantities.text(fallback), description);
    }

    @Override
    MediaSettings build(Values values) {
        return new MediaSettings(
                values.get(perResult),
                values.get(perRequest),
                values.get(imageBytes),
                values.get(documentBytes),
                values.get(requestBytes));
    }
}
