package io.gatehouse.http.codec;

import java.util.zip.DataFormatException;

/// Reads the header of a gzip member byte by byte (RFC 1952, section 2.3.1). Nothing in it matters here.
public final class GzipHeader {

    private static final int FIXED = 10;
    private static final int CHECKSUM = 2;
    private static final int EXTRA = 4;
    private static final int NAME = 8;
    private static final int COMMENT = 16;
    private static final int[] START = {0x1F, 0x8B, 8};

    private int count;
    private int flags;
    private int extra = -1;
    private int left;

    /// Takes the next byte.
    ///
    /// @return whether the header is complete
    /// @throws DataFormatException if it is none
    public boolean take(int next) throws DataFormatException {
        if (count < FIXED) {
            fixed(next);
        } else if ((flags & EXTRA) != 0) {
            extra(next);
        } else if ((flags & NAME) != 0) {
            flags = next == 0 ? flags & ~NAME : flags;
        } else if ((flags & COMMENT) != 0) {
            flags = next == 0 ? flags & ~COMMENT : flags;
        } else if (--left == 0) {
            flags &= ~CHECKSUM;
        }
        return count == FIXED && (flags & (EXTRA | NAME | COMMENT | CHECKSUM)) == 0;
    }

    private void fixed(int next) throws DataFormatException {
        if (count < START.length && next != START[count]) {
            throw new DataFormatException("no gzip header");
        }
        if (count == START.length) {
            flags = next;
            left = CHECKSUM;
        }
        count++;
    }

    /// A length of two bytes, the lower first, and as many bytes.
    private void extra(int next) {
        if (extra == -1) {
            extra = -2 - next;
        } else if (extra < -1) {
            extra = next << 8 | -2 - extra;
        } else {
            extra--;
        }
        if (extra == 0) {
            flags &= ~EXTRA;
        }
    }
}
