/**
 * The benchmarks, run by hand: each measures the hub beside a bare server in the same run and prints both.
 *
 * <p>Two processes: the hub and the bare server share one, turn by turn; the {@link io.chartwire.bench.LoadGenerator} is the
 * other, so that its own work is not counted as theirs. They still share the machine's cores. A benchmark gives figures to be
 * read as ratios, and never passes or fails.
 *
 * <p>May use every package; nothing but the command line uses it.
 */
package io.chartwire.bench;
