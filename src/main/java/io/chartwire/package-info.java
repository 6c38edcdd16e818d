/** Chartwire: a clinic's integration hub on Apache Camel. */
package io.chartwire;
