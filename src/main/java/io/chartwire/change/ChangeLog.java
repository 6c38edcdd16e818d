package io.chartwire.change;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.chartwire.StoredJson;
import io.chartwire.database.Database;
import io.chartwire.database.PassingFailure;
import io.chartwire.database.Queries;
import io.chartwire.database.SqlFiles;
import io.chartwire.identity.TenantId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Reads changes from the database, with the names joined that their events carry. */
final class ChangeLog {
    private static final ObjectMapper JSON = StoredJson.MAPPER;

    private final Queries everyTenant;
    private final Queries queries;
    private final Queries owner;

    ChangeLog(Database database, SqlFiles files) {
        this.everyTenant = new Queries(database.tailPool()::getConnection, files);
        this.queries = new Queries(database.eventPool()::getConnection, files);
        this.owner = new Queries(database::dedicated, files);
    }

    /** What one look at the log showed, and the highest number that retention has removed. */
    record Batch(Snapshot snapshot, long pruned, List<Change> changes) {}

    record Start(long head, List<Holes.Range> gaps) {}

    /** Where a tenant's log stands: what a look sees, its last number, and what the row of a token could see. */
    record Horizon(
            Snapshot snapshot,
            String snapshotText,
            long head,
            long last,
            long pruned,
            long prunedTransaction,
            String rowSnapshot) {}

    /** A change by its number, and the one that it repeats, or itself. */
    record Listed(long seq, long original) {}

    /** What waits for a person, the oldest of it since so many seconds, and what is tried again by itself. */
    record Letters(long pending, long oldestSeconds, long retried) {}

    /** Where the log ends now, and the numbers below that a running transaction may hold. */
    Start start() throws SQLException {
        return everyTenant.run("changes/read-gaps", Map.of(), rows -> {
            rows.next();
            long head = rows.getLong("head");
            List<Holes.Range> gaps = new ArrayList<>();
            do {
                if (rows.getString("first") != null) {
                    gaps.add(new Holes.Range(rows.getLong("first"), rows.getLong("last")));
                }
            } while (rows.next());
            return new Start(head, gaps);
        });
    }

    /** The place of a position after the tail; the numbers of the transactions that it names, ended since or not, are holes. */
    Place place(Position position) throws SQLException {
        List<Holes.Range> holes = new ArrayList<>(position.holes());
        if (!position.running().isEmpty()) {
            // The gaps first: a transaction that ends between the two is then in both and not in none.
            start().gaps().stream()
                    .filter(gap -> gap.from() <= position.seq())
                    .map(gap -> new Holes.Range(gap.from(), Math.min(gap.to(), position.seq())))
                    .forEach(holes::add);
            String running =
                    position.running().stream().map(String::valueOf).collect(Collectors.joining(",", "{", "}"));
            Map<String, Object> values = Map.of("running", running, "seq", position.seq());
            everyTenant.run("changes/read-running", values, rows -> {
                while (rows.next()) {
                    holes.add(new Holes.Range(rows.getLong("seq"), rows.getLong("seq")));
                }
                return null;
            });
        }
        return new Place(position.seq(), Holes.joined(holes));
    }

    /** Begins and ends a transaction, so that a later snapshot names every older one that runs. */
    void fence() throws SQLException {
        everyTenant.run("changes/draw-fence", Map.of(), ResultSet::next);
    }

    /**
     * The changes after {@code head} and those that fill holes, in order; at least the snapshot is always there.
     *
     * @param images whether the rows are read with them
     */
    Batch after(long head, List<Holes.Range> holes, int limit, boolean images) throws SQLException {
        Map<String, Object> values = Map.of(
                "head", head, "froms", Holes.froms(holes), "tos", Holes.tos(holes), "limit", limit, "images", images);
        return everyTenant.run("changes/read-changes", values, rows -> {
            Snapshot snapshot = null;
            long pruned = 0;
            List<Change> changes = new ArrayList<>();
            while (rows.next()) {
                if (snapshot == null) {
                    snapshot = Snapshot.parse(rows.getString("snapshot"));
                    pruned = rows.getLong("pruned");
                }
                if (rows.getString("tenant_id") != null) {
                    changes.add(change(rows));
                }
            }
            return new Batch(snapshot, pruned, changes);
        });
    }

    Optional<Horizon> horizon(TenantId tenant, long seq) throws SQLException {
        return queries.of(tenant.value(), "changes/read-horizon", Map.of("seq", seq), rows -> {
            if (!rows.next()) {
                return Optional.empty();
            }
            String text = rows.getString("snapshot");
            return Optional.of(new Horizon(
                    Snapshot.parse(text),
                    text,
                    rows.getLong("head"),
                    rows.getLong("last"),
                    rows.getLong("pruned"),
                    rows.getLong("pruned_xid"),
                    rows.getString("row_snapshot")));
        });
    }

