/** What tests share: one running hub, tenants of their own, a REST client and a socket client. */
package io.chartwire.testing;
