package io.chartwire.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.chartwire.hl7.Hl7Message;
import io.chartwire.identity.TenantId;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import javax.security.auth.x500.X500Principal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SendersTest {

    private static final String TABLE =
            """
            senders:
              - {sendingApplication: EAST, certificate: east.example, tenant: by-cn}
              - {sendingApplication: WEST, certificate: "CN=west.example, O=West Lab", tenant: by-dn}
              - {sendingApplication: NORTH, network: [10.1.0.0/16, 192.168.7.7, "fd00::/8"], tenant: by-network}
              - {sendingApplication: BOTH, certificate: [a.example, b.example], network: 10.1.0.0/16, tenant: by-both}
              - {sendingFacility: OLD SITE, tenant: by-facility}
              - {certificate: any.example, tenant: by-certificate-alone}
              - {tenant: everyone}
            """;

    /** Sender, certificate and address of a message, and the tenant; no tenant is a refusal. */
    @ParameterizedTest
    @CsvSource({
        "EAST,  'CN=east.example,O=Lab',         10.9.9.9,    by-cn",
        "EAST,  'CN=EAST.example',               10.9.9.9,    by-cn",
        "EAST,  'CN=west.example,O=West Lab',    10.9.9.9,    ",
        "EAST,  'CN=east.example.evil',          10.9.9.9,    ",
        "EAST,  'O=east.example',                10.9.9.9,    ",
        "EAST,  ,                                10.9.9.9,    ",
        "EAST,  'CN=any.example',                10.9.9.9,    by-certificate-alone",
        "WEST,  'CN=west.example,O=West Lab',    10.9.9.9,    by-dn",
        "WEST,  'cn=West.Example, o=West  Lab',  10.9.9.9,    by-dn",
        "WEST,  'CN=west.example',               10.9.9.9,    ",
        "WEST,  'CN=west.example,O=Other',       10.9.9.9,    ",
        "NORTH, ,                                10.1.255.1,  by-network",
        "NORTH, ,                                192.168.7.7, by-network",
        "NORTH, ,                                fd12::1,     by-network",
        "NORTH, ,                                10.2.0.1,    ",
        "NORTH, ,                                192.168.7.8, ",
        "BOTH,  'CN=b.example',                  10.1.2.3,    by-both",
        "BOTH,  'CN=b.example',                  10.2.2.3,    ",
        "BOTH,  'CN=c.example',                  10.1.2.3,    ",
        "OTHER, ,                                10.2.0.1,    everyone",
        "OTHER, 'CN=any.example',                10.2.0.1,    by-certificate-alone"
    })
    void gives_a_message_to_the_tenant_of_its_sender(String sender, String subject, String address, String tenant)
            throws JsonProcessingException {
        assertThat(Senders.parse(TABLE).tenantOf(message(sender), peer(subject, address)))
                .isEqualTo(Optional.ofNullable(tenant).map(TenantId::new));
    }

    @Test
    void gives_what_is_no_message_to_a_rule_for_every_sender_only() throws JsonProcessingException {
        Peer peer = peer(null, "10.1.0.1");

        assertThat(Senders.parse(TABLE).tenantOf(null, peer)).contains(new TenantId("everyone"));
        assertThat(Senders.parse("senders: [{sendingApplication: EAST, tenant: a}]")
                        .tenantOf(null, peer))
                .isEmpty();
    }

    @Test
    void admits_the_networks_of_its_rules_only() throws JsonProcessingException {
        Senders table =
                Senders.parse("senders: [{network: 10.1.0.0/16, tenant: a}, {network: 10.3.0.0/16, tenant: b}]");

        assertThat(table.admit(new InetSocketAddress("10.3.0.1", 1))).isTrue();
        assertThat(table.admit(new InetSocketAddress("10.2.0.1", 1))).isFalse();
        assertThat(Senders.parse(TABLE).admit(new InetSocketAddress("10.2.0.1", 1)))
                .as("a rule without networks")
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "senders: [{network: 10.1.0.0/99, tenant: a}]",
                "senders: [{network: east, tenant: a}]",
                "senders: [{certificate: 'no=such=name', tenant: a}]",
                "senders: [{tenant: 'No Tenant'}]",
                "senders: [{sender: LAB, tenant: a}]",
                "senders: [{sendingApplication: LAB}]"
            })
    void refuses_a_table_that_it_does_not_understand_and_says_where(String yaml) {
        assertThatThrownBy(() -> Senders.parse(yaml))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("line 1: ");
    }

    private static Hl7Message message(String sender) {
        return Hl7Message.read(
                ("MSH|^~\\&|" + sender + "|SITE|EHR|CLINIC|2025||ORU^R01|M1|P|2.5\r").getBytes(StandardCharsets.UTF_8));
    }

    private static Peer peer(String subject, String address) {
        return new Peer(
                new InetSocketAddress(address, 4000),
                Optional.ofNullable(subject).map(X500Principal::new));
    }
}
