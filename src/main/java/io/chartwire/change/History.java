package io.chartwire.change;

import io.chartwire.identity.TenantId;
import io.chartwire.socket.Emission;
import io.chartwire.socket.Event;
import io.chartwire.socket.EventHistory;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/** Makes a tenant's past events again, by the routes that made them first. */
final class History implements EventHistory {
    private static final int PAGE = 250;

    private final ChangeLog log;
    private final Emitter emitter;
    private final DeadLetters deadLetters;
    private final RecentEmissions recent;

    History(ChangeLog log, Emitter emitter, DeadLetters deadLetters, RecentEmissions recent) {
        this.log = log;
        this.emitter = emitter;
        this.deadLetters = deadLetters;
        this.recent = recent;
    }

    @Override
    public Optional<Round> since(TenantId tenant, String token) throws SQLException {
        Optional<Position> since = Position.parse(token);
        if (since.isEmpty()) {
            return Optional.empty();
        }
        Optional<ChangeLog.Horizon> horizon = log.horizon(tenant, since.get().seq());
        return horizon.filter(it -> reachable(since.get(), it)).map(it -> new Look(tenant, since.get(), it));
    }

    @Override
    public Round now(TenantId tenant) throws SQLException {
        ChangeLog.Horizon horizon = log.horizon(tenant, 0).orElseThrow();
        return new Look(tenant, Position.after(horizon.head(), List.of()), horizon);
    }

    @Override
    public Optional<Event> event(TenantId tenant, String id) throws SQLException {
        Optional<Position> position = Position.parse(id).filter(it -> it.event() != null);
        if (position.isEmpty()) {
            return Optional.empty();
        }
        long seq = position.get().seq();
        Optional<Emission> known = recent.of(seq);
        List<Emission> emissions = known.isPresent()
                ? List.of(known.get())
                : emitter.emit(log.change(tenant, seq)).stream()
                        .map(EventRoutes.Outcome::emission)
                        .toList();
        return emissions.stream()
                .flatMap(emission -> emission.events().stream())
                .filter(event -> event.id().equals(id) && event.tenant().equals(tenant))
                .findFirst();
    }

    /** Whether the log still has all that the token's holder may have missed. */
    private static boolean reachable(Position since, ChangeLog.Horizon horizon) {
        if (since.seq() < horizon.pruned() || since.seq() > horizon.last()) {
            return false;
        }
        if (since.event() == null) {
            return since.holes().stream().allMatch(hole -> hole.from() > horizon.pruned())
                    && since.running().stream().allMatch(transaction -> transaction > horizon.prunedTransaction());
        }
        // What was removed must have ended before the token's row was written: its holder has seen it then.
        return horizon.rowSnapshot() != null
                && horizon.prunedTransaction()
                        < Snapshot.parse(horizon.rowSnapshot()).xmin();
    }

    /** One look at the log; the stragglers below the token first, then page by page to the horizon. */
    private final class Look implements Round {
        private final TenantId tenant;
        private final Position since;
        private final ChangeLog.Horizon horizon;
        private final Set<Long> failed = new HashSet<>();
        /** The numbers of the stragglers, which are as many as a transaction has changed rows. */
        private List<ChangeLog.Listed> stragglers;

        private int stragglersRead;
        private long next;

        Look(TenantId tenant, Position since, ChangeLog.Horizon horizon) {
            this.tenant = tenant;
            this.since = since;
            this.horizon = horizon;
            this.next = since.event() != null ? since.seq() : since.seq() + 1;
        }

        @Override
        public List<Emission> next() throws SQLException {
            while (true) {
                List<ChangeLog.Listed> page = page();
                if (page.isEmpty()) {
                    return List.of();
                }
                List<Emission> emissions = told(emissionsOf(page));
                if (!emissions.isEmpty()) {
                    return emissions;
                }
            }
        }

        private List<ChangeLog.Listed> page() throws SQLException {
            if (stragglers == null) {
                stragglers = log.stragglers(tenant, since, horizon);
            }
            if (stragglersRead < stragglers.size()) {
                int from = stragglersRead;
                stragglersRead = Math.min(from + PAGE, stragglers.size());
                return stragglers.subList(from, stragglersRead);
            }
            List<ChangeLog.Listed> page = log.page(tenant, next, horizon, PAGE);
            if (!page.isEmpty()) {
                next = page.get(page.size() - 1).seq() + 1;
            }
            return page;
        }

        private List<Emission> emissionsOf(List<ChangeLog.Listed> page) throws SQLException {
            Map<Long, Emission> known = new HashMap<>();
            page.forEach(it -> recent.of(it.seq()).ifPresent(emission -> known.put(it.seq(), emission)));
            List<Long> unknown = page.stream()
                    .map(ChangeLog.Listed::seq)
                    .filter(seq -> !known.containsKey(seq))
                    .toList();
            emissions(log.changes(tenant, unknown)).forEach(emission -> known.put(emission.position(), emission));
            return page.stream()
                    .filter(it -> !sentInPlace(it))
                    .map(it -> known.get(it.seq()))
                    .filter(Objects::nonNull)
                    .toList();
        }

        /** Whether it is the replay of a change that this look has sent where it stands, by the routes as they now are. */
        private boolean sentInPlace(ChangeLog.Listed change) {
            return change.original() != change.seq()
                    && change.original() > since.seq()
                    && !failed.contains(change.original());
        }

        private List<Emission> emissions(List<Change> changes) throws SQLException {
            List<Emission> emissions = new ArrayList<>(changes.size());
            if (changes.isEmpty()) {
                return emissions;
            }
            for (EventRoutes.Outcome outcome : emitter.emit(changes)) {
                if (outcome.failure() != null) {
                    // Perhaps it failed at the tail too; else the routes are others now, and this client alone would
                    // miss it.
                    deadLetters.leave(outcome);
                    failed.add(outcome.change().original());
                }
                emissions.add(outcome.emission());
            }
            return emissions;
        }

        /** What the client is to be told: not what it has of the token's own change, and no change without events. */
        private List<Emission> told(List<Emission> emissions) {
            return emissions.stream()
                    .map(this::afterToken)
                    .filter(emission -> !emission.events().isEmpty())
                    .toList();
        }

        private Emission afterToken(Emission emission) {
            if (since.event() == null || emission.position() != since.seq()) {
                return emission;
            }
            int known = Math.min(since.event() + 1, emission.events().size());
            return new Emission(
                    emission.token(),
                    emission.position(),
                    emission.transaction(),
                    emission.events().subList(known, emission.events().size()));
        }

        @Override
        public String token() {
            return horizon.head() > since.seq()
                    ? Position.event(horizon.head(), Position.WHOLE_CHANGE).token()
                    : since.token();
        }

        @Override
        public boolean holds(Emission emission) {
            return emission.position() <= Math.max(horizon.head(), since.seq())
                    && horizon.snapshot().sees(emission.transaction());
        }
    }
}
