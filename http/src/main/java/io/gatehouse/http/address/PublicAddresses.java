package io.gatehouse.http.address;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/// Lets a client connect to the public Internet only, whatever a name leads to: not to this machine, its networks, or
/// any other range that IANA sets apart for a purpose of its own.
///
/// @param resolver finds the addresses
/// @param allowed ranges that are allowed all the same
public record PublicAddresses(HostResolver resolver, List<AddressRange> allowed) implements AddressGuard {

    private static final int MOST = 4;

    /// Of IPv4, the ranges that are not public (IANA IPv4 Special-Purpose Address Registry, multicast, reserved).
    private static final List<AddressRange> NOT_PUBLIC_4 = ranges(
            "0.0.0.0/8",
            "10.0.0.0/8",
            "100.64.0.0/10",
            "127.0.0.0/8",
            "169.254.0.0/16",
            "172.16.0.0/12",
            "192.0.0.0/24",
            "192.0.2.0/24",
            "192.31.196.0/24",
            "192.52.193.0/24",
            "192.88.99.0/24",
            "192.168.0.0/16",
            "192.175.48.0/24",
            "198.18.0.0/15",
            "198.51.100.0/24",
            "203.0.113.0/24",
            "224.0.0.0/4",
            "240.0.0.0/4");

    /// Of IPv6 only global unicast is public at all.
    private static final AddressRange GLOBAL_6 = AddressRange.of("2000::/3");

    /// Of that, the ranges that are not: protocols (Teredo), documentation, and 6to4, which hides any IPv4 address.
    private static final List<AddressRange> NOT_PUBLIC_6 =
            ranges("2001::/23", "2001:db8::/32", "2002::/16", "2620:4f:8000::/48", "3fff::/20");

    /// The last four bytes are an IPv4 address that a translator of the network connects to (RFC 6052).
    private static final AddressRange TRANSLATED = AddressRange.of("64:ff9b::/96");

    public PublicAddresses {
        allowed = List.copyOf(allowed);
    }

    @Override
    public List<InetAddress> addresses(String host) throws UnknownHostException {
        List<InetAddress> found;
        try {
            found = resolver.resolve(host);
        } catch (UnknownHostException unknown) {
            throw refusal();
        }
        // One that is not public is enough: nobody needs a name for both, except to get past a check.
        if (found.isEmpty() || !found.stream().allMatch(this::admits)) {
            throw refusal();
        }
        return found.stream().limit(MOST).toList();
    }

    private boolean admits(InetAddress address) {
        return isPublic(address) || allowed.stream().anyMatch(range -> range.contains(address));
    }

    /// Whether an address is one of the public Internet.
    public static boolean isPublic(InetAddress address) {
        byte[] bytes = AddressRange.unmapped(address.getAddress());
        if (TRANSLATED.contains(bytes)) {
            bytes = Arrays.copyOfRange(bytes, 12, 16);
        }
        return bytes.length == 4
                ? outside(NOT_PUBLIC_4, bytes)
                : GLOBAL_6.contains(bytes) && outside(NOT_PUBLIC_6, bytes);
    }

    private static boolean outside(List<AddressRange> ranges, byte[] address) {
        for (AddressRange range : ranges) {
            if (range.contains(address)) {
                return false;
            }
        }
        return true;
    }

    /// The same words for a name that is unknown and for one that leads inside: callers must not learn which names
    /// exist there, or where they lead.
    private static AddressRefusedException refusal() {
        return new AddressRefusedException("the host has no address, or one that is not public");
    }

    private static List<AddressRange> ranges(String... texts) {
        return Stream.of(texts).map(AddressRange::of).toList();
    }
}
