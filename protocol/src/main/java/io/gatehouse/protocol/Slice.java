package io.gatehouse.protocol;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// A run of bytes inside an array that nobody changes: a JSON value exactly as it came. Two slices are equal when
/// their bytes are.
public final class Slice {
    private final byte[] array;
    private final int offset;
    private final int length;

    /// A view of `length` bytes of `array` from `offset`; the array is not copied and must not change afterwards.
    ///
    /// @throws IndexOutOfBoundsException when the range lies outside the array
    public Slice(byte[] array, int offset, int length) {
        java.util.Objects.checkFromIndexSize(offset, length, array.length);
        this.array = array;
        this.offset = offset;
        this.length = length;
    }

    /// The whole array as a slice.
    public static Slice of(byte[] array) {
        return new Slice(array, 0, array.length);
    }

    /// The UTF-8 bytes of a text that already is JSON.
    public static Slice of(String json) {
        return of(json.getBytes(StandardCharsets.UTF_8));
    }

    /// The array that holds the bytes; read only.
    public byte[] array() {
        return array;
    }

    /// Where the slice starts in [#array()], in bytes.
    public int offset() {
        return offset;
    }

    /// The number of bytes.
    public int length() {
        return length;
    }

    /// The index in [#array()] just after the last byte.
    public int end() {
        return offset + length;
    }

    /// The first byte, or 0 when the slice is empty: enough to tell an object from an array, a string or a number.
    public byte first() {
        return length == 0 ? 0 : array[offset];
    }

    /// The bytes in an array of their own; the backing array itself when the slice covers it whole.
    public byte[] bytes() {
        return length == array.length ? array : Arrays.copyOfRange(array, offset, end());
    }

    /// A slice that keeps no more memory alive than its own bytes.
    public Slice compact() {
        return length == array.length ? this : of(bytes());
    }

    /// Copies the bytes to `target` at `at` and returns the index after the last byte written.
    public int copyTo(byte[] target, int at) {
        System.arraycopy(array, offset, target, at, length);
        return at + length;
    }

    /// The bytes decoded as UTF-8: the JSON text, not the value it stands for.
    public String text() {
        return new String(array, offset, length, StandardCharsets.UTF_8);
    }

    /// Whether the bytes of this ASCII text occur among them.
    boolean contains(String ascii) {
        byte[] wanted = ascii.getBytes(StandardCharsets.US_ASCII);
        for (int at = offset; at <= end() - wanted.length; at++) {
            if (array[at] == wanted[0] && Arrays.equals(array, at, at + wanted.length, wanted, 0, wanted.length)) {
                return true;
            }
        }
        return false;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Slice that && Arrays.equals(array, offset, end(), that.array, that.offset, that.end());
    }

    @Override
    public int hashCode() {
        int hash = 1;
        for (int at = offset; at < end(); at++) {
            hash = 31 * hash + array[at];
        }
        return hash;
    }

    @Override
    public String toString() {
        return text();
    }
}
