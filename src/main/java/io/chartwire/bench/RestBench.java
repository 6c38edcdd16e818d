package io.chartwire.bench;

import io.chartwire.database.Database;
import io.chartwire.database.SqlFiles;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code POST /api/claims/{id}/status} against the same statement behind a bare handler, and alone. */
@Command(name = "rest", description = "REST writes a second, hub and bare handler.", mixinStandardHelpOptions = true)
final class RestBench implements Callable<Integer> {
    private static final String STATEMENT = "claims/set-status";
    private static final List<String> BODIES =
            List.of("{\"status\":\"denied\",\"reason\":\"CO-50\"}", "{\"status\":\"submitted\"}");
    private static final String RESET =
            "UPDATE claims SET status = 'submitted' WHERE tenant_id = 'demo' AND claim_number LIKE 'BENCH-%'";

    @Mixin
    private BenchOptions options;

    @Option(
            names = "--connections",
            paramLabel = "N",
            defaultValue = "64",
            description = "Keep-alive connections, each with its own claim (default: ${DEFAULT-VALUE}).")
    private int connections;

    @Override
    public Integer call() throws Exception {
        try (BenchHub hub = BenchHub.start();
                Database bare = hub.bareDatabase();
                LoadProcess load = new LoadProcess()) {
            Conditions.print(System.out, hub);
            int workers = hub.settings().number("chartwire.workers");
            SqlFiles files = new SqlFiles(hub.settings().routes());
            String transitions = hub.transitions("claims");
            openClaims(hub.hub().database());
            openClaims(bare);
            BareStatement shared = new BareStatement(hub.hub().database().pool(), files, STATEMENT);
            BareStatement alone = new BareStatement(bare.pool(), files, STATEMENT);
            try (BareHttpServer beside = new BareHttpServer(shared, transitions, workers);
                    BareHttpServer apart = new BareHttpServer(alone, transitions, workers)) {
                String token = hub.token("demo", "billing");
                Side hubSide = new Side("hub", () -> reset(hub.hub().database()), millis -> {
                    Measurement measured = load.run(plan(hub.hub().httpPort(), token, millis));
                    return measured.noted(hub.awaitTail());
                });
                Side besideSide = new Side(
                        "bare handler, the hub's database",
                        () -> reset(hub.hub().database()),
                        millis -> {
                            Measurement measured = load.run(plan(beside.port(), token, millis));
                            return measured.noted(hub.awaitTail());
                        });
                Side apartSide = new Side(
                        "bare handler, nobody reads the log",
                        () -> reset(bare),
                        millis -> load.run(plan(apart.port(), token, millis)));
                Side jdbcSide = new Side("bare JDBC, nobody reads the log", () -> reset(bare), millis -> jdbc(
                                bare.pool(), alone, transitions, hub)
                        .run(millis));
                Comparison comparison =
                        new Comparison(System.out, hub, "writes", List.of(hubSide, besideSide, apartSide, jdbcSide));
                comparison.run(options);
                System.out.println();
                comparison.ratio(hubSide, besideSide, "0.7");
                comparison.ratio(hubSide, apartSide, "");
                comparison.ratio(hubSide, jdbcSide, "");
                comparison.ratio(apartSide, jdbcSide, "");
            }
        }
        return 0;
    }

    private void openClaims(Database database) throws SQLException {
        try (Connection connection = database.dedicated()) {
            BenchHub.quietly(
                    connection,
                    """
                    INSERT INTO claims (tenant_id, id, claim_number, patient_id, status, total_charges, payer)
                    SELECT 'demo', ('01950000-0000-7000-8000-' || lpad(n::text, 12, '0'))::uuid, 'BENCH-' || n,
                           (SELECT id FROM patients WHERE tenant_id = 'demo' ORDER BY id OFFSET n %% 6 LIMIT 1),
                           'submitted', 25000, 'Blue Cross'
                    FROM generate_series(0, %d) AS n"""
                            .formatted(connections - 1));
        }
    }

    private static void reset(Database database) throws SQLException {
        try (Connection connection = database.dedicated()) {
            BenchHub.quietly(connection, RESET);
        }
    }

    private Exchanges plan(int port, String token, int millis) {
        List<List<String>> requests = IntStream.range(0, connections)
                .mapToObj(index -> BODIES.stream()
                        .map(body -> request(claim(index), token, body))
                        .toList())
                .toList();
        return new Exchanges(port, "http", millis, requests);
    }

    private static String claim(int index) {
        return "01950000-0000-7000-8000-" + "%012d".formatted(index);
    }

    private static String request(String claim, String token, String body) {
        return """
                POST /api/claims/%s/status HTTP/1.1\r
                Host: 127.0.0.1\r
                Authorization: Bearer %s\r
                Content-Type: application/json\r
                Content-Length: %d\r
                \r
                %s"""
                .formatted(claim, token, body.length(), body);
    }

    private JdbcLoop jdbc(DataSource pool, BareStatement statement, String transitions, BenchHub hub) {
        return new JdbcLoop(
                pool,
                statement,
                hub.settings().number("chartwire.database.connections"),
                (connection, turn) -> Map.of(
                        "tenant",
                        "demo",
                        "id",
                        claim(connection),
                        "request",
                        BODIES.get(turn % BODIES.size()),
                        "transitions",
                        transitions));
    }
}
