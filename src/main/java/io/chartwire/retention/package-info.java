/**
 * Keeps what only grows within its time: the change log by partitions, idempotency keys, dead letters that are dealt with, and,
 * when asked to, the bytes of processed HL7 messages.
 *
 * <p>One hub of those that share a database does it, in the background, in small steps that make no writer wait. How far the
 * change log was removed is written in the transaction that removes it, so that no token is accepted that would miss an event.
 *
 * <p>May use {@code database}; nothing but the hub's wiring uses it.
 */
package io.chartwire.retention;
