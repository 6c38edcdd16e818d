package io.chartwire.bench;

import io.chartwire.database.Database;
import io.chartwire.database.SqlFiles;
import java.io.IOException;
import java.net.Socket;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import javax.sql.DataSource;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Laboratory results over MLLP against the same statement behind bare framing. */
@Command(name = "hl7", description = "ORU messages a second, hub and bare server.", mixinStandardHelpOptions = true)
final class Hl7Bench implements Callable<Integer> {
    private static final String STATEMENT = "hl7/receive-oru";
    private static final int FAILED = 1;

    @Mixin
    private BenchOptions options;

    @Option(
            names = "--connections",
            paramLabel = "N",
            defaultValue = "32",
            description = "Senders, each of which waits for its ACK (default: ${DEFAULT-VALUE}).")
    private int connections;

    @Option(
            names = "--orders",
            paramLabel = "N",
            defaultValue = "100000",
            description = "Open orders, more than each side will answer (default: ${DEFAULT-VALUE}).")
    private int orders;

    @Override
    public Integer call() throws Exception {
        try (BenchHub hub = BenchHub.start();
                Database bare = hub.bareDatabase();
                LoadProcess load = new LoadProcess()) {
            if (!listens(hub)) {
                System.err.println("the hub has no MLLP endpoint");
                return FAILED;
            }
            Conditions.print(System.out, hub);
            int workers = hub.settings().number("chartwire.workers");
            SqlFiles files = new SqlFiles(hub.settings().routes());
            DataSource pool = hub.hub().database().pool();
            openOrders(hub.hub().database(), "demo");
            openOrders(hub.hub().database(), "acme");
            openOrders(bare, "demo");
            ResultMessage message = ResultMessage.of(hub.settings());
            System.out.printf(
                    "message of %d bytes, 4 OBX; one result of one order each%n%n",
                    message.frame().length());
            BareStatement shared = new BareStatement(pool, files, STATEMENT);
            BareStatement alone = new BareStatement(bare.pool(), files, STATEMENT);
            try (BareMllpServer beside = new BareMllpServer(shared, "acme", message.request(), workers);
                    BareMllpServer apart = new BareMllpServer(alone, "demo", message.request(), workers)) {
                Side hubSide = side("hub", hub, load, hub.hub().mllpPort(), message);
                Side besideSide = side("bare server, the hub's database", hub, load, beside.port(), message);
                Side apartSide = side("bare server, nobody reads the log", hub, load, apart.port(), message);
                Comparison comparison =
                        new Comparison(System.out, hub, "messages", List.of(hubSide, besideSide, apartSide));
                comparison.run(options);
                System.out.println();
                comparison.ratio(hubSide, besideSide, "0.6");
                comparison.ratio(hubSide, apartSide, "");
                System.out.println("messages of the hub that are not processed: "
                        + hub.value("SELECT count(*) FROM hl7 WHERE status <> 'processed'"));
            }
        }
        return 0;
    }

    private Side side(String name, BenchHub hub, LoadProcess load, int port, ResultMessage message) {
        return new Side(name, millis -> {
            List<List<String>> requests = Collections.nCopies(connections, List.of(message.frame()));
            Measurement measured = load.run(new Exchanges(port, "mllp", millis, requests));
            return measured.noted(hub.awaitTail());
        });
    }

    private static boolean listens(BenchHub hub) {
        try (Socket socket = new Socket(BareServer.HOST, hub.hub().mllpPort())) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    private void openOrders(Database database, String tenant) throws SQLException {
        try (Connection connection = database.dedicated()) {
            BenchHub.quietly(connection, ResultMessage.orders(tenant, orders));
            BenchHub.quietly(connection, "ANALYZE");
        }
    }
}
