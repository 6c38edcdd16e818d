/**
 * PostgreSQL: the embedded server, the pool, the migrations, and the statements that stand beside the routes.
 *
 * <p>Depends on nothing else of Chartwire but its settings.
 */
package io.chartwire.database;
