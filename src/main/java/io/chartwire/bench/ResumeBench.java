package io.chartwire.bench;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** A socket that comes back to many missed events, against reading the same rows of the change log. */
@Command(name = "resume", description = "Time from a handshake with ?since= to ready.", mixinStandardHelpOptions = true)
final class ResumeBench implements Callable<Integer> {
    private static final int WARM_UPS = 5;

    @Mixin
    private BenchOptions options;

    @Option(
            names = "--events",
            paramLabel = "N",
            defaultValue = "10000",
            description = "Missed events (default: ${DEFAULT-VALUE}).")
    private int events;

    @Option(names = "--cold", description = "A hub that remembers no events, as one that has just started.")
    private boolean cold;

    @Override
    public Integer call() throws Exception {
        try (BenchHub hub = BenchHub.start(cold ? Map.of("chartwire.change.recent-characters", "0") : Map.of());
                LoadProcess load = new LoadProcess()) {
            Conditions.print(System.out, hub);
            hub.quietly(Trigger.claims());
            String token = hub.token("crowd", "billing");
            CatchUp plan = new CatchUp(hub.hub().httpPort(), token, resumeToken(hub, token));
            long last = Long.parseLong(hub.value("SELECT coalesce(max(seq), 0) FROM change_log"));
            miss(hub);
            for (int turn = 0; turn < WARM_UPS; turn++) {
                load.run(plan);
                read(hub, last);
            }
            List<Double> ratios = new ArrayList<>();
            for (int round = 1; round <= options.rounds(); round++) {
                CatchUp.Result resumed = load.run(plan);
                double rows = read(hub, last);
                ratios.add(resumed.millis() / rows);
                System.out.printf(
                        Locale.ROOT,
                        "round %d: %d events and %s in %.0f ms (the first after %.0f ms); the rows over JDBC in %.0f"
                                + " ms; ratio %.2f%n",
                        round,
                        resumed.events(),
                        resumed.end(),
                        resumed.millis(),
                        resumed.first(),
                        rows,
                        resumed.millis() / rows);
            }
            ratios.sort(null);
            System.out.printf(Locale.ROOT, "median ratio %.2f, target at most 3%n", ratios.get(ratios.size() / 2));
        }
        return 0;
    }

    private void miss(BenchHub hub) throws Exception {
        try (Trigger trigger = Trigger.sql(hub.databaseUrl())) {
            for (int first = 0; first < events; first += Trigger.MOST) {
                trigger.fire(first, Math.min(Trigger.MOST, events - first));
            }
        }
        hub.awaitTail();
    }

    /** Milliseconds to read the missed rows on a new connection, as psql would. */
    private static double read(BenchHub hub, long last) throws SQLException {
        long start = System.nanoTime();
        try (Connection connection = DriverManager.getConnection(hub.databaseUrl());
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(
                        "SELECT * FROM change_log WHERE tenant_id = 'crowd' AND seq > " + last + " ORDER BY seq")) {
            int columns = rows.getMetaData().getColumnCount();
            while (rows.next()) {
                for (int column = 1; column <= columns; column++) {
                    rows.getString(column);
                }
            }
        }
        return (System.nanoTime() - start) / 1e6;
    }

    private static String resumeToken(BenchHub hub, String token) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + hub.hub().httpPort() + "/api/claims?limit=1"))
                .header("Authorization", "Bearer " + token)
                .build();
        return HttpClient.newHttpClient()
                .send(request, HttpResponse.BodyHandlers.discarding())
                .headers()
                .firstValue("Chartwire-Resume")
                .orElseThrow();
    }
}
