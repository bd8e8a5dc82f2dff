package io.gatehouse.http.address;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// A range of IP addresses: those that share the first bits (RFC 4632). IPv4-mapped IPv6 addresses count as IPv4.
public final class AddressRange {

    private static final Pattern LITERAL =
            Pattern.compile("(0|[1-9][0-9]{0,2})(\\.(0|[1-9][0-9]{0,2})){3}|[0-9a-fA-F:.]*:[0-9a-fA-F:.]*");
    private static final int MAPPED_BITS = 96;
    private static final int LONGEST = 45;

    private final byte[] prefix;
    private final int bits;

    private AddressRange(byte[] prefix, int bits) {
        this.prefix = prefix;
        this.bits = bits;
    }

    /// Reads `10.0.0.0/8`, `fd00::/8`, or a single address.
    ///
    /// @throws IllegalArgumentException when it is none, or has bits set past its prefix
    public static AddressRange of(String text) {
        int slash = text.indexOf('/');
        String literal = slash < 0 ? text : text.substring(0, slash);
        InetAddress parsed = address(literal);
        byte[] address = parsed == null ? null : unmapped(parsed.getAddress());
        if (address == null) {
            throw new IllegalArgumentException("'" + text + "' is not a range of IP addresses such as 10.1.0.0/16");
        }
        int most = address.length * 8;
        int bits = slash < 0 ? most : length(text.substring(slash + 1), most);
        if (bits < 0 || !zeroFrom(address, bits)) {
            throw new IllegalArgumentException(
                    "'" + text + "' is not a range of IP addresses: the part after / must be 0 to " + most
                            + " and cover every bit that is set");
        }
        return new AddressRange(address, bits);
    }

    /// Whether an address is in the range.
    public boolean contains(InetAddress address) {
        return contains(unmapped(address.getAddress()));
    }

    /// Whether every address of another range is in this one.
    public boolean contains(AddressRange other) {
        return bits <= other.bits && contains(other.prefix);
    }

    boolean contains(byte[] address) {
        if (address.length != prefix.length) {
            return false;
        }
        for (int bit = 0; bit < bits; bit += 8) {
            int mask = bits - bit >= 8 ? 0xFF : 0xFF << (8 - (bits - bit)) & 0xFF;
            if (((address[bit / 8] ^ prefix[bit / 8]) & mask) != 0) {
                return false;
            }
        }
        return true;
    }

    /// The four bytes of an IPv4 address that is written as an IPv6 one (RFC 4291, 2.5.5.2); others as they are.
    static byte[] unmapped(byte[] address) {
        boolean mapped = address.length == 16 && address[10] == -1 && address[11] == -1;
        for (int index = 0; mapped && index < 10; index++) {
            mapped = address[index] == 0;
        }
        return mapped ? Arrays.copyOfRange(address, MAPPED_BITS / 8, 16) : address;
    }

    /// Reads an address that is written in digits; null when the text is none. Nothing is looked up.
    public static @Nullable InetAddress address(String text) {
        if (text.length() > LONGEST || !LITERAL.matcher(text).matches()) {
            return null;
        }
        try {
            return InetAddress.ofLiteral(text);
        } catch (IllegalArgumentException invalid) {
            return null;
        }
    }

    private static boolean zeroFrom(byte[] address, int first) {
        for (int bit = first; bit < address.length * 8; bit++) {
            if ((address[bit / 8] & 0x80 >> bit % 8) != 0) {
                return false;
            }
        }
        return true;
    }

    private static int length(String text, int most) {
        int bits = text.matches("[0-9]{1,3}") ? Integer.parseInt(text) : -1;
        return bits > most ? -1 : bits;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof AddressRange that && bits == that.bits && Arrays.equals(prefix, that.prefix);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(prefix) + bits;
    }

    /// As it is written.
    @Override
    public String toString() {
        try {
            return InetAddress.getByAddress(prefix).getHostAddress() + "/" + bits;
        } catch (UnknownHostException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
