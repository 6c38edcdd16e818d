package io.chartwire.change;

import io.chartwire.LoggedFailure;
import io.chartwire.socket.Event;
import java.sql.SQLException;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.support.DefaultConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hands events to its route one after the other, in the order of the log, and keeps in the database how far it has come.
 *
 * <p>It follows the log by itself, from a place of its own, so that a slow receiver costs the sockets nothing. Each event is
 * delivered at least once: once as a rule, and again when a hub dies between the delivery and the keeping of the place. What the
 * route's own error policy gives up becomes a dead letter that names the route.
 */
final class Subscription extends DefaultConsumer {
    private static final Logger LOG = LoggerFactory.getLogger(Subscription.class);
    private static final int BATCH = 100;
    private static final int POLL_MILLIS = 1_000;
    private static final int STOP_SECONDS = 2;
    /** How often the place is kept when nothing was delivered; reading on from it costs little. */
    private static final long SAVE_NANOS = TimeUnit.SECONDS.toNanos(5);

    private final SubscriptionComponent component;
    private final String resource;
    private final Set<String> events;
    private final Semaphore wake = new Semaphore(0);
    private final BatchSize size = new BatchSize(BATCH);
    /** Where the tail stood when it was started: nothing that was committed later is below it. */
    private Optional<Position> started = Optional.empty();

    private Thread follower;
    private volatile boolean closing;
    private volatile Place place = new Place(0, List.of());
    /** Up to where retention has removed what was not delivered yet; 0 when it never has. */
    private volatile long overtaken;

    private long savedAt;
    private boolean away;

    Subscription(
            Endpoint endpoint,
            Processor processor,
            SubscriptionComponent component,
            String resource,
            Set<String> events) {
        super(endpoint, processor);
        this.component = component;
        this.resource = resource;
        this.events = events;
    }

    void wake() {
        if (wake.availablePermits() == 0) {
            wake.release();
        }
    }

    /** Whether retention has removed what it had not come to. */
    boolean overtaken() {
        return overtaken > 0;
    }

    /** The highest number of the log that is dealt with. */
    long head() {
        return place.head();
    }

    @Override
    protected void doStart() throws Exception {
        super.doStart();
        if (component.parts() == null) {
            throw new IllegalStateException("A subscription needs a running hub");
        }
        closing = false;
        started = component.reached();
        beginNow();
        component.running().put(getRouteId(), this);
        follower = new Thread(this::run, "subscription-" + getRouteId());
        follower.start();
    }

    @Override
    protected void doStop() throws Exception {
        closing = true;
        component.running().remove(getRouteId(), this);
        wake();
        follower.join(TimeUnit.SECONDS.toMillis(STOP_SECONDS));
        // In a pause between two attempts; the event is delivered after the next start.
        follower.interrupt();
        follower.join(TimeUnit.SECONDS.toMillis(STOP_SECONDS));
        super.doStop();
    }

    private void run() {
        while (!closing) {
            try {
                Optional<Lease> taken = Lease.take(
                        component.parts().database(), component.parts().files(), getRouteId());
                if (taken.isPresent()) {
                    try (Lease lease = taken.get()) {
                        seek(lease);
                        follow(lease);
                    }
                }
            } catch (InterruptedException e) {
                return;
            } catch (Throwable e) {
                // A failure that ended this thread would end the deliveries, while their route still counts as started.
                if (!Passing.mayPass(e)) {
                    size.failed(e);
                }
                if (!closing && !away) {
                    away = true;
                    LOG.warn("{} keeps its place at {} and tries again: {}", getRouteId(), head(), LoggedFailure.of(e));
                }
            }
            pause();
        }
    }

    /** Takes the place of a new subscription before its route counts as started: what is committed from then on is delivered. */
    private void beginNow() {
        try {
            begin(end());
        } catch (SQLException e) {
            LOG.warn("{} has no place in the log yet: {}", getRouteId(), LoggedFailure.of(e));
        }
    }

    /** The end of the log; where there are too many gaps to name, where the tail stands. */
    private Position end() throws SQLException {
        ChangeLog.Start end = component.parts().log().start();
        return end.gaps().size() > Position.MAX_HOLES && started.isPresent()
                ? started.get()
                : Position.after(end.head(), end.gaps());
    }

    /** Without effect when the subscription has a place. */
    private void begin(Position position) throws SQLException {
        component.parts().log().begin(getRouteId(), position);
    }

    /** Finds its place: where it stood when it was last delivered for, or where it began. */
    private void seek(Lease lease) throws SQLException {
        // When it could not begin at once, others may have committed since.
        begin(started.isPresent() ? started.get() : end());
        started = Optional.empty();
        place = component.parts().log().place(lease.position());
    }

    private void follow(Lease lease) throws SQLException, InterruptedException {
        while (!closing) {
            boolean delivered = deliverNext(lease);
            size.went();
            if (!delivered) {
                wake.tryAcquire(POLL_MILLIS, TimeUnit.MILLISECONDS);
                wake.drainPermits();
            }
            if (System.nanoTime() - savedAt > SAVE_NANOS) {
                save(lease);
            }
            away = false;
        }
        save(lease);
    }

