package io.chartwire.intake;

import io.chartwire.Settings;
import io.chartwire.database.Database;
import io.chartwire.database.SqlFiles;
import io.chartwire.database.Statement;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds the senders that are silent for longer than usual: half as long again as at this time of the last weeks, and never
 * before the floor. A laboratory whose line is cut off says nothing; this is how somebody learns of it.
 *
 * <p>{@code chartwire.hl7.senders.silent} counts them.
 */
public final class SenderSilence implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SenderSilence.class);
    private static final double MARGIN = 1.5;

    private final Database database;
    private final SqlFiles files;
    private final Duration floor;
    private final Duration interval;
    private final ScheduledExecutorService scheduler = Executors.newSingleThreadScheduledExecutor(work -> {
        Thread thread = new Thread(work, "sender-silence");
        thread.setDaemon(true);
        return thread;
    });
    private volatile List<Silence> silent = List.of();

    /** How long a sender has said nothing, and how long it usually does at most at this time. */
    public record Silence(String tenant, String sender, Duration lasts, Duration usual) {
        boolean isUnusual(Duration floor) {
            double limit = Math.max(floor.toMillis(), usual.toMillis() * MARGIN);
            return lasts.toMillis() > limit;
        }

        /** Whose silence it is. */
        String name() {
            return tenant + ": " + sender;
        }

        @Override
        public String toString() {
            return name() + " for " + lasts + ", usually at most " + usual;
        }
    }

    public SenderSilence(Database database, SqlFiles files, Settings settings, MeterRegistry meters) {
        this.database = database;
        this.files = files;
        this.floor = settings.duration("chartwire.hl7.silence.floor").orElseThrow();
        this.interval = settings.duration("chartwire.hl7.silence.interval").orElseThrow();
        Gauge.builder("chartwire.hl7.senders.silent", () -> silent.size())
                .description("Senders that are silent for longer than usual")
                .register(meters);
    }

    public void start() {
        scheduler.scheduleWithFixedDelay(this::tryOnce, 0, interval.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** The senders that are silent for longer than usual, as last seen. */
    public List<Silence> silent() {
        return silent;
    }

    @Override
    public void close() {
        scheduler.shutdownNow();
    }

    /** Looks now. */
    void tryOnce() {
        try {
            List<Silence> now = measure().stream()
                    .filter(silence -> silence.isUnusual(floor))
                    .toList();
            Set<String> known = names(silent);
            now.stream()
                    .filter(silence -> !known.contains(silence.name()))
                    .forEach(silence -> LOG.warn("A sender is silent for longer than usual: {}", silence));
            Set<String> still = names(now);
            known.stream()
                    .filter(name -> !still.contains(name))
                    .forEach(name -> LOG.info("A sender that was silent is not any more: {}", name));
            silent = now;
        } catch (SQLException | RuntimeException e) {
            LOG.warn("The silence of senders could not be measured now; it will be next time: {}", e.toString());
        }
    }

    private List<Silence> measure() throws SQLException {
        List<Silence> measured = new ArrayList<>();
        try (Connection connection = database.dedicated();
                PreparedStatement tenants = connection.prepareStatement(files.text("hl7/list-tenants"));
                ResultSet rows = tenants.executeQuery()) {
            while (rows.next()) {
                measured.addAll(measure(connection, rows.getString("id")));
            }
        }
        return measured;
    }

    private List<Silence> measure(Connection connection, String tenant) throws SQLException {
        Statement statement = Statement.parse(files.text("hl7/measure-silence"));
        Map<String, Object> values = Map.of("tenant", tenant, "floor", floor.toSeconds());
        try (PreparedStatement prepared = connection.prepareStatement(statement.jdbc())) {
            int index = 1;
            for (String parameter : statement.parameters()) {
                prepared.setObject(index++, values.get(parameter));
            }
            List<Silence> measured = new ArrayList<>();
            try (ResultSet rows = prepared.executeQuery()) {
                while (rows.next()) {
                    measured.add(new Silence(
                            tenant,
                            rows.getString("sender"),
                            Duration.ofSeconds(rows.getLong("silent")),
                            Duration.ofSeconds(rows.getLong("usual"))));
                }
            }
            return measured;
        }
    }

    private static Set<String> names(List<Silence> silences) {
        Set<String> names = new HashSet<>();
        silences.forEach(silence -> names.add(silence.name()));
        return names;
    }
}
