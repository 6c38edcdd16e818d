/** The command line. Uses every other package; nothing uses it. */
package io.chartwire.cli;
