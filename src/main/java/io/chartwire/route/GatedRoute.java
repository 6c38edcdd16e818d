package io.chartwire.route;

import io.chartwire.Gate;
import org.apache.camel.Exchange;
import org.apache.camel.Route;
import org.apache.camel.support.RoutePolicySupport;

/** Lets what comes in from outside through the gate, and out when the route has done with it. */
final class GatedRoute extends RoutePolicySupport {
    private final Gate gate;

    GatedRoute(Gate gate) {
        this.gate = gate;
    }

    @Override
    public void onExchangeBegin(Route route, Exchange exchange) {
        gate.enter();
    }

    @Override
    public void onExchangeDone(Route route, Exchange exchange) {
        gate.leave();
    }
}
