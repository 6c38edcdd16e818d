package io.chartwire.bench;

import io.chartwire.identity.DevelopmentKey;
import io.chartwire.identity.Identity;
import io.chartwire.identity.TenantId;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** How long a hub takes to its ready line, and what memory it holds with and without idle sockets. */
@Command(
        name = "start",
        description = "Time to the ready line, and memory with and without idle sockets.",
        mixinStandardHelpOptions = true)
final class StartBench implements Callable<Integer> {
    private static final int SETTLE_SECONDS = 3;

    @Mixin
    private BenchOptions options;

    @Option(
            names = "--connections",
            paramLabel = "N",
            defaultValue = "1000",
            description = "Idle sockets (default: ${DEFAULT-VALUE}).")
    private int sockets;

    @Override
    public Integer call() throws Exception {
        Path data = Files.createTempDirectory("chartwire-bench");
        try {
            System.out.printf("start on an empty folder: %d ms%n", timeStart(data));
            for (int round = 1; round <= options.rounds(); round++) {
                System.out.printf("start on the existing folder, round %d: %d ms%n", round, timeStart(data));
            }
            measureMemory(data);
        } finally {
            Folders.delete(data);
        }
        return 0;
    }

    private static long timeStart(Path data) throws IOException, InterruptedException {
        long start = System.nanoTime();
        Running running = Running.start(data);
        long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
        running.stop();
        return millis;
    }

    private void measureMemory(Path data) throws Exception {
        Running running = Running.start(data);
        try (LoadProcess load = new LoadProcess()) {
            report("no sockets", running);
            String token = DevelopmentKey.in(data)
                    .sign(new Identity(
                            "bench",
                            "",
                            new TenantId("demo"),
                            Set.of("billing"),
                            Instant.now().plus(Duration.ofHours(1))));
            // Once before, so that what the first socket loads is not counted as the thousandth's.
            load.gather(new Crowd.CrowdPlan("idle", running.port(), "/ws", List.of(token), sockets));
            load.gather(new Crowd.CrowdPlan("idle", running.port(), "/ws", List.of(token), 1));
            report("1 socket, after the first thousand", running);
            load.gather(new Crowd.CrowdPlan("idle", running.port(), "/ws", List.of(token), sockets));
            report(sockets + " idle sockets", running);
        } finally {
            running.stop();
        }
    }

    private static void report(String when, Running running) throws IOException, InterruptedException {
        TimeUnit.SECONDS.sleep(SETTLE_SECONDS);
        System.out.printf("%s: %s%n", when, running.memory());
    }

    /** A hub in a process of its own, with this process's class path and options. */
    private record Running(Process process, int port) {
        static Running start(Path data) throws IOException {
            List<String> command = new ArrayList<>(List.of(LoadProcess.java()));
            command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
            command.addAll(List.of(
                    "-cp",
                    System.getProperty("java.class.path"),
                    "io.chartwire.cli.Chartwire",
                    "run",
                    "--data",
                    data.toString(),
                    "--http-port",
                    "0",
                    "--mllp-port",
                    "0",
                    "--management-port",
                    "0"));
            Process process = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            BufferedReader out =
                    new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
            String ready = out.readLine();
            if (ready == null) {
                throw new IOException("the hub did not start");
            }
            return new Running(process, URI.create(ready.split(" ")[3]).getPort());
        }

        /** Resident memory of the hub's process, and its heap after a collection. */
        String memory() throws IOException, InterruptedException {
            jcmd("GC.run");
            String heap = jcmd("GC.heap_info");
            long used = heap.lines()
                    .filter(line -> line.matches(" *(PS|Par|def|tenured|garbage).* used \\d+K.*"))
                    .mapToLong(line -> Long.parseLong(line.replaceFirst(".* used (\\d+)K.*", "$1")))
                    .sum();
            String resident = Files.readAllLines(Path.of("/proc/" + process.pid() + "/status")).stream()
                    .filter(line -> line.startsWith("VmRSS"))
                    .findFirst()
                    .map(line -> line.replaceAll("\\D", ""))
                    .orElse("0");
            return "resident %d MB, live heap %d MB".formatted(Long.parseLong(resident) >> 10, used >> 10);
        }

        private String jcmd(String command) throws IOException, InterruptedException {
            Process jcmd = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "jcmd")
                                    .toString(),
                            Long.toString(process.pid()),
                            command)
                    .start();
            String answer = new String(jcmd.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            jcmd.waitFor();
            return answer;
        }

        void stop() throws InterruptedException {
            process.destroy();
            process.waitFor();
        }
    }
}
