/**
 * The way in for HL7 v2: whose a message is, what the statements are given of it, and what its sender is answered.
 *
 * <p>Overview: {@link io.chartwire.intake.MllpConnections} opens MLLP connections, {@link io.chartwire.intake.Intake} turns
 * bytes into a {@link io.chartwire.intake.Delivery}, a statement of {@code routes/sql/hl7} stores it with its answers, and
 * {@link io.chartwire.intake.Answers} gives those as bytes.
 *
 * <p>Invariants: an answer that accepts is written only after the statement that stored the message has committed; frames of
 * one connection are answered in their order; no log line holds patient data.
 *
 * <p>May use {@code hl7}, {@code audit}, {@code identity} and {@code database}; nothing uses it but the routes.
 */
package io.chartwire.intake;
