/**
 * The change tail: reads the change log in the order of commits, lets the routes turn changes into events, and hands those to
 * the sockets.
 *
 * <p>A row's {@code seq} is drawn before its commit, so rows become visible out of order. The tail delivers a row as soon as
 * it sees it and remembers the {@link io.chartwire.change.Holes} below the highest {@code seq} seen; a hole closes when its
 * row appears or when every transaction that could still fill it has ended. Two changes of one object cannot swap: the row
 * lock orders them before {@code seq} is drawn.
 *
 * <p>A {@link io.chartwire.change.Subscription} follows the log from a place that the database keeps, behind the tail, and hands
 * events to a route that sends them to another system.
 *
 * <p>Concurrency: one thread runs the tail, and one each subscription; rounds of the history run on the threads of the sockets that
 * ask for them.
 *
 * <p>May use {@code delivery}, {@code socket}, {@code identity} and {@code database}; {@code rest} and {@code hl7} use it.
 */
package io.chartwire.change;
