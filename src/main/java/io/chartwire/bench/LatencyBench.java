package io.chartwire.bench;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** How long an event takes from its commit to a socket, at a steady rate of REST writes. */
@Command(
        name = "latency",
        description = "Delay from commit to a socket at a steady rate.",
        mixinStandardHelpOptions = true)
final class LatencyBench implements Callable<Integer> {
    private static final String COMMITS =
            """
            SELECT substr(after ->> 'payer', 2)::int AS number,
                   (extract(epoch FROM pg_xact_commit_timestamp(xid::xid)) * 1000000)::bigint AS committed
            FROM change_log
            WHERE tenant_id = 'crowd' AND substr(after ->> 'payer', 2)::int >= ?""";
    private static final String ROW = "%-40s %6s %9s %9s %9s  %s%n";

    @Mixin
    private BenchOptions options;

    @Option(
            names = "--rate",
            paramLabel = "N",
            defaultValue = "500",
            description = "Writes a second (default: ${DEFAULT-VALUE}).")
    private int rate;

    @Option(
            names = "--connections",
            paramLabel = "N",
            defaultValue = "16",
            description = "Keep-alive connections (default: ${DEFAULT-VALUE}).")
    private int connections;

    @Override
    public Integer call() throws Exception {
        try (BenchHub hub = BenchHub.startWithCommitTimes();
                LoadProcess load = new LoadProcess()) {
            Conditions.print(System.out, hub);
            hub.quietly(Trigger.claims());
            String token = hub.token("crowd", "billing");
            int port = hub.hub().httpPort();
            load.gather(new Crowd.CrowdPlan("screen", port, "/ws", List.of(token), 1));
            System.out.printf(
                    "%d writes a second, one socket; the commit's time is PostgreSQL's (track_commit_timestamp), taken before"
                            + " the flush%n%n",
                    rate);
            System.out.printf(ROW, "from … to …", "round", "p50 ms", "p99 ms", "max ms", "");
            load.run(plan(port, token, options.warmUpMillis()));
            for (int round = 1; round <= options.rounds(); round++) {
                report(hub, round, load.run(plan(port, token, options.millis())));
            }
        }
        return 0;
    }

    private PacedWrites.Plan plan(int port, String token, int millis) {
        return new PacedWrites.Plan("screen", port, token, connections, rate, millis);
    }

    private static void report(BenchHub hub, int round, PacedWrites.Times times) throws SQLException {
        int count = times.due().length;
        long[] committed = committed(hub, times.first(), count);
        Latencies write = new Latencies();
        Latencies event = new Latencies();
        Latencies answerToEvent = new Latencies();
        Latencies whole = new Latencies();
        int silent = 0;
        int timeless = 0;
        for (int index = 0; index < count; index++) {
            if (times.received()[index] == 0) {
                silent++;
                continue;
            }
            if (committed[index] == 0) {
                timeless++;
                continue;
            }
            write.addMicros(times.answered()[index] - times.due()[index]);
            event.addMicros(times.received()[index] - committed[index]);
            answerToEvent.addMicros(times.received()[index] - times.answered()[index]);
            whole.addMicros(times.received()[index] - times.due()[index]);
        }
        String remark = Stream.of(
                        counted(times.errors().get(), "errors"),
                        counted(silent, "without an event"),
                        counted(times.repeated().get(), "events twice"),
                        counted(timeless, "without a commit time"))
                .filter(it -> !it.isEmpty())
                .collect(Collectors.joining(", "));
        print("commit → frame (target 5 and 25)", round, event, remark);
        print("REST answer → frame (0 when it came first)", round, answerToEvent, "");
        print("request due → REST answer", round, write, "");
        print("request due → frame", round, whole, "");
    }

    private static String counted(int count, String what) {
        return count == 0 ? "" : count + " " + what;
    }

    private static long[] committed(BenchHub hub, int first, int count) throws SQLException {
        long[] committed = new long[count];
        try (Connection connection = hub.hub().database().dedicated();
                PreparedStatement query = connection.prepareStatement(COMMITS)) {
            query.setInt(1, first);
            try (ResultSet rows = query.executeQuery()) {
                while (rows.next()) {
                    committed[rows.getInt("number") - first] = rows.getLong("committed");
                }
            }
        }
        return committed;
    }

    private static void print(String what, int round, Latencies latencies, String remark) {
        System.out.printf(
                ROW,
                what,
                round,
                millis(latencies.millisAt(0.5)),
                millis(latencies.millisAt(0.99)),
                millis(latencies.millisAt(1)),
                remark);
    }

    private static String millis(double value) {
        return String.format(Locale.ROOT, "%.2f", value);
    }
}
