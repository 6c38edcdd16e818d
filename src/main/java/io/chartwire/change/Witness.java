package io.chartwire.change;

import io.chartwire.delivery.CriticalEvent;
import io.chartwire.delivery.DeliveryLog;
import io.chartwire.delivery.Told;
import io.chartwire.identity.TenantId;
import io.chartwire.socket.Event;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToIntFunction;

/**
 * Gives to the delivery log what it has to keep of what was delivered: critical events, and all that an HL7 message caused,
 * which is what its transaction changed.
 */
final class Witness {
    private static final String MESSAGES = "hl7";
    private static final int PAGE = 500;

    private final ChangeLog log;
    private final Emitter emitter;
    private final DeadLetters deadLetters;
    private final DeliveryLog deliveries;
    private final ToIntFunction<Event> entitled;

    /** The messages by their transactions, of the last two batches: a transaction's changes may come in two. */
    private Map<Transaction, String> messages = Map.of();

    private Map<Transaction, String> earlier = Map.of();

    private record Transaction(TenantId tenant, long id) {}

    /** @param entitled how many sockets are entitled to an event now */
    Witness(
            ChangeLog log,
            Emitter emitter,
            DeadLetters deadLetters,
            DeliveryLog deliveries,
            ToIntFunction<Event> entitled) {
        this.log = log;
        this.emitter = emitter;
        this.deadLetters = deadLetters;
        this.deliveries = deliveries;
        this.entitled = entitled;
    }

    /** What the routes made of a change; only the tail's thread says it, right after the sockets have it. */
    void delivered(List<EventRoutes.Outcome> outcomes, long complete) {
        deliveries.keep(told(outcomes, true), complete);
    }

    /** Looks through what has been in the log since a change, for what a hub that is gone did not get to keep. */
    void lookBack(long since, long head) throws Exception {
        Witness past = new Witness(log, emitter, deadLetters, deliveries, event -> 0);
        long next = since;
        while (next < head) {
            List<Change> page = past.page(next, head);
            if (page.isEmpty()) {
                return;
            }
            next = page.get(page.size() - 1).seq();
            List<EventRoutes.Outcome> outcomes = emitter.emit(page);
            for (EventRoutes.Outcome outcome : outcomes) {
                if (outcome.failure() != null) {
                    // The hub that is gone may have kept it; else it would be neither an alarm nor a dead letter.
                    deadLetters.leave(outcome);
                }
            }
            deliveries.keepNow(past.told(outcomes, false));
        }
    }

    private List<Change> page(long after, long head) throws SQLException {
        return log.after(after, List.of(), PAGE, true).changes().stream()
                .filter(change -> change.seq() <= head)
                .toList();
    }

    private List<Told> told(List<EventRoutes.Outcome> outcomes, boolean delivered) {
        rememberMessages(outcomes);
        List<Told> told = new ArrayList<>();
        for (EventRoutes.Outcome outcome : outcomes) {
            String message = message(outcome.change());
            for (Event event : outcome.emission().events()) {
                CriticalEvent critical = outcome.critical().get(event.id());
                if (critical != null || message != null) {
                    told.add(told(outcome.change(), event, message, critical, delivered));
                }
            }
        }
        return told;
    }

    private Told told(Change change, Event event, String message, CriticalEvent critical, boolean delivered) {
        return new Told(
                change.tenant(),
                event.id(),
                event.name(),
                event.resource(),
                change.entityId(),
                message,
                entitled.applyAsInt(event),
                change.loggedAt(),
                delivered,
                critical);
    }

    private void rememberMessages(List<EventRoutes.Outcome> outcomes) {
        Map<Transaction, String> found = new HashMap<>();
        for (EventRoutes.Outcome outcome : outcomes) {
            Change change = outcome.change();
            if (change.resource().equals(MESSAGES)) {
                found.put(new Transaction(change.tenant(), change.transaction()), change.entityId());
            }
        }
        earlier = messages;
        messages = found;
    }

    private String message(Change change) {
        if (messages.isEmpty() && earlier.isEmpty()) {
            return null;
        }
        Transaction transaction = new Transaction(change.tenant(), change.transaction());
        String found = messages.get(transaction);
        return found != null ? found : earlier.get(transaction);
    }
}
