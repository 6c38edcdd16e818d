package io.chartwire.bench;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** The clients, in a process of their own: a plan in JSON on a line of its input gives a result on a line of its output. */
final class LoadGenerator {
    static final ObjectMapper JSON = new ObjectMapper();

    private LoadGenerator() {}

    public static void main(String[] arguments) throws Exception {
        PrintStream results = System.out;
        System.setOut(System.err);
        Vertx vertx = Vertx.vertx(
                new VertxOptions().setEventLoopPoolSize(Runtime.getRuntime().availableProcessors()));
        BufferedReader plans = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String kind = plans.readLine(); kind != null; kind = plans.readLine()) {
            String plan = plans.readLine();
            results.println(JSON.writeValueAsString(carryOut(vertx, kind, plan)));
            results.flush();
        }
        System.exit(0);
    }

    private static Object carryOut(Vertx vertx, String kind, String plan) throws Exception {
        return switch (kind) {
            case "exchanges" -> new ClosedLoop(JSON.readValue(plan, Exchanges.class)).run(vertx);
            default -> throw new IllegalArgumentException(
                    kind + " " + JSON.readValue(plan, new TypeReference<Map<String, Object>>() {}));
        };
    }
}
