package io.chartwire;

import org.apache.camel.Component;
import org.apache.camel.component.http.HttpComponent;
import org.apache.camel.support.LifecycleStrategySupport;

/**
 * How routes call other systems by HTTP, from the first such step on: the route decides whether a request is sent again, and not
 * the HTTP client, and nobody waits for minutes.
 *
 * <p>Not as properties of the component: Camel would start it with every hub.
 */
final class OutgoingHttp extends LifecycleStrategySupport {
    private static final long CONNECT_MILLIS = 5_000;
    private static final long ANSWER_MILLIS = 30_000;

    @Override
    public void onComponentAdd(String name, Component component) {
        if (component instanceof HttpComponent http) {
            http.setAutomaticRetriesDisabled(true);
            http.setConnectTimeout(CONNECT_MILLIS);
            http.setResponseTimeout(ANSWER_MILLIS);
        }
    }
}
