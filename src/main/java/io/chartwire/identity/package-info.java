/**
 * Who is asking: tokens, tenants, roles, and the table of what a role may see and do.
 *
 * <p>Identity comes from a verified token and from nothing else. Depends on no other package of Chartwire.
 */
package io.chartwire.identity;
