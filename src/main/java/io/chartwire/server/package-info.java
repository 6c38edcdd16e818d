/**
 * The one HTTP port: Camel's REST and WebSocket endpoints, the web pages, and the documents on a single Vert.x server.
 *
 * <p>May use {@code socket} and {@code identity}; nothing but the hub's wiring uses it.
 */
package io.chartwire.server;
