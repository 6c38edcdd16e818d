package io.chartwire.cli;

import io.chartwire.Hub;
import io.chartwire.Settings;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Runs the hub until it is told to stop. */
@Command(name = "run", description = "Start the hub.", mixinStandardHelpOptions = true)
final class RunCommand implements Callable<Integer> {
    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "Folder of the embedded database and the development key.")
    private String data;

    @Option(
            names = "--http-port",
            paramLabel = "N",
            description = "Port of REST, WebSocket and pages; 0 for any free one.")
    private String httpPort;

    @Option(names = "--mllp-port", paramLabel = "N", description = "Port of HL7 v2 over MLLP; 0 for any free one.")
    private String mllpPort;

    @Option(
            names = "--management-port",
            paramLabel = "N",
            description = "Port of health and metrics; 0 for any free one.")
    private String managementPort;

    @Option(
            names = "--database-url",
            paramLabel = "URL",
            description = "JDBC address of a PostgreSQL server, in place of the embedded one.")
    private String databaseUrl;

    @Option(names = "--routes", paramLabel = "DIR", description = "Folder of the routes.")
    private String routes;

    @Option(names = "--no-demo", description = "Leave the demo tenants out.")
    private boolean noDemo;

    @Override
    public Integer call() throws Exception {
        Hub hub = Hub.start(Settings.load(overrides()));
        CountDownLatch stopped = new CountDownLatch(1);
        Runtime.getRuntime()
                .addShutdownHook(new Thread(
                        () -> {
                            hub.close();
                            stopped.countDown();
                            // A signal would make the exit status 143, although all went as it should.
                            Runtime.getRuntime().halt(0);
                        },
                        "shutdown"));
        System.out.println(hub.readyLine());
        System.out.flush();
        stopped.await();
        return 0;
    }

    private Map<String, String> overrides() {
        Map<String, String> overrides = new HashMap<>();
        put(overrides, "chartwire.data", data);
        put(overrides, "chartwire.http.port", httpPort);
        put(overrides, "chartwire.mllp.port", mllpPort);
        put(overrides, "chartwire.management.port", managementPort);
        put(overrides, "chartwire.database.url", databaseUrl);
        put(overrides, "chartwire.routes", routes);
        if (noDemo) {
            overrides.put("chartwire.demo", "false");
        }
        return overrides;
    }

    private static void put(Map<String, String> overrides, String name, String value) {
        if (value != null) {
            overrides.put(name, value);
        }
    }
}
