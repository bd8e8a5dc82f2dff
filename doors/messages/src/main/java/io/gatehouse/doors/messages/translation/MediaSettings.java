package io.gatehouse.doors.messages.translation;

/// Which images and documents of tool results reach the model; of others it is told in words.
///
/// @param perResult how many of one result, 0 or more
/// @param perRequest how many of all results of a request, those of earlier turns included, 0 or more
/// @param imageBytes largest image, 0 or more
/// @param documentBytes largest document, 0 or more
/// @param requestBytes how much of all of them goes into one request, in characters of base64, 0 or more
public record MediaSettings(int perResult, int perRequest, int imageBytes, int documentBytes, int requestBytes) {

    /// 20 of a result and 100 of a request, as models take them: images of 5 MiB, documents of 16 MiB, 20 MiB together
    /// beside which a conversation fits into the 32 MB of a request.
    public static final MediaSettings DEFAULT = new MediaSettings(20, 100, 5 << 20, 16 << 20, 20 << 20);

    public MediaSettings {
        if (Math.min(Math.min(perResult, perRequest), Math.min(imageBytes, Math.min(documentBytes, requestBytes)))
                < 0) {
            throw new IllegalArgumentException("bounds of images and documents must be 0 or more");
        }
    }
}
