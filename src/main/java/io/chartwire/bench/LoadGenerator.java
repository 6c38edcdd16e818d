package io.chartwire.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/** The clients, in a process of their own: a kind and a plan in JSON on two lines of input give a result on one of output. */
final class LoadGenerator {
    static final ObjectMapper JSON = new ObjectMapper();
    static final String FAILED = "failed: ";

    private final Vertx vertx = Vertx.vertx(
            new VertxOptions().setEventLoopPoolSize(Runtime.getRuntime().availableProcessors()));
    private final Map<String, Crowd> crowds = new HashMap<>();

    private LoadGenerator() {}

    public static void main(String[] arguments) throws Exception {
        PrintStream results = System.out;
        System.setOut(System.err);
        LoadGenerator generator = new LoadGenerator();
        BufferedReader plans = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String kind = plans.readLine(); kind != null; kind = plans.readLine()) {
            results.println(generator.answer(kind, plans.readLine()));
            results.flush();
        }
        System.exit(0);
    }

    private String answer(String kind, String plan) {
        try {
            return JSON.writeValueAsString(carryOut(kind, plan));
        } catch (Exception e) {
            return FAILED + e.toString().replace('\n', ' ');
        }
    }

    private Object carryOut(String kind, String plan) throws Exception {
        return switch (kind) {
            case "exchanges" -> new ClosedLoop(JSON.readValue(plan, Exchanges.class)).run(vertx);
            case "gather" -> gather(JSON.readValue(plan, Crowd.CrowdPlan.class));
            case "volleys" -> volleys(JSON.readValue(plan, Volleys.Plan.class));
            case "sample" -> {
                Volleys.Plan volley = JSON.readValue(plan, Volleys.Plan.class);
                volleys(volley);
                yield crowds.get(volley.crowd()).sample();
            }
            case "paced" -> {
                PacedWrites.Plan paced = JSON.readValue(plan, PacedWrites.Plan.class);
                yield new PacedWrites(paced, crowds.get(paced.crowd())).run(vertx);
            }
            case "catch-up" -> JSON.readValue(plan, CatchUp.class).run(vertx);
            default -> throw new IllegalArgumentException(kind);
        };
    }

    private Measurement volleys(Volleys.Plan plan) throws Exception {
        return new Volleys(plan, crowds.get(plan.crowd())).run(vertx);
    }

    private int gather(Crowd.CrowdPlan plan) throws Exception {
        Crowd before = crowds.remove(plan.name());
        if (before != null) {
            before.disperse();
        }
        crowds.put(plan.name(), Crowd.gather(vertx, plan));
        return plan.sockets();
    }
}
