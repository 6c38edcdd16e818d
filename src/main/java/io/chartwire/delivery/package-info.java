/**
 * What became of an event: how many entitled sockets were there, who confirmed it, and, for a critical one that nobody
 * confirms, whom to tell.
 *
 * <p>The tail hands over what it has delivered; what has to be kept of it is written in batches by a thread of its own, so
 * that no frame waits for it. An escalation is an update of a watched row: the log has it, and its event comes to the sockets
 * as every other does.
 *
 * <p>May use {@code socket}, {@code identity} and {@code database}; {@code change} uses it.
 */
package io.chartwire.delivery;
