/**
 * Tries event routes on changes that nobody committed, with no database: the tests in {@code routes/tests} and
 * {@code routes try}.
 *
 * <p>Runs the routes of a {@link io.chartwire.route.ScratchContext} by the code that runs them live.
 *
 * <p>May use {@code change} and {@code route}; only the command line uses it.
 */
package io.chartwire.trial;
