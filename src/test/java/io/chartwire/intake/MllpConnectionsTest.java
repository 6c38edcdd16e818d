package io.chartwire.intake;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;

class MllpConnectionsTest {
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();

    @Test
    void refuses_and_counts_a_connection_too_many() throws JsonProcessingException {
        MllpConnections connections = connections("senders: [{tenant: demo}]");
        LabChannel first = LabChannel.from("10.0.0.1", connections.admission().newChannelHandler());
        LabChannel second = LabChannel.from("10.0.0.2", connections.admission().newChannelHandler());
        LabChannel third = LabChannel.from("10.0.0.3", connections.admission().newChannelHandler());

        assertThat(first.isOpen() && second.isOpen()).isTrue();
        assertThat(third.isOpen()).isFalse();
        assertThat(refused("limit")).isOne();
        assertThat(open()).isEqualTo(2);

        first.close();
        assertThat(open()).isOne();
        assertThat(LabChannel.from("10.0.0.3", connections.admission().newChannelHandler())
                        .isOpen())
                .isTrue();
        assertThat(refused("limit")).isOne();
    }

    @Test
    void refuses_and_counts_a_connection_from_a_network_of_no_sender() throws JsonProcessingException {
        MllpConnections connections = connections("senders: [{network: 10.1.0.0/16, tenant: demo}]");

        assertThat(LabChannel.from("10.1.2.3", connections.admission().newChannelHandler())
                        .isOpen())
                .isTrue();
        assertThat(LabChannel.from("10.2.0.1", connections.admission().newChannelHandler())
                        .isOpen())
                .isFalse();
        assertThat(refused("network")).isOne();
        assertThat(open()).isOne();
    }

    private MllpConnections connections(String table) throws JsonProcessingException {
        Senders senders = Senders.parse(table);
        return new MllpConnections(2, 30, () -> null, () -> senders, new IntakeMeters(meters));
    }

    private double refused(String reason) {
        return meters.get("chartwire.hl7.connections.refused")
                .tag("reason", reason)
                .counter()
                .count();
    }

    private double open() {
        return meters.get("chartwire.hl7.connections").gauge().value();
    }
}
