package io.chartwire.intake;

import io.chartwire.ByteBudget;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/**
 * What is counted of HL7: {@code chartwire.hl7.received} by outcome, {@code chartwire.hl7.latency} from the end of a frame to
 * its answer, {@code chartwire.hl7.connections} that are open, and {@code chartwire.hl7.connections.refused} by reason.
 *
 * <p>Each tag is one of an enum's constants; nothing that a sender wrote becomes one.
 */
public final class IntakeMeters {
    private static final Duration[] LATENCIES = {
        Duration.ofMillis(5),
        Duration.ofMillis(10),
        Duration.ofMillis(25),
        Duration.ofMillis(50),
        Duration.ofMillis(100),
        Duration.ofMillis(250),
        Duration.ofSeconds(1),
        Duration.ofSeconds(5)
    };

    private final Map<Received, Counter> received;
    private final Map<Refused, Counter> refused;
    private final Timer latency;
    private final AtomicInteger connections = new AtomicInteger();

    /** What became of a message: its status, a copy, or why it is not kept. */
    enum Received {
        PROCESSED,
        UNMATCHED,
        DUPLICATE,
        REJECTED,
        /** Answered AE. */
        FAILED,
        UNKNOWN_SENDER,
        OVERSIZED;

        static Received of(String status) {
            return valueOf(status.toUpperCase(Locale.ROOT));
        }
    }

    /** Why a connection was refused. */
    enum Refused {
        /** One too many. */
        LIMIT,
        /** From a network that no sender is in. */
        NETWORK,
        /** No TLS, or no certificate that is trusted. */
        HANDSHAKE
    }

    public IntakeMeters(MeterRegistry meters) {
        received = counters(Received.class, outcome -> Counter.builder("chartwire.hl7.received")
                .description("HL7 messages by what became of them")
                .tag("outcome", tag(outcome))
                .register(meters));
        refused = counters(Refused.class, reason -> Counter.builder("chartwire.hl7.connections.refused")
                .description("MLLP connections that were refused")
                .tag("reason", tag(reason))
                .register(meters));
        latency = Timer.builder("chartwire.hl7.latency")
                .description("From the end of an MLLP frame to its answer")
                .serviceLevelObjectives(LATENCIES)
                .register(meters);
        Gauge.builder("chartwire.hl7.connections", connections, AtomicInteger::get)
                .description("MLLP connections that are open")
                .register(meters);
    }

    /** Shows what large messages hold and how many wait for their turn: {@code chartwire.hl7.large.bytes} and {@code .waiting}. */
    public static void watch(ByteBudget budget, MeterRegistry meters) {
        Gauge.builder("chartwire.hl7.large.bytes", budget, ByteBudget::held)
                .description("What large HL7 messages hold of the memory that they may have")
                .baseUnit("bytes")
                .register(meters);
        Gauge.builder("chartwire.hl7.large.waiting", budget, ByteBudget::waiting)
                .description("Large HL7 messages that wait for memory")
                .register(meters);
    }

    void count(Received outcome) {
        received.get(outcome).increment();
    }

    void count(Refused reason) {
        refused.get(reason).increment();
    }

    void answered(long nanos) {
        latency.record(Duration.ofNanos(nanos));
    }

    /** The connections that are open. */
    AtomicInteger connections() {
        return connections;
    }

    private static <E extends Enum<E>> Map<E, Counter> counters(Class<E> values, Function<E, Counter> made) {
        Map<E, Counter> counters = new EnumMap<>(values);
        for (E value : values.getEnumConstants()) {
            counters.put(value, made.apply(value));
        }
        return counters;
    }

    private static String tag(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
