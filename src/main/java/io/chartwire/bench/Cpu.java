package io.chartwire.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Processor time used so far, in nanoseconds, by who used it.
 *
 * @param server this process: the hub and the bare servers
 * @param postgres the hub's PostgreSQL with its living processes
 * @param load the load generators
 */
record Cpu(long server, long postgres, long load) {

    /** Reads the clocks, which are those of the operating system and tick every 10 ms. */
    static Cpu now(Path data) throws IOException {
        long postgres = ProcessHandle.of(Long.parseLong(Files.readAllLines(data.resolve("postgres/postmaster.pid"))
                        .get(0)))
                .map(Cpu::family)
                .orElse(0L);
        long load = ProcessHandle.current()
                .children()
                .mapToLong(child -> nanos(child.info().totalCpuDuration()))
                .sum();
        return new Cpu(nanos(ProcessHandle.current().info().totalCpuDuration()), postgres, load);
    }

    Cpu since(Cpu start) {
        return new Cpu(server - start.server, postgres - start.postgres, load - start.load);
    }

    private static long family(ProcessHandle root) {
        return Stream.concat(Stream.of(root), root.descendants())
                .mapToLong(process -> nanos(process.info().totalCpuDuration()))
                .sum();
    }

    private static long nanos(Optional<Duration> duration) {
        return duration.map(Duration::toNanos).orElse(0L);
    }
}
