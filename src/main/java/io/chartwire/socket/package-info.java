/**
 * Delivery to sockets: who is connected, what each is entitled to, and how far each has come.
 *
 * <p>The log is the only buffer. A tenant's newest emissions stand in a bounded {@link io.chartwire.socket.TenantFeed}; each
 * socket has a place in it and takes what follows as fast as its connection drains. A socket whose place has left the feed,
 * or that comes back with a token, is fed from the {@link io.chartwire.socket.EventHistory} until it has caught up.
 *
 * <p>Concurrency: a socket's state belongs to the event loop of its connection; the feed has one writer.
 *
 * <p>Depends on {@code identity} only; what feeds it implements the interfaces declared here.
 */
package io.chartwire.socket;
