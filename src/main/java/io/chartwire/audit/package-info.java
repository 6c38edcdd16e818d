/**
 * The audit log: who did what to which object, when, from where and how it ended.
 *
 * <p>What changes a row is entered by the database in the same commit; this package enters reads and refusals, in batches, and
 * has all entries numbered and chained by hash. A read is never without its entry: who finds the queue full waits, and is
 * refused when that lasts. What is refused anyhow and finds no room is named in the log. Only what nobody known attempts too often
 * is entered as a number. A killed hub loses the reads and refusals of its last moments, never a change.
 *
 * <p>May use {@code database}.
 */
package io.chartwire.audit;
