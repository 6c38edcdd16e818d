package io.chartwire.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.chartwire.audit.Entry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class MllpConnectionsTest {
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final List<Entry> entries = new ArrayList<>();

    @Test
    void refuses_and_counts_a_connection_too_many() throws JsonProcessingException {
        MllpConnections connections = connections("senders: [{tenant: demo}]");
        LabChannel first = LabChannel.from("10.0.0.1", connections.admission().newChannelHandler());
        LabChannel second = LabChannel.from("10.0.0.2", connections.admission().newChannelHandler());
        LabChannel third = LabChannel.from("10.0.0.3", connections.admission().newChannelHandler());

        assertThat(first.isOpen() && second.isOpen()).isTrue();
        assertThat(third.isOpen()).isFalse();
        assertThat(refused("limit")).isOne();
        assertThat(entries)
                .extracting(Entry::action, Entry::outcome, Entry::remote)
                .containsExactly(tuple("mllp-open", 429, "10.0.0.3"));
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
        assertThat(entries)
                .extracting(Entry::tenant, Entry::action, Entry::outcome, Entry::remote)
                .containsExactly(tuple("-", "mllp-open", 403, "10.2.0.1"));
        assertThat(open()).isOne();
    }

    private MllpConnections connections(String table) throws JsonProcessingException {
        Senders senders = Senders.parse(table);
        return new MllpConnections(2, 30, () -> null, () -> senders, new IntakeMeters(meters), entries::add);
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
