/**
 * Tries event routes on changes that nobody committed, with no database: the tests in {@code routes/tests} and
 * {@code routes try}.
 *
 * <p>Runs the routes by the code that runs them live, in a Camel context of their own.
 *
 * <p>May use {@code change}; only the command line uses it.
 */
package io.chartwire.trial;