    /** The numbers of a tenant's changes below a token that its holder cannot have seen, in order. */
    List<Listed> stragglers(TenantId tenant, Position since, Horizon horizon) throws SQLException {
        if (since.event() != null) {
            return numbers(
                    tenant,
                    "changes/read-stragglers",
                    Map.of(
                            "seq", since.seq(),
                            "since", horizon.rowSnapshot(),
                            "snapshot", horizon.snapshotText()));
        }
        if (since.holes().isEmpty() && since.running().isEmpty()) {
            return List.of();
        }
        return numbers(
                tenant,
                "changes/read-filled-holes",
                Map.of(
                        "froms", Holes.froms(since.holes()),
                        "tos", Holes.tos(since.holes()),
                        "seq", since.seq(),
                        "running",
                                since.running().stream()
                                        .map(String::valueOf)
                                        .collect(Collectors.joining(",", "{", "}")),
                        "snapshot", horizon.snapshotText()));
    }

    /**
     * The numbers of a tenant's changes from one (included) to the horizon, in order, a page of them.
     *
     * @throws IllegalStateException when retention has removed changes since the horizon was read
     */
    List<Listed> page(TenantId tenant, long from, Horizon horizon, int limit) throws SQLException {
        Map<String, Object> values =
                Map.of("from", from, "to", horizon.head(), "snapshot", horizon.snapshotText(), "limit", limit);
        return queries.of(tenant.value(), "changes/list-page", values, rows -> {
            List<Listed> page = new ArrayList<>(limit);
            while (rows.next()) {
                requireUnmoved(horizon, rows.getLong("pruned"));
                if (rows.getString("seq") != null) {
                    page.add(new Listed(rows.getLong("seq"), rows.getLong("original")));
                }
            }
            return page;
        });
    }

    private static void requireUnmoved(Horizon horizon, long pruned) {
        if (pruned != horizon.pruned()) {
            throw new IllegalStateException("retention has removed changes meanwhile");
        }
    }

    /** A tenant's change of a number; none when the log does not have it. */
    List<Change> change(TenantId tenant, long seq) throws SQLException {
        return list(tenant, "changes/read-listed", Map.of("tenant", tenant, "numbers", "{" + seq + "}"));
    }

    /**
     * A tenant's changes by their numbers, in order.
     *
     * @throws IllegalStateException when retention has removed some of them since they were listed
     */
    List<Change> changes(TenantId tenant, List<Long> numbers) throws SQLException {
        String array = numbers.stream().map(String::valueOf).collect(Collectors.joining(",", "{", "}"));
        List<Change> changes =
                numbers.isEmpty() ? List.of() : list(tenant, "changes/read-listed", Map.of("numbers", array));
        if (changes.size() < numbers.size()) {
            throw new IllegalStateException("retention has removed changes meanwhile");
        }
        return changes;
    }

    /**
     * Joins the names that events carry, for all changes of a batch, a statement for each resource; changes of one tenant alone
     * are joined with its rows and no others.
     *
     * @return the changes that could not be joined, and why
     * @throws SQLException when the database is away
     */
    Map<Change, Exception> enrich(List<Change> changes) throws SQLException {
        Map<Change, Exception> broken = new IdentityHashMap<>();
        Map<String, List<Change>> byFeature = new LinkedHashMap<>();
        changes.forEach(change -> byFeature
                .computeIfAbsent(change.feature(), feature -> new ArrayList<>())
                .add(change));
        for (List<Change> group : byFeature.values()) {
            try {
                enrichGroup(group);
            } catch (SQLException | RuntimeException e) {
                requireDatabase(e);
                for (Change change : group) {
                    enrichAlone(change, broken);
                }
            }
        }
        return broken;
    }

    private void enrichAlone(Change change, Map<Change, Exception> broken) throws SQLException {
        try {
            enrichGroup(List.of(change));
        } catch (SQLException | RuntimeException e) {
            requireDatabase(e);
            broken.put(change, e);
        }
    }

    private void enrichGroup(List<Change> group) throws SQLException {
        StringBuilder images = new StringBuilder("[");
        group.forEach(change -> images.append(images.length() > 1 ? "," : "")
                .append(change.document().get("after")));
        String feature = group.get(0).feature();
        String name = feature + "/enrich-" + feature;
        Map<String, String> values = Map.of("images", images.append(']').toString());
        Queries.Reader<Void> reader = rows -> {
            for (Change change : group) {
                if (!rows.next()) {
                    throw new SQLException(name + " gave no row for a change");
                }
                change.document().set("object", object(rows.getString(1)));
            }
            return null;
        };
        Set<TenantId> tenants = group.stream().map(Change::tenant).collect(Collectors.toSet());
        if (tenants.size() == 1) {
            queries.of(tenants.iterator().next().value(), name, values, reader);
        } else {
            everyTenant.run(name, values, reader);
        }
    }

