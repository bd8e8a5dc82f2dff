package io.gatehouse.http.address;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Which addresses count as public.
class PublicAddressesTest {

    private static final PublicAddresses SYSTEM = new PublicAddresses(HostResolver.SYSTEM, List.of());

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0.0.0.0",
                "0.1.2.3",
                "10.0.0.1",
                "10.255.255.255",
                "100.64.0.1",
                "100.127.255.255",
                "127.0.0.1",
                "127.255.255.254",
                "169.254.169.254",
                "172.16.0.1",
                "172.31.255.255",
                "192.0.0.8",
                "192.0.2.1",
                "192.88.99.1",
                "192.168.1.1",
                "198.18.0.1",
                "198.19.255.255",
                "198.51.100.7",
                "203.0.113.9",
                "224.0.0.1",
                "239.255.255.255",
                "240.0.0.1",
                "255.255.255.255",
                "::",
                "::1",
                "::127.0.0.1",
                "::ffff:127.0.0.1",
                "::ffff:10.0.0.1",
                "::ffff:a9fe:a9fe",
                "64:ff9b::10.0.0.1",
                "64:ff9b::7f00:1",
                "64:ff9b:1::8.8.8.8",
                "100::1",
                "2001::1",
                "2001:0:7f00:1::",
                "2001:db8::1",
                "2002:7f00:1::",
                "2002:a00:1::1",
                "3fff::1",
                "4000::1",
                "5f00::1",
                "fc00::1",
                "fd12:3456::1",
                "fe80::1",
                "fec0::1",
                "ff02::1",
            })
    void whatIsSetApartIsNotPublic(String literal) {
        assertThat(PublicAddresses.isPublic(InetAddress.ofLiteral(literal))).isFalse();
        assertThatThrownBy(() -> SYSTEM.addresses(literal)).isInstanceOf(AddressRefusedException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1.1.1.1",
                "8.8.8.8",
                "9.255.255.255",
                "11.0.0.0",
                "100.63.255.255",
                "100.128.0.0",
                "126.255.255.255",
                "128.0.0.1",
                "172.15.255.255",
                "172.32.0.0",
                "192.167.255.255",
                "198.17.255.255",
                "198.20.0.0",
                "223.255.255.255",
                "::ffff:8.8.8.8",
                "64:ff9b::8.8.8.8",
                "2001:200::1",
                "2001:4860:4860::8888",
                "2606:4700:4700::1111",
                "2a00:1450::1",
            })
    void whatIsLeftIsPublic(String literal) throws Exception {
        assertThat(PublicAddresses.isPublic(InetAddress.ofLiteral(literal))).isTrue();
        assertThat(SYSTEM.addresses(literal)).containsExactly(InetAddress.ofLiteral(literal));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2130706433",
                "0x7f000001",
                "0x7f.1",
                "017700000001",
                "127.1",
                "127.0.1",
                "0",
                "localhost",
                "localhost.",
                "LOCALHOST",
                "167772161",
                "0xa9fea9fe",
            })
    void noOtherWayOfWritingAnAddressGetsPast(String host) {
        assertThatThrownBy(() -> SYSTEM.addresses(host)).isInstanceOf(AddressRefusedException.class);
    }

    @Test
    void zerosInFrontMakeNoOctalNumberOfWhatIsCheckedAndCalled() throws Exception {
        assertThat(SYSTEM.addresses("0177.0.0.1")).containsExactly(InetAddress.ofLiteral("177.0.0.1"));
    }

    @Test
    void aNameThatLeadsInsideAsWellAsOutsideIsRefusedWhole() {
        PublicAddresses both = resolvingTo("8.8.8.8", "10.0.0.1");
        assertThatThrownBy(() -> both.addresses("a.example")).isInstanceOf(AddressRefusedException.class);
    }

    @Test
    void aRefusalTellsNeitherTheAddressNorWhetherTheNameExists() {
        PublicAddresses unknown = new PublicAddresses(
                host -> {
                    throw new UnknownHostException(host);
                },
                List.of());
        String inside = refusal(resolvingTo("10.1.2.3"));
        assertThat(inside)
                .doesNotContain("10.1.2.3")
                .isEqualTo(refusal(unknown))
                .isEqualTo(refusal(resolvingTo()));
    }

    @Test
    void theOperatorsRangesAreAllowedAndNothingBeside() throws Exception {
        PublicAddresses office = new PublicAddresses(
                HostResolver.SYSTEM, List.of(AddressRange.of("10.1.0.0/16"), AddressRange.of("fd00:1::/32")));
        assertThat(office.addresses("10.1.255.255")).hasSize(1);
        assertThat(office.addresses("::ffff:10.1.0.1")).hasSize(1);
        assertThat(office.addresses("fd00:1::7")).hasSize(1);
        assertThat(office.addresses("8.8.8.8")).hasSize(1);
        assertThatThrownBy(() -> office.addresses("10.2.0.0")).isInstanceOf(AddressRefusedException.class);
        assertThatThrownBy(() -> office.addresses("fd00:2::7")).isInstanceOf(AddressRefusedException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "10.0.0.1/8",
                "10.0.0.0/33",
                "10.0.0.0/-1",
                "10.0.0.0/x",
                "10/8",
                "example.com",
                "fd00::1/8",
                "300.0.0.0/8"
            })
    void whatIsNoRangeIsRefused(String text) {
        assertThatThrownBy(() -> AddressRange.of(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'" + text + "'");
    }

    @Test
    void aRangeIsShownAsItIsWritten() {
        assertThat(AddressRange.of("10.1.0.0/16")).hasToString("10.1.0.0/16").isEqualTo(AddressRange.of("10.1.0.0/16"));
        assertThat(AddressRange.of("127.0.0.1")).hasToString("127.0.0.1/32");
        assertThat(AddressRange.of("0.0.0.0/0").contains(InetAddress.ofLiteral("8.8.8.8")))
                .isTrue();
    }

    private static PublicAddresses resolvingTo(String... literals) {
        List<InetAddress> addresses =
                List.of(literals).stream().map(InetAddress::ofLiteral).toList();
        return new PublicAddresses(host -> addresses, List.of());
    }

    private static String refusal(PublicAddresses guard) {
        try {
            guard.addresses("db.internal");
        } catch (UnknownHostException refused) {
            return String.valueOf(refused.getMessage());
        }
        throw new AssertionError("was admitted");
    }
}
