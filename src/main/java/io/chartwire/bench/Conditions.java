package io.chartwire.bench;

import io.chartwire.Settings;
import java.io.PrintStream;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.util.Locale;
import java.util.stream.Collectors;

/** Says under what conditions figures were taken. */
final class Conditions {
    private Conditions() {}

    static void print(PrintStream out, BenchHub hub) {
        Settings settings = hub.settings();
        out.printf(
                Locale.ROOT,
                "cores %d, load average at the start %.2f, Java %s, %s, heap %d MB%n",
                Runtime.getRuntime().availableProcessors(),
                ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage(),
                System.getProperty("java.version"),
                ManagementFactory.getGarbageCollectorMXBeans().stream()
                        .map(GarbageCollectorMXBean::getName)
                        .collect(Collectors.joining(" + ")),
                Runtime.getRuntime().maxMemory() >> 20);
        out.printf(
                "PostgreSQL %s, fsync %s, synchronous_commit %s, full_page_writes %s; pool %s connections, %s workers%n",
                hub.value("SHOW server_version"),
                hub.value("SHOW fsync"),
                hub.value("SHOW synchronous_commit"),
                hub.value("SHOW full_page_writes"),
                settings.text("chartwire.database.connections"),
                settings.text("chartwire.workers"));
        out.println("Hub and bare server share a process, PostgreSQL and the load generator have their own;"
                + " all share the cores.");
        out.println();
    }
}
