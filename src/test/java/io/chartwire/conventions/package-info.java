/** The house style, executed: what the folder {@code routes} and the packages promise each other. */
package io.chartwire.conventions;
