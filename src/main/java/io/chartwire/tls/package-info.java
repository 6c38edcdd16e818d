/**
 * TLS from PEM files: of the hub's ports, whose files are read again when they change, and of a client.
 *
 * <p>Overview: {@link io.chartwire.tls.PemFiles} are what the settings name, {@link io.chartwire.tls.PemIdentity} is what they
 * hold once it is checked, and {@link io.chartwire.tls.TlsReload} hands a new one to a port. Connections that are open keep the
 * one that they began with. {@link io.chartwire.tls.PemClient} is the other side of such a connection.
 *
 * <p>Invariants: what cannot be used never replaces what is in use; no log line holds a key. May use the settings only.
 */
package io.chartwire.tls;
