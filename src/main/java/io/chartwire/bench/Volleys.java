package io.chartwire.bench;

import io.vertx.core.Vertx;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.locks.LockSupport;

/** Fires events and waits until each socket of a crowd has received each of them. */
final class Volleys {
    private static final AtomicLong NUMBERS = new AtomicLong();
    private static final int PATIENCE_SECONDS = 60;

    private final Plan plan;
    private final Crowd crowd;
    private final Latencies latencies = new Latencies();
    private final AtomicLongArray fired;
    private final int base;
    private int used;

    /**
     * A plan for the load generator.
     *
     * @param crowd who listens
     * @param url the hub's database; null for a bare server
     * @param control the port on which a bare server is told to send
     * @param size the events of a volley, which are one commit
     * @param rate volleys a second; 0 for each as soon as the one before it has arrived
     */
    record Plan(String crowd, String url, int control, int size, int rate, int millis) {}

    Volleys(Plan plan, Crowd crowd) {
        this.plan = plan;
        this.crowd = crowd;
        int most = plan.rate() == 0 ? 50_000 * plan.size() : (plan.rate() * plan.millis() / 1000 + 1) * plan.size();
        this.fired = new AtomicLongArray(Math.min(most, 5_000_000));
        this.base = (int) NUMBERS.getAndAdd(fired.length());
    }

    Measurement run(Vertx vertx) throws Exception {
        crowd.listen(this::arrived);
        try (Trigger trigger = plan.url() == null ? Trigger.line(vertx, plan.control()) : Trigger.sql(plan.url())) {
            long start = System.nanoTime();
            long end = start + TimeUnit.MILLISECONDS.toNanos(plan.millis());
            for (int volley = 0; System.nanoTime() < end && used + plan.size() <= fired.length(); volley++) {
                if (plan.rate() > 0) {
                    sleepUntil(start + volley * 1_000_000_000L / plan.rate());
                }
                fire(trigger);
                if (plan.rate() == 0) {
                    await();
                }
            }
            await();
            return Measurement.of(latencies, (System.nanoTime() - start) / 1e9)
                    .noted("frames of " + crowd.sample().length() + " bytes");
        } finally {
            crowd.listen((number, nanos) -> {});
        }
    }

    private void fire(Trigger trigger) throws Exception {
        int first = base + used;
        if (plan.url() == null) {
            stamp();
            trigger.fire(first, plan.size());
        } else {
            trigger.fire(first, plan.size());
            stamp();
        }
    }

    private void stamp() {
        long now = System.nanoTime();
        for (int index = used; index < used + plan.size(); index++) {
            fired.set(index, now);
        }
        used += plan.size();
    }

    /** An event that arrives before its writer is told of the commit took no time. */
    private void arrived(int number, long nanos) {
        if (number >= base && number < base + fired.length()) {
            long at = fired.get(number - base);
            latencies.addNanos(at == 0 ? 0 : nanos - at);
        }
    }

    private void await() throws InterruptedException {
        long wanted = (long) used * crowd.size();
        long limit = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (latencies.count() < wanted) {
            if (System.nanoTime() > limit) {
                throw new IllegalStateException(
                        latencies.count() + " of " + wanted + " frames came in " + PATIENCE_SECONDS + " s");
            }
            TimeUnit.MILLISECONDS.sleep(1);
        }
    }

    private static void sleepUntil(long nanos) {
        for (long left = nanos - System.nanoTime(); left > 0; left = nanos - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }
}
