/**
 * The REST edge: a request is matched against the OpenAPI contract, its sender identified, and its body validated, before a
 * route sees it; what fails is answered as a problem (RFC 9457).
 *
 * <p>May use {@code identity}, {@code database}, {@code audit} and {@code change}; nothing uses it back but {@code server}, which refuses by the
 * same {@link io.chartwire.rest.Problem}.
 */
package io.chartwire.rest;
