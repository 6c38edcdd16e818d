/**
 * The one HTTP port: Camel's REST and WebSocket endpoints, the web pages, and the documents on a single Vert.x server.
 *
 * <p>May use {@code socket}, {@code audit}, {@code identity}, and {@code rest}'s {@code Problem} for what it refuses; nothing but the hub's
 * wiring uses it.
 */
package io.chartwire.server;
