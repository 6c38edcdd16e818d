package io.chartwire.identity;

import io.chartwire.Settings;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import java.util.stream.Stream;

/**
 * How many attempts without a valid token a network may make: an IPv4 address, or the /64 of an IPv6 address, of which one machine
 * may have all. Whoever has a token is not counted, and so not kept out by another behind the same address.
 *
 * <p>The table has a fixed size. Networks that fall on one place share its allowance, which costs them nothing but the reason
 * why they are refused.
 */
public final class RefusedAttempts {
    private static final int PLACE_BITS = 14;
    private static final int IPV4_BYTES = 4;
    /** Spreads numbers that differ in few bits (Knuth's multiplicative hashing, with the golden ratio of 64 bits). */
    private static final long SPREAD = 0x9E3779B97F4A7C15L;

    private final Allowance allowance;
    private final LongSupplier clock;
    private final Counter told;
    private final Counter throttled;
    private final long secret = new SecureRandom().nextLong();
    private final AtomicLong[] places;

    public RefusedAttempts(Settings settings, MeterRegistry meters) {
        this(settings.number("chartwire.http.refused-per-minute"), System::nanoTime, meters);
    }

    RefusedAttempts(int perMinute, LongSupplier clock, MeterRegistry meters) {
        this.allowance = Allowance.of(perMinute, Duration.ofMinutes(1));
        this.clock = clock;
        this.told = counter(meters, 401);
        this.throttled = counter(meters, 429);
        long now = clock.getAsLong();
        this.places = Stream.generate(() -> new AtomicLong(now))
                .limit(1L << PLACE_BITS)
                .toArray(AtomicLong[]::new);
    }

    /** Counts an attempt of a remote address; false when its network has made too many of them. */
    public boolean count(String remote) {
        boolean allowed = allowance.isUnlimited() || allowance.take(places[place(network(remote))], clock.getAsLong());
        (allowed ? told : throttled).increment();
        return allowed;
    }

    private int place(long network) {
        return (int) (((network ^ secret) * SPREAD) >>> (Long.SIZE - PLACE_BITS));
    }

    /** The network's number; an address that is none, as of a local socket, is a network of its own. */
    private static long network(String remote) {
        try {
            // A scope (%eth0) is this machine's word for where the address is.
            byte[] address =
                    InetAddress.getByName(remote.replaceFirst("%.*", "")).getAddress();
            ByteBuffer bytes = ByteBuffer.wrap(address);
            return address.length == IPV4_BYTES ? bytes.getInt() : bytes.getLong();
        } catch (UnknownHostException e) {
            return remote.hashCode();
        }
    }

    private static Counter counter(MeterRegistry meters, int answer) {
        return Counter.builder("chartwire.http.refused")
                .tag("answer", String.valueOf(answer))
                .description("Requests without a valid token, by what they were answered")
                .register(meters);
    }
}
