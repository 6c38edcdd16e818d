package io.chartwire.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** A {@link LoadGenerator} started from this process's class path. */
final class LoadProcess implements AutoCloseable {
    private static final int STOP_SECONDS = 5;

    private final Process process;
    private final PrintStream plans;
    private final BufferedReader results;

    LoadProcess() throws IOException {
        process = new ProcessBuilder(
                        java(),
                        "-XX:+UseParallelGC",
                        "-Xmx512m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        LoadGenerator.class.getName())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        plans = new PrintStream(process.getOutputStream(), false, StandardCharsets.UTF_8);
        results = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    }

    static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    Measurement run(Exchanges plan) throws IOException {
        return run("exchanges", plan, Measurement.class);
    }

    Measurement run(Volleys.Plan plan) throws IOException {
        return run("volleys", plan, Measurement.class);
    }

    /** Connects a crowd; one of the same name goes first. */
    void gather(Crowd.CrowdPlan plan) throws IOException {
        run("gather", plan, Integer.class);
    }

    /** Runs the plan and gives the last frame that the crowd received. */
    String sample(Volleys.Plan plan) throws IOException {
        return run("sample", plan, String.class);
    }

    PacedWrites.Times run(PacedWrites.Plan plan) throws IOException {
        return run("paced", plan, PacedWrites.Times.class);
    }

    CatchUp.Result run(CatchUp plan) throws IOException {
        return run("catch-up", plan, CatchUp.Result.class);
    }

    private <T> T run(String kind, Object plan, Class<T> result) throws IOException {
        plans.println(kind);
        plans.println(LoadGenerator.JSON.writeValueAsString(plan));
        plans.flush();
        String line = results.readLine();
        if (line == null) {
            throw new IOException("the load generator ended");
        }
        if (line.startsWith(LoadGenerator.FAILED)) {
            throw new IOException("the load generator says: " + line.substring(LoadGenerator.FAILED.length()));
        }
        return LoadGenerator.JSON.readValue(line, result);
    }

    @Override
    public void close() throws IOException {
        plans.close();
        try {
            if (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
                process.destroy();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            process.destroy();
        }
    }
}
