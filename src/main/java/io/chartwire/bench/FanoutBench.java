package io.chartwire.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** One tenant's events to many sockets, against a bare server that writes the same frames. */
@Command(
        name = "fanout",
        description = "Frames a second and their delay to many sockets, hub and bare server.",
        mixinStandardHelpOptions = true)
final class FanoutBench implements Callable<Integer> {
    private static final int FEW = 10;
    private static final int OTHER_TENANTS = 50;

    @Mixin
    private BenchOptions options;

    @Option(
            names = "--connections",
            paramLabel = "N",
            defaultValue = "1000",
            description = "Sockets of the tenant (default: ${DEFAULT-VALUE}).")
    private int sockets;

    @Option(
            names = "--rate",
            paramLabel = "N",
            defaultValue = "20",
            description = "Events a second of the paced part (default: ${DEFAULT-VALUE}).")
    private int rate;

    @Option(
            names = "--other",
            paramLabel = "N",
            description =
                    "Instead: what an event to " + FEW + " sockets costs without and with N sockets of other tenants.")
    private Integer other;

    @Override
    public Integer call() throws Exception {
        try (BenchHub hub = BenchHub.start();
                LoadProcess load = new LoadProcess()) {
            Conditions.print(System.out, hub);
            hub.quietly(Trigger.claims());
            if (other == null) {
                fanOut(hub, load);
            } else {
                withOthers(hub, load);
            }
        }
        return 0;
    }

    private void fanOut(BenchHub hub, LoadProcess load) throws Exception {
        gatherOwn(hub, load, sockets);
        String sample = load.sample(new Volleys.Plan("own", hub.databaseUrl(), 0, 1, 1, 1));
        try (BareSocketServer bare = new BareSocketServer(sample)) {
            load.gather(new Crowd.CrowdPlan("bare", bare.port(), "/", List.of(), sockets));
            System.out.printf("%d sockets each, frames of %d bytes%n%n", sockets, sample.length());
            System.out.println(
                    "Commits of " + Trigger.MOST + " events, each when the one before has arrived everywhere");
            compare(hub, load, bare, Trigger.MOST, 0, "0.8");
            System.out.printf("%nCommits of one event, %d a second; delay from commit to receipt%n", rate);
            compare(hub, load, bare, 1, rate, "");
        }
    }

    private void compare(BenchHub hub, LoadProcess load, BareSocketServer bare, int size, int pace, String target)
            throws Exception {
        Side hubSide =
                new Side("hub", millis -> load.run(new Volleys.Plan("own", hub.databaseUrl(), 0, size, pace, millis)));
        Side bareSide = new Side(
                "bare server", millis -> load.run(new Volleys.Plan("bare", null, bare.control(), size, pace, millis)));
        Comparison comparison = new Comparison(System.out, hub, "frames", List.of(hubSide, bareSide));
        comparison.run(options);
        comparison.ratio(hubSide, bareSide, target);
    }

    private void withOthers(BenchHub hub, LoadProcess load) throws Exception {
        gatherOwn(hub, load, FEW);
        List<String> tokens = new ArrayList<>();
        for (int tenant = 0; tenant < OTHER_TENANTS; tenant++) {
            tokens.add(hub.token("other" + tenant, "billing"));
        }
        Side few = others(hub, load, tokens, FEW);
        Side many = others(hub, load, tokens, other);
        Comparison comparison = new Comparison(System.out, hub, "frames", List.of(few, many));
        comparison.run(options);
        comparison.ratio(many, few, "0.9 to 1.1");
    }

    private static Side others(BenchHub hub, LoadProcess load, List<String> tokens, int count) {
        return new Side(
                count + " sockets of other tenants",
                () -> load.gather(new Crowd.CrowdPlan("others", hub.hub().httpPort(), "/ws", tokens, count)),
                millis -> load.run(new Volleys.Plan("own", hub.databaseUrl(), 0, Trigger.MOST, 0, millis)));
    }

    private static void gatherOwn(BenchHub hub, LoadProcess load, int sockets) throws IOException {
        load.gather(new Crowd.CrowdPlan(
                "own", hub.hub().httpPort(), "/ws", List.of(hub.token("crowd", "billing")), sockets));
    }
}
