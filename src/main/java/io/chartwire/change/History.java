package io.chartwire.change;

import io.chartwire.identity.TenantId;
import io.chartwire.socket.Emission;
import io.chartwire.socket.EventHistory;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Makes a tenant's past events again, by the routes that made them first. */
final class History implements EventHistory {
    private static final int PAGE = 250;

    private final ChangeLog log;
    private final EventRoutes routes;

    History(ChangeLog log, EventRoutes routes) {
        this.log = log;
        this.routes = routes;
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

    private static boolean reachable(Position since, ChangeLog.Horizon horizon) {
        return since.event() != null
                ? horizon.rowSnapshot() != null
                : since.seq() >= horizon.pruned() && since.seq() <= horizon.last();
    }

    /** One look at the log; the stragglers below the token first, then page by page to the horizon. */
    private final class Look implements Round {
        private final TenantId tenant;
        private final Position since;
        private final ChangeLog.Horizon horizon;
        private boolean begun;
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
                List<Change> changes = begun ? page() : log.stragglers(tenant, since, horizon);
                boolean ended = begun && changes.isEmpty();
                begun = true;
                List<Emission> emissions = emissions(changes);
                if (ended || !emissions.isEmpty()) {
                    return emissions;
                }
            }
        }

        private List<Change> page() throws SQLException {
            List<Change> page = log.page(tenant, next, horizon, PAGE);
            if (!page.isEmpty()) {
                next = page.get(page.size() - 1).seq() + 1;
            }
            return page;
        }

        private List<Emission> emissions(List<Change> changes) throws SQLException {
            List<Emission> emissions = new ArrayList<>(changes.size());
            if (changes.isEmpty()) {
                return emissions;
            }
            var broken = log.enrich(changes);
            for (Change change : changes) {
                // What fails here failed at the tail too, which has put it among the dead letters.
                if (!broken.containsKey(change)) {
                    Emission emission = afterToken(change, routes.route(change).emission());
                    if (!emission.events().isEmpty()) {
                        emissions.add(emission);
                    }
                }
            }
            return emissions;
        }

        /** Leaves out what the client has of the token's own change. */
        private Emission afterToken(Change change, Emission emission) {
            if (since.event() == null || change.seq() != since.seq()) {
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
