/**
 * The routes folder as one set of files that is read at one moment, checked whole, and only then put in the place of the one that
 * runs.
 *
 * <p>A {@link io.chartwire.route.RouteSet} is what the folder held; a {@link io.chartwire.route.ScratchContext} starts its routes
 * with their edges stubbed. Whatever is wrong is a {@link io.chartwire.route.Problem}: a file, a line and a sentence.
 *
 * <p>May use {@code rest}, {@code intake}, {@code socket}, {@code delivery}, {@code hl7}, {@code identity} and {@code database},
 * whose documents it checks.
 */
package io.chartwire.route;
