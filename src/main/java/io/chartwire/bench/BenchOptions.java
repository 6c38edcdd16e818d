package io.chartwire.bench;

import picocli.CommandLine.Option;

/** How long and how often to measure. */
final class BenchOptions {
    @Option(
            names = "--seconds",
            paramLabel = "N",
            defaultValue = "10",
            description = "Length of one measurement (default: ${DEFAULT-VALUE}).")
    private int seconds;

    @Option(
            names = "--rounds",
            paramLabel = "N",
            defaultValue = "3",
            description = "How often each side has its turn (default: ${DEFAULT-VALUE}).")
    private int rounds;

    @Option(
            names = "--warm-up",
            paramLabel = "SECONDS",
            defaultValue = "10",
            description = "How long each side runs before it is measured (default: ${DEFAULT-VALUE}).")
    private int warmUp;

    @Option(
            names = "--only",
            paramLabel = "SIDE",
            defaultValue = "",
            description = "Run only the sides whose name begins so, to profile them.")
    private String only;

    boolean runs(Side side) {
        return side.name().startsWith(only);
    }

    int millis() {
        return seconds * 1000;
    }

    int rounds() {
        return rounds;
    }

    int warmUpMillis() {
        return warmUp * 1000;
    }
}