    /** The changes that wait to be tried again. */
    Set<Held.Waiting> retried() throws SQLException {
        return everyTenant.run("changes/read-retried", Map.of(), rows -> {
            Set<Held.Waiting> waiting = new HashSet<>();
            while (rows.next()) {
                waiting.add(new Held.Waiting(
                        new Change.ObjectKey(
                                new TenantId(rows.getString("tenant_id")),
                                rows.getString("resource"),
                                rows.getString("entity_id")),
                        rows.getLong("seq")));
            }
            return waiting;
        });
    }

    /** Those of {@code waiting} that are not tried again any more and will not come in the log. */
    Set<Held.Waiting> givenUp(Set<Held.Waiting> waiting) throws SQLException {
        Map<String, Object> values = Map.of(
                "tenants",
                array(waiting, it -> it.object().tenant().value()),
                "numbers",
                array(waiting, Held.Waiting::seq));
        return everyTenant.run("changes/read-given-up", values, rows -> {
            Set<String> ended = new HashSet<>();
            while (rows.next()) {
                ended.add(rows.getString("tenant_id") + " " + rows.getLong("seq"));
            }
            return waiting.stream()
                    .filter(it -> ended.contains(it.object().tenant() + " " + it.seq()))
                    .collect(Collectors.toSet());
        });
    }

    /** Gives a new subscription its place; one that has a place keeps it. */
    void begin(String subscription, Position place) throws SQLException {
        owner.run(
                "subscriptions/begin-subscription",
                Map.of("name", subscription, "position", place.token()),
                ResultSet::next);
    }

    /** Keeps a change of which nothing can be made as a dead letter, with its row's images as they stand. */
    void keepUnreadable(long seq, String route, String error) throws SQLException {
        owner.run(
                "dead-letters/record-unreadable", Map.of("seq", seq, "route", route, "error", error), ResultSet::next);
    }

    /** Keeps what came of a replay. */
    void settle(String tenant, String actor, String results) throws SQLException {
        queries.of(tenant, "dead-letters/mark-replayed", Map.of("actor", actor, "results", results), ResultSet::next);
    }

    Letters letters() throws SQLException {
        return everyTenant.run("dead-letters/measure-letters", Map.of(), rows -> {
            rows.next();
            return new Letters(rows.getLong("pending"), rows.getLong("oldest_seconds"), rows.getLong("retried"));
        });
    }

    private static String array(Set<Held.Waiting> waiting, Function<Held.Waiting, Object> value) {
        return waiting.stream().map(it -> String.valueOf(value.apply(it))).collect(Collectors.joining(",", "{", "}"));
    }

    private static void requireDatabase(Exception failure) throws SQLException {
        if (failure instanceof SQLException sql && PassingFailure.is(sql)) {
            throw sql;
        }
    }

    private List<Listed> numbers(TenantId tenant, String statement, Map<String, Object> values) throws SQLException {
        return queries.of(tenant.value(), statement, values, rows -> {
            List<Listed> numbers = new ArrayList<>();
            while (rows.next()) {
                numbers.add(new Listed(rows.getLong("seq"), rows.getLong("original")));
            }
            return numbers;
        });
    }

    private List<Change> list(TenantId tenant, String statement, Map<String, Object> values) throws SQLException {
        return queries.of(tenant.value(), statement, values, rows -> {
            List<Change> changes = new ArrayList<>();
            while (rows.next()) {
                changes.add(change(rows));
            }
            return changes;
        });
    }

    /** A row that cannot be read is a change too: what follows it must not wait for it. */
    private static Change change(ResultSet rows) throws SQLException {
        ObjectNode document = JSON.createObjectNode();
        String resource = rows.getString("resource");
        document.put("resource", resource);
        document.put("op", rows.getString("op"));
        TenantId tenant = null;
        Exception unreadable = null;
        try {
            tenant = new TenantId(rows.getString("tenant_id"));
            document.set("before", parse(rows.getString("before")));
            document.set("after", parse(rows.getString("after")));
        } catch (JsonProcessingException | IllegalArgumentException e) {
            unreadable = e;
        }
        return new Change(
                rows.getLong("seq"),
                rows.getLong("original"),
                tenant,
                resource,
                rows.getString("entity_id"),
                rows.getLong("xid"),
                rows.getString("logged_at"),
                document,
                unreadable);
    }

    private static JsonNode object(String json) throws SQLException {
        try {
            return parse(json);
        } catch (JsonProcessingException e) {
            throw new SQLException("The database gave what cannot be read", e);
        }
    }

    private static JsonNode parse(String json) throws JsonProcessingException {
        return json == null ? JSON.nullNode() : JSON.readTree(json);
    }
}