    /** Deals with one batch, as far as the tail has come; false when there was nothing new. */
    private boolean deliverNext(Lease lease) throws SQLException, InterruptedException {
        Optional<Position> reached = component.reached();
        if (reached.isEmpty()) {
            return false;
        }
        Place.Look look = place.look(component.parts().log(), size.now(), null);
        tellOvertaken(look.pruned());
        List<Change> changes = look.changes().stream()
                .takeWhile(change -> reached.get().covers(change))
                .toList();
        Map<Change, EventRoutes.Outcome> outcomes = outcomes(changes);
        long known = head();
        for (Change change : changes) {
            if (change.seq() <= known) {
                deal(change, outcomes.get(change), lease);
            }
        }
        if (changes.size() == look.changes().size()) {
            place.close(look);
        }
        for (Change change : changes) {
            if (change.seq() > known) {
                deal(change, outcomes.get(change), lease);
            }
        }
        return !changes.isEmpty();
    }

    /** The place is moved change by change, each time when it is dealt with. */
    private void deal(Change change, EventRoutes.Outcome outcome, Lease lease)
            throws SQLException, InterruptedException {
        boolean delivered = deliver(outcome, lease);
        place.pass(change);
        if (delivered) {
            save(lease);
        }
    }

    /** Retention goes by time alone; what it takes from a subscription that is behind must not go without a word. */
    private void tellOvertaken(long pruned) {
        if (pruned > Math.max(head(), overtaken)) {
            LOG.error(
                    "{} was away or behind for longer than the change log is kept; it delivers nothing of {} to {}",
                    getRouteId(),
                    Math.max(head(), overtaken) + 1,
                    pruned);
            overtaken = pruned;
        }
    }

    /** What became of the changes of the resource. */
    private Map<Change, EventRoutes.Outcome> outcomes(List<Change> changes) throws SQLException {
        List<Change> ours = changes.stream()
                // What cannot be read is a dead letter of the tail, and comes again when it is replayed.
                .filter(change -> change.feature().equals(resource) && change.unreadable() == null)
                .toList();
        Map<Change, EventRoutes.Outcome> outcomes = new IdentityHashMap<>();
        component.parts().emitter().emit(ours).forEach(outcome -> outcomes.put(outcome.change(), outcome));
        return outcomes;
    }

    /** Delivers the events of a change that are subscribed to; false when there are none. */
    private boolean deliver(EventRoutes.Outcome outcome, Lease lease) throws SQLException, InterruptedException {
        requireOpen();
        if (outcome == null) {
            return false;
        }
        List<Event> wanted = wanted(outcome, null);
        boolean lacking = outcome.lacks(events);
        if (!lacking && wanted.isEmpty() || lease.leftToTail(outcome.change(), events)) {
            return false;
        }
        DeadLetters deadLetters = component.parts().deadLetters();
        if (lacking) {
            deadLetters.recordDelivery(outcome.undelivered(getRouteId(), null, outcome.failure()));
            return true;
        }
        for (Event event : wanted) {
            Exception refused = send(outcome.change(), event);
            if (refused != null) {
                // A stop cuts the attempts short; the event is delivered after the next start.
                requireOpen();
                deadLetters.recordDelivery(outcome.undelivered(getRouteId(), event.name(), refused));
            }
        }
        return true;
    }

    /**
     * Delivers what has become a dead letter.
     *
     * @param event the one event that failed; null when the events could not be made
     * @return why it failed again; null when it did not
     */
    Exception redeliver(Change change, String event) throws SQLException {
        EventRoutes.Outcome outcome =
                component.parts().emitter().emit(List.of(change)).get(0);
        if (outcome.lacks(event == null ? events : Set.of(event))) {
            return outcome.failure();
        }
        List<Event> wanted = wanted(outcome, event);
        if (event != null && wanted.isEmpty()) {
            return new IllegalStateException("The change makes no event " + event + " any more");
        }
        for (Event again : wanted) {
            Exception refused = send(change, again);
            if (refused != null) {
                return refused;
            }
        }
        return null;
    }

    /** The events of a change that are subscribed to, or the one of these that is named. */
    private List<Event> wanted(EventRoutes.Outcome outcome, String only) {
        return outcome.emission().events().stream()
                .filter(event -> only == null ? events.contains(event.name()) : only.equals(event.name()))
                .toList();
    }

    private void requireOpen() throws InterruptedException {
        if (closing) {
            throw new InterruptedException("The subscription stops");
        }
    }

    /** Hands one event to the route, as the frame that sockets get; returns why the route failed, null when it did not. */
    private Exception send(Change change, Event event) {
        Exchange exchange = createExchange(false);
        try {
            exchange.getMessage().setBody(event.frame().text());
            exchange.getMessage().setHeader("Content-Type", "application/json");
            // The same however often it is sent, so that the receiver can tell a repetition.
            exchange.getMessage().setHeader("Idempotency-Key", event.id());
            exchange.setVariable("tenant", change.tenant().value());
            exchange.setVariable("seq", change.seq());
            exchange.setVariable("entityId", change.entityId());
            exchange.setVariable("event", event.name());
            getProcessor().process(exchange);
            return exchange.getException();
        } catch (Exception e) {
            return e;
        } finally {
            releaseExchange(exchange, false);
        }
    }

    private void save(Lease lease) throws SQLException {
        lease.save(place.position());
        savedAt = System.nanoTime();
    }

    private void pause() {
        try {
            if (!closing) {
                wake.tryAcquire(POLL_MILLIS, TimeUnit.MILLISECONDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
