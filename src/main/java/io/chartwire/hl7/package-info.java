/**
 * HL7 v2: frames, text, messages, acknowledgements, and what a message says as JSON.
 *
 * <p>Overview: {@link MllpFrameDecoder} gives bytes, {@link Hl7Message} reads them or
 * refuses them with an {@link Hl7Rejection}, {@link OruReport},
 * {@link AdtUpdate} and {@link SiuAppointment} turn a message into one JSON document
 * for one SQL statement, and {@link Acknowledgement} writes the answer.
 *
 * <p>Invariants: nothing here knows a database, a route or a thread; everything is immutable but the frame decoder,
 * which belongs to one connection; the cost is linear in the bytes, whatever the bytes; no exception text, log line or
 * acknowledgement holds patient data; no text holds U+0000, which PostgreSQL cannot store.
 *
 * <p>HAPI splits and knows the delimiters; its message tree is not used, because filling a field through its
 * {@code Terser} costs the square of the number of components, which a single hostile frame can exploit.
 */
package io.chartwire.hl7;
